public import ArgumentParser
public import Model

/// How exactly a transformer computes.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: .init(
      "How exactly a transformer computes: single, or int8, several times as fast and nearly the same.",
      valueName: "precision"))
  var precision = Precision.single
}

/// How a transformer predicts.
struct TransformerOptions: ParsableArguments {
  @OptionGroup var precision: PrecisionOption

  @Option(
    help: .init(
      "Where a transformer's windows end: packed, at sentences' ends; or trained, as in training.",
      valueName: "windows"))
  var windows: PredictionWindows?

  /// Sets what was asked for.
  func apply(to model: inout NERModel) {
    model.precision = precision.precision
    if let windows { model.windows = windows }
  }
}

extension Precision: ExpressibleByArgument {}
extension PredictionWindows: ExpressibleByArgument {}
