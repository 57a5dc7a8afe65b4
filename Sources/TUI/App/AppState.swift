internal import Journal
internal import Text

/// One record as the screens know it. In a masked session nothing here holds the original text.
struct Entry: Equatable, Sendable {
  /// The text, once it may be shown.
  enum Shown: Equatable, Sendable {
    case waiting
    case ready(ShownText)
    /// It could not be masked, so it is not shown at all.
    case blocked(String)
  }

  /// What the model says.
  enum Predictions: Equatable, Sendable {
    case none
    case waiting
    case ready([Annotation])
    case failed(String)
  }

  /// Number of Unicode scalars.
  let length: Int
  let gold: [Span]?
  var shown: Shown
  var predictions: Predictions
  /// How doubtful the model is about the whole record, 0…1; nil where it is not asked.
  var doubt: Double?
  /// What a second model says; nil where there is none, or it has not answered.
  var second: [Annotation]?
  /// How probable the first model holds each gold span; empty where it was not asked.
  var goldProbabilities: [Span: Float] = [:]
  /// The marks of the record at the present threshold, counted; nil until model and gold are known.
  var tally: Tally?
  /// Spans by label: predicted ones, or gold where no model is asked; nil until known.
  var counts: [Label: Int]?
  /// How much gold surprises the model, over all errors; nil until model and gold are known.
  var loss: Float?
  /// What was decided; nil where nothing can be.
  var work: Work?

  var text: ShownText? {
    if case .ready(let text) = shown { text } else { nil }
  }

  var document: Document? { text?.document }

  var annotations: [Annotation]? {
    if case .ready(let annotations) = predictions { annotations } else { nil }
  }
}

/// The screens. A new one is a case here, a file in `Screens` and rows in the keymap.
enum Screen: Hashable, Sendable {
  case records, note, annotate, privacy, compare, model, filters, log
}

/// A name for what the prompt is for.
enum PromptKind: Hashable, Sendable {
  case search, comment, filter
}

/// How spans are drawn in the text.
enum MarkStyle: CaseIterable, Hashable, Sendable {
  /// Colour and attributes of the text itself; where model and gold differ, lines under the text.
  case inline
  /// Lines under the text for every span.
  case lanes
  /// Written into the text.
  case tags

  func hasLane(for mark: Mark) -> Bool {
    switch self {
    case .inline: mark.standing.isError
    case .lanes: true
    case .tags: false
    }
  }
}

/// How the list of records is ordered.
enum RecordOrder: String, CaseIterable, Sendable {
  case file = "file order"
  case f1 = "lowest F1"
  case errors = "most errors"
  case length = "longest"
  case uncertainty = "least sure"
  case loss = "greatest loss"
}

/// A modal list over the screen: keys go to it alone.
enum Popup: Equatable, Sendable {
  case help(ListState, for: Context)
  case labels(ListState)
  /// Every command of a screen, narrowed down by what is typed.
  case palette(query: String, ListState, for: Context)
  /// The labels, narrowed down by what is typed: one is given to the focus or the selection.
  case picker(query: String, ListState)
  /// Other places with the same text, about to be labelled.
  case twins(Twins, ListState)
  /// The models of the data set.
  case models(ListState)
  /// The matrix of labels, and its focused cell.
  case confusion(row: Int, column: Int)
}

/// Where a list stands.
struct ListState: Equatable, Sendable {
  /// The first row on the screen.
  var top = 0
  /// The selected row.
  var selection = 0

  /// Moves the selection, and scrolls so that it stays visible.
  mutating func select(_ index: Int, of count: Int, height: Int) {
    selection = max(0, min(index, count - 1))
    scroll(to: top, of: count, height: height)
    if selection < top { top = selection }
    if selection >= top + height { top = max(0, selection - height + 1) }
  }

  /// Scrolls without moving the selection.
  mutating func scroll(to row: Int, of count: Int, height: Int) {
    top = max(0, min(row, count - max(1, height)))
  }
}

