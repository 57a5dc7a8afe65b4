/// A system's predictions, from one or more runs.
public struct SystemPredictions: Sendable {
  /// What the system is called in reports.
  public let name: String
  /// One for each run, such as a training seed: the spans by document id.
  public let runs: [[Document.ID: [Span]]]

  /// Predictions of one or more runs.
  public init(name: String, runs: [[Document.ID: [Span]]]) {
    self.name = name
    self.runs = runs
  }
}

/// One or two systems held against gold.
public struct ComparisonReport: Sendable {
  /// What is known of one system; the counts of its runs are added up.
  public struct System: Sendable {
    /// What it is called.
    public let name: String
    /// Counts over all documents and runs.
    public let counts: OutcomeCounts
    /// The interval of each strict rate.
    public let interval: Bootstrap.ByRate<Bootstrap.Interval>
    /// The strict F1 of each run.
    public let f1ByRun: [Double?]
    /// How often a run had nothing for a gold document; such a document counts as predicted empty.
    public let documentsWithoutPrediction: Int
  }

  /// Gold documents.
  public let documents: Int
  /// Bootstrap draws.
  public let samples: Int
  /// The labels counted, sorted.
  public let labels: [Label]
  /// The systems, one or two.
  public let systems: [System]
  /// The first system against the second, where there are two.
  public let difference: Bootstrap.ByRate<Bootstrap.Difference>?

  /// Holds one or two systems against gold.
  ///
  /// Predictions that touch an unannotated range are left out. Without `labels`, all that occur count.
  public init(
    gold: [Example], systems: [SystemPredictions], labels: Set<Label>? = nil, samples: Int = 2000,
    seed: UInt64 = 1
  ) {
    let spans = gold.flatMap(\.spans) + systems.flatMap { $0.runs.flatMap { $0.values.joined() } }
    let labels = labels ?? Set(spans.map(\.label))
    let counted = systems.map { system in
      system.runs.map { run in
        gold.map { example in
          OutcomeCounts(
            gold: example.spans, predicted: run[example.document.id] ?? [],
            ignoring: example.unannotated, labels: labels)
        }
      }
    }
    let pooled = counted.map { runs in
      gold.indices.map { document in
        runs.reduce(into: OutcomeCounts()) { $0 += $1[document] }
      }
    }
    let bootstrap = Bootstrap(pooled, samples: samples, seed: seed)
    func total(_ documents: [OutcomeCounts]) -> OutcomeCounts {
      documents.reduce(into: OutcomeCounts()) { $0 += $1 }
    }
    documents = gold.count
    self.samples = samples
    self.labels = labels.sorted()
    self.systems = systems.indices.map { index in
      System(
        name: systems[index].name, counts: total(pooled[index]),
        interval: bootstrap.intervals[index],
        f1ByRun: counted[index].map { total($0).rates().f1 },
        documentsWithoutPrediction: systems[index].runs.reduce(0) { sum, run in
          sum + gold.count { run[$0.document.id] == nil }
        })
    }
    difference = bootstrap.difference
  }
}
