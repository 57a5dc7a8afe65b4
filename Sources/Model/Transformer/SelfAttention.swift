/// Every piece of a sequence looks at all pieces of it (Vaswani et al. 2017).
///
/// Takes queries, keys and values side by side. The pullback keeps them and each head's weights.
/// Sequences are attended to one by one, so nothing is padded or masked.
struct SelfAttention: Layer {
  /// H, the number of heads.
  let heads: Int
  /// Dropout of the weights.
  let dropout: Float

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {}

  /// (N, 3C) → (N, C)
  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    let width = x.rows.columns / 3
    let isKept = pass.isTraining
    var output = Matrix(rows: x.rows.rows, columns: width)
    var kept: [HeadWeights] = []
    for rows in x.ranges {
      for head in 0..<heads {
        let weights = weights(of: head, in: rows, x.rows, &pass)
        attend(weights.dropped ?? weights.softmax, head, rows, x.rows, into: &output)
        if isKept { kept.append(weights) }
      }
    }
    return (
      Ragged(output, lengths: x.lengths),
      { [kept] dy, _ in
        // Without training nothing was kept: it is computed again.
        var pass = Pass.inference
        var dx = Matrix(rows: x.rows.rows, columns: x.rows.columns)
        for (sequence, rows) in x.ranges.enumerated() {
          for head in 0..<heads {
            let weights =
              isKept ? kept[sequence * heads + head] : weights(of: head, in: rows, x.rows, &pass)
            back(weights, head, rows, dy.rows, x.rows, into: &dx)
          }
        }
        return Ragged(dx, lengths: x.lengths)
      }
    )
  }

  /// One head's weights over one sequence. (n, n)
  private struct HeadWeights {
    let softmax: Matrix
    /// What dropout multiplied them with; nil without.
    let mask: Matrix?

    /// After dropout; nil without.
    var dropped: Matrix? {
      mask.map { mask in
        Matrix(rows: softmax.rows, columns: softmax.columns) {
          Kernels.multiply($0, softmax.storage, mask.storage, count: softmax.count)
        }
      }
    }
  }

  /// softmax(Q Kᵀ / √d). (n, d)(n, d)ᵀ → (n, n)
  private func weights(
    of head: Int, in rows: Range<Int>, _ x: Matrix, _ pass: inout Pass
  ) -> HeadWeights {
    let stride = x.columns
    let size = stride / 3 / heads
    let n = rows.count
    let softmax = Matrix(rows: n, columns: n) { scores in
      x.storage.withUnsafeBufferPointer { x in
        guard let base = x.baseAddress else { return }
        let query = base + rows.lowerBound * stride + head * size
        BLAS.gemm(
          m: n, n: n, k: size, query, stride: stride, transposed: false,
          query + stride / 3, stride: stride, transposed: true, beta: 0, scores, stride: n)
      }
      Kernels.scale(scores, by: 1 / Float(size).squareRoot(), count: n * n)
      Kernels.softmax(scores, scores, rows: n, columns: n)
    }
    let rate = pass.isTraining ? dropout : 0
    guard rate > 0 else { return HeadWeights(softmax: softmax, mask: nil) }
    let seed = pass.random.next()
    return HeadWeights(
      softmax: softmax,
      mask: Matrix(rows: n, columns: n) {
        Kernels.dropoutMask($0, count: n * n, rate: rate, seed: seed)
      })
  }

  /// Weights times values, into the head's columns. (n, n)(n, d) → (n, d)
  private func attend(
    _ weights: Matrix, _ head: Int, _ rows: Range<Int>, _ x: Matrix, into output: inout Matrix
  ) {
    let stride = x.columns
    let width = stride / 3
    let size = width / heads
    output.storage.withUnsafeMutableBufferPointer { output in
      x.storage.withUnsafeBufferPointer { x in
        guard let output = output.baseAddress, let x = x.baseAddress else { return }
        BLAS.gemm(
          m: rows.count, n: size, k: rows.count,
          weights.storage, stride: rows.count, transposed: false,
          x + rows.lowerBound * stride + 2 * width + head * size, stride: stride,
          transposed: false, beta: 0,
          output + rows.lowerBound * width + head * size, stride: width)
      }
    }
  }

  /// The gradients of one head's queries, keys and values over one sequence.
  private func back(
    _ weights: HeadWeights, _ head: Int, _ rows: Range<Int>, _ dy: Matrix, _ x: Matrix,
    into dx: inout Matrix
  ) {
    let stride = x.columns
    let width = stride / 3
    let size = width / heads
    let n = rows.count
    let used = weights.dropped ?? weights.softmax
    dx.storage.withUnsafeMutableBufferPointer { dx in
      x.storage.withUnsafeBufferPointer { x in
        dy.storage.withUnsafeBufferPointer { dy in
          guard let dx = dx.baseAddress, let x = x.baseAddress, let dy = dy.baseAddress else {
            return
          }
          let query = rows.lowerBound * stride + head * size
          let dOut = dy + rows.lowerBound * width + head * size
          // dV = Wᵀ dO. (n, n)ᵀ(n, d)
          BLAS.gemm(
            m: n, n: size, k: n, used.storage, stride: n, transposed: true,
            dOut, stride: width, transposed: false, beta: 0, dx + query + 2 * width,
            stride: stride)
          // dW = dO Vᵀ. (n, d)(n, d)ᵀ
          let dScores = Matrix(rows: n, columns: n) { dWeights in
            BLAS.gemm(
              m: n, n: n, k: size, dOut, stride: width, transposed: false,
              x + query + 2 * width, stride: stride, transposed: true, beta: 0, dWeights,
              stride: n)
            if let mask = weights.mask {
              Kernels.multiply(dWeights, dWeights, mask.storage, count: n * n)
            }
            Kernels.softmaxBackward(
              dWeights, dWeights, weights.softmax.storage, factor: 1 / Float(size).squareRoot(),
              rows: n, columns: n)
          }
          // dQ = dS K, dK = dSᵀ Q. (n, n)(n, d)
          BLAS.gemm(
            m: n, n: size, k: n, dScores.storage, stride: n, transposed: false,
            x + query + width, stride: stride, transposed: false, beta: 0, dx + query,
            stride: stride)
          BLAS.gemm(
            m: n, n: size, k: n, dScores.storage, stride: n, transposed: true,
            x + query, stride: stride, transposed: false, beta: 0, dx + query + width,
            stride: stride)
        }
      }
    }
  }
}
