private import Glibc
public import Journal
public import Text

/// How a session of `explore` is set up.
public struct ExploreOptions: Sendable {
  /// What the title bar calls the data.
  public var source: String
  /// What the title bar calls the model; nil where there is none.
  public var modelName: String?
  /// Labels in the order of the legend; those of gold and of the predictions are added behind.
  public var labels: [Label]
  /// Colours; nil asks the environment (`NO_COLOR`, `COLORFGBG`) and the terminal.
  public var theme: Theme?
  /// Whether the program takes mouse events; without, the terminal's own selection works.
  public var usesMouse: Bool
  /// Notes recognized at a time; nil for one less than there are processors.
  public var workers: Int?
  /// Whether the first record is opened at once: where there is only one, a list of it is no use.
  public var opensFirstRecord: Bool
  /// Which keys do what.
  public var keymap: Keymap
  /// Whether gold lies over the predictions from the start; a key turns it on and off.
  public var showsGold: Bool
  /// What was decided before; nil where records are only looked at.
  public var annotation: AnnotationOptions?
  /// What the title bar calls the second model; nil where there is none.
  public var secondName: String?
  /// The two annotators whose differences are decided, where that is what the session is for: the first one's
  /// spans stand as gold, the other's as predicted.
  public var adjudication: (first: String, second: String)?
  /// The journal, where nothing is decided: it tells which records were looked at and which revealed. Nil
  /// keeps none, and then nothing can be revealed.
  public var visits: History?
  /// What was said before of differences between gold and the model.
  public var verdicts: [Difference: Verdict] = [:]

  /// Options.
  public init(
    source: String, modelName: String? = nil, labels: [Label] = [], theme: Theme? = nil,
    usesMouse: Bool = true, workers: Int? = nil, opensFirstRecord: Bool = false,
    keymap: Keymap = .standard, showsGold: Bool = true, annotation: AnnotationOptions? = nil
  ) {
    self.source = source
    self.modelName = modelName
    self.labels = labels
    self.theme = theme
    self.usesMouse = usesMouse
    self.workers = workers
    self.opensFirstRecord = opensFirstRecord
    self.keymap = keymap
    self.showsGold = showsGold
    self.annotation = annotation
  }
}

/// A session of annotating, as it begins.
public struct AnnotationOptions: Sendable {
  /// What the journal holds.
  public var history: History
  /// Whether the model's spans are kept from the annotator.
  public var isBlind: Bool
  /// Whether the spans to correct are gold's also where there is a model.
  public var startsFromGold: Bool
  /// When the last decision was saved, as the title bar says it; nil before the first.
  public var savedAt: String?
  /// What the user should know at the start.
  public var news: String?

  /// A session.
  public init(
    history: History = History(), isBlind: Bool = false, startsFromGold: Bool = false,
    savedAt: String? = nil, news: String? = nil
  ) {
    self.history = history
    self.isBlind = isBlind
    self.startsFromGold = startsFromGold
    self.savedAt = savedAt
    self.news = news
  }
}

/// A record that could not be masked, and so may not leave.
public struct BlockedRecord: Error, Equatable, CustomStringConvertible {
  /// Why; without any of its text.
  public let reason: String

  /// What is wrong.
  public var description: String { "a record could not be masked, and was not written: \(reason)" }
}

/// Looking at records: a list, and each record with its spans.
public struct ExploreSession: Sendable {
  let outside: Outside
  private let options: ExploreOptions

  /// A session over some records.
  public init(records: [Record], in world: Environment, options: ExploreOptions) {
    outside = Outside(records: records, world: world)
    self.options = options
  }

