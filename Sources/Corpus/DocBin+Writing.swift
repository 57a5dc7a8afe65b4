import Notation
import Text

extension DocBin {
  /// A file of records, and what it cannot hold. What records that were read from such a file had
  /// besides is kept; a record without tokens is given the English tokenizer's.
  ///
  /// Offsets hold: a single white space character after a token is written as a space, longer stretches
  /// outside tokens become white space tokens, and only a line feed at the very end is left out.
  public init(_ records: [Record], path: String, diagnostics: inout [Diagnostic]) {
    self.init()
    attributes = Self.attributes(holding: records)
    var writer = DocBinWriter(attributes: attributes, path: path)
    documents = records.map { writer.details(of: $0) }
    hasUserData = documents.contains { $0.userData != .null }
    strings = writer.strings.strings.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let table = StringTable(strings)
    for index in documents.indices {
      documents[index].attributes = attributes
      documents[index].strings = table
    }
    diagnostics += writer.diagnostics
  }

  /// The attributes of the files the records are from, when all have the same ones; else spaCy's
  /// standard ones and whatever else any of them has.
  private static func attributes(holding records: [Record]) -> [UInt64] {
    let standard = Attribute.standard.map(\.rawValue)
    let sources = Set(records.map { $0.docBin?.attributes ?? standard })
    if sources.count == 1, let only = sources.first { return only }
    return standard + Set(sources.joined()).subtracting(standard).sorted()
  }
}

private struct DocBinWriter {
  let path: String
  let columns: Columns
  let attributes: [UInt64]
  var strings = StringTable([""])
  var diagnostics: [Diagnostic] = []
  private var lastSource: StringTable?
  /// Kept from record to record, which mostly come from one file.
  private var decoder: (attributes: [UInt64], decoder: ExampleDecoder)?
  private var normalForms = NormalForms()

  init(attributes: [UInt64], path: String) {
    self.path = path
    self.attributes = attributes
    columns = Columns(attributes)
  }

  mutating func details(of record: Record) -> DocBin.Details {
    if let own = record.docBin { include(own.strings) }
    guard let own = record.docBin, let decoded = decoded(own, id: record.id),
      decoded.document == record.example.document
    else { return freshDetails(of: record) }
    var details = own
    details.rows = remapped(own)
    let example = record.example
    if decoded.spans != example.spans || decoded.unannotated != example.unannotated {
      markEntities(example, in: &details, over: example.document)
    }
    if decoded.sentenceStarts != example.sentenceStarts {
      markSentences(example.sentenceStarts, in: &details)
    }
    return details
  }

  /// What a record had when it was read.
  private mutating func decoded(_ details: DocBin.Details, id: String) -> Example? {
    if decoder?.attributes != details.attributes {
      decoder = (details.attributes, ExampleDecoder(details.attributes))
    }
    return try? decoder?.decoder.example(details, id: id)
  }

  /// Adds a source's strings, once for all its documents.
  private mutating func include(_ source: StringTable) {
    if let lastSource, lastSource.isIdentical(to: source) { return }
    for string in source.strings { strings.insert(string) }
    lastSource = source
  }

  /// A source's rows, its columns put where ours are.
  private func remapped(_ source: DocBin.Details) -> TokenRows {
    if source.attributes == attributes { return source.rows }
    var rows = TokenRows(width: attributes.count, count: source.spaces.count)
    for (column, attribute) in attributes.enumerated() {
      guard let from = source.attributes.firstIndex(of: attribute) else { continue }
      for index in source.spaces.indices {
        rows[index, column] = source.rows[index, from]
      }
    }
    return rows
  }

  private mutating func freshDetails(of record: Record) -> DocBin.Details {
    let example = record.tokenized().example
    let source = example.document
    let (tokens, places) = source.coveringTokens()
    let document = Document(id: source.id, text: source.text, tokens: tokens)
    var details = DocBin.Details()
    details.spaces = tokens.map(\.isFollowedBySpace)
    details.rows = TokenRows(width: columns.width, count: tokens.count)
    for (index, token) in tokens.enumerated() {
      let word = document.text(of: token)
      if let column = columns.orth {
        details.rows[index, column] = strings.insert(word)
      }
      if let column = columns.norm {
        let norm = token.norm ?? normalForms.norm(of: word)
        details.rows[index, column] = strings.insert(norm)
      }
    }
    markEntities(example, in: &details, over: document)
    markSentences(example.sentenceStarts.map { places[$0] }, in: &details)
    if let own = record.docBin {
      (details.cats, details.flags) = (own.cats, own.flags)
      details.userData = own.userData
    } else {
      let id = MessagePack.map([.init(.string("id"), .string(record.id))])
      details.userData = .binary(id.encoded())
    }
    return details
  }

  private mutating func markSentences(_ starts: [Int], in details: inout DocBin.Details) {
    guard let column = columns.sentStart else { return }
    for index in details.spaces.indices {
      details.rows[index, column] = index == 0 ? 1 : 0
    }
    for start in starts where details.spaces.indices.contains(start) {
      details.rows[start, column] = 1
    }
  }

  /// Marks every token: outside, inside or at the start of an entity, or unknown.
  private mutating func markEntities(
    _ example: Example, in details: inout DocBin.Details, over document: Document
  ) {
    guard let iobColumn = columns.entIOB, let typeColumn = columns.entType else { return }
    func set(_ index: Int, _ mark: Columns.Mark, _ type: UInt64) {
      details.rows[index, iobColumn] = mark.rawValue
      details.rows[index, typeColumn] = type
    }
    for index in document.tokens.indices { set(index, .outside, 0) }
    for range in example.unannotated {
      for index in document.tokenRange(touching: range) ?? 0..<0 { set(index, .missing, 0) }
    }
    for (tokens, label) in example.tokenSpans(
      over: document, file: path, diagnostics: &diagnostics)
    {
      let type = strings.insert(label.rawValue)
      for index in tokens { set(index, index == tokens.lowerBound ? .begin : .inside, type) }
    }
  }
}
