import Text

/// E-mail addresses, web addresses, IP and hardware addresses, telephone and fax numbers.
struct ContactRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var lastWeb = 0
    for (offset, byte) in note.bytes.enumerated() {
      switch byte {
      case .of("@"): email(at: offset, note, &hits)
      case .of(":"):
        if offset >= lastWeb, note[offset + 1] == .of("/"), note[offset + 2] == .of("/") {
          lastWeb = web(schemeEnd: offset, note, &hits)
        }
      default: break
      }
    }
    bareHosts(note, &hits)
    spokenEmail(note, &hits)
  }

  // MARK: Mail

  private func isLocalPart(_ byte: UInt8) -> Bool {
    byte.isWordish || byte == .of(".") || byte == .of("_") || byte == .of("-") || byte == .of("+")
      || byte == .of("%") || byte == .of("'")
  }

  private func isHost(_ byte: UInt8) -> Bool {
    byte.isWordish || byte == .of(".") || byte == .of("-")
  }

  private func email(at sign: Int, _ note: Note, _ hits: inout Hits) {
    var start = sign
    // An address's local part has at most 64 characters (RFC 5321), so the walk back is bounded.
    while start > 0, sign - start < 64, isLocalPart(note[start - 1]) { start -= 1 }
    while start < sign, !note[start].isWordish { start += 1 }
    var end = sign + 1
    while end - sign < 256, isHost(note[end]) { end += 1 }
    while end > sign + 1, !note[end - 1].isWordish { end -= 1 }
    guard (sign + 1..<end).contains(where: { note[$0].isLetter }) else { return }
    if start < sign {
      let hasDot = (sign + 1..<end).contains { note[$0] == .of(".") }
      hits.add(start..<end, .email, "email.form", hasDot ? 0.99 : 0.7)
    } else if !note[sign - 1].isWordish, note[sign + 1].isLetter, end - sign > 3 {
      hits.add(sign..<end, .id, "id.handle", 0.8)
    }
  }

  /// `kabir dot khan at gmail dot com`
  private func spokenEmail(_ note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated()
    where word.count == 2 && note.matches("at", at: word.start) && index > 0 {
      // After "at": a host of words joined by "dot", ending in a top-level domain.
      var last = index
      var dots = 0
      while last + 1 < note.words.count, last - index < 9, isSingleSpace(note, after: last) {
        let next = note.words[last + 1]
        if next.count == 3, note.matches("dot", at: next.start) {
          dots += 1
        } else if last > index, !isDot(note, last) {
          break
        }
        last += 1
      }
      guard dots > 0, last > index, Self.domains.contains(note.words[last].hash) else { continue }
      var first = index
      while first > 0, index - first < 8, isSingleSpace(note, after: first - 1) {
        if first < index, !isDot(note, first), !isDot(note, first - 1) { break }
        first -= 1
      }
      hits.add(note.words[first].start..<note.words[last].end, .email, "email.spoken", 0.9)
    }
  }

  private func isDot(_ note: Note, _ index: Int) -> Bool {
    note.words[index].count == 3 && note.matches("dot", at: note.words[index].start)
  }

  private func isSingleSpace(_ note: Note, after index: Int) -> Bool {
    let gap = note.gap(after: index)
    return gap.count == 1 && note[gap.lowerBound] == .of(" ")
  }

  // MARK: Web

  private func isURLByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != .of("\"") && byte != .of("<") && byte != .of(">") && byte != .of("`")
      && byte != .of("|") && byte != FoldedText.otherSymbol
  }

  private func urlEnd(_ note: Note, from offset: Int) -> Int {
    var end = offset
    while isURLByte(note[end]) { end += 1 }
    // Punctuation that ends the sentence is not the address's.
    let trailing: [UInt8] = [
      .of("."), .of(","), .of(";"), .of(":"), .of("!"), .of("?"), .of(")"), .of("]"), .of("'"),
    ]
    while end > offset, trailing.contains(note[end - 1]) { end -= 1 }
    return end
  }

  private func web(schemeEnd: Int, _ note: Note, _ hits: inout Hits) -> Int {
    var start = schemeEnd
    while start > 0, schemeEnd - start < 10, note[start - 1].isLetter { start -= 1 }
    let end = urlEnd(note, from: schemeEnd + 3)
    if start < schemeEnd, end > schemeEnd + 3 { hits.add(start..<end, .url, "url.scheme", 0.99) }
    return end
  }

  private func bareHosts(_ note: Note, _ hits: inout Hits) {
    var covered = 0
    for (index, word) in note.words.enumerated() where word.start >= covered {
      if word.count == 3, note.matches("www.", at: word.start) {
        let end = urlEnd(note, from: word.start)
        hits.add(word.start..<end, .url, "url.www", 0.99)
        covered = end
        continue
      }
      // host.tld or host.tld/path, lower case, with a domain people's sites have.
      guard Self.domains.contains(word.hash), word.shape == .lower, index > 0,
        note[word.start - 1] == .of("."), note[word.start - 2].isWordish,
        !note[word.end].isWordish, note[word.end] != .of("@"),
        note[word.end] != .of(".") || !note[word.end + 1].isWordish
      else { continue }
      var start = word.start
      while start > covered, word.start - start < 253, isHost(note[start - 1]) { start -= 1 }
      guard note[start - 1] != .of("@"), note[start].isLetter, word.start - start >= 4 else {
        continue
      }
      let end = note[word.end] == .of("/") ? urlEnd(note, from: word.end) : word.end
      hits.add(start..<end, .url, "url.host", 0.85)
      covered = end
    }
  }

  /// Top-level domains of addresses written without a scheme.
  private static let domains: Set<UInt64> = Set(
    "com org net edu gov mil info io me co uk us ca de eu health care app biz online site"
      .split(separator: " ").map { WordHash.of($0) })
}
