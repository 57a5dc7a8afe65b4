import Files
import Notation
import Text

extension DocBin {
  /// The most text that the documents of one file may have together: 1 GiB. A small file that names one
  /// long word a million times would fill the memory.
  static let maximumTextSize = 1 << 30

  /// The documents as records, named by their user data's `id`, else by the file and their number.
  ///
  /// - Throws: `CorpusError.malformed` where a token has no text, or there is too much of it.
  public func records(path: String) throws(CorpusError) -> [Record] {
    var decoder = ExampleDecoder(attributes)
    let stem = Folder.stem(of: path)
    var records: [Record] = []
    records.reserveCapacity(documents.count)
    var size = 0
    for (index, details) in documents.enumerated() {
      let id = details.id ?? "\(stem)-\(index + 1)"
      do throws(ExampleDecoder.Failure) {
        var record = Record(
          try decoder.example(details, id: id, maximumSize: Self.maximumTextSize - size))
        record.docBin = details
        size += record.example.document.text.utf8.count
        records.append(record)
      } catch {
        let expected =
          switch error {
          case .noText: "a string for each token of document \(index + 1)"
          case .tooLarge: "at most \(Self.maximumTextSize) bytes of text"
          }
        throw .malformed(file: path, expected: "a .spacy file: \(expected)")
      }
    }
    return records
  }
}

extension DocBin.Details {
  /// The document's name, where its user data has one.
  var id: String? {
    guard let packed = userData.binary, let data = try? MessagePack.parse(packed) else {
      return nil
    }
    return data["id"]?.string
  }
}

/// Makes examples of the rows of one file's documents; remembers the file's words.
struct ExampleDecoder {
  /// Why rows are not an example.
  enum Failure: Error {
    /// A token's ORTH is the id of no string.
    case noText
    /// More text than asked for.
    case tooLarge
  }

  /// A string of the file as a token's text.
  private struct Word {
    /// Where its UTF-8 is in `utf8`; negative until it is first met.
    var start = -1
    var byteCount = 0
    var scalarCount = 0
    /// The id of the normal form that a word of this text has anyway.
    var norm: UInt64 = 0
  }

  let columns: Columns
  private var table = StringTable()
  /// The words by their place in `table`, and at the end the word of no text.
  private var words: [Word] = []
  private var utf8: [UInt8] = []
  /// The words of the document at hand, as indexes into `words`.
  private var places: [Int32] = []

  init(_ attributes: [UInt64]) { columns = Columns(attributes) }

  /// The example that a document's rows stand for.
  ///
  /// - Throws: `Failure` where a token has no text, or all have more than `maximumSize` bytes.
  mutating func example(
    _ details: DocBin.Details, id: String, maximumSize: Int = .max
  ) throws(Failure) -> Example {
    if !table.isIdentical(to: details.strings) || words.isEmpty {
      table = details.strings
      words = Array(repeating: Word(), count: table.strings.count + 1)
      utf8 = []
    }
    let size = try findWords(details)
    guard size <= maximumSize else { throw .tooLarge }
    let (text, tokens) = join(details, size: size)
    let document = Document(id: id, text: ScalarText(decoding: text), tokens: tokens)
    let (spans, unannotated) = columns.entities(details, over: tokens)
    return Example(
      document: document, spans: spans, unannotated: unannotated,
      sentenceStarts: columns.sentenceStarts(details))
  }

  /// Looks up the words of a document's tokens; gives the size of their text with its spaces.
  private mutating func findWords(_ details: DocBin.Details) throws(Failure) -> Int {
    guard let orth = columns.orth else { throw .noText }
    places.removeAll(keepingCapacity: true)
    places.reserveCapacity(details.rows.count)
    var size = details.spaces.count
    for index in details.spaces.indices {
      let id = details.rows[index, orth]
      guard let place = table.index(of: id) ?? (id == 0 ? words.count - 1 : nil) else {
        throw .noText
      }
      if words[place].start < 0 { meet(place) }
      let (sum, isOverflow) = size.addingReportingOverflow(words[place].byteCount)
      guard !isOverflow else { throw .tooLarge }
      size = sum
      places.append(Int32(place))
    }
    return size
  }

