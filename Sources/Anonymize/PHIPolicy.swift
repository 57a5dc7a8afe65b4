public import Text

/// What becomes of each kind of PHI. A label without a rule is shape-masked, never kept.
public struct PHIPolicy: Hashable, Sendable {
  /// What becomes of one kind of PHI.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Stays as it is.
    case keep
    /// Its shape, one scalar for one scalar: `Xxxxx dd`.
    case shape
    /// Its label: `[NAME]`.
    case tag
    /// Its label and a number, the same for the same value in a document: `[NAME-2]`.
    case numberedTag = "numbered_tag"
    /// An invented value of the same form, the same for the same value of a patient.
    case surrogate
    /// A date moved by the patient's shift, whole weeks; intervals stay.
    case shiftDate = "shift_date"
    /// A date's year alone, and `90+` years' birth years not even that.
    case yearOnly = "year_only"
    /// An age over 89 as `90+`.
    case age90Plus = "age_90_plus"
    /// A ZIP code's first three digits, or 000 where fewer than 20,001 people live.
    case zip3
    /// A keyed hash of the value: links equal values, and is not Safe Harbor.
    case hash
    /// A bar of fixed width.
    case block
  }

  /// What reports and logs call it.
  public let name: String
  /// The rule of each label that has one.
  public let rules: [Label: Rule]
  /// Findings of at least this confidence, 0…1, are replaced; those below wait for a reviewer.
  public let threshold: Float
  /// The year by which a person born 90 years before counts as 90.
  public let referenceYear: Int

  /// The reference year where none is given.
  public static let defaultReferenceYear = 2026

  /// A policy.
  public init(
    name: String, rules: [Label: Rule], threshold: Float = 0.5,
    referenceYear: Int = PHIPolicy.defaultReferenceYear
  ) {
    self.name = name
    self.rules = rules
    self.threshold = threshold
    self.referenceYear = referenceYear
  }

  /// The rule of a label; `shape` where the policy names none.
  public subscript(_ label: Label) -> Rule { rules[label] ?? .shape }

  /// Everything shape-masked but rooms, wards and lots: what annotators see unless told otherwise.
  public static let annotator = PHIPolicy(name: "annotator", rules: [.place: .keep])
}
