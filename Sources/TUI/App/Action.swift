internal import Journal
internal import Text

/// What happened: to the keyboard, the mouse, the window, or in the background.
enum Action: Equatable, Sendable {
  /// The first frame is about to be drawn.
  case started
  case key(Key)
  case mouse(Mouse)
  case pasted(String)
  case resized(Size)
  case resumed
  /// A record may be shown, as this text; in a masked session, the masked one.
  case displayed(Int, ShownText)
  case blocked(Int, String)
  /// What the model says of a record, and how doubtful it is about the whole, 0…1.
  case predicted(Int, [Annotation], doubt: Double? = nil)
  case predictionFailed(Int, String)
  /// These records hold what was looked for.
  case foundRecords(query: String, [Int])
  /// The list's rows, all of them and those that the filter lets through.
  case arranged(Arrangement, all: RecordRows, shown: RecordRows)
  /// It is time to count more records.
  case recount
  /// Every place where gold and the model differ.
  case listedErrors([ErrorRow])
  case judged
  /// A verdict could not be kept.
  case notJudged(String)
  /// Something came from a training, or from the history of models.
  case trained(TrainingNews)
  /// The lines are written; a decision among them is on the disk since this time.
  case saved(String?)
  /// The lines could not be written.
  case notSaved(String)
}

/// Work for the outside world, as data: a test compares it, the run loop performs it.
enum Effect: Equatable, Sendable {
  case display(Int, MaskOrders)
  /// Shows a record as it is.
  case reveal(Int, MaskOrders)
  /// Appends lines to the journal, at once: nothing is drawn before.
  case append([JournalLine])
  case predict(Int)
  /// Looks for a text in all records, as they are shown.
  case findRecords(String)
  /// Finds the list's rows.
  case arrange(Arrangement, threshold: Int)
  /// Counts more records after what waits already.
  case recount
  case listErrors
  /// Puts a verdict on the disk, at once.
  case judge(Difference, Verdict?)
  case training(TrainingEffect)
  case redraw
  case suspend
  case quit
}
