import Files
import Glibc
import TestSupport
import Testing

@testable import TUI

/// The program in a real terminal: a tmux server of its own, driven by keys, read by capture.
///
/// Nothing here waits a fixed time: each step polls until what it expects is there.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed"))
struct TmuxTests {
  /// Alternate screen, mouse, SGR mouse, cursor, keypad: as a shell wants them.
  static let restored = "0 0 0 1 0"

  @Test func keysMouseAndResizeReachTheProgram() throws {
    let tmux = try Tmux()
    try tmux.start("--records 40")
    try tmux.wait(for: "record-1 ")
    #expect(tmux.flags == "1 1 1 0 1")
    tmux.keys("Down", "Down", "Enter")
    try tmux.wait(for: "3 of 40")
    tmux.run(["resize-window", "-t", "0", "-x", "100", "-y", "30"])
    try tmux.wait {
      $0.split(separator: "\n", omittingEmptySubsequences: false).count >= 30
        && $0.contains("L labels")
    }
    tmux.keys("Tab")
    try tmux.wait(for: "“SOB”")
    // A click on "O2" in the text.
    tmux.bytes("\u{1B}[<0;41;3M\u{1B}[<0;41;3m")
    try tmux.wait(for: "“O2”")
    tmux.keys("q")
    try tmux.wait(for: "40 records")
    tmux.keys("q")
    try tmux.wait(for: "ended 0")
    #expect(tmux.flags == Self.restored)
  }

  @Test func coloursAndAttributesAreSent() throws {
    let tmux = try Tmux()
    try tmux.start("--no-gold --open --theme dark")
    try tmux.wait(for: "33 spans", or: "24 spans")
    try tmux.wait { _ in
      tmux.capture(escapes: true).contains("\u{1B}[4m\u{1B}[38;5;214mhypertension")
    }
  }

  @Test(arguments: [
    ("NO_COLOR=1", "xterm-256color"), ("A=1", "vt220"), ("A=1", "tmux-256color"), ("A=1", "linux"),
  ])
  func otherTerminalsAreFine(variable: String, type: String) throws {
    let tmux = try Tmux()
    try tmux.start("--open", environment: "\(variable) TERM=\(type)")
    let isMono = variable == "NO_COLOR=1" || type == "vt220"
    try tmux.wait(for: isMono ? "[=hypertension|B]" : "33 spans")
    #expect(tmux.capture(escapes: true).contains("38;5;") == (type == "tmux-256color"))
    #expect(tmux.capture().contains("[=hypertension|B]") == isMono)
    tmux.keys("q", "q")
    try tmux.wait(for: "ended 0")
    #expect(tmux.flags == Self.restored)
  }

  @Test func aStopAndAContinuationKeepEverything() throws {
    let tmux = try Tmux()
    try tmux.start("--open")
    try tmux.wait(for: "33 spans")
    for _ in 0..<2 {
      tmux.keys("C-z")
      try tmux.wait(for: "Stopped")
      #expect(tmux.flags == Self.restored)
      tmux.keys("fg", "Enter")
      try tmux.wait(for: "33 spans")
      #expect(tmux.flags == "1 1 1 0 1")
      // The first arrow key after fg must not fall apart into Esc, [ and A; nor may a click.
      tmux.keys("Down", "Up")
      tmux.bytes("\u{1B}[<0;70;5M")
      try tmux.wait(for: "“type 2 diabetes”")
    }
  }

  @Test(arguments: ["TERM", "INT", "HUP", "QUIT", "ABRT", "SEGV", "BUS", "ILL", "FPE", "TRAP"])
  func theTerminalIsRestoredOnASignal(name: String) throws {
    let tmux = try Tmux()
    try tmux.start("")
    try tmux.wait(for: "6 records")
    let process = try #require(tmux.program)
    let numbers = [
      "TERM": SIGTERM, "INT": SIGINT, "HUP": SIGHUP, "QUIT": SIGQUIT, "ABRT": SIGABRT,
      "SEGV": SIGSEGV, "BUS": SIGBUS, "ILL": SIGILL, "FPE": SIGFPE, "TRAP": SIGTRAP,
    ]
    let number = try #require(numbers[name])
    kill(process, number)
    // bash does not go on with the list after an interrupt.
    try tmux.wait { name == "INT" ? $0.contains("ready>") : $0.contains("ended \(128 + number)") }
    #expect(tmux.flags == Self.restored)
  }

  @Test(arguments: [
    ("segv", 139, ""), ("trap", 132, "Index out of range"), ("abort", 134, ""),
    ("overflow", 139, ""),
    ("exit", 3, ""),
  ])
  func theTerminalIsRestoredWhenABackgroundThreadDies(way: String, status: Int, message: String)
    throws
  {
    let tmux = try Tmux()
    try tmux.start("--die \(way)")
    try tmux.wait(for: "ended \(status)")
    #expect(tmux.flags == Self.restored)
    // What the runtime said while the screen was taken is there afterwards.
    #expect(message.isEmpty || tmux.capture().contains(message))
  }

