import ArgumentParser
import Model
import Notation
import Text

/// Says what a model is.
struct ModelInfo: Command {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a model is: network, labels, scores, where it is from.",
    discussion: """
      Examples:
        clinspan model info demo
        clinspan model info training/model-best --json
      """)

  @Argument(
    help: .init("A model folder, or a model's name; all names without it.", valueName: "model"))
  var model: String?

  @OptionGroup var format: OutputFormat

  @OptionGroup var assets: AssetsOption

  func run(_ console: Console) throws {
    guard let model else {
      for name in ModelOption.names(assets, console) { try console.say(name) }
      return
    }
    let folder = try ModelOption.load(model, assets, console)
    if format.json {
      var meta = folder.meta
      meta["network"] = .string(folder.model.config.summary)
      meta["parameters"] = .integer(folder.model.parameterCount)
      return try console.say(JSONValue.object(meta).text(.pretty))
    }
    for (name, value) in Self.rows(folder) where !value.isEmpty {
      try console.say(
        name + String(repeating: " ", count: max(1, 12 - name.count)) + value)
    }
  }

  private static func rows(_ folder: ModelFolder) -> [(String, String)] {
    let meta = folder.meta
    func text(_ key: String) -> String { meta[key]?.string ?? "" }
    var rows = [
      ("name", folder.model.name), ("version", text("version")),
      ("format", meta["clinspan_format"]?.integer.map(String.init) ?? ""),
      ("network", folder.model.config.summary),
      ("parameters", Numbers.grouped(folder.model.parameterCount)),
      ("labels", folder.model.labels.map(\.rawValue).joined(separator: ", ")),
      ("tables", (meta["files"]?.object?.keys ?? []).joined(separator: ", ")),
      ("licence", text("license")),
    ]
    if let origin = meta["imported_from"] {
      rows.append(
        (
          "from",
          [origin["format"]?.string, origin["name"]?.string, origin["version"]?.string]
            .compactMap { $0 }.joined(separator: " ")
        ))
    }
    if let training = meta["training"] {
      rows.append(
        (
          "trained",
          "seed \(training["seed"]?.integer ?? 0), step \(training["step"]?.integer ?? 0), data "
            + (training["data"]?.string ?? "unknown")
        ))
    }
    guard let performance = meta["performance"] else { return rows }
    func score(_ key: String, _ p: JSONValue?, _ r: JSONValue?, _ f: JSONValue?) -> (String, String)
    {
      let numbers = zip(["P", "R", "F1"], [p, r, f]).compactMap { name, value in
        value?.number.map { "\(name) \(Numbers.fixed(100 * $0, 1))" }
      }
      return (key, numbers.joined(separator: "  "))
    }
    rows.append(
      score("dev scores", performance["ents_p"], performance["ents_r"], performance["ents_f"]))
    for label in performance["ents_per_type"]?.object?.members ?? [] {
      rows.append(
        score("  " + label.key, label.value["p"], label.value["r"], label.value["f"]))
    }
    return rows
  }
}
