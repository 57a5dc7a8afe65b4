import Anonymize
import Dispatch
import Files
import Notation
import Text

/// PHI found in a gold set, scored as de-identification is: by characters, spans and documents.
struct PHIEvaluation {
  /// The gold documents, in order.
  let gold: [PHIGold]
  let score: PHIScore

  /// Scores what an anonymizer replaces.
  init(_ gold: [PHIGold], _ anonymizer: Anonymizer, tokenized: Bool, isStrict: Bool) {
    let rules = PHICounts.Rules(for: gold, isStrict: isStrict)
    nonisolated(unsafe) var rows = [PHICounts](repeating: PHICounts(), count: gold.count)
    rows.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let rows = buffer
      DispatchQueue.concurrentPerform(iterations: gold.count) { index in
        let one = gold[index]
        let document =
          tokenized
          ? Document(id: one.id, text: one.text) : Document(id: one.id, text: one.text, tokens: [])
        let masked = anonymizer.anonymize(document)
        let ranges =
          masked.isBlocked ? [0..<one.text.count] : masked.replacements.map(\.original.range)
        rows[index] = PHICounts(one, masked: ranges, rules)
      }
    }
    self.gold = gold
    score = PHIScore(rows)
  }

  /// Scores findings that some other run made: ranges by document id; a document without any is unmasked.
  init(_ gold: [PHIGold], findings: [String: [Range<Int>]], isStrict: Bool) {
    let rules = PHICounts.Rules(for: gold, isStrict: isStrict)
    self.gold = gold
    score = PHIScore(gold.map { PHICounts($0, masked: findings[$0.id] ?? [], rules) })
  }

  /// The scorer's object: rates, intervals, counts, spans by label.
  var json: JSONObject {
    let intervals = score.intervals()
    let total = score.total
    var object: JSONObject = ["documents": .integer(gold.count)]
    for rate in PHIScore.Rate.allCases {
      object[rate.rawValue] = score[rate].map(JSONValue.number) ?? .null
    }
    object["intervals"] = .object(
      JSONObject(
        PHIScore.Rate.allCases.map { rate in
          let bounds = intervals[rate].map {
            JSONValue.array([Self.rounded($0.lowerBound), Self.rounded($0.upperBound)])
          }
          return .init(rate.rawValue, bounds ?? .null)
        }))
    object["counts"] = [
      "covered": .integer(total.covered), "required": .integer(total.required),
      "false": .integer(total.falseMasked), "free": .integer(total.free),
      "full": .integer(total.full), "spans": .integer(total.spans),
      "leaking": .integer(total.leaking), "documents": .integer(total.documents),
      "words": .integer(total.words), "touched": .integer(total.touched),
      "traps": .integer(total.traps),
    ]
    object["per_label"] = .object(
      JSONObject(
        total.perLabel.sorted { $0.key < $1.key }.map {
          .init($0.key.rawValue, [.integer($0.value.full), .integer($0.value.all)])
        }))
    return object
  }

  private static func rounded(_ value: Double) -> JSONValue {
    .number(Double(Numbers.fixed(value, 5)) ?? value)
  }

  /// What is shown.
  var lines: [String] {
    let intervals = score.intervals()
    let rows = PHIScore.Rate.allCases.map { rate -> [String] in
      let digits = rate == .missesPer100kWords ? 1 : 4
      func text(_ value: Double?) -> String { value.map { Numbers.fixed($0, digits) } ?? "-" }
      let bounds = intervals[rate].map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? ""
      return [rate.words, text(score[rate]), bounds]
    }
    var lines = Table(
      header: ["", "rate", "95 % interval"], rows: rows, alignments: [.left, .right, .right],
      spacing: 3, underlinesHeader: false
    ).lines
    lines += ["", "Spans covered whole, by label:"]
    lines +=
      Table(
        rows: score.total.perLabel.sorted { $0.key < $1.key }.map {
          [$0.key.rawValue, "\($0.value.full)", "of \($0.value.all)"]
        }, spacing: 3
      ).lines
    return lines
  }
}

extension PHIScore.Rate {
  fileprivate var words: String {
    switch self {
    case .characterRecall: "characters of PHI masked (recall)"
    case .characterPrecision: "masked characters that are PHI (precision)"
    case .spanRecall: "spans of PHI masked whole"
    case .documentsLeaking: "documents leaking"
    case .missesPer100kWords: "spans missed in 100,000 words"
    case .trapsMasked: "traps masked"
    case .nonPHIMasked: "other characters masked"
    }
  }
}

/// Reading gold PHI and findings: JSON lines.
enum PHIGoldFile {
  /// Lines `{"id","text","spans":[{"start","end","label","optional"?,"kind"?}]}`.
  ///
  /// - Throws: `FileError`; `CommandFailure` that names the line.
  static func read(_ path: String) throws -> [PHIGold] {
    var gold: [PHIGold] = []
    try rows(path) { row, place in
      guard let text = row["text"]?.string else {
        throw CommandFailure("\(place): expected an object with \"text\"")
      }
      let scalars = ScalarText(text)
      let spans = try spans(of: row, place, limit: scalars.count)
      gold.append(
        PHIGold(
          id: id(of: row, place), text: scalars,
          spans: spans.map { span, object in
            PHIGold.Span(
              span, isOptional: object?["optional"]?.bool ?? false,
              kind: object?["kind"]?.string.flatMap(PHIGold.Span.Kind.init))
          }))
    }
    guard !gold.isEmpty else { throw CommandFailure("\(path): holds no documents") }
    return gold
  }

  /// Lines `{"id","spans":[{"start","end"}]}`, for the documents of a gold set.
  ///
  /// - Throws: `FileError`; `CommandFailure` that names the line.
  static func findings(_ path: String, for gold: [PHIGold]) throws -> [String: [Range<Int>]] {
    let sizes = Dictionary(gold.map { ($0.id, $0.text.count) }, uniquingKeysWith: { $1 })
    var findings: [String: [Range<Int>]] = [:]
    try rows(path) { row, place in
      let id = id(of: row, place)
      guard let size = sizes[id] else {
        throw CommandFailure("\(place): a document that the gold data does not have")
      }
      findings[id, default: []] += try spans(of: row, place, limit: size).map(\.span.range)
    }
    return findings
  }

  private static func rows(_ path: String, _ body: (JSONObject, String) throws -> Void) throws {
    var reader = try LineReader(path)
    while let line = try reader.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let place = "\(path):\(reader.lineNumber)"
      guard let row = try? JSONParser.parse(line), let object = row.object else {
        throw CommandFailure("\(place): expected a JSON object a line")
      }
      try body(object, place)
    }
  }

  private static func id(of row: JSONObject, _ place: String) -> String {
    row["id"].map { $0.string ?? $0.text() } ?? place
  }

  /// Spans as objects or as `[start, end, label]`.
  private static func spans(
    of row: JSONObject, _ place: String, limit: Int
  ) throws -> [(span: Span, object: JSONObject?)] {
    try (row["spans"]?.array ?? []).map { value in
      let parts = value.array ?? []
      let start = value["start"]?.integer ?? parts.first?.integer
      let end = value["end"]?.integer ?? parts.dropFirst().first?.integer
      let label = value["label"]?.string ?? parts.dropFirst(2).first?.string
      guard let start, let end, 0 <= start, start <= end, end <= limit else {
        throw CommandFailure("\(place): a span outside the text, or without \"start\" and \"end\"")
      }
      return (Span(start..<end, Label(label ?? "PHI")), value.object)
    }
  }
}