/// The line where text is typed.
struct Prompt: Equatable, Sendable {
  var kind = PromptKind.search
  var text = ""
  /// Where the screen stood before, to go back to on Esc.
  var origin: Int
}

/// What is looked for.
struct Search: Equatable, Sendable {
  var query: String
  /// Records that hold it, in file order; nil while they are being looked for.
  var records: [Int]?
}

/// A line of news in the footer.
struct Message: Equatable, Sendable {
  var text: String
  var isWarning = false
  /// Whether it holds what the user has typed, and so stays out of the log.
  var isPrivate = false
}

/// Everything the screen depends on. It changes only in `update`.
struct AppState: Equatable, Sendable {
  var size: Size
  var theme: Theme
  var keymap: Keymap
  /// What the title bar says of the data and the model.
  var source: String
  var modelName: String?
  /// The model that the first one is compared with; nil for none.
  var secondName: String?
  /// Whether two annotators are compared, and what they disagree on is decided.
  var isAdjudicating = false
  /// Whether the program takes mouse events.
  var usesMouse = true
  var isMasked: Bool
  /// Whether the user may ask to see what is masked.
  var canReveal = false
  var maskStyle = MaskStyle.shape

  var screen: Screen = .records
  var popup: Popup?
  var prompt: Prompt?
  var pendingKeys: [Key] = []
  var message: Message?
  /// Whether a second Ctrl-C quits.
  var isQuitArmed = false

  var entries: EntryTable
  /// Whether any record has gold.
  let hasGold: Bool
  /// Whether a model is asked.
  let hasModel: Bool
  /// The list's rows.
  var rows: RecordRows
  /// The rows without the filter.
  var allRows = RecordRows([], of: 0)
  /// How the list is to be arranged, and how it is.
  var arrangement = Arrangement()
  var arranged = Arrangement()
  var list = ListState()
  var note: NoteState?
  /// What is being decided; nil where records are only looked at.
  var annotating: Annotating?
  /// What the journal of a session that decides nothing tells; nil where there is none.
  var visits: Visits?
  var privacy = PrivacyState()
  var comparison = ComparisonState()
  var training = TrainingState()
  /// The lines of the screen of labels.
  var filtersList = ListState()
  var log = MessageLog()
  /// The names of the records in journals; empty where nothing can be decided.
  var recordKeys: [RecordKey] = []
  /// Whether the open record was come to from the list of errors.
  var returnsToErrors = false
  var labels: LabelTable
  /// Predictions less probable are hidden.
  var thresholds = Thresholds()
  var markStyle: MarkStyle
  var showsGold = true
  /// Whether the list of spans stands beside the text; nil leaves it to the window's width.
  var showsList: Bool?
  var search: Search?
  var totals = Totals()
  /// Entries before this one are counted at the present threshold.
  var recounted = 0
  /// The entry that is shown as it is; nil where all are masked.
  var revealed: Int?
  var jobs: Jobs

  /// The context that keys are looked up in.
  var context: Context {
    switch popup {
    case .help: .help
    case .labels: .labels
    case .palette: .palette
    case .picker: .picker
    case .twins: .twins
    case .models: .models
    case .confusion: .confusion
    case nil: screen == .compare && isAdjudicating ? .adjudicate : screen.context
    }
  }

  /// Whether a second model is compared.
  var hasSecond: Bool { secondName != nil }

  /// Whether the screen shows a record's text.
  var showsNote: Bool { screen == .note || screen == .annotate || screen == .privacy }

  var isListShown: Bool { showsList ?? (size.width >= 80) }

  /// The smallest window that the screens are made for.
  static let smallest = Size(width: 60, height: 16)
  var isTooSmall: Bool {
    size.width < Self.smallest.width || size.height < Self.smallest.height
  }
}

extension Screen {
  /// The context that its keys are looked up in.
  var context: Context {
    switch self {
    case .records: .records
    case .note: .note
    case .annotate: .annotate
    case .privacy: .privacy
    case .compare: .compare
    case .model: .model
    case .filters: .filters
    case .log: .log
    }
  }
}
