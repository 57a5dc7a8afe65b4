import Files
import Notation

extension SubwordTokenizer {
  /// Reads a tokenizer from an encoder's folder: `tokenizer.json`, or `vocab.txt`, or `vocab.json` with
  /// `merges.txt`, as Hugging Face's transformers write them.
  ///
  /// - Throws: `FileError`, or `EncoderError` naming the file and what was expected.
  public init(folder: String) throws {
    if Folder.hasFile("\(folder)/tokenizer.json") {
      try self.init(json: "\(folder)/tokenizer.json")
    } else if Folder.hasFile("\(folder)/vocab.txt") {
      try self.init(wordPieces: "\(folder)/vocab.txt", in: folder)
    } else if Folder.hasFile("\(folder)/vocab.json") {
      try self.init(byteLevel: "\(folder)/vocab.json", in: folder)
    } else {
      throw EncoderError.missing(
        path: folder, expected: "tokenizer.json, vocab.txt, or vocab.json with merges.txt")
    }
  }

  // MARK: tokenizer.json

  private init(json path: String) throws {
    let root = try Self.json(path)
    let model = root["model"] ?? .null
    var added: [AddedToken] = []
    var vocabulary = Self.vocabulary(model["vocab"])
    for token in root["added_tokens"]?.array ?? [] {
      guard let content = token["content"]?.string, let id = token["id"]?.integer,
        let id = Int32(exactly: id), !content.isEmpty
      else {
        throw EncoderError.malformed(path: path, expected: "content and id of each added token")
      }
      vocabulary[content] = id
      added.append(
        AddedToken(
          content: Array(content.unicodeScalars), id: id,
          takesSpaceBefore: token["lstrip"]?.bool ?? false))
    }
    switch model["type"]?.string ?? (model["merges"] == nil ? "WordPiece" : "BPE") {
    case "WordPiece":
      let normalizer = root["normalizer"] ?? .null
      let lowercases = normalizer["lowercase"]?.bool ?? false
      let words = BERTWords(
        lowercases: lowercases, stripsAccents: normalizer["strip_accents"]?.bool ?? lowercases,
        isolatesIdeographs: normalizer["handle_chinese_chars"]?.bool ?? true,
        cleans: normalizer["clean_text"]?.bool ?? true)
      let prefix = model["continuing_subword_prefix"]?.string ?? "##"
      try self.init(vocabulary, words: words, continuing: prefix, added: added, path: path)
    case "BPE":
      let lead = root["pre_tokenizer"]?["add_prefix_space"]?.bool ?? false
      guard let merges = model["merges"]?.array?.map(Self.merge),
        !merges.contains(where: { $0 == nil })
      else {
        throw EncoderError.malformed(path: path, expected: "pairs of pieces in model.merges")
      }
      try self.init(
        vocabulary, merges: merges.compactMap { $0 }, leadsWithSpace: lead, added: added,
        path: path)
    case let type:
      throw EncoderError.unsupported(
        path: path, what: "a tokenizer of type \(type)", supported: "WordPiece and byte-level BPE")
    }
  }

  private static func merge(_ value: JSONValue) -> (left: String, right: String)? {
    if let pair = value.array, pair.count == 2, let left = pair[0].string,
      let right = pair[1].string
    {
      return (left, right)
    }
    return value.string.flatMap { merge(line: $0) }
  }

