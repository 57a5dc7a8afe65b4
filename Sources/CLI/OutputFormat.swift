import ArgumentParser

/// How a command writes its result.
struct OutputFormat: ParsableArguments {
  @Flag(help: "Write the result as JSON.")
  var json = false
}