  private mutating func meet(_ place: Int) {
    var text = place < table.strings.count ? table.strings[place] : ""
    text.withUTF8 { bytes in
      words[place] = Word(
        start: utf8.count, byteCount: bytes.count,
        scalarCount: bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
      utf8.append(contentsOf: bytes)
    }
    if columns.norm != nil { words[place].norm = NormalForms.normID(of: text) }
  }

  /// The text of the words found, and its tokens; `size` bounds its bytes.
  private func join(_ details: DocBin.Details, size: Int) -> (text: [UInt8], tokens: [Token]) {
    let hasUnknownSpaces = details.hasUnknownSpaces
    var tokens: [Token] = []
    tokens.reserveCapacity(places.count)
    let text = [UInt8](unsafeUninitializedCapacity: size) { text, count in
      utf8.withUnsafeBytes { utf8 in
        var offset = 0
        for (index, place) in places.enumerated() {
          let word = words[Int(place)]
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(text)[count...])
            .copyMemory(
              from: UnsafeRawBufferPointer(
                rebasing: utf8[word.start..<word.start + word.byteCount]))
          count += word.byteCount
          let isFollowedBySpace = hasUnknownSpaces || details.spaces[index]
          let norm = columns.norm.flatMap { column -> String? in
            let stored = details.rows[index, column]
            return stored == word.norm || stored == 0 ? nil : table[stored]
          }
          tokens.append(
            Token(
              range: offset..<offset + word.scalarCount, isFollowedBySpace: isFollowedBySpace,
              norm: norm))
          offset += word.scalarCount
          if isFollowedBySpace {
            text[count] = 0x20
            count += 1
            offset += 1
          }
        }
      }
    }
    return (text, tokens)
  }
}

/// Where the attributes that we understand stand in a row.
struct Columns {
  let width: Int
  let orth: Int?
  let norm: Int?
  let entIOB: Int?
  let entType: Int?
  let sentStart: Int?

  init(_ attributes: [UInt64]) {
    func column(_ attribute: DocBin.Attribute) -> Int? {
      attributes.firstIndex(of: attribute.rawValue)
    }
    width = attributes.count
    orth = column(.orth)
    norm = column(.norm)
    entIOB = column(.entIOB)
    entType = column(.entType)
    sentStart = column(.sentStart)
  }

  /// The tokens that start a sentence.
  func sentenceStarts(_ details: DocBin.Details) -> [Int] {
    guard let sentStart else { return [] }
    return (0..<details.rows.count).filter { details.rows[$0, sentStart] == 1 }
  }

  /// The entities, and the ranges of tokens without a mark. A token marked as inside one that has not
  /// begun, or has another label, begins one.
  func entities(
    _ details: DocBin.Details, over tokens: [Token]
  ) -> (spans: [Span], unannotated: [Range<Int>]) {
    var spans: [Span] = []
    var unannotated: [Range<Int>] = []
    var open: (first: Int, type: UInt64)?
    var lastMissing = -2
    func close(before index: Int) {
      guard let entity = open else { return }
      let label = details.strings[entity.type] ?? String(entity.type)
      spans.append(
        Span(
          tokens[entity.first].range.lowerBound..<tokens[index - 1].range.upperBound, Label(label)))
      open = nil
    }
    for index in tokens.indices {
      let (mark, type) = mark(of: index, in: details.rows)
      switch mark {
      case .missing:
        close(before: index)
        let range = tokens[index].range
        if lastMissing == index - 1, let last = unannotated.popLast() {
          unannotated.append(last.lowerBound..<range.upperBound)
        } else {
          unannotated.append(range)
        }
        lastMissing = index
      case .inside where open?.type == type: break
      case .inside where type != 0, .begin where type != 0:
        close(before: index)
        open = (index, type)
      default: close(before: index)
      }
    }
    close(before: tokens.count)
    return (spans, unannotated)
  }

  /// A token's place in an entity, as ENT_IOB numbers it.
  enum Mark: UInt64 {
    case missing = 0
    case inside = 1
    case outside = 2
    case begin = 3
  }

  /// Without ENT_IOB, neighbours of one type are one entity; without ENT_TYPE nothing is known.
  private func mark(of index: Int, in rows: TokenRows) -> (Mark, type: UInt64) {
    guard let entType else { return (.missing, 0) }
    let type = rows[index, entType]
    guard let entIOB else { return (type == 0 ? .outside : .inside, type) }
    return (Mark(rawValue: rows[index, entIOB]) ?? .missing, type)
  }
}
