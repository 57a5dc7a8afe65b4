public import Text

/// One note to look at.
public struct Record: Sendable {
  /// The note; its id is what the list shows.
  public let document: Document
  /// Gold spans; nil where nobody has annotated the note.
  public let gold: [Span]?

  /// A record.
  public init(document: Document, gold: [Span]?) {
    self.document = document
    self.gold = gold
  }
}

/// The outside world, supplied by the command line; a test supplies its own.
///
/// The closures are called from background threads, several at a time.
public struct Environment: Sendable {
  /// What of a note may be seen.
  public enum Privacy: Sendable {
    /// All of it.
    case shown
    /// All but the half-open scalar ranges that the closure gives: those are drawn as shapes. A note for
    /// which it throws is not shown at all.
    case masked(@Sendable (Document) throws -> [Range<Int>])
  }

  /// Finds the spans of a note, always in its original text; nil where there is no model.
  public var recognize: (@Sendable (Document) throws -> [Annotation])?
  /// What may be seen.
  public var privacy: Privacy

  /// A world.
  public init(recognize: (@Sendable (Document) throws -> [Annotation])?, privacy: Privacy) {
    self.recognize = recognize
    self.privacy = privacy
  }

  var isMasked: Bool {
    if case .masked = privacy { true } else { false }
  }
}

/// What performs effects that only compute: everything here may run on any thread.
struct Outside: Sendable {
  let records: [Record]
  let world: Environment

  /// The record as it may be shown.
  func display(_ index: Int) -> Action {
    let document = records[index].document
    guard case .masked(let find) = world.privacy else { return .displayed(index, document) }
    do {
      let ranges = try find(document)
      let text = document.text.shapeMasked(over: ranges)
      let id = document.maskedID(hiding: ranges)
      return .displayed(index, Document(id: id, text: text, tokens: document.tokens))
    } catch {
      return .blocked(index, "\(error)")
    }
  }

  /// The model's spans, found in the original text.
  func predict(_ index: Int) -> Action {
    guard let recognize = world.recognize else { return .predicted(index, []) }
    do {
      return .predicted(index, try recognize(records[index].document))
    } catch {
      return .predictionFailed(index, "\(error)")
    }
  }

  /// The records whose id or text, as shown, holds a text.
  func find(_ query: String, in entries: [Entry]) -> Action {
    let found = entries.indices.filter { index in
      guard let document = entries[index].document else { return false }
      return !document.text.ranges(of: query).isEmpty
        || !ScalarText(document.id).ranges(of: query).isEmpty
    }
    return .foundRecords(query: query, found)
  }
}

extension Document {
  /// The id with those parts masked that the note hides: a file is often named after its patient. Words of
  /// three letters and numbers of five digits count; shorter ones are as likely a date or a serial number.
  func maskedID(hiding ranges: [Range<Int>]) -> String {
    let bounds = 0..<text.count
    var hidden: Set<String> = []
    for range in ranges {
      for part in ScalarText(text[range.clamped(to: bounds)]).words { hidden.insert(part.text) }
    }
    let id = ScalarText(self.id)
    return id.shapeMasked(over: id.words.filter { hidden.contains($0.text) }.map(\.range)).string
  }
}

extension ScalarText {
  /// Runs of letters or of digits that are long enough to tell who someone is, in lower case.
  fileprivate var words: [(text: String, range: Range<Int>)] {
    var words: [(String, Range<Int>)] = []
    var start = 0
    var kind = 0
    func kindOf(_ scalar: Unicode.Scalar) -> Int {
      if scalar.properties.numericType != nil { return 2 }
      return scalar.properties.isAlphabetic ? 1 : 0
    }
    func end(at offset: Int) {
      if offset - start >= (kind == 1 ? 3 : 5), kind > 0 {
        words.append((self[start..<offset].lowercased(), start..<offset))
      }
    }
    for (offset, scalar) in scalars.enumerated() {
      let next = kindOf(scalar)
      if next != kind {
        end(at: offset)
        start = offset
        kind = next
      }
    }
    end(at: count)
    return words
  }
}
