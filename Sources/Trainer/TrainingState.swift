import Files
import Model
import Notation
import Text

/// A run's state on disk: a JSON header with its length before it, then the weights and the optimizer's
/// memory as safetensors. The same bits go on as would have gone on without the stop.
extension TrainingRun {
  private static let formatVersion = 1

  /// What a model's `meta.json` says of how it was trained.
  var meta: JSONValue {
    [
      "seed": .integer(Int(truncatingIfNeeded: config.seed)), "step": .integer(progress.step),
      "epoch": .integer(progress.epoch), "words": .integer(progress.words),
      "workers": .integer(workers), "data": .string(dataHash),
    ]
  }

  /// The state as bytes.
  func encodedState() -> [UInt8] {
    var model = self.model
    var tensors: [String: SafeTensors.Tensor] = [:]
    var updates: [JSONObject.Member] = []
    model.visitParameters { parameter in
      let shape = [parameter.value.rows, parameter.value.columns]
      tensors["weights/\(parameter.name)"] = .init(shape: shape, values: parameter.value.storage)
      guard parameter.id < adam.moments.count, let moment = adam.moments[parameter.id] else {
        return
      }
      updates.append(.init(parameter.name, .integer(moment.updates)))
      tensors["mean/\(parameter.name)"] = .init(shape: shape, values: moment.mean)
      tensors["square/\(parameter.name)"] = .init(shape: shape, values: moment.square)
      if !moment.average.isEmpty {
        tensors["average/\(parameter.name)"] = .init(shape: shape, values: moment.average)
      }
    }
    let header: JSONObject = [
      "format": .integer(Self.formatVersion),
      "config": .string(comparableConfig), "data": .string(dataHash),
      "workers": .integer(workers), "labels": .array(model.labels.map { .string($0.rawValue) }),
      "updates": .object(JSONObject(updates)), "progress": progress.value,
    ]
    let bytes = JSONValue.object(header).encoded()
    return (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) } + bytes
      + SafeTensors(tensors).encoded()
  }

  /// Brings a run made from the same config and data to where a stopped one was left.
  ///
  /// - Throws: `TrainerError` when nothing is there, it is of other data or settings, or is damaged.
  public mutating func resume(from checkpoints: Checkpoints) throws(TrainerError) {
    let path = checkpoints.state
    guard Folder.hasFile(path) else { throw .nothingToResume(path: path) }
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path)
    } catch {
      throw .file(error)
    }
    let length = bytes.count < 8 ? -1 : (0..<8).reduce(0) { $0 | Int(bytes[$1]) << ($1 * 8) }
    guard length >= 0, length <= bytes.count - 8,
      let header = try? JSONParser.parse(Array(bytes[8..<8 + length])),
      let progress = header["progress"].flatMap({ Progress($0) })
    else { throw .cannotResume(path: path, reason: "the file is damaged") }
    guard header["format"]?.integer == Self.formatVersion else {
      throw .cannotResume(path: path, reason: "it is of another version of this program")
    }
    guard header["data"]?.string == dataHash else {
      throw .cannotResume(path: path, reason: "the corpora have changed")
    }
    guard header["config"]?.string == comparableConfig else {
      throw .cannotResume(path: path, reason: "the settings have changed")
    }
    guard header["workers"]?.integer == workers else {
      throw .cannotResume(
        path: path,
        reason: "it ran with \(header["workers"]?.integer ?? 0) workers, not \(workers)")
    }
    do {
      try take(
        SafeTensors(decoding: Array(bytes[(8 + length)...]), path: path),
        updates: header["updates"], path: path)
    } catch {
      throw .cannotResume(path: path, reason: error.description)
    }
    restore(progress)
  }

  private mutating func take(
    _ tensors: SafeTensors, updates: JSONValue?, path: String
  ) throws(WeightsError) {
    var model = self.model
    var adam = Adam(config.optimizer)
    var failure: WeightsError?
    model.visitParameters { parameter in
      let shape = [parameter.value.rows, parameter.value.columns]
      func values(_ kind: String) -> [Float] {
        guard let tensor = tensors.tensors["\(kind)/\(parameter.name)"] else {
          failure = failure ?? .missing(path: path, tensor: "\(kind)/\(parameter.name)")
          return []
        }
        if tensor.shape != shape {
          failure = .shape(
            path: path, tensor: parameter.name, expected: shape, found: tensor.shape)
        }
        return tensor.values
      }
      let weights = values("weights")
      if failure == nil {
        parameter.value = Matrix(rows: shape[0], columns: shape[1], weights)
      }
      guard let count = updates?[parameter.name]?.integer else { return }
      adam.restore(
        .init(
          updates: count, mean: values("mean"), square: values("square"),
          average: config.optimizer.keepsAverages ? values("average") : []), id: parameter.id)
    }
    if let failure { throw failure }
    self.model = model
    self.adam = adam
  }

  /// The settings that must be the same for a resumed run to be the same run: all but those that say
  /// when it ends and where files are.
  private var comparableConfig: String {
    var config = self.config.resolved
    config.root["paths"] = nil
    config.root["corpora"] = .object(
      JSONObject(
        (config.root["corpora"]?.object?.members ?? []).map { member in
          var reader = member.value.object ?? [:]
          reader["path"] = nil
          return .init(member.key, .object(reader))
        }))
    var training = config.root["training"]?.object ?? [:]
    for key in ["max_steps", "max_epochs", "patience", "logger"] { training[key] = nil }
    config.root["training"] = .object(training)
    return config.serialized()
  }
}

