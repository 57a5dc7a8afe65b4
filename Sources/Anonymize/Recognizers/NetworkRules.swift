import Text

/// IP addresses, version 4 and 6, and hardware (MAC) addresses.
struct NetworkRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var covered = 0
    for (index, word) in note.words.enumerated() where word.start >= covered {
      if word.isDigits, let end = version4(index, note) {
        hits.add(word.start..<end, .ip, "ip.v4", 0.9)
        covered = end
      } else if let (end, label) = colonForm(word, note) {
        hits.add(word.start..<end, label, label == .ip ? "ip.v6" : "device.mac", 0.95)
        covered = end
      }
    }
  }

  private func version4(_ index: Int, _ note: Note) -> Int? {
    guard index + 3 < note.words.count, note.words[index].count <= 3,
      !note[note.words[index].start - 1].isWordish, note[note.words[index].start - 1] != .of(".")
    else { return nil }
    var octets: [Int] = []
    for part in index..<index + 4 {
      let word = note.words[part]
      guard word.isDigits, word.count <= 3,
        part == index
          || (word.start == note.words[part - 1].end + 1 && note[word.start - 1] == .of("."))
      else { return nil }
      octets.append(note.number(word))
    }
    let end = note.words[index + 3].end
    guard !note[end].isWordish, note[end] != .of(".") || !note[end + 1].isDigit else { return nil }
    let cue = index > 0 ? note.words[index - 1].hash : 0
    if Self.labels.contains(cue) { return end }
    guard octets.allSatisfy({ $0 <= 255 }), !Self.versions.contains(cue) else { return nil }
    // 1.2.3.4 numbers sections and versions; hosts have an octet past 9.
    return octets.contains { $0 > 9 } && octets[0] > 0 ? end : nil
  }

  private static let labels = Set(["ip", "address", "host"].map { WordHash.of($0) })
  private static let versions = Set(
    ["v", "version", "section", "ver", "release", "software", "chapter", "build", "firmware"]
      .map { WordHash.of($0) })

  /// Hexadecimal groups joined by colons: six pairs are a hardware address, up to eight groups an IPv6 one.
  private func colonForm(_ word: Word, _ note: Note) -> (end: Int, Label)? {
    let start = word.start
    guard note[start - 1] != .of(":"), !note[start - 1].isWordish else { return nil }
    var position = start
    var groups = 0
    var pairs = 0
    var hasGap = false
    var separator: UInt8 = 0
    while groups < 9 {
      let groupStart = position
      while position - groupStart < 5, note[position].isHexDigit { position += 1 }
      let width = position - groupStart
      guard width <= 4 else { return nil }
      if width > 0 { groups += 1 } else if groups == 0 { return nil }
      if width == 2 { pairs += 1 }
      let next = note[position]
      guard next == .of(":") || (next == .of("-") && groups <= 6) else { break }
      if separator == 0 { separator = next }
      guard next == separator else { break }
      if next == .of(":"), note[position + 1] == .of(":") {
        if hasGap { return nil }
        hasGap = true
        position += 1
      }
      guard note[position + 1].isHexDigit || hasGap else { break }
      position += 1
    }
    guard !note[position].isWordish else { return nil }
    if groups == 6, pairs == 6, !hasGap { return (position, .device) }
    if separator == .of(":"), groups == 8 || (hasGap && groups >= 3) { return (position, .ip) }
    return nil
  }
}

extension UInt8 {
  /// A hexadecimal digit.
  var isHexDigit: Bool {
    isDigit || (self >= 0x41 && self <= 0x46) || (self >= 0x61 && self <= 0x66)
  }
}

extension Note {
  /// The value of a run of digits; `Int.max` where it has more than 15.
  func number(_ word: Word) -> Int {
    guard word.count <= 15 else { return .max }
    var value = 0
    for offset in word.range { value = value * 10 + Int(bytes[offset] - 0x30) }
    return value
  }
}
