import Text

/// Documents to token vectors: what a head stands on.
protocol TokenEncoder: Parameterized {
  /// C, the width of a token's vector.
  var width: Int { get }

  /// The tokens' vectors, document after document, and the way back from them. → (N, C)
  func forward(_ documents: [Document], _ pass: inout Pass) -> (
    output: Ragged, pullback: (_ dOutput: Ragged, _ gradients: inout Gradients) -> Void
  )

  /// The same vectors for prediction: nothing dropped, nothing kept. → (N, C)
  func vectors(of documents: [Document]) -> Ragged
}

/// Hashed attributes of words, and an encoder that lets tokens see their surroundings.
struct HashedEncoder: TokenEncoder {
  var embedding: MultiHashEmbed
  var encoder: any Layer<Ragged, Ragged>
  /// Normal forms that take the place of the general rule's, by word.
  let norms: [UInt64: UInt64]

  var width: Int { embedding.width }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    embedding.visitParameters(visit)
    encoder.visitParameters(visit)
  }

  func forward(_ documents: [Document], _ pass: inout Pass) -> (
    output: Ragged, pullback: (_ dOutput: Ragged, _ gradients: inout Gradients) -> Void
  ) {
    let (vectors, backToTokens) = embedding.forward(TokenBatch(documents, norms: norms), &pass)
    let (output, backToVectors) = encoder.forward(vectors, &pass)
    return (
      output,
      { dOutput, gradients in
        _ = backToTokens(backToVectors(dOutput, &gradients), &gradients)
      }
    )
  }

  func vectors(of documents: [Document]) -> Ragged {
    var pass = Pass.inference
    let vectors = embedding.forward(TokenBatch(documents, norms: norms), &pass).output
    return encoder.forward(vectors, &pass).output
  }
}
