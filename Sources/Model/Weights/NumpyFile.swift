import Notation

/// One array as numpy's `.npy` format 1.0 to 3.0 has it: a header that is a Python dictionary, then the
/// elements. Read as data: the header's three values are looked for, nothing is evaluated.
struct NumpyFile {
  /// What the elements are: `<f4`, `<u8`, `<i4`.
  let type: String
  /// Its sides.
  let shape: [Int]
  /// Its elements, row after row, or column after column.
  let data: ArraySlice<UInt8>
  private let isByColumn: Bool

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Decodes a file; nil when it is none or of another length than its sides say.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count >= 10, bytes.starts(with: Self.magic), (1...3).contains(bytes[6]) else {
      return nil
    }
    let isLong = bytes[6] > 1
    let start = isLong ? 12 : 10
    guard bytes.count >= start else { return nil }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else { return nil }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.text(after: "'descr':", in: header),
      let sides = Self.sides(in: header), header.contains("'fortran_order': "),
      let size = type.dropFirst(2).first?.wholeNumberValue, type.count == 3
    else { return nil }
    var count = size
    for side in sides {
      guard case let (product, false) = count.multipliedReportingOverflow(by: side) else {
        return nil
      }
      count = product
    }
    guard bytes.count - start - length == count else { return nil }
    self.type = type
    shape = sides
    isByColumn = header.contains("'fortran_order': True")
    data = bytes[(start + length)...]
  }

  private static func text(after key: String, in header: String) -> String? {
    let parts = header.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
    guard let place = parts.firstIndex(of: String(key.dropFirst().dropLast(2))),
      place + 2 < parts.count
    else { return nil }
    return parts[place + 2]
  }

  private static func sides(in header: String) -> [Int]? {
    guard let open = header.lastIndex(of: "("), let close = header[open...].firstIndex(of: ")")
    else { return nil }
    let parts = header[header.index(after: open)..<close].split(separator: ",")
      .map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let sides = parts.compactMap { Int($0) }
    return sides.count == parts.count && sides.allSatisfy { $0 >= 0 } ? sides : nil
  }

  /// The elements as 32-bit floats, row after row, where they are of a type of floats; nil for a table by
  /// columns of more than two sides.
  var floats: [Float]? {
    guard isByColumn, shape.count > 1 else { return elements }
    guard shape.count == 2, let elements else { return nil }
    let (rows, columns) = (shape[0], shape[1])
    return [Float](unsafeUninitializedCapacity: elements.count) { values, count in
      count = elements.count
      for row in 0..<rows {
        for column in 0..<columns { values[row * columns + column] = elements[column * rows + row] }
      }
    }
  }

  private var elements: [Float]? {
    switch type {
    case "<f4": return NumpyArray.floats(data)
    case "<f8":
      return data.withUnsafeBytes { raw in
        (0..<raw.count / 8).map {
          Float(
            Double(
              bitPattern: UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))))
        }
      }
    default: return nil
    }
  }

  /// The elements as whole numbers without sign, where they are 64-bit ones.
  var unsigned: [UInt64]? {
    guard type == "<u8", !isByColumn || shape.count < 2 else { return nil }
    return data.withUnsafeBytes { raw in
      (0..<raw.count / 8).map {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
      }
    }
  }

  /// The bytes of a file of format 1.0.
  static func encode(type: String, shape: [Int], data: [UInt8]) -> [UInt8] {
    let sides = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sides)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let count = header.utf8.count
    return magic + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + Array(header.utf8) + data
  }
}
