#if canImport(Glibc)
  import Glibc
#endif

/// A series of numbers by step: learning rates, batch sizes, dropout.
///
/// The series of Thinc's `thinc.schedules`, as functions of the step, and one of ours.
public indirect enum Schedule: Hashable, Sendable {
  /// Always the same.
  case constant(Double)
  /// The same for some steps, then another series from its start.
  case constantThen(rate: Double, steps: Int, Schedule)
  /// `base / (1 + decay·(t + step))`.
  case decaying(base: Double, decay: Double, t: Int)
  /// `start·compound^step`, held at `stop`.
  case compounding(start: Double, stop: Double, compound: Double)
  /// Up from 0 in a line over the warm-up, then down in a line to 0 at `total`.
  case warmupLinear(peak: Double, warmup: Int, total: Int)
  /// Up from 0 in a line over the warm-up, then down half a cosine to 0 at `total`.
  case warmupCosine(peak: Double, warmup: Int, total: Int)
  /// Up in a line, then a longer line down (Howard and Ruder 2018).
  case slantedTriangular(maximum: Double, steps: Int, cut: Double, ratio: Double, t: Double)
  /// Up and down between two rates, over and over (Smith 2017).
  case cyclicTriangular(minimum: Double, maximum: Double, period: Int)

  /// The value at a step, from 0.
  public func value(at step: Int) -> Double {
    switch self {
    case .constant(let rate): rate
    case .constantThen(let rate, let steps, let schedule):
      step < steps ? rate : schedule.value(at: step - steps)
    case .decaying(let base, let decay, let t): base * (1 / (1 + decay * Double(t + step)))
    case .compounding(let start, let stop, let compound):
      Self.compounded(start: start, stop: stop, compound: compound, step: step)
    case .warmupLinear(let peak, let warmup, let total):
      peak
        * (step < warmup
          ? Double(step) / Double(max(1, warmup))
          : max(0, Double(total - step) / Double(max(1, total - warmup))))
    case .warmupCosine(let peak, let warmup, let total):
      peak
        * (step < warmup
          ? Double(step) / Double(max(1, warmup))
          : (1 + cos(.pi * min(1, Double(step - warmup) / Double(max(1, total - warmup))))) / 2)
    case .slantedTriangular(let maximum, let steps, let fraction, let ratio, let t):
      Self.slanted(
        maximum: maximum, cut: Double(Int(Double(steps) * fraction)), fraction: fraction,
        ratio: ratio, t: t + Double(step) + 1)
    case .cyclicTriangular(let minimum, let maximum, let period):
      Self.cyclic(minimum: minimum, maximum: maximum, period: Double(period), t: Double(step + 1))
    }
  }

  /// Multiplied step by step, as Thinc does, so that the last digits agree.
  private static func compounded(
    start: Double, stop: Double, compound: Double, step: Int
  ) -> Double {
    var value = start
    for _ in 0..<step {
      if compound == 1 || (start > stop ? value <= stop : value >= stop) { break }
      value *= compound
    }
    return start > stop ? max(value, stop) : min(value, stop)
  }

  private static func slanted(
    maximum: Double, cut: Double, fraction: Double, ratio: Double, t: Double
  ) -> Double {
    let share = t < cut ? t / cut : 1 - (t - cut) / (cut * (1 / fraction - 1))
    return maximum * (1 + share * (ratio - 1)) / ratio
  }

  private static func cyclic(
    minimum: Double, maximum: Double, period: Double, t: Double
  ) -> Double {
    let cycle = (1 + t / (2 * period)).rounded(.down)
    let x = abs(t / period - 2 * cycle + 1)
    return minimum + (maximum - minimum) * max(0, 1 - x)
  }
}
