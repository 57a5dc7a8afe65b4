import Text

/// How a concept's tokens become a span.
public enum Conversion: String, CaseIterable, Hashable, Sendable {
  /// By the characters that the tokens, cut at single spaces, stand for.
  case aligned
  /// As the original project did: the numbers of tokens cut at single spaces taken as numbers of the
  /// tokenizer's tokens, so that spans shift wherever it cuts finer; lines without concepts unknown.
  case seed
}

/// Builds one record from its text and its concepts.
struct N2C2Record {
  private let document: N2C2Files.Source
  private let concepts: N2C2Files.Source?
  private let tokenizer: Tokenizer
  private(set) var diagnostics: [Diagnostic] = []
  private var wordsByLine: [Int: [Range<Int>]] = [:]
  /// Concepts that are written as the format has them.
  private(set) var conceptCount = 0

  init(document: N2C2Files.Source, concepts: N2C2Files.Source?, tokenizer: Tokenizer) {
    self.document = document
    self.concepts = concepts
    self.tokenizer = tokenizer
  }

  /// A concept and the line of its file.
  struct NumberedConcept {
    let number: Int
    let concept: N2C2Concept
  }

  mutating func example(id: String, conversion: Conversion) -> Example {
    let text = decode(document)
    let lines =
      conversion == .seed
      ? PythonLines.split(text) : NoteLines.split(text)
    let note = NoteLines(lines, joinsAsSeed: conversion == .seed, tokenizer: tokenizer)
    let whole = conversion == .seed ? note.text : ScalarText(text)
    let document = Document(id: id, text: whole, tokens: note.tokens)
    let found = readConcepts()
    conceptCount = found.count
    var spans: [(tokens: Range<Int>, label: Label, number: Int)] = []
    var annotatedLines: Set<Int> = []
    for numbered in found {
      guard let line = line(of: numbered, in: note) else { continue }
      annotatedLines.insert(line)
      let place =
        conversion == .seed
        ? seedTokens(numbered, line: line, note, document)
        : alignedTokens(numbered, line: line, note, document)
      if let place { spans.append((place, Label(numbered.concept.label), numbered.number)) }
    }
    let (kept, dropped) = SpanFilter.longestFirst(spans.map(\.tokens))
    for (index, by) in dropped {
      report(
        .overlap(
          document.range(ofTokens: spans[index].tokens),
          kept: document.range(ofTokens: spans[by].tokens)), at: spans[index].number)
    }
    var unannotated: [Range<Int>] = []
    if concepts == nil {
      unannotated = document.tokens.isEmpty ? [] : [0..<whole.count]
    } else if conversion == .seed {
      for (index, line) in note.lines.enumerated()
      where !annotatedLines.contains(index) && !line.tokens.isEmpty {
        unannotated.append(document.range(ofTokens: line.tokens))
      }
    }
    return Example(
      document: document,
      spans: kept.map { Span(document.range(ofTokens: spans[$0].tokens), spans[$0].label) },
      unannotated: unannotated,
      sentenceStarts: note.lines.compactMap { $0.tokens.isEmpty ? nil : $0.tokens.lowerBound })
  }

  private mutating func report(_ problem: Diagnostic.Problem, at line: Int) {
    diagnostics.append(Diagnostic(file: concepts?.origin ?? "", line: line, problem))
  }

  /// The text of a file, its line endings made line feeds.
  private mutating func decode(_ source: N2C2Files.Source) -> String {
    let (text, invalid) = DecodedText.decode(source.bytes)
    if let invalid {
      diagnostics.append(Diagnostic(file: source.origin, .invalidUTF8(byte: invalid)))
    }
    return text
  }

  private mutating func readConcepts() -> [NumberedConcept] {
    guard let concepts else { return [] }
    var found: [NumberedConcept] = []
    for (index, line) in decode(concepts).splitAtLineFeeds().enumerated()
    where !line.unicodeScalars.allSatisfy(\.isPythonSpace) {
      if let concept = N2C2Concept(line) {
        found.append(NumberedConcept(number: index + 1, concept: concept))
      } else {
        report(.syntax(expected: N2C2Concept.form), at: index + 1)
      }
    }
    return found
  }

  /// The line, from 0, that a concept stands on.
  private mutating func line(of numbered: NumberedConcept, in note: NoteLines) -> Int? {
    let concept = numbered.concept
    guard concept.firstLine == concept.lastLine else {
      report(.crossesLines(first: concept.firstLine, last: concept.lastLine), at: numbered.number)
      return nil
    }
    guard (1...max(1, note.lines.count)).contains(concept.firstLine), !note.lines.isEmpty else {
      report(
        .lineOutOfRange(line: concept.firstLine, count: note.lines.count), at: numbered.number)
      return nil
    }
    return concept.firstLine - 1
  }

  private mutating func reportTokens(_ numbered: NumberedConcept, count: Int) {
    let concept = numbered.concept
    report(
      .tokenOutOfRange(
        line: concept.firstLine, first: concept.firstToken, last: concept.lastToken, count: count),
      at: numbered.number)
  }

  private mutating func seedTokens(
    _ numbered: NumberedConcept, line: Int, _ note: NoteLines, _ document: Document
  ) -> Range<Int>? {
    let concept = numbered.concept
    let tokens = note.lines[line].tokens
    guard concept.firstToken <= concept.lastToken, concept.lastToken < tokens.count else {
      reportTokens(numbered, count: tokens.count)
      return nil
    }
    let first = tokens.lowerBound + concept.firstToken
    let place = first..<tokens.lowerBound + concept.lastToken + 1
    let range = document.range(ofTokens: place)
    let edges = [document.text[range.lowerBound], document.text[range.upperBound - 1]]
    guard !edges.contains(where: \.isPythonSpace) else {
      report(.outerWhiteSpace(range), at: numbered.number)
      return nil
    }
    return place
  }

  private mutating func alignedTokens(
    _ numbered: NumberedConcept, line: Int, _ note: NoteLines, _ document: Document
  ) -> Range<Int>? {
    let concept = numbered.concept
    let words = wordsByLine[line] ?? note.words(ofLine: line)
    wordsByLine[line] = words
    guard concept.firstToken <= concept.lastToken, concept.lastToken < words.count else {
      reportTokens(numbered, count: words.count)
      return nil
    }
    let range = words[concept.firstToken].lowerBound..<words[concept.lastToken].upperBound
    guard document.text[range].isSameIgnoringCaseAndSpaces(as: concept.text) else {
      report(
        .otherText(
          line: concept.firstLine, first: concept.firstToken, last: concept.lastToken),
        at: numbered.number)
      return nil
    }
    guard let tokens = document.tokenRange(touching: range) else {
      report(.emptySpan(at: range.lowerBound), at: numbered.number)
      return nil
    }
    let widened = document.range(ofTokens: tokens)
    if widened != range { report(.misaligned(range, widened: widened), at: numbered.number) }
    return tokens
  }
}
