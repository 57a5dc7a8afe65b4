private import CNcurses
private import Glibc

/// The terminal of this process, through ncurses. Everything but `prepareThread` belongs to the main thread.
struct NcursesTerminal: Terminal {
  let theme: Theme
  private let input: Int32
  private let ownsInput: Bool
  /// What the screen shows, so that only rows that differ are sent.
  private var shown: Canvas?
  /// How often the input could be read but held nothing: the other end is gone.
  private var emptyReads = 0

  /// Takes the terminal.
  ///
  /// - Throws: `TerminalError` where there is none, or none that can place its cursor.
  init(theme: Theme?, usesMouse: Bool) throws(TerminalError) {
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    var input = STDIN_FILENO
    if isatty(input) != 1 {  // a note was piped in: the keys come from the terminal itself
      input = open("/dev/tty", O_RDWR | O_CLOEXEC)
      guard input >= 0 else { throw .noKeyboard }
    }
    try self.init(
      output: STDOUT_FILENO, input: input, type: Self.variable("TERM") ?? "unknown", theme: theme,
      usesMouse: usesMouse, isArmed: true)
  }

  /// Takes a terminal by its file descriptors; tests have pseudo-terminals.
  init(
    output: Int32, input: Int32, type: String, theme: Theme?, usesMouse: Bool, isArmed: Bool
  ) throws(TerminalError) {
    self.input = input
    ownsInput = isArmed && input != STDIN_FILENO
    let status = ct_open(type, output, input, usesMouse, isArmed)
    if status != CT_OK, ownsInput { Glibc.close(input) }
    if status == CT_NO_TYPE { throw .unknownType(type) }
    if status == CT_NO_ADDRESSING { throw .cannotPlaceCursor(type) }
    self.theme = Self.theme(
      asked: theme, colors: Int(ct_colors()), noColor: Self.variable("NO_COLOR"),
      background: Self.variable("COLORFGBG"))
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The theme: what was asked for, as far as the terminal has the colours for it.
  ///
  /// - Parameters:
  ///   - noColor: where set and not empty, no colour unless asked for (no-color.org).
  ///   - background: `foreground;background`, numbers of the first sixteen colours, as rxvt sets it.
  static func theme(
    asked: Theme?, colors: Int, noColor: String? = nil, background: String? = nil
  ) -> Theme {
    if colors < 8 { return .mono }
    if asked == nil, noColor?.isEmpty == false { return .mono }
    if asked == .mono { return .mono }
    if colors < 256 { return .eight }
    if let asked { return asked }
    let number = background?.split(separator: ";").last.flatMap { Int($0) }
    return number == 7 || (9...15).contains(number ?? 0) ? .light : .dark
  }

  /// Gives the terminal back. Safe to call twice.
  func close() {
    ct_close()
    if ownsInput { Glibc.close(input) }
  }

  /// Lets a background thread's crash restore the terminal too, even one for lack of stack.
  static let prepareThread: @Sendable () -> Void = { ct_use_alternate_stack() }

  // MARK: Drawing

  var size: Size { Size(width: Int(ct_columns()), height: Int(ct_rows())) }

  mutating func draw(_ canvas: Canvas) {
    let width = canvas.size.width
    var cells = [ct_cell](repeating: ct_cell(), count: width)
    for y in 0..<canvas.size.height {
      let row = canvas.row(y)
      if let shown, shown.size == canvas.size, shown.row(y) == row { continue }
      for (index, cell) in row.enumerated() { cells[index] = Self.cell(cell) }
      ct_put_cells(Int32(y), cells, Int32(width))
    }
    // The cursor rests on the focus even unseen: a screen reader follows it.
    let cursor = canvas.cursor ?? Point(x: 0, y: 0)
    ct_move_cursor(Int32(cursor.y), Int32(cursor.x), canvas.showsCursor)
    ct_flush()
    shown = canvas
  }

  private static func cell(_ cell: Cell) -> ct_cell {
    var result = ct_cell()
    result.width = cell.width
    result.foreground = cell.style.foreground.map(Int16.init) ?? -1
    result.background = cell.style.background.map(Int16.init) ?? -1
    result.attributes = cell.style.attributes.rawValue
    withUnsafeMutableBytes(of: &result.scalars) { bytes in
      let scalars = bytes.bindMemory(to: UInt32.self)
      for (index, scalar) in zip(scalars.indices, cell.text.unicodeScalars) {
        scalars[index] = scalar.value
      }
    }
    return result
  }

  mutating func redraw() {
    shown = nil
    ct_redraw()
  }

  mutating func setMouse(_ isOn: Bool) { ct_set_mouse(isOn) }

  mutating func suspend() { ct_suspend() }

  // MARK: Events

  mutating func nextEvent(wake: Int32) -> Event {
    while true {
      if ct_take_resumed() { return .resumed }
      if let event = readEvent() {
        emptyReads = 0
        return event
      }
      var files = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      ]
      // The time limit is for a signal that came between the reading above and the waiting here.
      guard poll(&files, 2, 500) > 0 else { continue }
      let ended = Int16(POLLHUP | POLLERR | POLLNVAL)
      if files[0].revents & ended != 0, files[0].revents & Int16(POLLIN) == 0 { return .closed }
      if files[0].revents & Int16(POLLIN) != 0 {
        emptyReads += 1
        if emptyReads > 100 { return .closed }
        continue
      }
      if files[1].revents != 0 { return .idle }
    }
  }

