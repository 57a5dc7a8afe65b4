internal import Journal
private import Synchronization
internal import Text

/// What performs effects that only compute: everything here may run on any thread.
///
/// The notes as they came in live here and nowhere else. What goes out of here to the state is spans, offsets
/// and `ShownText`, which this file alone makes. A record is shown as it is only after a line of the journal
/// that says so is on the disk: once for each line.
struct Outside: Sendable {
  private let originals: [Record]
  let world: Environment
  /// What the user wants of a training.
  let control = TrainingControl()
  private let memory = Memory()

  private final class Memory: Sendable {
    /// The records' names, as soon as somebody asks: all texts are read for them.
    let keys = Mutex<[RecordKey]?>(nil)
    /// Records whose revealing the journal tells of, and that have not been shown yet.
    let told = Mutex<Set<RecordKey>>([])
  }

  init(records: [Record], world: Environment) {
    originals = records
    self.world = world
  }

  var isMasked: Bool { world.isMasked }
  var hasModel: Bool { world.recognize != nil || originals.contains { $0.predicted != nil } }
  var hasSecond: Bool { world.second != nil || originals.contains { $0.second != nil } }
  var canReveal: Bool { world.isMasked && world.canReveal && world.journal != nil }
  var journal: JournalPort? { world.journal }

  /// The records as the state knows them before anything is shown.
  var entries: EntryTable {
    EntryTable(
      originals.lazy.map { record in
        Entry(
          length: record.document.text.count, gold: record.gold,
          shown: isMasked
            ? .waiting : .ready(ShownText(document: record.document, joints: nil, masks: [])),
          predictions: hasModel ? .waiting : .none)
      })
  }

  /// The names of the records in journals.
  var keys: [RecordKey] {
    memory.keys.withLock { known in
      let keys = known ?? RecordKey.keys(of: originals.lazy.map(\.document.text))
      known = keys
      return keys
    }
  }

  /// The record as it may be shown.
  func display(_ index: Int, _ orders: MaskOrders) -> Action {
    let document = originals[index].document
    guard case .masked(let find) = world.privacy else {
      return .displayed(index, ShownText(document: document, joints: nil, masks: []))
    }
    do {
      let masks = shownMasks(try find(document), in: document, orders)
      return .displayed(index, ShownText(masking: document, masks: masks))
    } catch {
      return .blocked(index, "\(error)")
    }
  }

  /// The record as it is, where the session allows that and the journal tells of it; else as it may be shown.
  func reveal(_ index: Int, _ orders: MaskOrders) -> Action {
    let isTold = memory.told.withLock { $0.remove(keys[index]) != nil }
    guard canReveal, isTold, case .masked(let find) = world.privacy else {
      return display(index, orders)
    }
    let document = originals[index].document
    let masks = (try? find(document)).map { shownMasks($0, in: document, orders) } ?? []
    return .displayed(
      index, ShownText(document: document, joints: nil, masks: masks, isRevealed: true))
  }

  /// What the models find in the original text, or have found in it before.
  func predict(_ index: Int) -> Action {
    let record = originals[index]
    do {
      var reading = Reading()
      reading.annotations = try record.predicted ?? world.recognize?(record.document) ?? []
      reading.second = try record.second ?? world.second?(record.document)
      if let gold = record.gold, record.predicted == nil, let probabilities = world.probabilities {
        for (span, probability) in zip(gold, try probabilities(record.document, gold)) {
          reading.goldProbabilities[span] = probability
        }
      }
      if record.predicted == nil { reading.doubt = world.doubt?(record.document) }
      return .predicted(index, reading)
    } catch {
      return .predictionFailed(index, "\(error)")
    }
  }

  /// The records whose id or text, as shown, holds a text.
  func find(_ query: String, in entries: EntryTable, isStale: () -> Bool) -> Action? {
    var found: [Int] = []
    for index in entries.indices {
      if index & 0xFF == 0, isStale() { return nil }
      if entries[index].document?.holds(query) ?? false { found.append(index) }
    }
    return .foundRecords(query: query, found)
  }

  /// Puts decisions on the disk.
  func append(_ lines: [JournalLine]) -> Action {
    guard let journal = world.journal else { return .notSaved("there is no journal") }
    do {
      let time = try journal.append(lines)
      for line in lines {
        if case .revealed(let key) = line.event { memory.told.withLock { _ = $0.insert(key) } }
      }
      return .saved(
        lines.contains(where: \.isDecision) ? time : nil, worked: journal.worked())
    } catch {
      return .notSaved("\(error)")
    }
  }

  /// Puts a verdict on the disk.
  func judge(_ verdict: Verdict?, on difference: Difference) -> Action {
    guard let judge = world.judge else { return .notJudged("there is no file for verdicts") }
    do {
      try judge(difference, verdict)
      return .judged
    } catch {
      return .notJudged("\(error)")
    }
  }

  var hasVerdicts: Bool { world.judge != nil }

  // MARK: Masks

