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

extension Precision: ExpressibleByArgument {}
