internal import Text

extension PlainText {
  /// Training and the models there are.
  static func model(_ state: AppState) -> [String] {
    let training = state.training
    guard training.isOffered else {
      return ["nothing is retrained here; clinspan annotate does that"]
    }
    var lines: [String] = []
    if let sizes = training.sizes {
      lines.append(
        "\(Format.plural(sizes.corrections, "corrected record")), \(Format.count(sizes.replayed)) "
          + "replayed, judged on \(Format.count(sizes.dev))")
    }
    for row in training.candidate?.change?.rows ?? [] {
      var facts = ["F1 \(row.after.f1.map(ModelScreen.percent) ?? "unknown")"]
      if let difference = row.difference {
        facts.append(
          "\(ModelScreen.signed(difference.value)) against the model in use, "
            + "\(ModelScreen.signed(difference.interval.low)) to "
            + "\(ModelScreen.signed(difference.interval.high)) in 95 % of draws")
      }
      lines.append("\(row.label?.rawValue ?? "all"): \(facts.joined(separator: ", "))")
    }
    for point in training.curve {
      lines.append(
        "\(Int((point.share * 100).rounded())) % of the corrections: F1 "
          + (point.f1.map(ModelScreen.percent) ?? "unknown"))
    }
    for entry in training.history {
      lines.append(
        "model \(entry.number): \(entry.name)"
          + (entry.f1.map { ", F1 \(ModelScreen.percent($0))" } ?? "")
          + (entry.isCurrent ? ", in use" : ""))
    }
    return lines
  }

  /// What the screen in front says.
  static func screen(_ state: AppState) -> [String] {
    if state.screen == .model { return model(state) }
    return state.showsNote ? note(state) : records(state)
  }
}
