public import Files

/// What a gazetteer knows of one word or phrase.
struct GazetteerEntry: Hashable, Sendable {
  /// The packed facts, as `scripts/gazetteers/build.py` lays them out.
  let bits: UInt16

  static let unknown = GazetteerEntry(bits: 0)

  /// How common as a first name, 0 (none) … 7.
  var firstName: Int { Int(bits & 7) }
  /// How common as a surname, 0 (none) … 7.
  var surname: Int { Int(bits >> 3 & 7) }
  /// How common as an English word, 0 (none) … 7.
  var english: Int { Int(bits >> 6 & 7) }
  /// Whether medicine uses the word.
  var isMedical: Bool { bits >> 9 & 1 != 0 }
  /// Whether it names a drug.
  var isDrug: Bool { bits >> 10 & 1 != 0 }
  /// How large a town of this name is: 0 none, 1 village … 3 city.
  var town: Int { Int(bits >> 11 & 3) }
  /// Whether a name of several words begins with it.
  var startsPhrase: Bool { bits >> 13 & 1 != 0 }
  /// Whether dictionaries write it with a capital.
  var isProper: Bool { bits >> 14 & 1 != 0 }
  /// Whether a disease, sign or procedure is called after it.
  var isEponym: Bool { bits >> 15 & 1 != 0 }
  /// Whether anything is known.
  var isKnown: Bool { bits != 0 }
  /// The larger of the name levels.
  var name: Int { max(firstName, surname) }
}

/// Words and short phrases with what is known of them, in one read-only table of hashes.
///
/// A hash stands for a word, so about one unknown word in 10,000 is taken for a known one.
public struct Gazetteer: Sendable {
  /// An empty one: recognizers then work by form and context alone.
  public static let empty = Gazetteer(starts: [], keys: [], facts: [], pools: [:])

  /// Why a file is not a gazetteer.
  public enum LoadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case file(FileError)
    /// The file is not what `scripts/gazetteers` writes, or is cut short.
    case notAGazetteer(path: String)

    /// One sentence.
    public var description: String {
      switch self {
      case .file(let error): error.description
      case .notAGazetteer(let path):
        "\(path): not a gazetteer, or cut short; build it anew with scripts/gazetteers/build.py"
      }
    }
  }

  private let starts: [UInt32]
  private let keys: [UInt16]
  private let facts: [UInt16]
  /// Names from which surrogates are drawn, by section: `female`, `male`, `surname`, `town`.
  let pools: [String: [String]]

  private init(starts: [UInt32], keys: [UInt16], facts: [UInt16], pools: [String: [String]]) {
    self.starts = starts
    self.keys = keys
    self.facts = facts
    self.pools = pools
  }

  /// Reads a gazetteer file.
  ///
  /// - Throws: `LoadError` when the file cannot be read or is not a whole gazetteer.
  public init(path: String) throws(LoadError) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try InputFile.read(path, limit: 1 << 26) } catch {
      throw .file(error)
    }
    let damaged = LoadError.notAGazetteer(path: path)
    guard bytes.count >= 24, bytes.starts(with: Array("CLINGAZ1".utf8)) else { throw damaged }
    let parsed = bytes.withUnsafeBytes { raw -> Gazetteer? in
      func word(_ offset: Int) -> Int {
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      }
      let (notice, count, poolCount) = (word(8), word(12), word(16))
      let startsAt = 24 + notice
      let keysAt = startsAt + 65_537 * 4
      let factsAt = keysAt + count * 2
      let poolsAt = factsAt + count * 2
      guard raw.count == poolsAt + poolCount else { return nil }
      func array<Element: FixedWidthInteger>(_ offset: Int, _ count: Int) -> [Element] {
        [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(
            from: UnsafeRawBufferPointer(
              rebasing: raw[offset..<offset + count * MemoryLayout<Element>.size]))
          initialized = count
        }
      }
      let starts: [UInt32] = array(startsAt, 65_537)
      guard starts.last.map(Int.init) == count,
        zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
      else { return nil }
      return Gazetteer(
        starts: starts, keys: array(keysAt, count), facts: array(factsAt, count),
        pools: Self.pools(String(decoding: raw[poolsAt...], as: UTF8.self)))
    }
    guard let parsed else { throw damaged }
    self = parsed
  }

  private static func pools(_ text: String) -> [String: [String]] {
    var pools: [String: [String]] = [:]
    var section = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("#") {
        section = String(line.dropFirst())
      } else {
        pools[section, default: []].append(String(line))
      }
    }
    return pools
  }

  subscript(_ hash: UInt64) -> GazetteerEntry {
    guard !starts.isEmpty else { return .unknown }
    let bucket = Int(hash >> 48)
    let key = UInt16(truncatingIfNeeded: hash >> 32)
    for index in Int(starts[bucket])..<Int(starts[bucket + 1]) where keys[index] >= key {
      return keys[index] == key ? GazetteerEntry(bits: facts[index]) : .unknown
    }
    return .unknown
  }
}
