import ArgumentParser
import Files
import Journal
import Notation
import Trainer

/// Which models there are of a data set.
struct ModelHistoryCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List the models made from a data set's corrections, and which one is in use.",
    discussion: """
      Examples:
        clinspan model history dev-1
        clinspan predict notes/ --model dev-1/models/current
      """)

  @OptionGroup var set: DatasetArgument

  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    let (data, history) = try set.open()
    let entries = try history.entries()
    if format.json {
      let value = entries.map { entry -> JSONValue in
        [
          "model": .integer(entry.number), "path": .string(entry.path),
          "in_use": .bool(entry.isCurrent), "retraining": entry.meta["retraining"] ?? .null,
          "dev_f1": entry.meta["performance"]?["ents_f"] ?? .null,
        ]
      }
      return try console.say(JSONValue.array(value).text(.pretty))
    }
    let isFirst = history.currentNumber == nil
    var rows = [["0", data.settings.model ?? "none", "", "", isFirst ? "in use" : ""]]
    rows += entries.map { entry in
      let facts = entry.meta["retraining"]
      return [
        String(entry.number), "retrained",
        facts?["records"]?.integer.map { Numbers.count($0, "record") } ?? "",
        entry.meta["performance"]?["ents_f"]?.number.map { Numbers.fixed(100 * $0, 1) } ?? "",
        entry.isCurrent ? "in use" : "",
      ]
    }
    for line in Table(
      header: ["#", "model", "corrections", "dev F1", ""], rows: rows,
      alignments: [.right, .left, .right, .right, .left]
    ).lines { try console.say(line) }
  }
}

/// Puts a model of a data set to use.
struct ModelPromote: Command {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Put a retrained model to use: its data set is corrected with it from then on.",
    discussion: """
      0 goes back to the model that the data set began with.

      Example:
        clinspan model promote dev-1 2
      """)

  @OptionGroup var set: DatasetArgument

  @Argument(help: .init("The model's number in the history.", valueName: "number"))
  var number: Int

  func run(_ console: Console) throws {
    try set.open().history.promote(number)
    try console.say(
      number == 0
        ? "\(set.dataset) is corrected with its first model again"
        : "model \(number) is in use for \(set.dataset)")
  }
}

/// Removes a model of a data set.
struct ModelDiscard: Command {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Remove a retrained model that is not in use.",
    discussion: """
      Example:
        clinspan model discard dev-1 2
      """)

  @OptionGroup var set: DatasetArgument

  @Argument(help: .init("The model's number in the history.", valueName: "number"))
  var number: Int

  func run(_ console: Console) throws {
    try set.open().history.discard(number)
    try console.say("model \(number) of \(set.dataset) is removed")
  }
}

/// A data set whose models are meant.
struct DatasetArgument: ParsableArguments {
  @Argument(help: .init("The folder of the decisions.", valueName: "dataset"))
  var dataset: String

  func open() throws -> (data: Dataset, history: ModelHistory) {
    (try Dataset(opening: dataset), DatasetModel.history(of: dataset))
  }
}
