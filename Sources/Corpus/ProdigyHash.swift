import Notation

/// Prodigy's hashes of tasks: equal for the same text, and for the same question about it, whatever
/// program wrote them.
///
/// The rule was found from published data sets: MurmurHash3 (x86, 32 bits, seed 0) of the values as
/// JSON with sorted keys, everything outside ASCII escaped, and without the keys that say where a
/// suggestion came from.
enum ProdigyHash {
  private static let taskKeys = ["spans", "label", "options", "arcs"]
  private static let ignoredKeys: Set<String> = [
    "score", "rank", "model", "source", "pattern", "priority", "path", "_view_id", "_session_id",
    "_annotator_id", "answer",
  ]
  private static let style = JSONStyle(sortsKeys: true, escapesNonASCII: true)

  /// `_input_hash` of a text.
  static func input(text: String) -> Int {
    hash(Array("text=".utf8) + JSONValue.string(text).encoded(style))
  }

  /// `_task_hash` of a task.
  static func task(_ task: JSONObject, inputHash: Int) -> Int {
    var bytes = Array(String(inputHash).utf8)
    let keys = taskKeys.filter { task[$0] != nil }
    if keys.isEmpty {
      var whole = task
      whole["_task_hash"] = nil
      whole["_input_hash"] = .integer(inputHash)
      bytes += strip(.object(whole)).encoded(style)
    }
    for key in keys {
      guard let value = task[key] else { continue }
      bytes += "\(key)=".utf8
      bytes += strip(value).encoded(style)
    }
    return hash(bytes)
  }

  private static func strip(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map(strip))
    case .object(let object):
      .object(
        JSONObject(
          object.members.filter { !ignoredKeys.contains($0.key) }
            .map { JSONObject.Member($0.key, strip($0.value)) }))
    default: value
    }
  }

  private static func hash(_ bytes: [UInt8]) -> Int { Int(Int32(bitPattern: murmur3(bytes))) }

  /// MurmurHash3 x86, 32 bits, seed 0 (Austin Appleby, 2011).
  static func murmur3(_ bytes: [UInt8]) -> UInt32 {
    func rotated(_ value: UInt32, by count: UInt32) -> UInt32 {
      value << count | value >> (32 - count)
    }
    func scrambled(_ block: UInt32) -> UInt32 {
      rotated(block &* 0xCC9E_2D51, by: 15) &* 0x1B87_3593
    }
    var hash: UInt32 = 0
    let whole = bytes.count / 4 * 4
    for start in stride(from: 0, to: whole, by: 4) {
      let block = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
      hash = rotated(hash ^ scrambled(block), by: 13) &* 5 &+ 0xE654_6B64
    }
    var tail: UInt32 = 0
    for (place, byte) in bytes[whole...].enumerated() {
      tail |= UInt32(byte) << (8 * UInt32(place))
    }
    if whole < bytes.count { hash ^= scrambled(tail) }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    return hash ^ hash >> 16
  }
}
