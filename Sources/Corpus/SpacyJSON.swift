import Files
import Notation
import Text

/// spaCy's training JSON of version 2, which `spacy convert` takes: a list of documents of paragraphs of
/// sentences of tokens, entities as BILUO tags.
///
/// Each paragraph is a record. What tokens and paragraphs say besides is kept.
enum SpacyJSON {
  private static let paragraphKeys: Set<String> = ["raw", "sentences", "entities"]
  private static let tokenKeys: Set<String> = ["id", "orth", "space", "ner"]

  static func records(
    _ bytes: [UInt8], file: String, diagnostics: inout [Diagnostic]
  ) throws(CorpusError) -> [Record] {
    let root: JSONValue
    do throws(JSONError) { root = try JSONParser.parse(bytes) } catch {
      throw .malformed(file: file, byte: error.offset, expected: error.expected)
    }
    guard let documents = root.array ?? root.object.map({ [.object($0)] }) else {
      throw .malformed(file: file, expected: "a list of documents with \"paragraphs\"")
    }
    var records: [Record] = []
    let stem = Folder.stem(of: file)
    for document in documents {
      guard let paragraphs = document["paragraphs"]?.array else {
        throw .malformed(file: file, expected: "documents with \"paragraphs\"")
      }
      let name = document["id"].map { $0.string ?? "\(stem)-\($0.text())" }
      for (index, paragraph) in paragraphs.enumerated() {
        let base = name ?? "\(stem)-\(records.count + 1)"
        let id = paragraphs.count == 1 ? base : "\(base)-\(index + 1)"
        if let record = record(paragraph, id: id, file: file, diagnostics: &diagnostics) {
          records.append(record)
        }
      }
    }
    return records
  }

  private static func record(
    _ paragraph: JSONValue, id: String, file: String, diagnostics: inout [Diagnostic]
  ) -> Record? {
    var words: [(text: String, space: Bool)] = []
    var tags: [Tag] = []
    var starts: [Int] = []
    var extras: [JSONValue] = []
    for sentence in paragraph["sentences"]?.array ?? [] {
      if sentence["tokens"]?.array?.isEmpty == false { starts.append(words.count) }
      for token in sentence["tokens"]?.array ?? [] {
        guard let word = token["orth"]?.string else {
          diagnostics.append(Diagnostic(file: file, .value(key: "orth", expected: "a string")))
          return nil
        }
        words.append((word, (token["space"]?.string ?? " ") == " "))
        tags.append(token["ner"]?.string.flatMap(Tag.init) ?? .missing)
        let own = (token.object?.members ?? []).filter { !tokenKeys.contains($0.key) }
        extras.append(own.isEmpty ? .null : .object(JSONObject(own)))
      }
    }
    let raw = paragraph["raw"]?.string
    guard let (text, tokens) = aligned(words, raw: raw) else {
      diagnostics.append(
        Diagnostic(file: file, .value(key: "raw", expected: "the text that the tokens make up")))
      return nil
    }
    let document = Document(id: id, text: ScalarText(text), tokens: tokens)
    var record = Record(
      Example(
        document: document, spans: TagScheme.biluo.spans(for: tags, over: tokens),
        unannotated: tags.missingRanges(over: tokens), sentenceStarts: starts))
    let own = (paragraph.object?.members ?? []).filter {
      !paragraphKeys.contains($0.key) && $0.value.array?.isEmpty != true
    }
    record.details = JSONObject(own)
    if extras.contains(where: { $0 != .null }) { record.details["tokens"] = .array(extras) }
    return record
  }

  /// The text and where the words stand in it: in the raw text, else joined by their spaces.
  private static func aligned(
    _ words: [(text: String, space: Bool)], raw: String?
  ) -> (text: String, tokens: [Token])? {
    var joined = ""
    var offset = 0
    let tokens = words.map { word in
      let length = word.text.unicodeScalars.count
      defer {
        joined += word.text + (word.space ? " " : "")
        offset += length + (word.space ? 1 : 0)
      }
      return Token(range: offset..<offset + length, isFollowedBySpace: word.space)
    }
    guard let raw else { return (joined, tokens) }
    return isSame(raw, but: joined) ? (raw, tokens) : searched(words.map(\.text), in: raw)
  }

  /// Whether two texts differ at most in which white space stands at a place, and a final line feed.
  private static func isSame(_ raw: String, but joined: String) -> Bool {
    var left = raw.unicodeScalars.makeIterator()
    for scalar in joined.unicodeScalars {
      guard let other = left.next(), other == scalar || other.isPythonSpace && scalar == " " else {
        return false
      }
    }
    let rest = left.next()
    return rest == nil || rest == "\n" && left.next() == nil
  }

  /// Where words stand one after the other in a text, white space between them.
  private static func searched(
    _ words: [String], in raw: String
  ) -> (text: String, tokens: [Token])? {
    let scalars = Array(raw.unicodeScalars)
    var offset = 0
    var tokens: [Token] = []
    for word in words {
      let own = Array(word.unicodeScalars)
      while !scalars[offset...].starts(with: own) {
        guard offset < scalars.count, scalars[offset].isPythonSpace else { return nil }
        offset += 1
      }
      let end = offset + own.count
      let hasSpace = end < scalars.count && scalars[end] == " "
      tokens.append(Token(range: offset..<end, isFollowedBySpace: hasSpace))
      offset = end
    }
    return (raw, tokens)
  }

  /// A record as one document of one paragraph.
  static func document(
    of record: Record, file: String, diagnostics: inout [Diagnostic]
  ) -> JSONValue {
    let example = record.tokenized().example
    let source = example.document
    let (tokens, places) = source.coveringTokens()
    let document = Document(id: source.id, text: source.text, tokens: tokens)
    let tags = example.tags(over: document, file: file, diagnostics: &diagnostics)
    let extras = record.details["tokens"]?.array ?? []
    let starts = Set(
      example.sentenceStarts.compactMap { places.indices.contains($0) ? places[$0] : nil })
    var sentences: [[JSONValue]] = []
    for (index, token) in tokens.enumerated() {
      if index == 0 || starts.contains(index) { sentences.append([]) }
      var value: JSONObject = [
        "id": .integer(index), "orth": .string(document.text(of: token)),
        "space": token.isFollowedBySpace ? " " : "", "ner": .string("\(tags[index])"),
      ]
      if extras.count == tokens.count, let own = extras[index].object {
        for member in own.members { value[member.key] = member.value }
      }
      sentences[sentences.count - 1].append(.object(value))
    }
    var paragraph: JSONObject = [
      "raw": .string(source.text.string),
      "sentences": .array(sentences.map { ["tokens": .array($0), "brackets": []] }),
      "entities": .array(
        example.spans.map {
          [.integer($0.start), .integer($0.end), .string($0.label.rawValue)]
        }),
    ]
    for member in record.details.members where member.key != "tokens" {
      paragraph[member.key] = member.value
    }
    return ["id": .string(record.id), "paragraphs": [.object(paragraph)]]
  }
}
