/// Every corpus format there is. `docs/formats.md` tells what each keeps and loses.
public enum CorpusFormat: String, CaseIterable, Hashable, Sendable {
  /// n2c2-2011 records: archives or folders of `docs` and `concepts`.
  case n2c2
  /// spaCy's `.spacy`.
  case docBin = "spacy"
  /// spaCy's training JSON of version 2.
  case spacyJSON = "spacy-json"
  /// `{"id","text","spans":[{"start","end","label"}]}` a line.
  case jsonl
  /// Prodigy's tasks.
  case prodigy
  /// doccano's JSON lines, offsets in Unicode code points.
  case doccano
  /// doccano's JSON lines, offsets in UTF-16 units, its default.
  case doccanoUTF16 = "doccano-utf16"
  /// brat's standoff: a folder of `.txt` and `.ann`.
  case brat
  /// Tokens and BIO tags in columns; read, BILUO and IOB1 too.
  case conll
  /// Tokens and BILUO tags in columns.
  case conllBILUO = "conll-biluo"
  /// Tokens and IOB1 tags in columns.
  case conllIOB1 = "conll-iob1"
  /// The XML of the i2b2-2014 de-identification task.
  case i2b2 = "i2b2-2014"
  /// Plain notes, one a `.txt` file.
  case text

  /// Whether records of this format have tokens.
  public var hasTokens: Bool {
    switch self {
    case .n2c2, .docBin, .spacyJSON, .prodigy, .conll, .conllBILUO, .conllIOB1: true
    case .jsonl, .doccano, .doccanoUTF16, .brat, .i2b2, .text: false
    }
  }

  /// Whether a corpus of this format is a folder of files, one or two a record.
  public var isFolder: Bool {
    switch self {
    case .n2c2, .brat, .i2b2, .text: true
    case .docBin, .spacyJSON, .jsonl, .prodigy, .doccano, .doccanoUTF16, .conll, .conllBILUO,
      .conllIOB1:
      false
    }
  }

  /// Whether spans that overlap gold spans can be written.
  var holdsOverlaps: Bool {
    switch self {
    case .jsonl, .prodigy, .doccano, .doccanoUTF16, .brat, .i2b2: true
    case .n2c2, .docBin, .spacyJSON, .conll, .conllBILUO, .conllIOB1, .text: false
    }
  }

  /// Whether it can be written of a part of a text that nothing is known of it.
  var holdsUnknownParts: Bool {
    switch self {
    case .jsonl, .docBin, .spacyJSON, .conll, .conllBILUO, .conllIOB1: true
    case .n2c2, .prodigy, .doccano, .doccanoUTF16, .brat, .i2b2, .text: false
    }
  }

  /// Whether it can be written of a whole text that nothing is known of it.
  var holdsUnknownNotes: Bool { self != .i2b2 }

  /// How names of files of this format end, in a folder of such files.
  var endings: [String] {
    switch self {
    case .n2c2, .brat, .text: [".txt"]
    case .docBin: [".spacy"]
    case .spacyJSON: [".json"]
    case .jsonl, .prodigy, .doccano, .doccanoUTF16: [".jsonl", ".ndjson"]
    case .conll, .conllBILUO, .conllIOB1: [".conll", ".bio", ".iob", ".tsv"]
    case .i2b2: [".xml"]
    }
  }
}
