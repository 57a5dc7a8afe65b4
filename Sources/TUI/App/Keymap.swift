/// Where a key is pressed: a screen, or what lies over it.
enum Context: String, CaseIterable, Hashable, Sendable {
  case records
  case note = "record"
  case annotate, privacy, compare, adjudicate, model, models, log, help, labels, palette, picker
  case confusion
  case twins = "same-text"
  case filters = "labels-and-filters"
}

/// Keys pressed one after the other: `g r`. Mostly one.
struct KeySequence: Hashable, Sendable, CustomStringConvertible {
  let keys: [Key]

  init(_ keys: [Key]) { self.keys = keys }

  /// From names with spaces between, `g r`, `Ctrl-D`; nil where one is no key.
  init?(_ text: String) {
    let keys = text.split(separator: " ").map { Key($0) }
    guard !keys.isEmpty, !keys.contains(nil) else { return nil }
    self.keys = keys.compactMap { $0 }
  }

  /// `gr`, `Ctrl-D`.
  var description: String {
    let names = keys.map(\.description)
    return names.joined(separator: names.allSatisfy { $0.count == 1 } ? "" : " ")
  }
}

/// A row of the keymap: a command, the keys for it, and what to tell the user.
struct Binding: Hashable, Sendable {
  var command: Command
  var keys: [KeySequence]
  var contexts: [Context]
  /// One line for help and documentation.
  var help: String
  /// A word for the footer; nil keeps it out of there.
  var hint: String?

  init(
    _ command: Command, _ keys: String..., in contexts: [Context], _ help: String,
    hint: String? = nil
  ) {
    self.command = command
    self.keys = keys.compactMap { KeySequence($0) }
    self.contexts = contexts
    self.help = help
    self.hint = hint
  }
}

/// Which keys do what. This one table drives bindings, footer, help and `docs/keys.md`.
public struct Keymap: Equatable, Sendable {
  let bindings: [Binding]
  private let commands: [Context: [KeySequence: Command]]

  /// What a sequence of keys means so far.
  enum Resolution: Equatable {
    case command(Command)
    /// The beginning of longer sequences.
    case prefix
    case nothing
  }

  /// A keymap from its rows.
  ///
  /// - Throws: `KeymapConflict` where one sequence means two things, or begins another.
  init(_ bindings: [Binding]) throws(KeymapConflict) {
    var commands: [Context: [KeySequence: Command]] = [:]
    for binding in bindings {
      for context in binding.contexts {
        for keys in binding.keys {
          if let other = commands[context]?[keys], other != binding.command {
            throw KeymapConflict(keys: keys, context: context, commands: [other, binding.command])
          }
          commands[context, default: [:]][keys] = binding.command
        }
      }
    }
    for (context, table) in commands {
      for (keys, command) in table {
        for length in 1..<max(1, keys.keys.count) {
          if let other = table[KeySequence(Array(keys.keys.prefix(length)))] {
            throw KeymapConflict(keys: keys, context: context, commands: [other, command])
          }
        }
      }
    }
    self.bindings = bindings
    self.commands = commands
  }

  func resolve(_ keys: [Key], in context: Context) -> Resolution {
    if let command = commands[context]?[KeySequence(keys)] { return .command(command) }
    return continuations(of: keys, in: context).isEmpty ? .nothing : .prefix
  }

  /// The rows whose sequences begin with some keys and go on, in table order.
  func continuations(of keys: [Key], in context: Context) -> [(Key, Binding)] {
    bindings.filter { $0.contexts.contains(context) }.flatMap { binding in
      binding.keys
        .filter { $0.keys.count > keys.count && $0.keys.starts(with: keys) }
        .map { ($0.keys[keys.count], binding) }
    }
  }

  /// The rows of a context, in table order.
  func bindings(in context: Context) -> [Binding] {
    bindings.filter { $0.contexts.contains(context) }
  }

  /// The rows that the footer shows in a context.
  func hints(in context: Context) -> [Binding] {
    bindings(in: context).filter { $0.hint != nil && !$0.keys.isEmpty }
  }
}

/// One key sequence bound to two commands.
struct KeymapConflict: Error, Equatable, CustomStringConvertible {
  let keys: KeySequence
  let context: Context
  let commands: [Command]

  var description: String {
    "the key \(keys) means both \(commands.map(\.name).joined(separator: " and ")) "
      + "on the \(context.rawValue) screen; bind one of them to another key"
  }
}
