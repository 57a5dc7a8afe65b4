private import Glibc
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

  /// Options.
  public init(
    source: String, modelName: String? = nil, labels: [Label] = [], theme: Theme? = nil,
    usesMouse: Bool = true, workers: Int? = nil, opensFirstRecord: Bool = false,
    keymap: Keymap = .standard, showsGold: Bool = true
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
  }
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
    RunLoop(outside: outside, background: workers).run(&state, on: &terminal)
  }

  /// Plays a script and returns the last screen. No terminal is touched.
  public func replay(_ script: KeyScript, size: Size, theme: Theme = .dark) -> Canvas {
    var terminal = ScriptedTerminal(script, size: size, theme: options.theme ?? theme)
    var state = initialState(size: size, theme: terminal.theme)
    RunLoop(outside: outside, background: Immediate()).run(&state, on: &terminal)
    return terminal.screen ?? view(state)
  }

  func initialState(size: Size, theme: Theme) -> AppState {
    AppState(
      records: outside.records, world: outside.world, options: options, size: size, theme: theme)
  }
}

extension AppState {
  /// The state before the first frame.
  init(
    records: [Record], world: Environment, options: ExploreOptions, size: Size, theme: Theme
  ) {
    let hasModel = world.recognize != nil
    let hasGold = records.contains { $0.gold != nil }
    var labels = LabelTable(options.labels)
    let others = records.reduce(into: Set<Label>()) { labels, record in
      for span in record.gold ?? [] { labels.insert(span.label) }
    }
    for label in LabelTable.ordered(others) { labels.insert(label) }
    self.init(
      size: size, theme: theme, keymap: options.keymap, source: options.source,
      modelName: hasModel ? options.modelName ?? "model" : nil, isMasked: world.isMasked,
      entries: records.map { record in
        Entry(
          length: record.document.text.count, gold: record.gold,
          shown: world.isMasked ? .waiting : .ready(record.document),
          predictions: hasModel ? .waiting : .none)
      },
      hasGold: hasGold, hasModel: hasModel, order: Array(records.indices), labels: labels,
      markStyle: theme == .mono ? .tags : .inline,
      jobs: Jobs(capacity: options.workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) - 1))
    recountAll()
    showsGold = options.showsGold
    if options.opensFirstRecord { openRecord(row: 0) }
  }
}
