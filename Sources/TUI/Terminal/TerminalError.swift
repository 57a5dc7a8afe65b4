/// Why the screen cannot be used.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard output goes to a file or a pipe.
  case notATerminal
  /// Keys come from a file or a pipe, and the process has no terminal of its own.
  case noKeyboard
  /// terminfo does not know the terminal's type.
  case unknownType(String)
  /// The terminal cannot place its cursor.
  case cannotPlaceCursor(String)
  /// The system has no pipe left.
  case noPipe

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .notATerminal:
      "standard output is not a terminal; to write spans to a file use `clinspan predict`"
    case .noKeyboard:
      "standard input is not a terminal and the process has none; run this from a terminal"
    case .unknownType(let type):
      "the terminal type \"\(type)\" is unknown; set TERM to one that `toe -a` lists, "
        + "such as xterm-256color"
    case .cannotPlaceCursor(let type):
      "a terminal of type \"\(type)\" cannot place its cursor; set TERM to what the terminal "
        + "really is, such as xterm-256color"
    case .noPipe: "the system has no file descriptor left; close something and try again"
    }
  }
}
