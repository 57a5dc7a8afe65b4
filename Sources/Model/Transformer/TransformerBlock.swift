/// One layer of BERT and RoBERTa: attention and a feed-forward part, each added to what came in and
/// normalized after (Vaswani et al. 2017; Devlin et al. 2019).
struct TransformerBlock: Layer {
  /// Pieces look at each other.
  var attention: Attention
  /// After attention.
  var attentionNorm: Rowwise<LayerNorm>
  /// Each piece by itself.
  var feedForward: FeedForward
  /// After the feed-forward part.
  var outputNorm: Rowwise<LayerNorm>

  typealias Attention = Residual<
    Chain<Chain<Rowwise<Linear>, SelfAttention>, Rowwise<Chain<Linear, Dropout>>>
  >
  typealias FeedForward = Residual<Rowwise<Chain<Chain<Linear, GELU>, Chain<Linear, Dropout>>>>

  /// A layer with weights of deviation 0.02, as BERT starts one.
  init(_ name: String, _ config: TransformerConfig, _ initializer: inout Initializer) {
    func linear(_ part: String, _ inputs: Int, _ outputs: Int, _ initializer: inout Initializer)
      -> Linear
    {
      Linear(
        "\(name).\(part)", inputs: inputs, outputs: outputs,
        weight: .normal(mean: 0, deviation: 0.02), bias: .constant(0), &initializer)
    }
    let width = config.width
    let dropout = Dropout(rate: config.dropout)
    attention = Residual(
      Chain(
        Chain(
          Rowwise(linear("attention.input", width, 3 * width, &initializer)),
          SelfAttention(heads: config.heads, dropout: config.attentionDropout)),
        Rowwise(Chain(linear("attention.output", width, width, &initializer), dropout))))
    attentionNorm = Rowwise(
      LayerNorm(
        "\(name).attention.norm", columns: width, epsilon: config.epsilon, &initializer))
    feedForward = Residual(
      Rowwise(
        Chain(
          Chain(linear("inner", width, config.inner, &initializer), GELU()),
          Chain(linear("output", config.inner, width, &initializer), dropout))))
    outputNorm = Rowwise(
      LayerNorm("\(name).norm", columns: width, epsilon: config.epsilon, &initializer))
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    attention.visitParameters(visit)
    attentionNorm.visitParameters(visit)
    feedForward.visitParameters(visit)
    outputNorm.visitParameters(visit)
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    Chain(Chain(attention, attentionNorm), Chain(feedForward, outputNorm)).forward(x, &pass)
  }
}