  /// The next event that is there already; nil where there is none, or what came means nothing.
  private mutating func readEvent() -> Event? {
    var value: Int32 = 0
    switch ct_read(0, &value) {
    case CT_KEY: return event(ofKey: value)
    case CT_SCALAR: return value == 0x1B ? escape() : Self.key(ofScalar: value).map { .key($0) }
    default: return nil
    }
  }

  private static let codes: [UInt32: Key.Code] = [
    CT_KEY_UP.rawValue: .up, CT_KEY_DOWN.rawValue: .down, CT_KEY_LEFT.rawValue: .left,
    CT_KEY_RIGHT.rawValue: .right, CT_KEY_HOME.rawValue: .home, CT_KEY_END.rawValue: .end,
    CT_KEY_PAGE_UP.rawValue: .pageUp, CT_KEY_PAGE_DOWN.rawValue: .pageDown,
    CT_KEY_INSERT.rawValue: .insert, CT_KEY_DELETE.rawValue: .delete,
    CT_KEY_BACKSPACE.rawValue: .backspace, CT_KEY_ENTER.rawValue: .enter,
  ]

  private mutating func event(ofKey value: Int32) -> Event? {
    let number = UInt32(value)
    switch number {
    case CT_KEY_RESIZE.rawValue:
      shown = nil
      return .resized(size)
    case CT_KEY_SGR_MOUSE.rawValue: return mouse().map { .mouse($0) }
    case CT_KEY_X10_MOUSE.rawValue: return oldMouse().map { .mouse($0) }
    case CT_KEY_PASTE_START.rawValue: return .paste(pasted())
    case CT_KEY_BACKTAB.rawValue: return .key(Key(.tab, .shift))
    default: break
    }
    let modifiers = number / CT_KEY_SHIFT.rawValue
    let base = number % CT_KEY_SHIFT.rawValue
    if base > CT_KEY_FUNCTION.rawValue {
      return .key(Key(.function(Int(base - CT_KEY_FUNCTION.rawValue))))
    }
    return Self.codes[base].map { .key(Key($0, .init(rawValue: UInt8(modifiers)))) }
  }

  private static func key(ofScalar value: Int32) -> Key? {
    switch value {
    case 0x0D, 0x0A: return Key(.enter)
    case 0x09: return Key(.tab)
    case 0x08, 0x7F: return Key(.backspace)
    case 0x01...0x1A:
      return Key(.character(Character(Unicode.Scalar(UInt8(value) + 0x60))), .control)
    case 0x20...:
      return Unicode.Scalar(UInt32(value)).map { Key(.character(Character($0))) }
    default: return nil
    }
  }