  private static func merge(line: some StringProtocol) -> (left: String, right: String)? {
    let parts = line.split(separator: " ", omittingEmptySubsequences: true)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  private static func vocabulary(_ value: JSONValue?) -> [String: Int32] {
    var vocabulary: [String: Int32] = [:]
    for member in value?.object?.members ?? [] {
      if let id = member.value.integer.flatMap({ Int32(exactly: $0) }), id >= 0 {
        vocabulary[member.key] = id
      }
    }
    return vocabulary
  }

  // MARK: vocab.txt, vocab.json

  private init(wordPieces path: String, in folder: String) throws {
    var vocabulary: [String: Int32] = [:]
    for (id, line) in try Self.lines(path).enumerated() where !line.isEmpty {
      vocabulary[line] = Int32(id)
    }
    let settings = try Self.settings(folder)
    let lowercases = settings["do_lower_case"]?.bool ?? true
    let words = BERTWords(
      lowercases: lowercases, stripsAccents: settings["strip_accents"]?.bool ?? lowercases,
      isolatesIdeographs: settings["tokenize_chinese_chars"]?.bool ?? true, cleans: true)
    try self.init(
      vocabulary, words: words, continuing: "##",
      added: Self.marks(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], vocabulary), path: path)
  }

  private init(byteLevel path: String, in folder: String) throws {
    let vocabulary = Self.vocabulary(try Self.json(path))
    let merges = try Self.lines("\(folder)/merges.txt").filter { !$0.hasPrefix("#version") }
      .compactMap { Self.merge(line: $0) }
    try self.init(
      vocabulary, merges: merges,
      leadsWithSpace: try Self.settings(folder)["add_prefix_space"]?.bool ?? false,
      added: Self.marks(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], vocabulary), path: path)
  }

  private static func marks(_ names: [String], _ vocabulary: [String: Int32]) -> [AddedToken] {
    names.compactMap { name in
      vocabulary[name].map {
        AddedToken(
          content: Array(name.unicodeScalars), id: $0, takesSpaceBefore: name == "<mask>")
      }
    }
  }

  private static func lines(_ path: String) throws -> [String] {
    let text = String(decoding: try InputFile.read(path, limit: 64 << 20), as: UTF8.self)
    return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0.last == "\r" ? $0.dropLast() : $0) }
  }

  private static func settings(_ folder: String) throws -> JSONValue {
    let path = "\(folder)/tokenizer_config.json"
    return Folder.hasFile(path) ? try json(path) : .null
  }

  private static func json(_ path: String) throws -> JSONValue {
    do {
      return try JSONParser.parse(try InputFile.read(path, limit: 256 << 20))
    } catch let error as JSONError {
      throw EncoderError.malformed(path: path, expected: error.expected)
    }
  }

  // MARK: Both kinds

  private init(
    _ vocabulary: [String: Int32], words: BERTWords, continuing prefix: String,
    added: [AddedToken], path: String
  ) throws {
    func id(_ name: String) throws -> Int32 {
      guard let id = vocabulary[name] else {
        throw EncoderError.malformed(path: path, expected: "the piece \(name)")
      }
      return id
    }
    algorithm = .wordPiece(
      words,
      WordPiece(
        pieces: vocabulary.map { ($0, $1) }, unknown: try id("[UNK]"), continuing: prefix))
    marks = Marks(
      first: try id("[CLS]"), last: try id("[SEP]"), padding: try id("[PAD]"),
      mask: vocabulary["[MASK]"])
    self.added = added
    vocabularySize = Int(vocabulary.values.max() ?? 0) + 1
  }

  private init(
    _ vocabulary: [String: Int32], merges: [(left: String, right: String)], leadsWithSpace: Bool,
    added: [AddedToken], path: String
  ) throws {
    guard let pairs = ByteLevelBPE(vocabulary: vocabulary, merges: merges) else {
      throw EncoderError.malformed(path: path, expected: "a piece for each of the 256 bytes")
    }
    guard let first = vocabulary["<s>"], let last = vocabulary["</s>"],
      let padding = vocabulary["<pad>"]
    else {
      throw EncoderError.malformed(path: path, expected: "the pieces <s>, </s> and <pad>")
    }
    algorithm = .byteLevel(pairs, leadsWithSpace: leadsWithSpace)
    marks = Marks(first: first, last: last, padding: padding, mask: vocabulary["<mask>"])
    self.added = added
    vocabularySize = Int(vocabulary.values.max() ?? 0) + 1
  }
}
