import ArgumentParser

/// Options of spaCy that mean nothing here, taken so that an existing project runs as it stands.
struct ForeignOptions: ParsableArguments {
  @Option(name: .customLong("gpu-id"), help: .hidden) var gpu: Int?
  @Option(name: .customShort("g"), help: .hidden) var shortGPU: Int?
  @Option(name: [.customLong("code"), .customLong("code-path"), .customShort("c")], help: .hidden)
  var code: String?

  /// Says which of them were passed over.
  func note(on console: Console) {
    if let id = gpu ?? shortGPU, id >= 0 {
      console.note("Note: --gpu-id \(id) is passed over; everything runs on the processor.")
    }
    if let code {
      console.note("Note: --code \(code) is passed over; what it registers is built in.")
    }
  }
}