extension TrainingRun.Progress {
  /// The progress as JSON; 64-bit words and doubles as bits, so that nothing is rounded.
  fileprivate var value: JSONValue {
    func bits(_ word: UInt64) -> JSONValue { .string(String(word, radix: 16)) }
    var object: JSONObject = [
      "step": .integer(step), "epoch": .integer(epoch), "batch": .integer(batch),
      "size_position": .integer(sizePosition), "loss": bits(loss.bitPattern),
      "random": .array((0..<4).map { bits(random.state[$0]) }), "words": .integer(words),
      "evaluation_due": .bool(isEvaluationDue),
    ]
    if let best {
      object["best"] = ["score": bits(best.score.bitPattern), "step": .integer(best.step)]
    }
    return .object(object)
  }

  fileprivate init?(_ value: JSONValue) {
    func bits(_ value: JSONValue?) -> UInt64? { value?.string.flatMap { UInt64($0, radix: 16) } }
    guard let step = value["step"]?.integer, let epoch = value["epoch"]?.integer,
      let batch = value["batch"]?.integer, let position = value["size_position"]?.integer,
      let loss = bits(value["loss"]), let words = value["words"]?.integer,
      let isDue = value["evaluation_due"]?.bool,
      let state = value["random"]?.array?.compactMap(bits), state.count == 4
    else { return nil }
    var random = SeededGenerator(seed: 0)
    for index in 0..<4 { random.state[index] = state[index] }
    self.init(
      step: step, epoch: epoch, batch: batch, sizePosition: position,
      loss: Double(bitPattern: loss), best: nil, random: random, words: words,
      isEvaluationDue: isDue)
    if let best = value["best"] {
      guard let score = bits(best["score"]), let step = best["step"]?.integer else { return nil }
      self.best = .init(score: Double(bitPattern: score), step: step)
    }
  }
}

extension TrainingRun {
  /// A fingerprint of what is learnt from and scored on: texts, tokens, spans and beliefs, in order.
  var dataHash: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    func add(_ word: UInt64) {
      hash = (hash ^ word) &* 0x100_0000_01B3
      hash ^= hash >> 29
    }
    for lesson in train + dev.map({ Lesson($0) }) {
      let example = lesson.example
      for byte in example.document.text.utf8 { add(UInt64(byte)) }
      for token in example.document.tokens { add(UInt64(token.range.upperBound)) }
      for span in example.spans {
        add(UInt64(span.start))
        add(UInt64(span.end))
        for byte in span.label.rawValue.utf8 { add(UInt64(byte)) }
      }
      for range in example.unannotated { add(UInt64(range.lowerBound) << 32 | UInt64(range.count)) }
      for weight in lesson.belief?.weights ?? [] { add(UInt64(weight.bitPattern)) }
      add(.max)
    }
    return String(hash, radix: 16)
  }
}
