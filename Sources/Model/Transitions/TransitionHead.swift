import Text

/// spaCy's `ner`: spans by transitions, learnt along the model's own path under a dynamic oracle.
struct TransitionHead: Head {
  typealias Decoding = ModelConfig.TransitionDecoding

  /// The actions.
  let system: TransitionSystem
  /// What scores them.
  var scorer: TransitionScorer
  /// How the best actions are found.
  let decoding: Decoding
  /// In training, documents are cut into stretches of between half and twice as many tokens, a length
  /// drawn for each batch, and no stretch is followed for longer; 0 cuts nothing.
  let cutSize: Int

  /// The labels, in class order.
  var labels: [Label] { system.labels }

  /// A head over token vectors.
  init(
    system: TransitionSystem, scorer: TransitionScorer, decoding: Decoding, cutSize: Int
  ) {
    self.system = system
    self.scorer = scorer
    self.decoding = decoding
    self.cutSize = cutSize
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    scorer.visitParameters(visit)
  }

  func loss(_ features: Ragged, _ lessons: [Lesson], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Ragged
  ) {
    var moves = Int.max
    if cutSize > 0 {
      let low = Float(cutSize / 2)
      moves = Int(low + (Float(cutSize * 2) - low) * pass.random.nextUniform())
    }
    let starts = zip(lessons, features.ranges).flatMap { lesson, rows in
      stretches(of: lesson.example, firstRow: rows.lowerBound, longest: moves)
    }
    let (loss, back) = scorer.loss(
      features.rows, starts: starts, system: system, maximumMoves: moves, &pass)
    return (loss, { gradients in Ragged(back(&gradients), lengths: features.lengths) })
  }

  /// Where to start in a document: at its first token, and where the oracle stands after each `longest`
  /// tokens. A stretch of which nothing is known is left out.
  private func stretches(
    of example: Example, firstRow: Int, longest: Int
  ) -> [TransitionScorer.Start] {
    let gold = system.gold(example)
    let count = gold.count
    let oracle = Oracle(gold: gold)
    let isSpace = example.document.tokens.map { example.document.isSpace($0) }
    var starts: [TransitionScorer.Start] = []
    var state = TransitionState(tokens: 0..<count)
    while !state.isFinal {
      let end = longest >= count ? count : min(state.position + longest, count)
      if gold[state.position..<end].contains(where: { $0 != .missing }) {
        starts.append(
          TransitionScorer.Start(
            firstRow: firstRow, state: state, oracle: oracle, isSpace: isSpace))
      }
      while state.position < end {
        let action =
          oracle.firstFree(in: state, of: system, isSpace: isSpace[state.position])
          ?? system.transitions.indices.first {
            state.allows(system.transitions[$0], isSpace: isSpace[state.position])
          }
        state.apply(system.transitions[action ?? system.outside])
      }
    }
    return starts
  }

  var classNames: [String] { system.transitions.indices.map { system.name(of: $0) } }

  func doubts(_ features: Ragged, _ documents: [Document]) -> [[Float]] {
    zip(features.ranges, documents).map { rows, document in
      scorer.doubts(
        features.rows[rows: rows], isSpace: document.tokens.map { document.isSpace($0) },
        system: system)
    }
  }

  func probabilities(
    of spans: [(tokens: Range<Int>, label: Label)], _ features: Matrix, _ document: Document
  ) -> [Float] {
    let places = spans.map { span in
      (tokens: span.tokens, label: labels.firstIndex(of: span.label))
    }
    return scorer.probabilities(
      of: places, features, isSpace: document.tokens.map { document.isSpace($0) }, system: system)
  }

  func decode(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]] {
    zip(features.ranges, documents).map { rows, document in
      let own = features.rows[rows: rows]
      let isSpace = document.tokens.map { document.isSpace($0) }
      let spans =
        switch decoding {
        case .greedy: scorer.decodeGreedily(own, isSpace: isSpace, system: system)
        case .exact: scorer.decodeExactly(own, isSpace: isSpace, system: system)
        }
      return spans.map {
        DecodedSpan(tokens: $0.tokens, label: labels[$0.label], confidence: $0.confidence)
      }
    }
  }
}
