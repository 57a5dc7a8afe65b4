extension PieceBatch {
  /// At most so many batches of about as many pieces each, sequences in their order.
  func divided(into count: Int) -> [PieceBatch] {
    guard count > 1, lengths.count > 1 else { return [self] }
    var parts: [PieceBatch] = []
    var start = 0  // of sequences
    var first = 0  // of their pieces
    var end = 0
    for (index, length) in lengths.enumerated() {
      end += length
      let isLast = index == lengths.count - 1
      let isFull = parts.count < count - 1 && end * count >= (parts.count + 1) * ids.count
      guard isLast || isFull else { continue }
      parts.append(
        PieceBatch(ids: Array(ids[first..<end]), lengths: Array(lengths[start...index])))
      (start, first) = (index + 1, end)
    }
    return parts
  }
}

extension TransformerEncoder {
  /// The same as `forward`, sequences spread over the pass's workers; what is dropped depends on their number.
  func forwardByWorkers(_ x: PieceBatch, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, PieceBatch>
  ) {
    let parts = x.divided(into: pass.workers)
    guard parts.count > 1 else { return forward(x, &pass) }
    let seeds = parts.indices.map { pass.random.forked($0) }
    _ = pass.random.next()
    typealias Way = (output: Ragged, pullback: Pullback<Ragged, PieceBatch>)
    let shared = pass
    let ways: [Way] = eachAtOnce(parts.count) { index in
      var pass = shared
      pass.random = seeds[index]
      return forward(parts[index], &pass)
    }
    let vectors = Matrix(
      rows: x.ids.count, columns: config.width, ways.flatMap(\.output.rows.storage))
    return (
      Ragged(vectors, lengths: x.lengths),
      { dy, gradients in
        let own: [Gradients] = eachAtOnce(parts.count) { index in
          let first = parts[..<index].reduce(0) { $0 + $1.ids.count }
          let rows = dy.rows[rows: first..<first + parts[index].ids.count]
          var own = Gradients()
          _ = ways[index].pullback(Ragged(rows, lengths: parts[index].lengths), &own)
          return own
        }
        for part in own { gradients.add(part) }
        return x
      }
    )
  }
}
