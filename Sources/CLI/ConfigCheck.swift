import Notation
import Trainer

/// All that is wrong with a config, not only the first thing: each mistake is put right as its error
/// proposes, and the config read again.
struct ConfigCheck {
  /// In the order found.
  private(set) var problems: [ConfigError] = []
  /// What the config means, once nothing is wrong with it.
  private(set) var settings: TrainerConfig?

  /// More than a person reads at once.
  private static let limit = 50

  init(_ config: Config) {
    var config = config
    while problems.count < Self.limit {
      do throws(ConfigError) {
        let settings = try TrainerConfig(config)
        if problems.isEmpty { self.settings = settings }
        return
      } catch {
        problems.append(error)
        guard config.correct(error) else { return }
      }
    }
  }
}

extension Config {
  /// Puts one mistake right: an unknown word becomes the nearest right one, and goes where there is
  /// none or it is there already. False for any other mistake.
  fileprivate mutating func correct(_ error: ConfigError) -> Bool {
    let path = error.key.split(separator: ".").map(String.init)
    guard let key = path.last else { return false }
    let before = root
    let parent = path.dropLast()
    switch error.problem {
    case .unknownKey, .unknownSection:
      root.edit(at: parent) { section in
        let value = section[key]
        section[key] = nil
        if let nearest = error.nearest, section[nearest] == nil { section[nearest] = value }
      }
    case .unknownName:
      guard let nearest = error.nearest else { return false }
      root.edit(at: parent) { $0[key] = .string(nearest) }
    default: return false
    }
    return root != before
  }
}

extension JSONObject {
  /// Changes the object at a path of keys; nothing where there is none.
  fileprivate mutating func edit(at path: ArraySlice<String>, _ body: (inout JSONObject) -> Void) {
    guard let key = path.first else { return body(&self) }
    guard var child = self[key]?.object else { return }
    child.edit(at: path.dropFirst(), body)
    self[key] = .object(child)
  }
}
