/// The files of a ZIP archive whose entries are stored, not packed, as PyTorch writes them.
///
/// Format: PKWARE's APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16; without the 64-bit extension.
enum ZipArchive {
  private static let localSignature: UInt32 = 0x0403_4B50
  private static let centralSignature: UInt32 = 0x0201_4B50
  private static let endSignature: UInt32 = 0x0605_4B50

  /// One file; of an archive that was read, a part of its bytes and not a copy.
  struct Entry: Equatable {
    let name: String
    let bytes: ArraySlice<UInt8>

    /// A file.
    init(name: String, bytes: some Collection<UInt8>) {
      self.name = name
      self.bytes = bytes as? ArraySlice<UInt8> ?? ArraySlice(bytes)
    }
  }

  /// The files; nil when the bytes are no such archive, end early, or hold a packed or encrypted entry.
  static func entries(_ bytes: [UInt8]) -> [Entry]? {
    func number<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) -> Value? {
      let size = MemoryLayout<Value>.size
      guard offset >= 0, offset <= bytes.count - size else { return nil }
      return bytes.withUnsafeBytes {
        Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
      }
    }
    // The end record is 22 bytes and a comment of at most 65,535.
    let lowest = max(0, bytes.count - 22 - 65_535)
    guard
      let end = stride(from: bytes.count - 22, through: lowest, by: -1).first(where: {
        number($0, UInt32.self) == endSignature
      }), let count = number(end + 10, UInt16.self), let first = number(end + 16, UInt32.self)
    else { return nil }
    var entries: [Entry] = []
    var header = Int(first)
    for _ in 0..<count {
      guard number(header, UInt32.self) == centralSignature,
        let flags = number(header + 8, UInt16.self), flags & 1 == 0,
        number(header + 10, UInt16.self) == 0,  // stored
        let size = number(header + 20, UInt32.self), size == number(header + 24, UInt32.self),
        let nameLength = number(header + 28, UInt16.self),
        let extraLength = number(header + 30, UInt16.self),
        let commentLength = number(header + 32, UInt16.self),
        let local = number(header + 42, UInt32.self),
        number(Int(local), UInt32.self) == localSignature,
        let localNameLength = number(Int(local) + 26, UInt16.self),
        let localExtraLength = number(Int(local) + 28, UInt16.self)
      else { return nil }
      let name = header + 46
      let data = Int(local) + 30 + Int(localNameLength) + Int(localExtraLength)
      guard name + Int(nameLength) <= bytes.count, data + Int(size) <= bytes.count else {
        return nil
      }
      entries.append(
        Entry(
          name: String(decoding: bytes[name..<name + Int(nameLength)], as: UTF8.self),
          bytes: bytes[data..<data + Int(size)]))
      header = name + Int(nameLength) + Int(extraLength) + Int(commentLength)
    }
    return entries
  }

  /// An archive of these files, in this order, each one's data at a multiple of 64 bytes, without times.
  static func encode(_ entries: [Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for entry in entries {
      let offset = UInt32(bytes.count)
      let name = Array(entry.name.utf8)
      let checksum = crc32(entry.bytes)
      // An extra field ("FB", of padding) moves the data to its alignment, as PyTorch's writer does.
      let unpadded = bytes.count + 30 + name.count + 4
      let padding = (64 - unpadded % 64) % 64
      func common(to bytes: inout [UInt8]) {
        append(UInt16(0), to: &bytes)  // flags
        append(UInt16(0), to: &bytes)  // stored
        append(UInt16(0), to: &bytes)  // time
        append(UInt16(0x21), to: &bytes)  // 1 January 1980
        append(checksum, to: &bytes)
        append(UInt32(entry.bytes.count), to: &bytes)
        append(UInt32(entry.bytes.count), to: &bytes)
        append(UInt16(name.count), to: &bytes)
      }
      append(localSignature, to: &bytes)
      append(UInt16(20), to: &bytes)
      common(to: &bytes)
      append(UInt16(4 + padding), to: &bytes)
      bytes += name
      append(UInt16(0x4246), to: &bytes)
      append(UInt16(padding), to: &bytes)
      bytes += [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
      bytes += entry.bytes
      append(centralSignature, to: &directory)
      append(UInt16(20), to: &directory)
      append(UInt16(20), to: &directory)
      common(to: &directory)
      append(UInt16(0), to: &directory)  // extra
      append(UInt16(0), to: &directory)  // comment
      append(UInt16(0), to: &directory)  // disk
      append(UInt16(0), to: &directory)
      append(UInt32(0), to: &directory)
      append(offset, to: &directory)
      directory += name
    }
    let start = UInt32(bytes.count)
    bytes += directory
    append(endSignature, to: &bytes)
    append(UInt32(0), to: &bytes)
    append(UInt16(entries.count), to: &bytes)
    append(UInt16(entries.count), to: &bytes)
    append(UInt32(directory.count), to: &bytes)
    append(start, to: &bytes)
    append(UInt16(0), to: &bytes)
    return bytes
  }

  /// The checksum of ISO 3309 that ZIP asks for.
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes { crc = crcTable[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
    return ~crc
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1
    }
  }
}