  @Test(arguments: [
    ("TERM=dumb", "", "cannot place its cursor"), ("TERM=nonsense", "", "\"nonsense\" is unknown"),
    ("A=1", "| cat", "standard output is not a terminal"),
  ])
  func whatIsNoScreenIsRefused(environment: String, pipe: String, message: String) throws {
    let tmux = try Tmux()
    try tmux.start(pipe, environment: environment)
    try tmux.wait(for: message)
    try tmux.wait(for: "ended")
    #expect(tmux.flags == Self.restored)
  }

  @Test func keysComeFromTheTerminalWhenANoteIsPipedIn() throws {
    let tmux = try Tmux()
    try tmux.start("< /dev/null")
    try tmux.wait(for: "6 records")
    tmux.keys("q")
    try tmux.wait(for: "ended 0")
    #expect(tmux.flags == Self.restored)
  }

  @Test func tinyWindowsAreNoTrap() throws {
    let tmux = try Tmux()
    try tmux.start("--open")
    try tmux.wait(for: "33 spans")
    for size in ["40x10", "10x3", "1x1", "3x1", "1x5"] {
      let sides = size.split(separator: "x").map(String.init)
      tmux.run(["resize-window", "-t", "0", "-x", sides[0], "-y", sides[1]])
      tmux.keys("Tab", "j", "?")
    }
    tmux.run(["resize-window", "-t", "0", "-x", "80", "-y", "24"])
    try tmux.wait(for: "33 spans")
    tmux.keys("q", "q")
    try tmux.wait(for: "ended 0")
  }
}

/// A tmux server with one window in which a shell runs the program.
final class Tmux {
  static let isInstalled = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"]
    .contains { (path: String) in access(path, X_OK) == 0 }

  struct Timeout: Error, CustomStringConvertible { let description: String }

  private let socket: String
  private let folder = TemporaryFolder()
  init() throws {
    socket = folder.file("socket")
  }

  deinit { run(["kill-server"]) }

  /// Runs the program; the shell says `ended` and its status afterwards.
  func start(_ arguments: String, environment: String = "", columns: Int = 80) throws {
    let host = Self.hostPath
    let script =
      "PS1='ready> '\nset -m\nprogram() { env -u NO_COLOR -u COLORFGBG \(environment) \(host) \(arguments); echo ended ${PIPESTATUS[0]}; }\n"
    try folder.write(script, to: "rc")
    run([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "24",
      "bash --rcfile \(folder.file("rc")) -i",
    ])
    try wait(for: "ready>")
    keys("program", "Enter")
  }

  /// The program: it is built into the folder of the tests.
  static let hostPath: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
    }
    let runner = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    let tests = CommandLine.arguments.first ?? ""
    let paths = [tests, runner].map { "\(Folder.parent(of: $0))/TUITestHost" }
    return paths.first { (path: String) in access(path, X_OK) == 0 }
      ?? "\(Fixture.root)/.build/debug/TUITestHost"
  }()

  func keys(_ keys: String...) { self.keys(keys) }

  func keys(_ keys: [String]) { run(["send-keys", "-t", "0"] + keys) }

  func bytes(_ text: String) {
    run(["send-keys", "-t", "0", "-H"] + text.utf8.map { String($0, radix: 16) })
  }

  func capture(escapes: Bool = false) -> String {
    run(["capture-pane", "-t", "0", "-p"] + (escapes ? ["-e"] : []))
  }

  var flags: String {
    run([
      "display-message", "-t", "0", "-p",
      "#{alternate_on} #{mouse_any_flag} #{mouse_sgr_flag} #{cursor_flag} #{keypad_flag}",
    ]).split(separator: "\n").first.map(String.init) ?? ""
  }

  /// The process that has the window: a child of the shell.
  var program: pid_t? {
    let shell =
      run(["display-message", "-t", "0", "-p", "#{pane_pid}"]).split(separator: "\n").first ?? ""
    let children = try? InputFile.read("/proc/\(shell)/task/\(shell)/children")
    return children.flatMap {
      pid_t(String(decoding: $0, as: UTF8.self).split(separator: " ").first ?? "")
    }
  }

  func wait(for text: String, or other: String? = nil) throws {
    try wait { screen in screen.contains(text) || other.map(screen.contains) ?? false }
  }

  /// Polls the screen; a generous limit, so that a loaded machine fails no test.
  func wait(until isThere: (String) -> Bool) throws {
    var screen = ""
    for _ in 0..<1500 {
      screen = capture()
      if isThere(screen) { return }
      usleep(20_000)
    }
    throw Timeout(description: "not there after 30 s:\n\(screen)")
  }

  @discardableResult
  func run(_ arguments: [String]) -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return "" }
    // The server that the first command starts lives on, and would keep the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Threads that run tests block signals; what they start must not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    defer { posix_spawnattr_destroy(&attributes) }
    var process: pid_t = 0
    var pointers = (["tmux", "-S", socket] + arguments).map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    let status = posix_spawnp(
      &process, "tmux", &actions, &attributes, &pointers, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { return "" }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { break }
      output += buffer[..<count]
    }
    var exit: Int32 = 0
    waitpid(process, &exit, 0)
    return String(decoding: output, as: UTF8.self)
  }
}
