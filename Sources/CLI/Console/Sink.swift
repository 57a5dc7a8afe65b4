import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Where bytes go.
protocol Sink: AnyObject {
  /// Adds bytes.
  func write(_ bytes: [UInt8]) throws(FileError)
  /// Hands over what was kept back.
  func flush() throws(FileError)
}

extension Sink {
  func writeIgnoringFailure(_ text: String) { try? write(Array(text.utf8)) }
}

enum Sinks {
  static let outputName = "standard output"
}

extension FileError {
  /// Whether the program that read our output has gone.
  var isClosedOutput: Bool { path == Sinks.outputName && reason == .system(EPIPE) }
}

/// A descriptor of the process, with a buffer before it.
final class DescriptorSink: Sink {
  private let descriptor: Int32
  private let name: String
  private let flushesLines: Bool
  private var buffer: [UInt8] = []

  /// - Parameter flushesLines: Whether someone waits for every line.
  init(_ descriptor: Int32, name: String, flushesLines: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.flushesLines = flushesLines
  }

  func write(_ bytes: [UInt8]) throws(FileError) {
    buffer += bytes
    if flushesLines || buffer.count >= 1 << 16 { try flush() }
  }

  func flush() throws(FileError) {
    // What could not be written is not tried again.
    defer { buffer.removeAll(keepingCapacity: true) }
    try Descriptor.write(buffer, to: descriptor, name: name)
  }
}

/// Memory.
final class MemorySink: Sink {
  private(set) var bytes: [UInt8] = []

  /// All that was written.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: [UInt8]) throws(FileError) { self.bytes += bytes }
  func flush() throws(FileError) {}
}