  /// What follows an escape that begins no key ncurses knows: nothing, a key with Alt, or a sequence that is
  /// dropped whole, lest its letters run as commands.
  private mutating func escape() -> Event? {
    var value: Int32 = 0
    switch ct_read(0, &value) {
    case CT_KEY:
      guard case .key(var key) = event(ofKey: value) else { return nil }
      key.modifiers.insert(.alt)
      return .key(key)
    case CT_SCALAR: break
    default: return .key(Key(.escape))
    }
    switch value {
    case 0x5B:  // [: parameters, then a final byte
      skip { !(0x40...0x7E).contains($0) }
      return nil
    case 0x4F:  // O: one more byte
      skip { _ in false }
      return nil
    case 0x50, 0x5D, 0x5E, 0x5F, 0x58:  // a string, up to BEL or ESC \
      skip { $0 != 0x07 && $0 != 0x5C }
      return nil
    case 0x1B: return .key(Key(.escape))
    default:
      guard var key = Self.key(ofScalar: value) else { return nil }
      key.modifiers.insert(.alt)
      return .key(key)
    }
  }

  /// Drops what comes at once, up to and with the first scalar that does not continue.
  private func skip(while continues: (Int32) -> Bool) {
    var value: Int32 = 0
    var count = 0
    while count < 4096, ct_read(20, &value) != CT_NOTHING, continues(value) { count += 1 }
  }

  /// The rest of `ESC [ < button ; column ; row M`.
  private func mouse() -> Mouse? {
    var numbers = [0]
    var value: Int32 = 0
    while numbers.count <= 3, ct_read(50, &value) == CT_SCALAR {
      switch value {
      case 0x30...0x39:
        guard let last = numbers.last, last < 100_000 else { return nil }
        numbers[numbers.count - 1] = last * 10 + Int(value - 0x30)
      case 0x3B: numbers.append(0)
      case 0x4D, 0x6D:
        guard numbers.count == 3 else { return nil }
        return Self.mouse(
          button: numbers[0], x: numbers[1] - 1, y: numbers[2] - 1, isRelease: value == 0x6D)
      default: return nil
      }
    }
    return nil
  }

  /// The rest of `ESC [ M`: button, column and row as one character each, 32 added.
  private func oldMouse() -> Mouse? {
    var numbers: [Int] = []
    var value: Int32 = 0
    while numbers.count < 3, ct_read(50, &value) == CT_SCALAR { numbers.append(Int(value) - 32) }
    guard numbers.count == 3 else { return nil }
    return Self.mouse(
      button: numbers[0], x: numbers[1] - 1, y: numbers[2] - 1, isRelease: numbers[0] & 3 == 3)
  }

  /// - Parameter button: bits 0-1 the button, 5 motion, 6 the wheel; 2-4, the modifiers, do not matter.
  static func mouse(button: Int, x: Int, y: Int, isRelease: Bool) -> Mouse? {
    guard x >= 0, y >= 0 else { return nil }
    let kind: Mouse.Kind
    if button & 64 != 0 {
      guard button & 2 == 0 else { return nil }  // sideways
      kind = button & 1 == 0 ? .wheelUp : .wheelDown
    } else if isRelease {
      kind = .release
    } else if button & 32 != 0 {
      kind = .drag
    } else if button & 3 == 0 {
      kind = .press
    } else if button & 3 == 2 {
      kind = .rightPress
    } else {
      return nil
    }
    return Mouse(kind, at: Point(x: x, y: y))
  }

  /// Pasted text, up to its end mark.
  private func pasted() -> String {
    var text = String.UnicodeScalarView()
    var value: Int32 = 0
    while text.count < 100_000 {
      switch ct_read(100, &value) {
      case CT_SCALAR: if let scalar = Unicode.Scalar(UInt32(value)) { text.append(scalar) }
      case CT_KEY where UInt32(value) == CT_KEY_PASTE_END.rawValue: return String(text)
      case CT_KEY: continue
      default: return String(text)
      }
    }
    return String(text)
  }
}
