public import Notation
public import Text

/// Why a policy file cannot be used.
public struct PHIPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String?
  /// The line, from 1.
  public let line: Int?
  /// The key at fault.
  public let key: String
  /// What is allowed there.
  public let expected: String

  /// One sentence.
  public var description: String {
    let place = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
    return "\(place.isEmpty ? "policy" : place): \(key): expected \(expected)"
  }
}

extension PHIPolicy {
  /// Reads a policy from a config: `[policy]` with `name`, `threshold`, `reference_year`, and
  /// `[policy.rules]` with a rule for each label.
  ///
  /// - Throws: `PHIPolicyError` that names the line and what is allowed; an unknown key is an error.
  public init(_ config: Config) throws(PHIPolicyError) {
    func fail(_ key: String, _ expected: String) -> PHIPolicyError {
      PHIPolicyError(file: config.file, line: config.line(of: key), key: key, expected: expected)
    }
    guard let section = config["policy"]?.object else { throw fail("policy", "a section [policy]") }
    let known = ["name", "description", "threshold", "reference_year", "rules"]
    for key in section.keys where !known.contains(key) {
      throw fail("policy.\(key)", "one of \(known.joined(separator: ", "))")
    }
    for key in config.root.keys where key != "policy" {
      throw fail(key, "only [policy] and [policy.rules]")
    }
    guard let name = section["name"]?.string, !name.isEmpty else {
      throw fail("policy.name", "a name in quotes")
    }
    var threshold: Float = 0.5
    if let value = section["threshold"] {
      guard let number = value.number, (0...1).contains(number) else {
        throw fail("policy.threshold", "a number from 0 to 1")
      }
      threshold = Float(number)
    }
    var year = PHIPolicy.defaultReferenceYear
    if let value = section["reference_year"] {
      guard let number = value.integer, (1990...2200).contains(number) else {
        throw fail("policy.reference_year", "a year")
      }
      year = number
    }
    var rules: [Label: Rule] = [:]
    for member in section["rules"]?.object?.members ?? [] {
      let path = "policy.rules.\(member.key)"
      guard Label.allPHI.contains(Label(member.key)) else {
        throw fail(
          path, "one of the labels \(Label.allPHI.map(\.rawValue).joined(separator: ", "))")
      }
      guard let text = member.value.string, let rule = Rule(rawValue: text) else {
        throw fail(path, "one of \(Rule.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      rules[Label(member.key)] = rule
    }
    self.init(name: name, rules: rules, threshold: threshold, referenceYear: year)
  }

  /// What this policy leaves that Safe Harbor, 45 CFR 164.514(b)(2), does not allow: the labels, in the
  /// order of its list.
  ///
  /// Shapes keep lengths, and hashes are derived from the value, so neither is counted as removed here
  /// except the shape, which holds no value.
  public var beyondSafeHarbor: [Label] {
    let exempt: Set<Label> = [.place, .hospital]
    return Label.allPHI.filter { label in
      if exempt.contains(label) { return false }
      return switch self[label] {
      case .keep, .hash, .shiftDate: true
      case .surrogate: label == .date
      case .shape, .tag, .numberedTag, .yearOnly, .age90Plus, .zip3, .block: false
      }
    }
  }
}
