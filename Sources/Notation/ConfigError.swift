/// What is wrong in a `.cfg` file: where, which key, and the nearest word that would be right.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// A line that is no section, no `key = value` and no comment.
    case malformedLine
    /// A value before the first `[section]`.
    case valueOutsideSection
    /// A section or key that stands there twice.
    case duplicate(firstLine: Int?)
    /// A section whose parent is nowhere in the file.
    case missingParent(String)
    /// A name that is a key and a section at once.
    case keyIsAlsoSection
    /// A `${reference}` to nothing.
    case unresolvedReference(String)
    /// A `$` that is neither `$$` nor the start of a `${reference}`.
    case malformedReference
    /// References that lead through more than ten others, or in a circle.
    case referenceTooDeep
    /// A whole section referred to inside a text.
    case sectionInsideText
    /// An override of something that is not below a section of the file.
    case notOverridable
    /// A section nobody reads.
    case unknownSection
    /// A key nobody reads.
    case unknownKey
    /// A registered name, or one of a fixed set of words, that there is not.
    case unknownName(String, known: [String])
    /// A key that must be there and is not.
    case missing(expected: String)
    /// A value of another kind.
    case wrongValue(expected: String, found: String)
    /// A name we know and do not offer, and why.
    case unsupported(String, reason: String)
  }

  /// The file, where the text came from one.
  public var file: String?
  /// The line, from 1; nil for an override and for what is missing.
  public let line: Int?
  /// The dotted path: `training.optimizer.L2`.
  public let key: String
  /// What is wrong.
  public let problem: Problem
  /// The valid word nearest to the one found.
  public let nearest: String?

  /// An error.
  public init(
    file: String? = nil, line: Int? = nil, key: String, problem: Problem, nearest: String? = nil
  ) {
    self.file = file
    self.line = line
    self.key = key
    self.problem = problem
    self.nearest = nearest
  }

  /// One sentence: where, what, and the next step.
  public var description: String {
    var place = file ?? ""
    if let line { place += place.isEmpty ? "line \(line)" : ":\(line)" }
    if !key.isEmpty { place += place.isEmpty ? key : ": \(key)" }
    let advice = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    return (place.isEmpty ? "" : place + ": ") + sentence + advice
  }

  private var sentence: String {
    switch problem {
    case .malformedLine: "expected [section], key = value, or # comment"
    case .valueOutsideSection: "a value before the first [section]"
    case .duplicate(let line): "there twice" + (line.map { ", first on line \($0)" } ?? "")
    case .missingParent(let parent): "the section [\(parent)] is not in the file; add it"
    case .keyIsAlsoSection: "a key and a section of the same name; keep one"
    case .unresolvedReference(let reference): "${\(reference)} refers to nothing in the file"
    case .malformedReference: "\"$\" must be followed by \"{section.key}\" or by another \"$\""
    case .referenceTooDeep: "references lead through more than ten others, or in a circle"
    case .sectionInsideText: "a whole section cannot stand inside a text or beside one"
    case .notOverridable: "nothing to override; an override names a key in a section of the file"
    case .unknownSection: "unknown section"
    case .unknownKey: "unknown key"
    case .unknownName(let name, let known):
      "unknown name \"\(name)\"; known: \(known.joined(separator: ", "))"
    case .missing(let expected): "missing; expected \(expected)"
    case .wrongValue(let expected, let found): "expected \(expected), found \(found)"
    case .unsupported(let name, let reason): "\"\(name)\" \(reason)"
    }
  }
}

/// Finds the word that was probably meant.
public enum Spelling {
  /// The candidate with the fewest insertions, deletions, substitutions and swaps of neighbours from
  /// `word` (Damerau–Levenshtein, restricted), when those are at most a third of its length.
  /// The first of several equals.
  public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let limit = max(word.unicodeScalars.count / 3, 1)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = distance(word, candidate)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.unicodeScalars)
    let b = Array(right.unicodeScalars)
    var previous = [Int](repeating: 0, count: b.count + 1)
    var row = Array(0...b.count)
    for i in a.indices {
      var next = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        next[j + 1] = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          next[j + 1] = min(next[j + 1], previous[j - 1] + 1)
        }
      }
      (previous, row) = (row, next)
    }
    return row[b.count]
  }
}
