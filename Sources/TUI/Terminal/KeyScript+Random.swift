extension KeyScript {
  /// Any keys, mouse events and sizes of the window, the same for the same seed: for soaks. Nothing in it ends
  /// the program.
  ///
  /// - Parameter count: how many events. Every key of the standard keymap is pressed, those that correct spans
  ///   more often.
  public static func random(_ count: Int, seed: UInt64) -> KeyScript {
    var state = seed &* 2 &+ 1
    func roll(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let keys = everyKey
    let mice: [Mouse.Kind] = [
      .press, .press, .drag, .release, .rightPress, .wheelUp, .wheelDown,
    ]
    return KeyScript(
      events: (0..<count).map { _ in
        switch roll(40) {
        case 0: .resized(Size(width: 20 + roll(160), height: 5 + roll(55)))
        case 1...8: .mouse(Mouse(mice[roll(mice.count)], at: Point(x: roll(140), y: roll(45))))
        default: .key(keys[roll(keys.count)])
        }
      })
  }

  /// Every key that is bound, but those that end the program; the annotator's own three times.
  private static let everyKey: [Key] = {
    let ending: Set<Command> = [.quit, .cancel, .suspend]
    return Keymap.standardBindings.filter { !ending.contains($0.command) }.flatMap { binding in
      let keys = binding.keys.flatMap(\.keys)
      return binding.contexts.contains(.annotate) ? keys + keys + keys : keys
    }
  }()
}
