extension ComparisonReport {
  /// The report for a terminal.
  public var text: String { tables.map(\.text).joined(separator: "\n") }

  /// The report as Markdown.
  public var markdown: String {
    "# Comparison\n\n" + tables.map(\.markdown).joined(separator: "\n")
  }

  /// The report as tables: overall, by label, outcomes, schemes, and for each system its confusion.
  public var tables: [ReportTable] {
    [overall, byLabel, outcomes, schemes] + systems.map(confusion)
  }

  private var overall: ReportTable {
    var rows = systems.map { system in
      let rates = system.counts.rates()
      return [
        system.name, percent(rates.precision), percent(rates.recall), percent(rates.f1),
        bounds(system.interval.f1), String(system.counts.predicted), runs(of: system),
      ]
    }
    var notes = ["\(documents) documents, \(goldSpans) gold spans"]
    if let difference {
      rows.append([
        "difference", points(difference.precision?.value), points(difference.recall?.value),
        points(difference.f1?.value), differenceBounds(difference.f1?.interval), "", "",
      ])
      if let f1 = difference.f1 {
        notes.append(
          "F1 is not above \(systems[1].name)'s in \(percent(f1.shareNotAboveZero)) % "
            + "of \(samples) draws of documents")
      }
    }
    for system in systems where system.f1ByRun.count > 1 {
      notes.append("\(system.name)'s \(system.f1ByRun.count) runs are counted together")
    }
    for system in systems where system.documentsWithoutPrediction > 0 {
      notes.append(
        "\(system.name) has nothing for \(system.documentsWithoutPrediction) documents, "
          + "counted as predicted empty")
    }
    return ReportTable(
      title: "Strict: bounds and label equal, in %",
      header: ["system", "P", "R", "F1", "95 % of draws", "predicted", "F1 by run"], rows: rows,
      note: notes.joined(separator: "; ") + ".")
  }

  /// Gold spans of the labels counted, each once.
  private var goldSpans: Int {
    guard let system = systems.first, !system.f1ByRun.isEmpty else { return 0 }
    return system.counts.gold / system.f1ByRun.count
  }

  private var byLabel: ReportTable {
    let shown = labels.filter { label in
      systems.contains { !($0.counts.perLabel[label]?.isEmpty ?? true) }
    }
    let rows = shown.flatMap { label in
      systems.map { system in
        let rates = system.counts.rates(of: label)
        let counts = system.counts.perLabel[label] ?? MatchCounts()
        return [
          label.rawValue, system.name, percent(rates.precision), percent(rates.recall),
          percent(rates.f1), String(counts.gold), String(counts.predicted),
        ]
      }
    }
    return ReportTable(
      title: "By label", header: ["label", "system", "P", "R", "F1", "gold", "predicted"],
      nameColumns: 2, rows: rows)
  }

  private var outcomes: ReportTable {
    ReportTable(
      title: "Outcomes",
      header: ["system", "correct", "boundary", "type", "both", "missed", "spurious"],
      rows: systems.map { system in
        [system.name] + Outcome.allCases.map { String(system.counts[$0]) }
      },
      note:
        "boundary: overlap, same label; type: same bounds, other label; both: overlap, other label."
    )
  }

  private var schemes: ReportTable {
    let rows = systems.flatMap { system in
      MatchScheme.allCases.map { scheme in
        let rates = system.counts.rates(scheme)
        return [
          scheme.rawValue, system.name, percent(rates.precision), percent(rates.recall),
          percent(rates.f1),
        ]
      }
    }
    return ReportTable(
      title: "Schemes", header: ["scheme", "system", "P", "R", "F1"], nameColumns: 2,
      rows: rows,
      note:
        "exact: bounds alone; partial: an overlap counts half; type: overlap with the same label.")
  }

  private func confusion(of system: System) -> ReportTable {
    let all: [Label?] = labels + [nil]
    return ReportTable(
      title: "\(system.name): gold down, predicted across",
      header: ["gold"] + all.map { $0?.rawValue ?? Self.noLabel },
      rows: all.map { gold in
        [gold?.rawValue ?? Self.noLabel]
          + all.map { predicted in
            gold == nil && predicted == nil
              ? "-" : String(system.counts[gold: gold, predicted: predicted])
          }
      })
  }

  private func runs(of system: System) -> String {
    system.f1ByRun.count < 2 ? "" : system.f1ByRun.map(percent).joined(separator: " ")
  }

  private func bounds(_ interval: Bootstrap.Interval?) -> String {
    interval.map { "\(percent($0.low))–\(percent($0.high))" } ?? "-"
  }

  private func differenceBounds(_ interval: Bootstrap.Interval?) -> String {
    interval.map { "\(points($0.low)) to \(points($0.high))" } ?? "-"
  }

  /// A share in per cent with one decimal; a dash where it is undefined.
  private func percent(_ share: Double?) -> String {
    guard let share else { return "-" }
    let tenths = Int((share * 1000).rounded())
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  /// A difference in percentage points, with its sign.
  private func points(_ difference: Double?) -> String {
    guard let difference else { return "-" }
    return (difference * 1000).rounded() > 0 ? "+" + percent(difference) : percent(difference)
  }
}
