// Shape letters, the same in every file of this module:
// N tokens · B documents · C channels · I, O input and output width · P maxout pieces · K window
// H heads · D head width · V table rows · L labels · T transitions

/// Given dL/dOutput, adds to the parameters' gradients and returns dL/dInput.
///
/// It holds the weights and activations it needs: drop it before the optimizer writes, or Swift copies
/// the matrices.
typealias Pullback<Output, Input> = (_ dOutput: Output, _ gradients: inout Gradients) ->
  Input

/// Anything with trainable parameters.
public protocol Parameterized: Sendable {
  /// Shows every parameter to `visit`, in a fixed order; a tied parameter is shown wherever it stands.
  mutating func visitParameters(_ visit: (inout Parameter) -> Void)
}

/// A differentiable function with trainable parameters: returns its output and the pullback that
/// carries a gradient back. Nothing else connects forward and backward.
protocol Layer<Input, Output>: Parameterized {
  /// What it takes.
  associatedtype Input
  /// What it returns.
  associatedtype Output

  /// The output, and the way back from it.
  func forward(_ input: Input, _ pass: inout Pass) -> (
    output: Output, pullback: Pullback<Output, Input>
  )
}

extension Layer {
  /// The output alone, nothing dropped.
  func callAsFunction(_ input: Input) -> Output {
    var pass = Pass.inference
    return forward(input, &pass).output
  }
}

/// Two layers, one after the other.
struct Chain<First: Layer, Second: Layer>: Layer where First.Output == Second.Input {
  /// The layer that sees the input.
  var first: First
  /// The layer that sees the first one's output.
  var second: Second

  /// `second(first(input))`.
  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// The first layer's parameters, then the second's.
  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    first.visitParameters(visit)
    second.visitParameters(visit)
  }

  /// Forward through both; back through the second, then the first.
  func forward(_ input: First.Input, _ pass: inout Pass) -> (
    output: Second.Output, pullback: Pullback<Second.Output, First.Input>
  ) {
    let (middle, back) = first.forward(input, &pass)
    let (output, backFromOutput) = second.forward(middle, &pass)
    return (
      output,
      { dOutput, gradients in back(backFromOutput(dOutput, &gradients), &gradients) }
    )
  }
}
