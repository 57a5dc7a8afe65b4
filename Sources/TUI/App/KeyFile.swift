/// A file of the user's own keys. Sections name screens, lines name commands as `docs/keys.md` does:
///
///     # mine
///     [record]
///     next-span = Tab, Ctrl-N
///     show-records = g l
///     suspend =
///
/// Alternatives are divided by commas (the comma itself is written Comma), the keys of a sequence by spaces.
/// A line replaces all keys that the command has on that screen; an empty one leaves it without.
extension Keymap {
  /// The standard keys, changed by a file.
  ///
  /// - Parameters:
  ///   - text: what the file holds.
  ///   - file: what messages call it.
  /// - Throws: `KeyFileError` for the first line that cannot be meant so, a key with two meanings included.
  public static func standard(changedBy text: String, file: String) throws(KeyFileError) -> Keymap {
    var bindings = standardBindings
    /// The line that gave a command its keys on a screen.
    var lines: [Context: [Command: Int]] = [:]
    var section: Context?
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let line = line.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      func fail(_ problem: KeyFileError.Problem) -> KeyFileError {
        KeyFileError(file: file, line: number, problem: problem)
      }
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = Context(rawValue: String(line.dropFirst().dropLast().trimmed))
        if section == nil { throw fail(.unknownScreen(String(line))) }
        continue
      }
      guard let equals = line.firstIndex(of: "=") else { throw fail(.noEqualsSign) }
      guard let context = section else { throw fail(.noScreen) }
      let name = String(line[..<equals].trimmed)
      guard let command = Command.all.first(where: { $0.name == name }),
        bindings.contains(where: { $0.command == command && $0.contexts.contains(context) })
      else { throw fail(.unknownCommand(name, context.rawValue)) }
      var keys: [KeySequence] = []
      for part in line[line.index(after: equals)...].split(separator: ",")
      where !part.trimmed.isEmpty {
        guard let sequence = KeySequence(String(part)) else {
          throw fail(.unknownKey(String(part.trimmed)))
        }
        keys.append(sequence)
      }
      bindings = bindings.rebinding(command, to: keys, in: context)
      lines[context, default: [:]][command] = number
    }
    do {
      return try Keymap(bindings)
    } catch {
      let line = error.commands.compactMap { lines[error.context]?[$0] }.max() ?? 0
      throw KeyFileError(file: file, line: line, problem: .conflict("\(error)"))
    }
  }
}

extension Keymap {
  /// The standard keys, with those of Prodigy for whole records.
  public static let prodigy: Keymap = {
    let changes = """
      [annotate]
      accept-record = a, Enter
      accept-span = A
      reject-record = x
      ignore-record = Space
      undo = Backspace, u
      flag = f
      """
    do {
      return try standard(changedBy: changes, file: "prodigy")
    } catch {
      preconditionFailure("prodigy keymap: \(error)")
    }
  }()
}

extension [Binding] {
  /// The table with a command's keys replaced in one context; rows for other contexts stay.
  fileprivate func rebinding(
    _ command: Command, to keys: [KeySequence], in context: Context
  ) -> [Binding] {
    flatMap { row -> [Binding] in
      guard row.command == command, row.contexts.contains(context) else { return [row] }
      var changed = row
      changed.contexts = [context]
      changed.keys = keys
      var rest = row
      rest.contexts.removeAll { $0 == context }
      return rest.contexts.isEmpty ? [changed] : [changed, rest]
    }
  }
}

/// A line of a key file that cannot be meant so.
public struct KeyFileError: Error, Equatable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Problem: Equatable, Sendable {
    case unknownScreen(String)
    case noScreen
    case noEqualsSign
    /// The command, and the screen it is asked for on.
    case unknownCommand(String, String)
    case unknownKey(String)
    case conflict(String)
  }

  /// What the file is called.
  public let file: String
  /// From 1.
  public let line: Int
  /// What is wrong.
  public let problem: Problem

  /// Where, what, and what would be right.
  public var description: String {
    let screens = Context.allCases.map { "[\($0.rawValue)]" }.joined(separator: " ")
    let text =
      switch problem {
      case .unknownScreen(let name): "\(name) is no screen; there are \(screens)"
      case .noScreen: "no screen named above; start with one of \(screens)"
      case .noEqualsSign: "expected `command = keys`"
      case .unknownCommand(let name, let screen):
        "the \(screen) screen has no command \"\(name)\"; docs/keys.md lists them"
      case .unknownKey(let name):
        "\"\(name)\" is no key; write j, Ctrl-D, Shift-Tab, F5, Space, Comma, or `g r` for two keys"
      case .conflict(let message): message
      }
    return "\(file):\(line): \(text)"
  }
}

extension StringProtocol {
  fileprivate var trimmed: SubSequence {
    let head = drop { $0.isWhitespace }
    let end = head.lastIndex { !$0.isWhitespace }.map { head.index(after: $0) } ?? head.startIndex
    return head[..<end]
  }
}
