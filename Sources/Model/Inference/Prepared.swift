private import Synchronization
import Text

/// A model made ready for inference on first use, and what its workers remember between calls.
///
/// A model has one until its weights change; copies share it.
final class Prepared: Sendable {
  /// What the kernels can do of a model; the layers do the rest.
  struct Plan {
    let window: WindowPlan?
    let transformer: (tokens: TransformerTokenEncoder, encoder: EncoderPlan)?
    let greedy: GreedyPlan?

    init(_ model: NERModel) {
      window = model.hashed.flatMap { hashed in
        (hashed.encoder as? MaxoutWindowEncoder).flatMap { WindowPlan(hashed.embedding, $0) }
      }
      transformer = (model.tok2vec as? TransformerTokenEncoder).flatMap { tokens in
        EncoderPlan(tokens.encoder, model.precision).map { (tokens, $0) }
      }
      greedy = (model.head as? TransitionHead).flatMap { GreedyPlan($0) }
    }

    /// Token vectors by the kernels; nil where they know no way. → (N, C)
    func features(_ documents: [Document], _ workspace: Workspace) -> Ragged? {
      if let window { return window.features(documents, workspace.window) }
      return transformer.map { tokens, encoder in
        tokens.vectors(of: documents) { encoder.vectors(of: $0, workspace.encoder) }
      }
    }
  }

  /// Memory that one worker uses at a time; hence unchecked.
  final class Workspace: @unchecked Sendable {
    let window: WindowPlan.Workspace
    let encoder = EncoderPlan.Workspace()
    let greedy = GreedyPlan.Workspace()

    init(_ model: NERModel) { window = WindowPlan.Workspace(norms: model.resources.norms.ids) }
  }

  private struct State {
    var plan: Plan?
    var idle: [Workspace] = []
  }

  private let state = Mutex(State())

  /// Works with the plan of a model, in memory that no one else uses meanwhile.
  func callAsFunction<Result>(
    for model: NERModel, _ body: (Plan, Workspace) throws -> Result
  ) rethrows -> Result {
    let (plan, workspace) = state.withLock { state in
      let plan = state.plan ?? Plan(model)
      state.plan = plan
      return (plan, state.idle.popLast() ?? Workspace(model))
    }
    defer { state.withLock { $0.idle.append(workspace) } }
    return try body(plan, workspace)
  }
}
