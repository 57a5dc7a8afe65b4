import Digests
import Notation

/// The bytes of a vault: how they lie, sealed and open.
///
/// ```
/// 0   8  "CLINVLT1"
/// 8   4  version 1, then scrypt's log₂ rounds, block size, parallelism
/// 12  4  length of the sealed index, little-endian
/// 16 32  salt
/// 48 60  the data key, sealed under the passphrase's key, bound to bytes 0..<12 and 16..<48
/// 108 8  the first bytes of the SHA-256 of bytes 0..<12 and 16..<108: tells damage from a wrong passphrase
/// 116    the index, sealed under the data key, bound to bytes 0..<12 and 16..<116: JSON
///        {"generation","key","patients":[{"id","length","generation"}]}
/// …      each patient's record in the index's order, sealed, bound to patient id and generation
/// ```
/// Every part is authenticated, and no part of an older file fits into a newer one.
struct VaultFile {
  /// One patient's sealed record.
  struct Entry: Hashable, Sendable {
    var id: String
    var generation: Int
    var sealed: [UInt8]
  }

  static let magic = Array("CLINVLT1".utf8)
  static let version: UInt8 = 1
  static let indexStart = 116

  /// How often the vault was written.
  private(set) var generation: Int
  /// From which hashes and the patients' first draws come: of this vault alone.
  let projectKey: [UInt8]
  private(set) var entries: [Entry]
  private var places: [String: Int]
  private let dataKey: [UInt8]
  /// Bytes 0..<12 and 16..<116.
  private let head: [UInt8]

  /// An empty vault.
  init(passphrase: [UInt8], cost: Seal.Cost) throws(Seal.Refused) {
    try self.init(
      passphrase: passphrase, cost: cost, generation: 0, projectKey: Seal.random(32), records: [])
  }

  private init(
    passphrase: [UInt8], cost: Seal.Cost, generation: Int, projectKey: [UInt8],
    records: [(id: String, bytes: [UInt8])]
  ) throws(Seal.Refused) {
    var head = Self.magic + [Self.version, cost.exponent, cost.blockSize, cost.parallelism]
    let salt = Seal.random(32)
    head += salt
    dataKey = Seal.random(32)
    let outer = try Seal.key(from: passphrase, salt: salt, cost: cost)
    head += try Seal.seal(dataKey, key: outer, context: head)
    head += Digest.sha256(head).prefix(8)
    self.head = head
    self.generation = generation
    self.projectKey = projectKey
    entries = []
    places = [:]
    for record in records { try put(record.bytes, for: record.id) }
  }

  /// Reads a vault.
  ///
  /// - Throws: `VaultError`: damaged, newer, or a wrong passphrase.
  init(_ bytes: [UInt8], passphrase: [UInt8], path: String) throws(VaultError) {
    guard bytes.count >= Self.indexStart, bytes.starts(with: Self.magic) else {
      throw .damaged(path: path, part: "the header")
    }
    guard bytes[8] == Self.version else { throw .newer(path: path, version: Int(bytes[8])) }
    let cost = Seal.Cost(exponent: bytes[9], blockSize: bytes[10], parallelism: bytes[11])
    head = Array(bytes[0..<12] + bytes[16..<Self.indexStart])
    let sealedKey = head.count - 8 - 60
    guard cost.isPlausible,
      Array(Digest.sha256(head.dropLast(8)).prefix(8)) == Array(head.suffix(8))
    else { throw .damaged(path: path, part: "the header") }
    guard
      let outer = try? Seal.key(
        from: passphrase, salt: Array(head[12..<sealedKey]), cost: cost)
    else { throw .cipher(path: path) }
    guard
      let dataKey = try? Seal.open(
        head[sealedKey..<sealedKey + 60], key: outer, context: Array(head[..<sealedKey]))
    else { throw .wrongPassphrase(path: path) }
    self.dataKey = dataKey
    let indexCount = (0..<4).reduce(0) { $0 | Int(bytes[12 + $1]) << ($1 * 8) }
    let indexEnd = Self.indexStart + indexCount
    guard indexEnd <= bytes.count,
      let text = try? Seal.open(
        bytes[Self.indexStart..<indexEnd], key: dataKey, context: head + Array("index".utf8)),
      let index = try? JSONParser.parse(text), let generation = index["generation"]?.integer,
      let key = index["key"]?.string.flatMap(Hex.bytes), let rows = index["patients"]?.array
    else { throw .damaged(path: path, part: "the index") }
    self.generation = generation
    projectKey = key
    entries = []
    places = [:]
    var position = indexEnd
    for row in rows {
      guard let id = row["id"]?.string, let length = row["length"]?.integer, length >= 0,
        let written = row["generation"]?.integer, length <= bytes.count - position
      else { throw .damaged(path: path, part: "a record") }
      places[id] = entries.count
      entries.append(
        Entry(id: id, generation: written, sealed: Array(bytes[position..<position + length])))
      position += length
    }
    guard position == bytes.count else { throw .damaged(path: path, part: "its end") }
  }

  /// A patient's record; nil where there is none.
  func record(of id: String, path: String) throws(VaultError) -> [UInt8]? {
    guard let entry = places[id].map({ entries[$0] }) else { return nil }
    guard
      let bytes = try? Seal.open(
        entry.sealed[...], key: dataKey, context: context(id, entry.generation))
    else { throw .damaged(path: path, part: "a record") }
    return bytes
  }

  /// Puts a record in the place of the patient's last.
  mutating func put(_ bytes: [UInt8], for id: String) throws(Seal.Refused) {
    let next = generation + 1
    let entry = Entry(
      id: id, generation: next,
      sealed: try Seal.seal(bytes, key: dataKey, context: context(id, next)))
    if let place = places[id] {
      entries[place] = entry
    } else {
      places[id] = entries.count
      entries.append(entry)
    }
  }

  /// Drops a patient's record; the file written next does not hold it.
  mutating func remove(_ id: String) -> Bool {
    guard let place = places[id] else { return false }
    entries.remove(at: place)
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.id, $0) })
    return true
  }

  /// The same records under new keys: an old passphrase opens nothing of it.
  func rekeyed(
    passphrase: [UInt8], cost: Seal.Cost, path: String
  ) throws(VaultError) -> VaultFile {
    var records: [(String, [UInt8])] = []
    for entry in entries {
      if let bytes = try record(of: entry.id, path: path) { records.append((entry.id, bytes)) }
    }
    do throws(Seal.Refused) {
      return try VaultFile(
        passphrase: passphrase, cost: cost, generation: generation, projectKey: projectKey,
        records: records)
    } catch { throw .cipher(path: path) }
  }

  /// The bytes to write; the generation counts on.
  mutating func encoded() throws(Seal.Refused) -> [UInt8] {
    generation += 1
    let rows: [JSONValue] = entries.map {
      [
        "id": .string($0.id), "length": .integer($0.sealed.count),
        "generation": .integer($0.generation),
      ]
    }
    let index: JSONValue = [
      "generation": .integer(generation), "key": .string(Hex.text(projectKey)),
      "patients": .array(rows),
    ]
    let sealed = try Seal.seal(
      index.encoded(), key: dataKey, context: head + Array("index".utf8))
    var bytes = Array(head[..<12])
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> ($0 * 8)) }
    bytes += head[12...]
    bytes += sealed
    for entry in entries { bytes += entry.sealed }
    return bytes
  }

  private func context(_ id: String, _ generation: Int) -> [UInt8] {
    head + Array("record \(generation) \(id)".utf8)
  }
}
