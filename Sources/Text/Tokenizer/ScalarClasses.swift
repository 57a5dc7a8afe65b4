/// The class of every scalar.
struct ScalarClasses: Sendable {
  /// Decoded from `EnglishTables.runs` on first use.
  static let english = ScalarClasses()

  /// U+0000…U+FFFF, one entry each.
  private let plane: [ScalarClass]
  /// The first scalar of each run above U+FFFF, ascending.
  private let starts: [UInt32]
  private let classes: [ScalarClass]

  private init() {
    var plane: [ScalarClass] = []
    plane.reserveCapacity(0x1_0000)
    var starts: [UInt32] = []
    var classes: [ScalarClass] = []
    var next: UInt32 = 0

    func add(_ mask: ScalarClass, _ count: UInt32) {
      let below = min(next + count, 0x1_0000)
      if next < below { plane.append(contentsOf: repeatElement(mask, count: Int(below - next))) }
      if next + count > 0x1_0000 {
        starts.append(max(next, 0x1_0000))
        classes.append(mask)
      }
      next += count
    }

    EnglishTables.runs.withUTF8Buffer { runs in
      var mask: ScalarClass?
      var count: UInt32 = 0
      for byte in runs {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          count = count * 10 + UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "~"):
          if let mask { add(mask, max(count, 1)) }
          mask = ScalarClass(rawValue: EnglishTables.masks[Int(byte - UInt8(ascii: "A"))])
          count = 0
        default: break  // a line end
        }
      }
      if let mask { add(mask, max(count, 1)) }
    }
    self.plane = plane
    self.starts = starts
    self.classes = classes
  }

  /// The class of a scalar.
  @inline(__always)
  subscript(_ scalar: UInt32) -> ScalarClass {
    scalar < 0x1_0000 ? plane[Int(scalar)] : aboveThePlane(scalar)
  }

  private func aboveThePlane(_ scalar: UInt32) -> ScalarClass {
    var low = 0
    var high = starts.count - 1
    while low < high {  // the last run that starts at or before the scalar
      let middle = (low + high + 1) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle - 1 }
    }
    return classes[low]
  }
}

extension Unicode.Scalar {
  /// Whether the tokenizer takes it for white space, as Python's `str.isspace` does.
  var isSpace: Bool { ScalarClasses.english[value].contains(.space) }
}

/// One scalar in UTF-8: what it is and how many bytes it takes.
struct EncodedScalar {
  let value: UInt32
  let width: Int

  /// The scalar that starts at an index of valid UTF-8.
  @inline(__always)
  init(_ bytes: [UInt8], at index: Int) {
    let lead = bytes[index]
    if lead < 0x80 {
      value = UInt32(lead)
      width = 1
    } else {
      (value, width) = Self.decode(bytes, at: index)
    }
  }

  /// The scalar that ends before an index of valid UTF-8, which is not the start.
  @inline(__always)
  init(_ bytes: [UInt8], before index: Int) {
    var start = index - 1
    while bytes[start] & 0xC0 == 0x80 { start -= 1 }
    self.init(bytes, at: start)
  }

  private static func decode(_ bytes: [UInt8], at index: Int) -> (UInt32, Int) {
    let lead = bytes[index]
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = UInt32(lead) & (0x7F >> UInt32(width))
    for offset in 1..<width { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (value, width)
  }
}
