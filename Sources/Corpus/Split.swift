import Text

/// Parts of a corpus.
public enum Split {
  /// The original project's split: shuffled as Python's `random.seed(seed); random.shuffle(…)` does, then
  /// cut after `trainShare` of the elements, rounded down.
  public static func trainDev<Element>(
    _ elements: [Element], seed: UInt64 = 42, trainShare: Double = 0.8
  ) -> (train: [Element], dev: [Element]) {
    var random = PythonRandom(seed: seed)
    var shuffled = elements
    random.shuffle(&shuffled)
    let cut = Int(Double(elements.count) * trainShare)
    return (Array(shuffled[..<cut]), Array(shuffled[cut...]))
  }
}
