import Notation
import Text

extension JSONValue {
  /// A report's facts as JSON.
  init(_ value: ReportValue) {
    switch value {
    case .none: self = .null
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .text(let value): self = .string(value)
    case .list(let values): self = .array(values.map(JSONValue.init))
    case .fields(let fields):
      self = .object(JSONObject(fields.map { .init($0.name, JSONValue($0.value)) }))
    }
  }
}

extension ComparisonReport {
  /// The report as JSON, each system with the files of its runs.
  func json(files: [[String]]) -> JSONValue {
    guard var report = JSONValue(facts).object else { return .null }
    for (key, files) in zip(["a", "b"], files) {
      guard let members = report[key]?.object?.members else { continue }
      let list = JSONObject.Member("files", .array(files.map { .string($0) }))
      report[key] = .object(JSONObject(members.prefix(1) + [list] + members.dropFirst()))
    }
    return .object(report)
  }
}
