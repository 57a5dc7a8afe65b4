import Anonymize
import TUI
import Text

/// What hides protected health information on a screen.
struct Mask: Sendable {
  private let anonymizer: Anonymizer
  /// PHI that the data itself names, by document: hidden whatever the rules find.
  var known: [Document.ID: [Range<Int>]] = [:]

  /// The rules with the bundled word lists.
  ///
  /// - Throws: Where the word lists cannot be read: masking by half of the rules would look like masking.
  init(_ assets: AssetsOption, _ console: Console) throws {
    let path = try Assets.locate(assets.assets, console).path("gazetteers/words.bin")
    anonymizer = Anonymizer(recognizers: [PHIRecognizer(gazetteer: try Gazetteer(path: path))])
  }

  /// The PHI of a document, and what may be some, by where it starts.
  ///
  /// - Throws: `CommandFailure` where a part of the anonymizer failed: then nothing may be shown.
  @Sendable func findings(in document: Document) throws -> [PHIFinding] {
    let result = anonymizer.anonymize(document)
    if case .blocked(let part) = result.status {
      throw CommandFailure("\(part) could not read the note; it is not shown")
    }
    var findings = result.replacements.map { replacement in
      PHIFinding(
        replacement.original.range, replacement.original.label, reason: replacement.reason,
        confidence: replacement.confidence)
    }
    // What the data names counts only where the rules have not found it.
    for range in known[document.id] ?? []
    where !findings.contains(where: { $0.range.contains(range) }) {
      findings.append(PHIFinding(range, "PHI", reason: "named by the data"))
    }
    let doubts = result.doubts.filter { doubt in
      !findings.contains { $0.range.contains(doubt.span.range) }
    }
    findings += doubts.map { doubt in
      PHIFinding(
        doubt.span.range, doubt.span.label, reason: doubt.source.reason,
        confidence: doubt.confidence ?? 0, isSure: false)
    }
    return findings.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}

extension Annotation.Source {
  /// The rule or the model that asserts something.
  var reason: String {
    switch self {
    case .gold: "gold"
    case .human: "a person"
    case .model(let name), .rule(let name): name
    }
  }
}
