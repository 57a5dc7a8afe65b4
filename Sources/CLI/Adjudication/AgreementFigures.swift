import Journal
import Notation
import Text

/// How far two annotators agree, over all records and on each.
struct AgreementFigures {
  let names: (first: String, second: String)
  /// By the record's number among the notes, from 1; no id, which may be a patient's.
  private(set) var records: [(number: Int, agreement: Agreement)] = []
  private(set) var all = Agreement()

  init(_ first: String, _ second: String) { names = (first, second) }

  mutating func add(_ agreement: Agreement, number: Int) {
    records.append((number, agreement))
    all += agreement
  }

  /// Those on which they agree least, the least first.
  private var worst: [(number: Int, agreement: Agreement)] {
    records.filter { $0.agreement.spanCounts.f1 ?? 1 < 1 }
      .sorted {
        ($0.agreement.spanCounts.f1 ?? 1, $0.number) < ($1.agreement.spanCounts.f1 ?? 1, $1.number)
      }
  }

  // MARK: For people

  var lines: [String] {
    var table = Table()
    table.header = ["label", names.first, names.second, "both", "F1", "kappa"]
    table.alignments = [.left, .right, .right, .right, .right, .right]
    table.rows = all.labels.map { row($0.rawValue, all.spanCounts($0), all.kappa($0)) }
    table.rows.append(row("all", all.spanCounts, all.kappa))
    var lines =
      [
        "\(Numbers.count(records.count, "record")), \(Numbers.count(all.tokenCount, "token")) that "
          + "\(names.first) and \(names.second) have both accepted", "",
      ] + table.lines
    let worst = worst.prefix(5)
    if !worst.isEmpty {
      lines += ["", "least agreement"]
      lines += worst.map { record in
        "  record \(record.number)  F1 \(share(record.agreement.spanCounts.f1))"
          + "  kappa \(share(record.agreement.kappa))"
      }
    }
    return lines
  }

  private func row(_ name: String, _ counts: Agreement.SpanCounts, _ kappa: Double?) -> [String] {
    [
      name, String(counts.first), String(counts.second), String(counts.both), share(counts.f1),
      share(kappa),
    ]
  }

  private func share(_ value: Double?) -> String { value.map { Numbers.fixed($0, 3) } ?? "-" }

  // MARK: For programs

  var json: JSONValue {
    [
      "annotators": [.string(names.first), .string(names.second)],
      "records": .integer(records.count), "tokens": .integer(all.tokenCount),
      "kappa": Self.number(all.kappa), "span_f1": Self.number(all.spanCounts.f1),
      "spans": Self.json(all.spanCounts),
      "per_label": .object(
        JSONObject(
          all.labels.map { label in
            .init(
              label.rawValue,
              [
                "kappa": Self.number(all.kappa(label)),
                "span_f1": Self.number(all.spanCounts(label).f1),
                "spans": Self.json(all.spanCounts(label)),
              ])
          })),
      "per_record": .array(
        records.map { record in
          [
            "record": .integer(record.number), "tokens": .integer(record.agreement.tokenCount),
            "kappa": Self.number(record.agreement.kappa),
            "span_f1": Self.number(record.agreement.spanCounts.f1),
            "spans": Self.json(record.agreement.spanCounts),
          ]
        }),
    ]
  }

  private static func json(_ counts: Agreement.SpanCounts) -> JSONValue {
    [
      "first": .integer(counts.first), "second": .integer(counts.second),
      "both": .integer(counts.both),
    ]
  }

  private static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
