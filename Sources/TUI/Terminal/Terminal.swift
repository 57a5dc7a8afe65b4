/// What reaches the program from outside.
enum Event: Equatable, Sendable {
  case key(Key)
  case mouse(Mouse)
  /// Pasted text, whole; never taken for keys.
  case paste(String)
  case resized(Size)
  /// The process was stopped and continued: everything has to be drawn anew.
  case resumed
  /// Nothing came in the time given, or background work has something to say.
  case idle
  /// There will be no more input: the terminal is gone, or the script is at its end.
  case closed
}

extension Event {
  /// What `update` is told of it; nil for what is no news to the state.
  var action: Action? {
    switch self {
    case .key(let key): .key(key)
    case .mouse(let mouse): .mouse(mouse)
    case .paste(let text): .pasted(text)
    case .resized(let size): .resized(size)
    case .resumed: .resumed
    case .idle, .closed: nil
    }
  }
}

/// All the program asks of a terminal. ncurses is one; a script of keys is another.
protocol Terminal {
  var size: Size { get }

  /// The richest theme that it can show; `dark` stands for either of the 256-colour themes.
  var theme: Theme { get }

  /// Shows a canvas.
  mutating func draw(_ canvas: Canvas)

  /// The next event; waits for one, or until `wake` can be read.
  mutating func nextEvent(wake: Int32) -> Event

  /// Forgets what is on the screen, so that the next canvas is drawn whole.
  mutating func redraw()

  /// Takes mouse events, or leaves them to the terminal, whose own selection works then.
  mutating func setMouse(_ isOn: Bool)

  /// Stops the process, as ^Z does, and returns when it is continued.
  mutating func suspend()
}

/// A terminal that plays a script and remembers what was drawn.
struct ScriptedTerminal: Terminal {
  private(set) var size: Size
  let theme: Theme
  private var events: [Event]
  /// What the last frame showed.
  private(set) var screen: Canvas?
  /// Called with each frame.
  var onFrame: ((Canvas) -> Void)?

  init(_ script: KeyScript, size: Size, theme: Theme = .dark) {
    events = script.events.reversed()
    self.size = size
    self.theme = theme
  }

  mutating func draw(_ canvas: Canvas) {
    screen = canvas
    onFrame?(canvas)
  }

  mutating func nextEvent(wake: Int32) -> Event {
    guard let event = events.popLast() else { return .closed }
    if case .resized(let size) = event { self.size = size }
    return event
  }

  mutating func redraw() {}
  mutating func setMouse(_ isOn: Bool) {}
  mutating func suspend() {}
}
