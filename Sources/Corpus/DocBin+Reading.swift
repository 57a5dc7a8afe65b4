import Files
import Notation
import Text

extension DocBin {
  /// The documents as records, named by their user data's `id`, else by the file and their number.
  ///
  /// - Throws: `CorpusError.malformed` where a token has no text.
  public func records(path: String) throws(CorpusError) -> [Record] {
    var columns = Columns(attributes)
    let stem = Folder.stem(of: path)
    var records: [Record] = []
    records.reserveCapacity(documents.count)
    for (index, details) in documents.enumerated() {
      guard let example = columns.example(details, id: details.id ?? "\(stem)-\(index + 1)") else {
        throw .malformed(
          file: path,
          expected: "a .spacy file: a string for each token of document \(index + 1)")
      }
      var record = Record(example)
      record.docBin = details
      records.append(record)
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

/// Where the attributes that we understand stand in a row.
struct Columns {
  let width: Int
  let orth: Int?
  let norm: Int?
  let entIOB: Int?
  let entType: Int?
  let sentStart: Int?
  /// For each string of `table`, the id of the normal form it has as a word anyway, once asked for.
  private var generalNorms: [UInt64?] = []
  private var table = StringTable()

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

  /// The example that a document's rows stand for; nil where a token has no text.
  mutating func example(_ details: DocBin.Details, id: String) -> Example? {
    guard let orth else { return nil }
    if !table.isIdentical(to: details.strings) {
      table = details.strings
      generalNorms = Array(repeating: nil, count: table.strings.count)
    }
    let hasUnknownSpaces = details.hasUnknownSpaces
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * details.spaces.count)
    var tokens: [Token] = []
    tokens.reserveCapacity(details.spaces.count)
    var offset = 0
    for (index, space) in details.spaces.enumerated() {
      let row = index * width
      let orthID = details.rows[row + orth]
      let place = table.index(of: orthID)
      guard let word = place.map({ table.strings[$0] }) ?? (orthID == 0 ? "" : nil) else {
        return nil
      }
      var length = 0
      for byte in word.utf8 {
        bytes.append(byte)
        if byte & 0xC0 != 0x80 { length += 1 }
      }
      let isFollowedBySpace = space || hasUnknownSpaces
      let norm = self.norm.flatMap { specialNorm(of: place, details.rows[row + $0]) }
      tokens.append(
        Token(
          range: offset..<offset + length, isFollowedBySpace: isFollowedBySpace, norm: norm))
      offset += length
      if isFollowedBySpace {
        bytes.append(0x20)
        offset += 1
      }
    }
    let document = Document(id: id, text: ScalarText(decoding: bytes), tokens: tokens)
    let (spans, unannotated) = entities(details, over: tokens)
    return Example(
      document: document, spans: spans, unannotated: unannotated,
      sentenceStarts: sentenceStarts(details))
  }

  /// The normal form stored for a word, where it is not the one that the word has anyway.
  private mutating func specialNorm(of place: Int?, _ stored: UInt64) -> String? {
    guard let place, stored != 0 else { return nil }
    let general: UInt64
    if let known = generalNorms[place] {
      general = known
    } else {
      general = NormalForms.normID(of: table.strings[place])
      generalNorms[place] = general
    }
    return stored == general ? nil : table[stored]
  }

  /// The tokens that start a sentence.
  func sentenceStarts(_ details: DocBin.Details) -> [Int] {
    guard let sentStart else { return [] }
    return details.spaces.indices.filter { details.rows[$0 * width + sentStart] == 1 }
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
    for (index, token) in tokens.enumerated() {
      let (mark, type) = mark(of: index, in: details)
      switch mark {
      case .missing:
        close(before: index)
        if lastMissing == index - 1, let last = unannotated.popLast() {
          unannotated.append(last.lowerBound..<token.range.upperBound)
        } else {
          unannotated.append(token.range)
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
  private func mark(of index: Int, in details: DocBin.Details) -> (Mark, type: UInt64) {
    let row = index * width
    guard let entType else { return (.missing, 0) }
    let type = details.rows[row + entType]
    guard let entIOB else { return (type == 0 ? .outside : .inside, type) }
    return (Mark(rawValue: details.rows[row + entIOB]) ?? .missing, type)
  }
}
