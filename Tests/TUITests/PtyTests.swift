import CNcurses
import Glibc
import TestSupport
import Testing

@testable import TUI

/// ncurses in this process, on a pseudo-terminal: what is drawn, and how bytes become events.
///
/// ncurses knows one current terminal, so these tests run one after the other.
@MainActor @Suite(.serialized) struct PtyTests {
  /// A pseudo-terminal with a screen of its own.
  private final class Pty {
    let master: Int32
    let slave: Int32
    private var isOpen = true

    init(_ size: Size) {
      unsetenv("NO_COLOR")
      unsetenv("COLORFGBG")
      // What openpty does; Glibc's module does not export it.
      master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var isLocked: Int32 = 0
      var number: Int32 = 0
      _ = ioctl(master, 0x4004_5431, &isLocked)  // TIOCSPTLCK
      _ = ioctl(master, 0x8004_5430, &number)  // TIOCGPTN
      slave = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      var window = winsize()
      window.ws_col = UInt16(size.width)
      window.ws_row = UInt16(size.height)
      _ = ioctl(slave, UInt(TIOCSWINSZ), &window)
      _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit {
      close(slave)
      if isOpen { close(master) }
    }

    func hangUp() {
      isOpen = false
      close(master)
    }

    func type(_ text: String) {
      let bytes = Array(text.utf8)
      #expect(write(master, bytes, bytes.count) == bytes.count)
    }

    /// What the program has written: it must be taken away, or the program waits.
    @discardableResult
    func written() -> String {
      var text: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else { return String(decoding: text, as: UTF8.self) }
        text += buffer[..<count]
      }
    }
  }

  private func open(
    _ pty: Pty, _ type: String = "xterm-256color", theme: Theme? = nil
  ) throws -> NcursesTerminal {
    try NcursesTerminal(
      output: pty.slave, input: pty.slave, type: type, theme: theme, usesMouse: true, isArmed: false
    )
  }

