/// Maxout over each row with its `reach` neighbours on either side; beyond a sequence's ends stand zeros.
///
/// A convolution without im2col: the rows are laid out once with `reach` zero rows around every
/// sequence, and each of the K = 2·reach + 1 window positions is one matrix product over a shifted view
/// of them. The pullback keeps that layout and which piece won. Derivation: `docs/layers.md`, "Window".
struct WindowMaxout: Layer {
  /// The affine maps, over K·C inputs: position after position from the leftmost neighbour.
  var maxout: Maxout
  /// Neighbours seen on either side.
  let reach: Int

  /// K.
  var positions: Int { 2 * reach + 1 }
  /// C.
  var channels: Int { maxout.inputs / positions }

  /// A window layer from C to O channels.
  init(
    _ name: String, inputs: Int, outputs: Int, pieces: Int, reach: Int,
    _ initializer: inout Initializer
  ) {
    maxout = Maxout(
      name, inputs: (2 * reach + 1) * inputs, outputs: outputs, pieces: pieces, &initializer)
    self.reach = reach
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    maxout.visitParameters(visit)
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    precondition(
      x.rows.columns == channels, "WindowMaxout: \(x.rows.shape), expected \(channels) columns")
    let layout = GapLayout(lengths: x.lengths, gap: reach)
    let spaced = layout.spacing(x.rows)  // (M, C), M = N + gaps
    let (y, winners) = maxout.largest(of: layout.closing(affine(of: spaced)))  // (N, P·O) → (N, O)
    return (
      Ragged(y, lengths: x.lengths),
      { dy, gradients in
        let dRows = maxout.spread(dy.rows, to: winners)  // (N, P·O)
        gradients[maxout.bias].addRows(of: dRows)
        let dAffine = layout.spacing(dRows)  // (M, P·O)
        addWeightGradient(dAffine, spaced, to: &gradients[maxout.weight])
        return Ragged(layout.closing(inputGradient(of: dAffine)), lengths: dy.lengths)  // (N, C)
      }
    )
  }

  /// The pieces before bias and maximum, for the rows between the outermost gaps; the others are zero.
  /// (M, C) → (M, P·O)
  private func affine(of spaced: Matrix) -> Matrix {
    var y = Matrix(rows: spaced.rows, columns: maxout.weight.value.rows)
    let inner = spaced.rows - 2 * reach
    guard inner > 0 else { return y }
    y.storage.withUnsafeMutableBufferPointer { y in
      spaced.storage.withUnsafeBufferPointer { x in
        maxout.weight.value.storage.withUnsafeBufferPointer { w in
          guard let y = y.baseAddress, let x = x.baseAddress, let w = w.baseAddress else { return }
          let width = maxout.weight.value.rows
          for position in 0..<positions {  // (M, C)(P·O, C)ᵀ → (M, P·O)
            BLAS.gemm(
              m: inner, n: width, k: channels,
              x + position * channels, stride: channels, transposed: false,
              w + position * channels, stride: maxout.inputs, transposed: true,
              beta: position == 0 ? 0 : 1, y + reach * width, stride: width)
          }
        }
      }
    }
    return y
  }

  /// dL/dW from the gaps' zero gradients and the rows' real ones. (M, P·O)ᵀ(M, C) → (P·O, K·C)
  private func addWeightGradient(_ dAffine: Matrix, _ spaced: Matrix, to gradient: inout Matrix) {
    let inner = spaced.rows - 2 * reach
    guard inner > 0 else { return }
    gradient.storage.withUnsafeMutableBufferPointer { dw in
      dAffine.storage.withUnsafeBufferPointer { dy in
        spaced.storage.withUnsafeBufferPointer { x in
          guard let dw = dw.baseAddress, let dy = dy.baseAddress, let x = x.baseAddress else {
            return
          }
          let width = dAffine.columns
          for position in 0..<positions {
            BLAS.gemm(
              m: width, n: channels, k: inner,
              dy + reach * width, stride: width, transposed: true,
              x + position * channels, stride: channels, transposed: false,
              beta: 1, dw + position * channels, stride: maxout.inputs)
          }
        }
      }
    }
  }

  /// dL/dx; what falls on the gaps is dropped by the caller. (M, P·O)(P·O, K·C) → (M, C)
  private func inputGradient(of dAffine: Matrix) -> Matrix {
    var dx = Matrix(rows: dAffine.rows, columns: channels)
    let inner = dAffine.rows - 2 * reach
    guard inner > 0 else { return dx }
    dx.storage.withUnsafeMutableBufferPointer { dx in
      dAffine.storage.withUnsafeBufferPointer { dy in
        maxout.weight.value.storage.withUnsafeBufferPointer { w in
          guard let dx = dx.baseAddress, let dy = dy.baseAddress, let w = w.baseAddress else {
            return
          }
          let width = dAffine.columns
          for position in 0..<positions {
            BLAS.gemm(
              m: inner, n: channels, k: width,
              dy + reach * width, stride: width, transposed: false,
              w + position * channels, stride: maxout.inputs, transposed: false,
              beta: 1, dx + position * channels, stride: channels)
          }
        }
      }
    }
    return dx
  }
}

/// Sequences laid out with zero rows before, between and after them.
struct GapLayout {
  let lengths: [Int]
  let gap: Int
  /// M: all sequences and all gaps.
  let rowCount: Int

  init(lengths: [Int], gap: Int) {
    self.lengths = lengths
    self.gap = gap
    rowCount = lengths.reduce(gap) { $0 + $1 + gap }
  }

  /// Opens the gaps. (N, C) → (M, C)
  func spacing(_ rows: Matrix) -> Matrix {
    var spaced = Matrix(rows: rowCount, columns: rows.columns)
    spaced.storage.withUnsafeMutableBufferPointer { to in
      rows.storage.withUnsafeBufferPointer { from in
        guard let to = to.baseAddress, let from = from.baseAddress else { return }
        copy(columns: rows.columns) { spacedStart, start, count in
          (to + spacedStart).update(from: from + start, count: count)
        }
      }
    }
    return spaced
  }

  /// Closes the gaps, dropping what stands in them. (M, C) → (N, C)
  func closing(_ spaced: Matrix) -> Matrix {
    Matrix(rows: lengths.reduce(0, +), columns: spaced.columns) { to in
      spaced.storage.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress else { return }
        copy(columns: spaced.columns) { spacedStart, start, count in
          (to + start).update(from: from + spacedStart, count: count)
        }
      }
    }
  }

  private func copy(columns: Int, _ body: (_ spaced: Int, _ close: Int, _ count: Int) -> Void) {
    var spaced = gap * columns
    var close = 0
    for length in lengths {
      body(spaced, close, length * columns)
      spaced += (length + gap) * columns
      close += length * columns
    }
  }
}
