import Digests
public import Notation

/// Why a log of audits does not hold together.
public struct AuditLogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// The first line that does not follow from the one before, from 1.
  public let line: Int

  /// One sentence.
  public var description: String {
    "\(file):\(line): the chain is broken here: this line or one before it was changed, added or removed"
  }
}

/// The lines of an append-only log, each bound to the one before it: a line that is changed, removed or moved
/// breaks every digest after it. Holds counts and verdicts, never text.
public struct AuditLog: Sendable {
  /// The digest of the last line, in hexadecimal; 64 zeros before the first.
  public private(set) var last: String
  private var sequence: Int

  /// A log that begins.
  public init() {
    last = String(repeating: "0", count: 64)
    sequence = 0
  }

  /// A log that goes on from what a file holds.
  ///
  /// - Throws: `AuditLogError` where the file's chain is broken.
  public init(continuing bytes: [UInt8], file: String) throws(AuditLogError) {
    self.init()
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      guard let row = try? JSONParser.parse(line), var object = row.object,
        object["prev"]?.string == last, object["seq"]?.integer == sequence,
        let digest = object["digest"]?.string
      else { throw AuditLogError(file: file, line: index + 1) }
      object["digest"] = nil
      guard Self.digest(object) == digest else { throw AuditLogError(file: file, line: index + 1) }
      last = digest
      sequence += 1
    }
  }

  /// The next line, with its newline.
  public mutating func line(_ event: String, _ facts: JSONObject) -> [UInt8] {
    var object: JSONObject = ["seq": .integer(sequence), "event": .string(event)]
    for member in facts.members { object[member.key] = member.value }
    object["prev"] = .string(last)
    last = Self.digest(object)
    sequence += 1
    object["digest"] = .string(last)
    return JSONValue.object(object).encoded() + [0x0A]
  }

  private static func digest(_ object: JSONObject) -> String {
    Hex.text(Digest.sha256(JSONValue.object(object).encoded(JSONStyle(sortsKeys: true))))
  }
}