  /// Runs on the terminal of this process until the user quits. Call it from the main thread.
  ///
  /// The terminal is restored however the process ends; while it runs, standard error is kept back and core
  /// dumps are off.
  ///
  /// - Throws: `TerminalError` where there is no terminal, or none that can place its cursor.
  public func run() throws(TerminalError) {
    var terminal = try NcursesTerminal(theme: options.theme, usesMouse: options.usesMouse)
    defer { terminal.close() }
    guard let workers = Workers(prepareThread: NcursesTerminal.prepareThread) else {
      throw .noPipe
    }
    var state = initialState(size: terminal.size, theme: terminal.theme)
    RunLoop(engine: Engine(outside, workers)).run(&state, on: &terminal)
  }

  /// Plays a script and returns the last screen. No terminal is touched.
  public func replay(_ script: KeyScript, size: Size, theme: Theme = .dark) -> Canvas {
    var terminal = ScriptedTerminal(script, size: size, theme: options.theme ?? theme)
    var state = initialState(size: size, theme: terminal.theme)
    RunLoop(engine: Engine(outside, Immediate())).run(&state, on: &terminal)
    return terminal.screen ?? view(state)
  }

  /// What gives each record as it may be shown, with what was decided on its masks: offsets are those of the
  /// original. It throws `BlockedRecord` where a record could not be masked.
  public func masking() -> @Sendable (Int) throws -> Document {
    let annotating = options.annotation.map {
      Annotating(history: $0.history, keys: outside.keys, isBlind: true, savedAt: nil)
    }
    return { [outside] index in
      let orders = MaskOrders(
        own: annotating?.facts(index).masks ?? [], everywhere: annotating?.everywhere ?? [])
      switch outside.display(index, orders) {
      case .displayed(_, let text): return text.document
      case .blocked(_, let reason): throw BlockedRecord(reason: reason)
      default: throw BlockedRecord(reason: "it could not be masked")
      }
    }
  }

  func initialState(size: Size, theme: Theme) -> AppState {
    AppState(
      outside: outside, options: options, size: size, theme: theme)
  }
}

extension AppState {
  /// The state before the first frame.
  init(outside: Outside, options: ExploreOptions, size: Size, theme: Theme) {
    let entries = outside.entries
    let hasModel = outside.hasModel
    let hasGold = entries.contains { $0.gold != nil }
    var labels = LabelTable(options.labels)
    let others = entries.reduce(into: Set<Label>()) { labels, entry in
      for span in entry.gold ?? [] { labels.insert(span.label) }
    }
    for label in LabelTable.ordered(others) { labels.insert(label) }
    self.init(
      size: size, theme: theme, keymap: options.keymap, source: options.source,
      modelName: hasModel ? options.modelName ?? "model" : nil, isMasked: outside.isMasked,
      canReveal: outside.canReveal, entries: entries,
      hasGold: hasGold, hasModel: hasModel,
      rows: RecordRows(Array(entries.indices), of: entries.count), labels: labels,
      markStyle: theme == .mono ? .tags : .inline,
      jobs: Jobs(capacity: options.workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) - 1))
    allRows = rows
    showsGold = options.showsGold
    secondName = outside.hasSecond ? options.secondName ?? "second model" : nil
    usesMouse = options.usesMouse
    if hasSecond { comparison.names.model = "A" }
    if let (first, second) = options.adjudication {
      isAdjudicating = true
      comparison.names = .init(gold: first, model: second, second: "", own: "decided")
    }
    if outside.hasVerdicts { recordKeys = outside.keys }
    comparison.verdicts = options.verdicts
    training.isOffered = outside.canTrain
    training.updatesAfter = outside.world.training?.updatesAfter
    if options.annotation == nil {
      visits = options.visits.map { Visits(history: $0, keys: outside.keys) }
      canReveal = canReveal && visits != nil
    }
    if let annotation = options.annotation {
      annotating = Annotating(
        history: annotation.history, keys: outside.keys, isBlind: annotation.isBlind,
        savedAt: annotation.savedAt)
      annotating?.startsFromGold = annotation.startsFromGold
      syncAllWork()
      training.updatedAt = totals.finished
      message = annotation.news.map { Message(text: $0) }
    } else if options.opensFirstRecord {
      openRecord(row: 0)
    }
  }
}
