/// Why a spaCy model cannot be imported, or a model not be exported to spaCy: facts only.
public struct SpacyModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The file does not hold what it should.
    case malformed(expected: String)
    /// Something that is not there and should be.
    case missing(String)
    /// Something that this program does not do.
    case unsupported(String, advice: String)
    /// A tensor of another shape than the model's settings say.
    case shape(expected: [Int], found: [Int])
  }

  /// The file or folder.
  public let path: String
  /// The pipeline component, where one is concerned.
  public var component: String?
  /// The layer of its network: its number in the file and its name.
  public var layer: String?
  /// What is wrong.
  public let reason: Reason

  /// An error.
  public init(path: String, component: String? = nil, layer: String? = nil, _ reason: Reason) {
    self.path = path
    self.component = component
    self.layer = layer
    self.reason = reason
  }

  /// What, where, and the next step.
  public var description: String {
    var place = path
    if let component { place += ", component \(component)" }
    if let layer { place += ", layer \(layer)" }
    switch reason {
    case .malformed(let expected):
      return "\(place): expected \(expected); copy the model again"
    case .missing(let what):
      return "\(place): \(what) is missing; copy the model again"
    case .unsupported(let what, let advice):
      return "\(place): \(what) is not supported; \(advice)"
    case .shape(let expected, let found):
      return "\(place): a tensor of shape \(found) where the settings say \(expected)"
    }
  }
}