  /// What was found, changed by what was decided.
  private func shownMasks(
    _ findings: [PHIFinding], in document: Document, _ orders: MaskOrders
  ) -> [ShownMask] {
    let bounds = 0..<document.text.count
    var masks = findings.map { finding in
      ShownMask(
        range: finding.range.clamped(to: bounds), label: finding.label, reason: finding.reason,
        confidence: finding.confidence, standing: finding.isSure ? .masked : .doubtful)
    }
    for order in orders.everywhere {
      let range = order.verdict.range.clamped(to: 0..<originals[order.index].document.text.count)
      let words = originals[order.index].document.text[range]
      for range in document.text.wholeRanges(of: words) {
        masks.decide(range, order.verdict.kind, isEverywhere: true)
      }
    }
    for verdict in orders.own where !verdict.isEverywhere {
      masks.decide(verdict.range.clamped(to: bounds), verdict.kind, isEverywhere: false)
    }
    return masks.filter { !$0.range.isEmpty }
      .sorted {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
      }
  }
}

/// What was decided about masks, as far as it concerns one record.
struct MaskOrders: Equatable, Sendable {
  /// A verdict about the same text everywhere, and the entry that holds the text.
  struct Everywhere: Equatable, Sendable {
    var index: Int
    var verdict: MaskVerdict
  }

  /// The record's own, in order.
  var own: [MaskVerdict] = []
  var everywhere: [Everywhere] = []
}

/// One stretch of a shown text that is masked, or could be.
struct ShownMask: Hashable, Sendable {
  /// Whether it is hidden, and who says so.
  enum Standing: Hashable, Sendable {
    /// By the rules.
    case masked
    /// Found, but not surely: hidden until somebody decides.
    case doubtful
    /// Hidden by decision.
    case added
    /// Shown by decision.
    case kept

    var isHidden: Bool { self != .kept }
  }

  var range: Range<Int>
  var label: Label
  var reason: String
  var confidence: Float
  var standing: Standing
  /// Whether the decision is about the same text everywhere.
  var isEverywhere = false
}

extension [ShownMask] {
  /// Takes in a verdict: on the findings that it covers, or as a mask of its own.
  fileprivate mutating func decide(
    _ range: Range<Int>, _ kind: MaskVerdict.Kind, isEverywhere: Bool
  ) {
    var isKnown = false
    for index in indices
    where self[index].range == range
      || kind == .mask && range.contains(self[index].range)
    {
      self[index].standing =
        kind == .keep ? .kept : self[index].standing == .masked ? .masked : .added
      self[index].isEverywhere = isEverywhere
      isKnown = isKnown || self[index].range == range
    }
    guard kind == .mask, !isKnown else { return }
    append(
      ShownMask(
        range: range, label: "PHI", reason: isEverywhere ? "added everywhere" : "added",
        confidence: 1, standing: .added, isEverywhere: isEverywhere))
  }
}

extension ScalarText {
  /// Where some words stand whole, whatever their case: not inside longer words.
  fileprivate func wholeRanges(of words: String) -> [Range<Int>] {
    func isWord(_ offset: Int) -> Bool {
      guard offset >= 0, offset < count else { return false }
      return self[offset].properties.isAlphabetic || self[offset].properties.numericType != nil
    }
    return ranges(of: words.lowercased()).filter { range in
      !(isWord(range.lowerBound) && isWord(range.lowerBound - 1))
        && !(isWord(range.upperBound - 1) && isWord(range.upperBound))
    }
  }
}

/// A note as it may be shown: masked, unless the session has nothing to hide. Made by `Outside` alone, so a
/// state that holds one holds no original.
struct ShownText: Equatable, Sendable {
  let document: Document
  /// Offsets inside grapheme clusters of the original; nil where this is the original.
  let joints: [Int]?
  /// What is masked, or could be, in order.
  let masks: [ShownMask]
  /// Whether this is the original, shown on demand.
  let isRevealed: Bool
  /// Whether something was found that nobody is sure of.
  let hasDoubt: Bool

  fileprivate init(
    document: Document, joints: [Int]?, masks: [ShownMask], isRevealed: Bool = false
  ) {
    self.document = document
    self.joints = joints
    self.masks = masks
    self.isRevealed = isRevealed
    hasDoubt = masks.contains { $0.standing == .doubtful }
  }

  /// The document with what is hidden as shapes, in text and id. No token keeps a norm: it is made from the
  /// text.
  fileprivate init(masking document: Document, masks: [ShownMask]) {
    let ranges = masks.filter(\.standing.isHidden).map(\.range)
    let tokens = document.tokens.map {
      Token(range: $0.range, isFollowedBySpace: $0.isFollowedBySpace)
    }
    self.init(
      document: Document(
        id: document.maskedID(hiding: ranges), text: document.text.shapeMasked(over: ranges),
        tokens: tokens),
      joints: TextUnits.joints(of: document.text), masks: masks)
  }

  /// The text in another style of mask, scalar for scalar.
  func text(_ style: MaskStyle) -> ScalarText {
    guard style != .shape, !isRevealed else { return document.text }
    var scalars = Array(document.text.scalars)
    for mask in masks where mask.standing.isHidden {
      let name = Array(mask.label.rawValue.unicodeScalars)
      for (place, offset) in mask.range.enumerated() where !scalars[offset].properties.isWhitespace
      {
        scalars[offset] = style == .label && place < name.count ? name[place] : "▒"
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return ScalarText(String(view))
  }
}

/// How what is hidden is drawn. Every style has one scalar for one scalar.
enum MaskStyle: String, CaseIterable, Hashable, Sendable {
  case shape = "shapes"
  case label = "labels"
  case block = "blocks"
}

extension Document {
  /// Whether some words stand in the text or the id.
  func holds(_ words: String) -> Bool {
    !text.ranges(of: words).isEmpty || !ScalarText(id).ranges(of: words).isEmpty
  }

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
