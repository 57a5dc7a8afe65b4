private import CKernels

/// The one place that calls the C kernels: element-wise and row-wise loops, dispatched by processor.
/// `kernels.h` says what each computes.
enum Kernels {
  static func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_add(y, x, count)
  }

  static func scale(_ y: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    ck_scale(y, factor, count)
  }

  static func multiply(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ m: UnsafePointer<Float>,
    count: Int
  ) {
    ck_multiply(y, x, m, count)
  }

  static func multiplyRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ m: UnsafePointer<Float>,
    rows: Int, columns: Int
  ) {
    ck_multiply_rows(y, x, m, rows, columns)
  }

  static func addToRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_add_to_rows(y, x, rows, columns)
  }

  static func sumRows(
    _ sum: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_sum_rows(sum, x, rows, columns)
  }

  static func gatherRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
    count: Int, columns: Int
  ) {
    ck_gather_rows(y, x, index, count, columns)
  }

  static func scatterRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
    count: Int, columns: Int
  ) {
    ck_scatter_rows(y, x, index, count, columns)
  }

  static func relu(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_relu(y, x, count)
  }

  static func reluBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    count: Int
  ) {
    ck_relu_backward(dx, dy, y, count)
  }

  static func exp(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_exp(y, x, count)
  }

  static func softmax(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_softmax(y, x, rows, columns)
  }

  static func dropoutMask(
    _ mask: UnsafeMutablePointer<Float>, count: Int, rate: Float, seed: UInt64
  ) {
    ck_dropout_mask(mask, count, rate, seed)
  }

  static func maxout(
    _ y: UnsafeMutablePointer<Float>, _ which: UnsafeMutablePointer<UInt8>,
    _ x: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, outputs: Int, pieces: Int
  ) {
    ck_maxout(y, which, x, bias, rows, outputs, pieces)
  }

  static func maxoutBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ which: UnsafePointer<UInt8>,
    rows: Int, outputs: Int, pieces: Int
  ) {
    ck_maxout_backward(dx, dy, which, rows, outputs, pieces)
  }

  static func layerNorm(
    _ y: UnsafeMutablePointer<Float>, normalized: UnsafeMutablePointer<Float>?,
    rstd: UnsafeMutablePointer<Float>?, _ x: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float
  ) {
    ck_layer_norm(y, normalized, rstd, x, gain, bias, rows, columns, epsilon)
  }

  static func layerNormBackward(
    _ dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>,
    dBias: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>,
    normalized: UnsafePointer<Float>, rstd: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    rows: Int, columns: Int
  ) {
    ck_layer_norm_backward(dx, dGain, dBias, dy, normalized, rstd, gain, rows, columns)
  }
}
