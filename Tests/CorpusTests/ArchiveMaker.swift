@testable import Corpus

/// Archives made byte by byte, so that tests can make broken and hostile ones too.
enum ArchiveMaker {
  /// A `.tar` (POSIX ustar) of entries; a type other than `"0"` makes a link or a folder.
  static func tar(_ entries: [(path: String, content: [UInt8])], type: Character = "0") -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at offset: Int) {
        header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
      }
      func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
      }
      put(entry.path, at: 0)
      put(octal(0o644, digits: 7), at: 100)
      put(octal(0, digits: 7), at: 108)
      put(octal(0, digits: 7), at: 116)
      put(octal(type == "0" ? entry.content.count : 0, digits: 11), at: 124)
      put(octal(0, digits: 11), at: 136)
      put(String(repeating: " ", count: 8), at: 148)
      put(String(type), at: 156)
      if type != "0" { put(String(decoding: entry.content, as: UTF8.self), at: 157) }
      put("ustar", at: 257)
      put("00", at: 263)
      put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
      header[154] = 0
      bytes += header
      if type == "0" {
        bytes += entry.content
        bytes += [UInt8](repeating: 0, count: (512 - entry.content.count % 512) % 512)
      }
    }
    return bytes + [UInt8](repeating: 0, count: 1024)
  }

  /// A gzip file (RFC 1952).
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated(bytes) + little(crc(bytes), 4)
      + little(UInt64(bytes.count), 4)
  }

  /// A `.zip` of deflated entries.
  static func zip(_ entries: [(path: String, content: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let packed = deflated(entry.content)
      let name = Array(entry.path.utf8)
      let common =
        little(20, 2) + little(0x800, 2) + little(8, 2) + little(0, 4)
        + little(crc(entry.content), 4)
        + little(UInt64(packed.count), 4) + little(UInt64(entry.content.count), 4)
        + little(UInt64(name.count), 2) + little(0, 2)
      directory +=
        [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
        + little(0, 4) + little(UInt64(bytes.count), 4) + name
      bytes += [0x50, 0x4B, 3, 4] + common + name + packed
    }
    let end =
      [0x50, 0x4B, 5, 6] + little(0, 4) + little(UInt64(entries.count), 2)
      + little(UInt64(entries.count), 2) + little(UInt64(directory.count), 4)
      + little(UInt64(bytes.count), 4) + little(0, 2)
    return bytes + directory + end
  }

  /// zlib's stream without its two bytes before and four after.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    Array(Zlib.deflate(bytes).dropFirst(2).dropLast(4))
  }

  private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt64 {
    let crc = bytes.reduce(UInt32.max) {
      crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8
    }
    return UInt64(~crc)
  }
}
