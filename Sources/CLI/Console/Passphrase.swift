import ArgumentParser
import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Where a vault's passphrase comes from: never from the command line itself, which every user of the
/// machine can read.
struct PassphraseOption: ParsableArguments {
  @Option(
    help: .init("Read the vault's passphrase from this environment variable.", valueName: "name"))
  var passphraseEnv: String?

  @Option(
    help: .init("Read the vault's passphrase from this file descriptor.", valueName: "number"))
  var passphraseFd: Int32?

  func validate() throws {
    if passphraseEnv != nil, passphraseFd != nil {
      throw ValidationError("Give --passphrase-env or --passphrase-fd, not both.")
    }
  }

  /// The passphrase, from where the options say or from the person at the terminal.
  ///
  /// - Parameter isNew: Whether to ask twice.
  /// - Throws: `CommandFailure` where there is none.
  func read(_ console: Console, isNew: Bool) throws -> [UInt8] {
    if let name = passphraseEnv {
      guard let value = console.environment(name), !value.isEmpty else {
        throw CommandFailure("\(name): no such environment variable, or an empty one")
      }
      return Array(value.utf8)
    }
    if let descriptor = passphraseFd {
      return try Passphrase.firstLine(of: descriptor)
    }
    return try Passphrase.ask(isNew ? "New passphrase" : "Passphrase", isNew: isNew)
  }
}

/// Reading passphrases.
enum Passphrase {
  /// The first line of a descriptor.
  static func firstLine(of descriptor: Int32) throws -> [UInt8] {
    let bytes = try InputFile.readAll(
      descriptor, path: "file descriptor \(descriptor)", limit: 1 << 16)
    let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard !line.isEmpty else {
      throw CommandFailure("file descriptor \(descriptor): holds no passphrase")
    }
    return Array(line)
  }

  /// Asks at the terminal, without showing what is typed; twice for a new one.
  static func ask(_ question: String, isNew: Bool) throws -> [UInt8] {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw CommandFailure(
        "no terminal to ask for the passphrase at; use --passphrase-env or --passphrase-fd")
    }
    defer { close(terminal) }
    let first = try line("\(question): ", from: terminal)
    if isNew, try line("Once more: ", from: terminal) != first {
      throw CommandFailure("the two passphrases differ; nothing was changed")
    }
    return first
  }

  private static func line(_ question: String, from terminal: Int32) throws -> [UInt8] {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else {
      throw CommandFailure("the terminal cannot hide what is typed; use --passphrase-env")
    }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ICANON)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
    _ = question.utf8.withContiguousStorageIfAvailable { write(terminal, $0.baseAddress, $0.count) }
    var typed: [UInt8] = []
    var byte: UInt8 = 0
    while read(terminal, &byte, 1) == 1, byte != 0x0A { typed.append(byte) }
    _ = write(terminal, "\n", 1)
    guard !typed.isEmpty else { throw CommandFailure("no passphrase was typed") }
    return typed
  }
}
