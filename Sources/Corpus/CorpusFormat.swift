/// Every corpus format there is. `docs/formats.md` tells what each keeps and loses.
public enum CorpusFormat: String, CaseIterable, Hashable, Sendable {
  /// n2c2-2011 records: archives or folders of `docs` and `concepts`.
  case n2c2
  /// spaCy's `.spacy`.
  case docBin = "spacy"
  /// `{"id","text","spans":[{"start","end","label"}]}` a line.
  case jsonl
}
