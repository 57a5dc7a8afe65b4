public import Text

/// What a corpus is like, part by part, and what is wrong with it.
public struct DataReport: Hashable, Sendable {
  /// One part of a corpus.
  public struct Part: Hashable, Sendable {
    /// What it is called: `train`.
    public var name: String
    /// Where it was read from.
    public var path: String
    /// Its format.
    public var format: CorpusFormat?
    /// Documents.
    public var documentCount = 0
    /// Documents without a token.
    public var emptyCount = 0
    /// Documents with tokens and without spans.
    public var spanlessCount = 0
    /// Tokens.
    public var tokenCount = 0
    /// Tokens of which nothing is known.
    public var unannotatedTokenCount = 0
    /// Unicode scalars.
    public var characterCount = 0
    /// Gold spans, by label.
    public var spanCounts: [Label: Int] = [:]
    /// Tokens in gold spans, by label.
    public var spanTokenCounts: [Label: Int] = [:]
    /// Tokens of the longest document.
    public var longestDocument = 0

    /// Gold spans of all labels.
    public var spanCount: Int { spanCounts.values.reduce(0, +) }
  }

  /// Something worth the user's attention.
  public struct Finding: Hashable, Sendable {
    /// How much it matters.
    public enum Severity: Int, Hashable, Comparable, Sendable {
      /// Good to know.
      case note
      /// Costs score, or makes scores mean less.
      case warning
      /// Training or scoring will fail or mislead.
      case error

      /// Less first.
      public static func < (left: Severity, right: Severity) -> Bool {
        left.rawValue < right.rawValue
      }
    }

    /// Where it is: never the text itself.
    public struct Place: Hashable, Sendable {
      /// The part.
      public var part: String
      /// The document.
      public var document: String
      /// Half-open scalar offsets, where it is about some of the text.
      public var range: Range<Int>?
    }

    /// How much it matters.
    public var severity: Severity
    /// What is so, with its count.
    public var message: String
    /// What to do about it.
    public var advice: String
    /// How often it is so.
    public var count: Int
    /// The first few places.
    public var places: [Place]
  }

  /// The parts, in the order given.
  public var parts: [Part] = []
  /// What was found, the gravest first.
  public var findings: [Finding] = []
  /// What was wrong in the files read.
  public var diagnostics: [Diagnostic] = []
}

extension DataReport.Finding.Place: CustomStringConvertible {
  /// `train: record-1, 10–14`.
  public var description: String {
    "\(part): \(document)" + (range.map { ", \($0.lowerBound)–\($0.upperBound)" } ?? "")
  }
}
