internal import Text

extension ScalarText {
  /// Where a text occurs, in order, not overlapping. Case counts only where the query has a capital.
  func ranges(of query: String) -> [Range<Int>] {
    let isExact = query.unicodeScalars.contains { $0.properties.isUppercase }
    if isASCII, query.utf8.allSatisfy({ $0 < 0x80 }) {
      return Self.find(Array(query.utf8), in: utf8) { isExact ? $0 : Self.lowercase($0) }
    }
    return Self.find(Array(query.unicodeScalars), in: Array(scalars)) {
      isExact ? $0 : Self.lowercase($0)
    }
  }

  private static func find<Unit: Equatable>(
    _ needle: [Unit], in text: [Unit], folding fold: (Unit) -> Unit
  ) -> [Range<Int>] {
    guard let first = needle.first.map(fold) else { return [] }
    let rest = needle.dropFirst().map(fold)
    var found: [Range<Int>] = []
    var start = 0
    let last = text.count - needle.count
    while start <= last {
      guard fold(text[start]) == first,
        rest.indices.allSatisfy({ fold(text[start + 1 + $0]) == rest[$0] })
      else {
        start += 1
        continue
      }
      found.append(start..<start + needle.count)
      start += needle.count
    }
    return found
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private static func lowercase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return Unicode.Scalar(lowercase(UInt8(scalar.value))) }
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }
}

extension ScalarText {
  /// Where some bytes stand, in order, not overlapping.
  func exactRanges(of bytes: [UInt8]) -> [Range<Int>] {
    Self.find(bytes, in: utf8) { $0 }.map { range in
      scalarOffset(ofByte: range.lowerBound)..<scalarOffset(ofByte: range.upperBound)
    }
  }
}
