import ArgumentParser
import Model
import Notation

#if canImport(Glibc)
  import Glibc
#endif

/// What the terminal and the processor can do.
struct CheckTerminal: Command {
  static let configuration = CommandConfiguration(
    commandName: "terminal",
    abstract: "Say what this terminal can show, and which processor kernels are in use.",
    discussion: """
      Examples:
        clinspan check terminal
        TERM=vt100 clinspan check terminal
      """)

  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    let findings = Self.findings(console)
    if format.json {
      return try console.say(
        JSONValue.object(JSONObject(findings.map { .init($0.key, .string($0.value)) })).text(
          .pretty))
    }
    let width = findings.map(\.key.count).max() ?? 0
    for finding in findings {
      let blank = String(repeating: " ", count: width - finding.key.count)
      try console.say("\(finding.key)\(blank)  \(finding.value)")
      if let advice = finding.advice {
        try console.say(String(repeating: " ", count: width + 2) + advice)
      }
    }
  }

  /// One thing looked at.
  struct Finding: Equatable {
    let key: String
    let value: String
    /// What to do about it; nil where all is well.
    var advice: String?
  }

  static func findings(_ console: Console) -> [Finding] {
    let type = console.environment("TERM") ?? ""
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(console.environment)
      .first { !$0.isEmpty }
    let isUTF8 = locale.map { name in
      let lower = name.lowercased()
      return lower.hasSuffix("utf-8") || lower.hasSuffix("utf8")
    }
    return [
      Finding(
        key: "terminal", value: console.isInteractive ? "yes" : "no",
        advice: console.isInteractive
          ? nil : "input or output is not a terminal: explore needs both, predict needs neither"),
      Finding(
        key: "TERM", value: type.isEmpty ? "not set" : type,
        advice: type.isEmpty || type == "dumb"
          ? "set TERM to what this terminal is, for example xterm-256color" : nil),
      Finding(
        key: "columns", value: String(console.columns),
        advice: console.columns < 60 ? "at least 60 show a note and its spans side by side" : nil),
      Finding(
        key: "locale", value: locale ?? "not set",
        advice: isUTF8 == false
          ? "not UTF-8: set LC_ALL=C.UTF-8 for anything but ASCII to show right" : nil),
      Finding(
        key: "NO_COLOR", value: console.environment("NO_COLOR").map { _ in "set" } ?? "not set"),
      Finding(key: "multiplexer", value: multiplexer(console)),
      Finding(key: "BLAS kernels", value: BLAS.kernels, advice: slowKernels(BLAS.kernels)),
      Finding(key: "processors", value: String(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
    ]
  }

  private static func multiplexer(_ console: Console) -> String {
    if console.environment("TMUX") != nil { return "tmux" }
    if console.environment("STY") != nil { return "screen" }
    return "none"
  }

  private static func slowKernels(_ name: String) -> String? {
    ["Prescott", "Core2", "Nehalem"].contains(name)
      ? "slow kernels: this processor has neither AVX2 nor AVX-512, or OPENBLAS_CORETYPE says so"
      : nil
  }
}
