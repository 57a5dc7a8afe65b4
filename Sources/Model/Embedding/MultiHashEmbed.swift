import Text

/// Token vectors from hashed attributes: one table an attribute, their vectors side by side, mixed by a
/// maxout layer and normalized (spaCy's `MultiHashEmbed.v2`).
///
/// Each kind of token in a batch is embedded and mixed once. Dropout takes whole columns of each table's
/// output, the same for the batch, and single units after the mixer.
struct MultiHashEmbed: Layer {
  /// One attribute and its table.
  struct Column: Sendable {
    let attribute: LexicalAttribute
    var embed: HashEmbed

    /// Kinds of token to vectors; a bag's are averaged. (U) → (U, C)
    func forward(_ kinds: LexicalTypes, _ pass: inout Pass) -> (
      output: Matrix, pullback: (Matrix, inout Gradients) -> Void
    ) {
      guard attribute.isBag else {
        let (vectors, back) = embed.forward(attribute.ids(of: kinds), &pass)
        return (vectors, { dy, gradients in _ = back(dy, &gradients) })
      }
      let bags = LexicalAttribute.ngrams(of: kinds)
      let (vectors, back) = embed.forward(bags.flatMap(\.self), &pass)
      let means = BagMean(sizes: bags.map(\.count))
      return (
        means.forward(vectors),
        { dy, gradients in _ = back(means.backward(dy), &gradients) }
      )
    }
  }

  var columns: [Column]
  /// A last column of vectors that are given and not learnt, projected.
  var vectors: StaticVectors?
  var mixer: Maxout
  var norm: LayerNorm
  /// The share of a batch's words whose normal form is withheld in training, so that the model learns to
  /// judge by affixes, shape and surroundings too, as it must for words it has never met.
  public let wordDropout: Float

  /// C, the width of a token's vector.
  var width: Int { mixer.outputs }

  /// An embedding; table i is hashed with seed 8 + i, as in spaCy.
  init(
    _ name: String, width: Int, tables: [(attribute: LexicalAttribute, rows: Int)], pieces: Int,
    wordDropout: Float = 0, vectors: WordVectors? = nil, _ initializer: inout Initializer
  ) {
    self.wordDropout = wordDropout
    columns = tables.enumerated().map { place, table in
      Column(
        attribute: table.attribute,
        embed: HashEmbed(
          "\(name).\(table.attribute.rawValue.lowercased())\(place)", rows: table.rows,
          columns: width, seed: 8 + UInt32(place), &initializer))
    }
    self.vectors = vectors.map {
      StaticVectors("\(name).vectors", vectors: $0, outputs: width, &initializer)
    }
    let columnCount = tables.count + (vectors == nil ? 0 : 1)
    mixer = Maxout(
      "\(name).mixer", inputs: columnCount * width, outputs: width, pieces: pieces, &initializer)
    norm = LayerNorm("\(name).norm", columns: width, &initializer)
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    for index in columns.indices { columns[index].embed.visitParameters(visit) }
    vectors?.visitParameters(visit)
    mixer.visitParameters(visit)
    norm.visitParameters(visit)
  }

  /// (N) → (N, C)
  func forward(_ batch: TokenBatch, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, TokenBatch>
  ) {
    var parts: [Matrix] = []
    var ways: [(inout Gradients, Matrix) -> Void] = []
    for column in columns {
      let (vectors, backToTable) = column.forward(batch.kinds, &pass)  // (U) → (U, C)
      let (known, backToKnown) = forget(column.attribute, vectors, &pass)
      let (kept, backToVectors) = Dropout(.columns).forward(known, &pass)
      parts.append(kept)
      ways.append { gradients, dy in
        backToTable(backToKnown(backToVectors(dy, &gradients), &gradients), &gradients)
      }
    }
    if let vectors {
      let (projected, backToWeight) = vectors.forward(batch.types.map(\.orth), &pass)  // → (U, C)
      let (kept, backToProjected) = Dropout(.columns).forward(projected, &pass)
      parts.append(kept)
      ways.append { gradients, dy in
        _ = backToWeight(backToProjected(dy, &gradients), &gradients)
      }
    }
    let (mixed, backToParts) = mixer.forward(.concatenatingColumns(parts), &pass)  // → (U, C)
    let (normalized, backToMixed) = norm.forward(mixed, &pass)
    let tokens = normalized.gatheringRows(batch.index)  // (U, C) → (N, C)
    let (output, backToTokens) = Dropout(.elements).forward(tokens, &pass)
    let width = self.width
    return (
      Ragged(output, lengths: batch.lengths),
      { dy, gradients in
        let dTokens = backToTokens(dy.rows, &gradients)
        var dNormalized = Matrix(rows: batch.types.count, columns: width)
        dNormalized.scatterAddRows(dTokens, at: batch.index)  // (N, C) → (U, C)
        let dParts = backToParts(backToMixed(dNormalized, &gradients), &gradients)
        for (place, back) in ways.enumerated() {
          back(&gradients, dParts.columns(place * width..<(place + 1) * width))
        }
        return batch
      }
    )
  }

  /// Withholds the normal form of some kinds of token. (U, C) → (U, C)
  private func forget(_ attribute: LexicalAttribute, _ vectors: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    guard attribute == .norm, pass.isTraining, wordDropout > 0 else {
      return (vectors, { dy, _ in dy })
    }
    let forgotten = (0..<vectors.rows).filter { _ in pass.random.nextUniform() < wordDropout }
    func withheld(_ vectors: Matrix) -> Matrix {
      var vectors = vectors
      for row in forgotten {
        for place in row * vectors.columns..<(row + 1) * vectors.columns {
          vectors.storage[place] = 0
        }
      }
      return vectors
    }
    return (withheld(vectors), { dy, _ in withheld(dy) })
  }
}