  /// The glyphs of a row of ncurses' own screen.
  private func row(_ y: Int, width: Int) -> String {
    var cells = [ct_cell](repeating: ct_cell(), count: width)
    let count = Int(ct_get_cells(Int32(y), &cells, Int32(width)))
    var text = String.UnicodeScalarView()
    for cell in cells[..<count] {
      withUnsafeBytes(of: cell.scalars) { bytes in
        for value in bytes.bindMemory(to: UInt32.self) where value != 0 {
          if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
      }
    }
    return String(text)
  }

  @Test(arguments: [
    "xterm-256color", "tmux-256color", "screen-256color", "linux", "vt100", "vt220",
  ])
  func whatIsDrawnIsOnTheScreen(type: String) throws {
    let size = Size(width: 80, height: 24)
    for keys in ["", "jjj<Enter><Tab>", "<Enter>?"] {
      let pty = Pty(size)
      var terminal = try open(pty, type)
      let canvas = try Session(theme: terminal.theme).screen(keys)
      terminal.draw(canvas)
      let lines = canvas.description.split(separator: "\n", omittingEmptySubsequences: false)
      for y in 0..<24 {
        var drawn = row(y, width: 80)
        while drawn.last == " " { drawn.removeLast() }
        #expect(drawn == lines[y], "\(type) row \(y)")
      }
      pty.written()
      terminal.close()
    }
  }

  @Test func stylesReachTheScreen() throws {
    let pty = Pty(Size(width: 20, height: 3))
    var terminal = try open(pty)
    var canvas = Canvas(size: terminal.size)
    canvas.put("pain", x: 2, y: 1, style: Style(208, on: 25, [.bold, .underline]))
    terminal.draw(canvas)
    var cells = [ct_cell](repeating: ct_cell(), count: 20)
    ct_get_cells(1, &cells, 20)
    #expect(cells[2].foreground == 208)
    #expect(cells[2].background == 25)
    #expect(cells[2].attributes == Style.Attributes([.bold, .underline]).rawValue)
    #expect(cells[6].attributes == 0)
    #expect(pty.written().contains("38;5;208"))
    terminal.close()
  }

  @Test func theModesAreTakenBack() throws {
    let pty = Pty(Size(width: 20, height: 3))
    var before = termios()
    tcgetattr(pty.slave, &before)
    let terminal = try open(pty)
    let opening = pty.written()
    #expect(opening.contains("\u{1B}[?1049h"))
    #expect(opening.contains("\u{1B}[?1002h\u{1B}[?1006h"))
    #expect(opening.contains("\u{1B}[?2004h"))
    terminal.close()
    let closing = pty.written()
    for mode in ["?1006l", "?1002l", "?2004l", "?1049l", "?25h"] { #expect(closing.contains(mode)) }
    var after = termios()
    tcgetattr(pty.slave, &after)
    #expect(after.c_lflag == before.c_lflag)
    #expect(after.c_iflag == before.c_iflag)
    terminal.close()  // a second time does no harm
    #expect(pty.written().isEmpty)
  }

  @Test(arguments: [
    ("j", [Event.key(Key(.character("j")))]),
    ("é张", [.key(Key(.character("é"))), .key(Key(.character("张")))]),
    ("\u{1B}", [.key(Key(.escape))]),
    (
      "\r\t\u{7F}\u{8}",
      [.key(Key(.enter)), .key(Key(.tab)), .key(Key(.backspace)), .key(Key(.backspace))]
    ),
    ("\u{4}\u{3}", [.key(Key(.character("d"), .control)), .key(Key(.character("c"), .control))]),
    ("\u{1B}[A\u{1B}OA", [.key(Key(.up)), .key(Key(.up))]),
    (
      "\u{1B}[H\u{1B}OF\u{1B}[1~\u{1B}[4~",
      [.key(Key(.home)), .key(Key(.end)), .key(Key(.home)), .key(Key(.end))]
    ),
    (
      "\u{1B}[5~\u{1B}[6~\u{1B}[3~", [.key(Key(.pageUp)), .key(Key(.pageDown)), .key(Key(.delete))]
    ),
    ("\u{1B}[Z", [.key(Key(.tab, .shift))]),
    (
      "\u{1B}OP\u{1B}[12~\u{1B}[24~",
      [.key(Key(.function(1))), .key(Key(.function(2))), .key(Key(.function(12)))]
    ),
    (
      "\u{1B}[1;2C\u{1B}[1;5D\u{1B}[1;3A",
      [.key(Key(.right, .shift)), .key(Key(.left, .control)), .key(Key(.up, .alt))]
    ),
    ("\u{1B}x", [.key(Key(.character("x"), .alt))]),
    // What nobody knows is dropped whole.
    ("\u{1B}[?62;22cj", [.key(Key(.character("j")))]),
    ("\u{1B}[9;9;9uj", [.key(Key(.character("j")))]),
    ("\u{1B}[Ij\u{1B}[O", [.key(Key(.character("j")))]),
    ("\u{1B}]11;rgb:0000/0000/0000\u{7}j", [.key(Key(.character("j")))]),
    ("\u{1B}P1$r0m\u{1B}\\j", [.key(Key(.character("j")))]),
    // The mouse.
    ("\u{1B}[<0;10;5M", [.mouse(Mouse(.press, at: Point(x: 9, y: 4)))]),
    ("\u{1B}[<0;240;5m", [.mouse(Mouse(.release, at: Point(x: 239, y: 4)))]),
    (
      "\u{1B}[<64;1;1M\u{1B}[<65;1;1M",
      [
        .mouse(Mouse(.wheelUp, at: Point(x: 0, y: 0))),
        .mouse(Mouse(.wheelDown, at: Point(x: 0, y: 0))),
      ]
    ),
    (
      "\u{1B}[<32;3;4M\u{1B}[<2;3;4M",
      [
        .mouse(Mouse(.drag, at: Point(x: 2, y: 3))),
        .mouse(Mouse(.rightPress, at: Point(x: 2, y: 3))),
      ]
    ),
    ("\u{1B}[M !\"j", [.mouse(Mouse(.press, at: Point(x: 0, y: 1))), .key(Key(.character("j")))]),
    ("\u{1B}[<0;99999999999999;5Mj", [.key(Key(.character("9")))]),
    ("\u{1B}[<0;0;0Mj", [.key(Key(.character("j")))]),
    // Pasting.
    ("\u{1B}[200~q\n\u{1B}[201~j", [.paste("q\n"), .key(Key(.character("j")))]),
  ])
  func bytesBecomeEvents(bytes: String, expected: [Event]) throws {
    for type in ["xterm-256color", "tmux-256color"] {
      let pty = Pty(Size(width: 80, height: 24))
      var terminal = try open(pty, type)
      pty.written()
      pty.type(bytes)
      for event in expected { #expect(terminal.nextEvent(wake: -1) == event, "\(type)") }
      terminal.close()
    }
  }

  @Test func aNewSizeIsAnEvent() throws {
    let pty = Pty(Size(width: 80, height: 24))
    var terminal = try open(pty)
    ct_resize(30, 100)
    #expect(terminal.nextEvent(wake: -1) == .resized(Size(width: 100, height: 30)))
    #expect(terminal.size == Size(width: 100, height: 30))
    terminal.close()
  }

  @Test func aHangUpEndsTheInput() throws {
    let pty = Pty(Size(width: 80, height: 24))
    var terminal = try open(pty)
    pty.hangUp()
    #expect(terminal.nextEvent(wake: -1) == .closed)
    terminal.close()
  }

  @Test func backgroundWorkWakesTheReader() throws {
    let pty = Pty(Size(width: 80, height: 24))
    var terminal = try open(pty)
    let workers = try #require(Workers(prepareThread: NcursesTerminal.prepareThread))
    workers.perform { .predicted(7, Reading()) }
    #expect(terminal.nextEvent(wake: workers.wake) == .idle)
    #expect(workers.finished() == [.predicted(7, Reading())])
    terminal.close()
  }

  @Test func terminalsThatCannotBeUsedAreRefused() {
    let pty = Pty(Size(width: 80, height: 24))
    #expect(throws: TerminalError.unknownType("no-such-terminal")) {
      try open(pty, "no-such-terminal")
    }
    #expect(throws: TerminalError.cannotPlaceCursor("dumb")) { try open(pty, "dumb") }
  }

  @Test(arguments: [
    ("xterm-256color", Theme.dark), ("linux", .eight), ("vt100", .mono), ("vt220", .mono),
  ])
  func theThemeFitsTheTerminal(type: String, theme: Theme) throws {
    let pty = Pty(Size(width: 80, height: 24))
    let terminal = try open(pty, type)
    #expect(terminal.theme == theme)
    terminal.close()
  }
}
