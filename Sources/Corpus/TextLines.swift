/// Text of a file, decoded.
enum DecodedText {
  /// Decodes UTF-8, without a byte order mark before it and with line feeds for its CRLFs; where bytes
  /// are not UTF-8, U+FFFD stands and the first such byte is given.
  static func decode(_ bytes: [UInt8]) -> (text: String, invalidByte: Int?) {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var body = hasMark ? bytes[3...] : bytes[...]
    if body.contains(0x0D) {
      var kept: [UInt8] = []
      kept.reserveCapacity(body.count)
      for (index, byte) in zip(body.indices, body) {
        if byte == 0x0D, index + 1 < body.endIndex, body[index + 1] == 0x0A { continue }
        kept.append(byte)
      }
      body = kept[...]
    }
    if let text = String(validating: body, as: UTF8.self) { return (text, nil) }
    return (String(decoding: body, as: UTF8.self), firstInvalidByte(bytes))
  }

  /// The first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7).
  static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer(firstInvalidByte)
  }

  /// The same, of bytes in memory.
  static func firstInvalidByte(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      let second: ClosedRange<UInt8>
      let length: Int
      switch bytes[index] {
      case 0x00...0x7F:
        index += 1
        continue
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return index
      }
      guard index + length <= bytes.count, second ~= bytes[index + 1],
        bytes[(index + 2)..<(index + length)].allSatisfy({ 0x80...0xBF ~= $0 })
      else { return index }
      index += length
    }
    return nil
  }
}

/// Lines as Python's `str.splitlines` has them.
enum PythonLines {
  static func split(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      if isBoundary(scalar) {
        lines.append(text[start..<index])
        let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
        start = isPair ? scalars.index(after: next) : next
        index = start
      } else {
        index = next
      }
    }
    if start < scalars.endIndex { lines.append(text[start...]) }
    return lines
  }

  private static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isspace` counts it as white space.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }
}

extension StringProtocol {
  /// Whether two texts are alike but for case and white space.
  func isSameIgnoringCaseAndSpaces(as other: some StringProtocol) -> Bool {
    func core(_ text: some StringProtocol) -> [Unicode.Scalar] {
      text.lowercased().unicodeScalars.filter { !$0.isPythonSpace }
    }
    return core(self) == core(other)
  }

  /// What stands between line feeds. Unlike `split`, sees one behind a carriage return too.
  func splitAtLineFeeds() -> [SubSequence] {
    var lines: [SubSequence] = []
    var start = startIndex
    while let feed = utf8[start...].firstIndex(of: 0x0A) {
      lines.append(self[start..<feed])
      start = utf8.index(after: feed)
    }
    lines.append(self[start...])
    return lines
  }
}
