/// Why a file of weights cannot be used: facts only.
public enum WeightsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not the format it should be.
  case malformed(path: String, expected: String)
  /// Ends before its last tensor does.
  case truncated(path: String, expected: Int, found: Int)
  /// A tensor that the model needs is not there.
  case missing(path: String, tensor: String)
  /// A tensor of another shape than the model needs.
  case shape(path: String, tensor: String, expected: [Int], found: [Int])
  /// A tensor of a type that is not read.
  case type(path: String, tensor: String, found: String)
  /// More numbers are called for than are there: a config of another model, or one made to fill memory.
  case sizes(path: String, expected: Int, found: Int)
  /// The content is not what was written.
  case checksum(path: String)

  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .malformed(let path, let expected):
      "\(path): not a safetensors file: expected \(expected)"
    case .truncated(let path, let expected, let found):
      "\(path): truncated: \(found) bytes of \(expected); copy the model again"
    case .missing(let path, let tensor):
      "\(path): no tensor \(tensor); the weights belong to another model"
    case .shape(let path, let tensor, let expected, let found):
      "\(path): tensor \(tensor) has shape \(found), the model needs \(expected)"
    case .type(let path, let tensor, let found):
      "\(path): tensor \(tensor) is \(found); F32, F16, BF16 and F64 can be read"
    case .sizes(let path, let expected, let found):
      "\(path): holds \(found) numbers, and the sizes in config.json call for \(expected); "
        + "they belong to different models"
    case .checksum(let path):
      "\(path): checksum differs from the one in meta.json; copy the model again"
    }
  }
}
