public import Notation

extension Config {
  /// The config with every default filled in, every name and key known.
  ///
  /// - Throws: `ConfigError` for an unknown section, key or name (with the nearest valid one), a
  ///   missing argument, or a feature that is not offered.
  public func resolved() throws(ConfigError) -> Config {
    var resolved = filled(from: try defaults())
    try resolved.fillComponents()
    try resolved.checkSections()
    resolved.root = try resolved.block.withArguments()
    return resolved
  }

  /// The defaults, their references looking at this config's paths and system.
  private func defaults() throws(ConfigError) -> Config {
    let own = ["paths", "system"].flatMap { section in
      (root[section]?.object?.members ?? []).filter { $0.value.object == nil }.map {
        ConfigOverride("\(section).\($0.key)", $0.value)
      }
    }
    return try Config(parsing: ConfigDefaults.sections, overrides: own)
  }

  private mutating func fillComponents() throws(ConfigError) {
    let factories = try Config(parsing: ConfigDefaults.factories).root
    let components = try block.block("components")
    var filled = components.values
    for name in filled.keys {
      let component = try components.block(name)
      guard component.values["source"] == nil else {
        throw component.error(
          "source", .unsupported("source", reason: "is not offered; import the model instead"))
      }
      let factory = try component.name("factory", among: factories.keys)
      guard let defaults = factories[factory]?.object else { continue }
      filled[name] = .object(component.values.filled(from: defaults))
      try component.check(knows: defaults.keys)
    }
    root["components"] = .object(filled)
  }

  private func checkSections() throws(ConfigError) {
    try block.check(knows: [
      "paths", "system", "nlp", "components", "corpora", "training", "pretraining", "initialize",
    ])
    let known = try Config(parsing: ConfigDefaults.sections)
    for section in ["system", "nlp", "training", "initialize"] {
      try block.block(section).check(
        knows: (known.root[section]?.object?.keys ?? []) + (section == "nlp" ? ["vectors"] : []))
    }
    let pythonHooks = [
      "nlp": ["before_creation", "after_creation", "after_pipeline_creation"],
      "training": ["before_to_disk", "before_update"],
      "initialize": ["before_init", "after_init", "vocab_data", "lookups", "init_tok2vec"],
    ]
    for (section, keys) in pythonHooks.sorted(by: { $0.key < $1.key }) {
      try block.block(section).refuse(keys, "names Python code or data, which is never run here")
    }
    try block.block("training").refuse(
      ["annotating_components"], "is not offered: no component learns from what another says")
    try checkFrozen()
    try block.block("initialize").refuse(["components", "tokenizer"], "is not offered")
    try block.refuse(["pretraining"], "is not offered")
    for member in try block.block("training").block("score_weights").values.members
    where !Self.scores.contains(member.key) {
      throw try block.block("training").block("score_weights").error(
        member.key, .unknownName(member.key, known: Self.scores),
        nearest: Spelling.nearest(to: member.key, in: Self.scores))
    }
  }

  /// A transformer alone can be left as it is.
  private func checkFrozen() throws(ConfigError) {
    let training = try block.block("training")
    let components = try block.block("components")
    for name in try training.strings("frozen_components") {
      guard try components.block(name).string("factory") != "transformer" else { continue }
      throw training.error(
        "frozen_components",
        .unsupported("a frozen \(name)", reason: "is not offered; a transformer can be frozen"))
    }
  }

  /// What an evaluation during training measures.
  private static let scores = ["ents_f", "ents_p", "ents_r", "ents_per_type", "speed"]
}

extension ConfigBlock {
  /// Fails where one of these keys holds something.
  fileprivate func refuse(_ keys: [String], _ reason: String) throws(ConfigError) {
    for key in keys {
      switch values[key] {
      case nil, .null, .array([]): continue
      case .object(let object) where object.members.isEmpty: continue
      default: throw error(key, .unsupported(key, reason: reason))
      }
    }
  }

  /// The section with the defaults of registered functions filled in, wherever one is named.
  fileprivate func withArguments() throws(ConfigError) -> JSONObject {
    var filled = values
    if let registered = values.members.first(where: { $0.key.hasPrefix("@") }) {
      let registry = String(registered.key.dropFirst())
      let names = RegisteredFunction.names(in: registry)
      guard !names.isEmpty else {
        let registries = Set(RegisteredFunction.all.map { "@" + $0.registry }).sorted()
        throw error(
          registered.key, .unknownKey, nearest: Spelling.nearest(to: registered.key, in: registries)
        )
      }
      let name = try name(registered.key, among: names)
      for function in RegisteredFunction.all
      where function.registry == registry && function.name == name {
        try check(knows: [registered.key] + function.arguments.map(\.key))
        for argument in function.arguments where filled[argument.key] == nil {
          switch argument.kind {
          case .required: throw error(argument.key, .missing(expected: "an argument of \(name)"))
          case .optional(let value): filled[argument.key] = value
          }
        }
      }
    }
    for member in filled.members where member.value.object != nil {
      filled[member.key] = .object(try block(member.key, of: filled).withArguments())
    }
    return filled
  }

  private func block(_ key: String, of values: JSONObject) throws(ConfigError) -> ConfigBlock {
    try ConfigBlock(path: path, values: values, config: config).block(key)
  }
}
