public import Files
public import Model
public import Text

/// Why a run cannot start, go on or be saved.
public enum TrainerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No record holds a span, or none is short enough.
  case nothingToLearn(records: Int)
  /// Texts to learn from hold no words.
  case nothingToRead
  /// Gold has labels that a teacher does not know.
  case unknownToTeachers(teacher: String, labels: [Label])
  /// The config asks for static vectors and names none.
  case noVectors
  /// The config names a transformer and none was given.
  case noEncoder(name: String)
  /// A transformer's weights are not those of its sizes.
  case weights(WeightsError)
  /// What a stopped run left is not there.
  case nothingToResume(path: String)
  /// What a stopped run left cannot be used, and why.
  case cannotResume(path: String, reason: String)
  /// A file could not be read or written.
  case file(FileError)

  /// One sentence: what, and the next step.
  public var description: String {
    switch self {
    case .nothingToLearn(let records):
      "nothing to learn from in \(records) training records: no spans, or every record and line is "
        + "longer than max_length; look at them with \"clinspan check data\""
    case .nothingToRead: "the texts hold nothing to learn from: no words"
    case .unknownToTeachers(let teacher, let labels):
      "the teacher \(teacher) does not know what gold has: \(labels.map(\.rawValue).joined(separator: ", ")); "
        + "it would teach that there is none, so train it on the same gold first"
    case .noVectors:
      "the config includes static vectors and names none; add --initialize.vectors FILE (GloVe or "
        + "word2vec text, .npy, or a spaCy folder)"
    case .noEncoder(let name):
      "the config names the transformer \(name), and it was not read; give its folder with "
        + "--components.transformer.model.name DIR"
    case .weights(let error): error.description
    case .nothingToResume(let path):
      "\(path): no run to resume; train without --resume to start one"
    case .cannotResume(let path, let reason):
      "\(path): the run cannot be resumed: \(reason); train without --resume to start anew"
    case .file(let error): error.description
    }
  }
}
