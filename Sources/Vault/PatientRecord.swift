public import Anonymize
import Digests
import Notation
public import Text

/// All that a vault knows of one patient: what draws surrogates, and what stood where in each document.
public struct PatientRecord: Hashable, Sendable {
  /// One piece of a document that was replaced.
  public struct Segment: Hashable, Sendable {
    /// Half-open scalar range of the replacement in the output.
    public let output: Range<Int>
    /// What stood there, and its kind.
    public let original: String
    /// Its kind.
    public let label: Label
  }

  /// One anonymized document.
  public struct AnonymizedText: Hashable, Sendable {
    /// SHA-256 of the output's UTF-8, in hexadecimal.
    public let digest: String
    /// What was replaced, in order.
    public let segments: [Segment]
  }

  /// What documents of the patient share.
  public var memory: PatientMemory
  /// The patient's documents, by id.
  public private(set) var documents: [String: AnonymizedText]

  /// A patient of whom nothing is known yet, with a secret of their own: when the record is forgotten, nothing
  /// else tells what its surrogates stood for.
  public init(newPatient patient: String) {
    self.init(PatientMemory(patient: patient, key: PHIKey(Seal.random(32))))
  }

  /// A patient whose draws follow from a key, for a run without a vault.
  public init(_ memory: PatientMemory) {
    self.memory = memory
    documents = [:]
  }

  /// Remembers what was replaced in a document, in the place of an earlier run's.
  public mutating func add(_ masked: AnonymizedDocument, of original: Document) {
    documents[original.id] = AnonymizedText(
      digest: Self.digest(of: masked.document.text),
      segments: masked.replacements.map {
        Segment(
          output: $0.replaced, original: original.text[$0.original.range], label: $0.original.label)
      })
  }

  /// What identifies the patient by itself in their documents, each value once: to be searched for in what
  /// comes next. Dates, ages and towns are not: they stand in anybody's.
  public var knownValues: [Roster.Entry] {
    var seen: Set<Roster.Entry> = []
    return documents.sorted { $0.key < $1.key }.flatMap(\.value.segments).compactMap { segment in
      if Self.shared.contains(segment.label) { return nil }
      let entry = Roster.Entry(segment.original, segment.label)
      return seen.insert(entry).inserted ? entry : nil
    }
  }

  private static let shared: Set<Label> = [
    .date, .age, .location, .zip, .hospital, .organization, .place,
  ]

  /// The original of a document that was anonymized for this patient.
  ///
  /// - Returns: nil where no document of this id gave exactly this text: a guess is never made.
  public func original(of output: ScalarText, id: String) -> String? {
    guard let known = documents[id], known.digest == Self.digest(of: output) else { return nil }
    var text = ""
    var position = 0
    for segment in known.segments {
      guard segment.output.lowerBound >= position, segment.output.upperBound <= output.count else {
        return nil
      }
      text += output[position..<segment.output.lowerBound] + segment.original
      position = segment.output.upperBound
    }
    return text + output[position..<output.count]
  }

  private static func digest(of text: ScalarText) -> String { Hex.text(Digest.sha256(text.utf8)) }
}

extension PatientRecord {
  /// The record as it is sealed.
  var encoded: [UInt8] {
    let documents = documents.sorted { $0.key < $1.key }.map { id, document -> JSONValue in
      [
        "id": .string(id), "digest": .string(document.digest),
        "segments": .array(
          document.segments.map {
            [
              .integer($0.output.lowerBound), .integer($0.output.upperBound),
              .string($0.label.rawValue), .string($0.original),
            ]
          }),
      ]
    }
    let surrogates = memory.surrogates.sorted { $0.key < $1.key }
    return JSONValue.object([
      "patient": .string(memory.patient), "key": .string(Hex.text(memory.key.bytes)),
      "shift": .integer(memory.shift),
      "surrogates": .object(JSONObject(surrogates.map { .init($0.key, .string($0.value)) })),
      "documents": .array(documents),
    ]).encoded()
  }

  /// Reads a record; nil where it is none.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSONParser.parse(bytes), let patient = value["patient"]?.string,
      let key = value["key"]?.string.flatMap(Hex.bytes), let shift = value["shift"]?.integer,
      let surrogates = value["surrogates"]?.object, let rows = value["documents"]?.array
    else { return nil }
    memory = PatientMemory(
      patient: patient, key: PHIKey(key), shift: shift,
      surrogates: Dictionary(
        surrogates.members.compactMap { member in
          member.value.string.map { (member.key, $0) }
        }, uniquingKeysWith: { first, _ in first }))
    documents = [:]
    for row in rows {
      guard let id = row["id"]?.string, let digest = row["digest"]?.string,
        let segments = row["segments"]?.array
      else { return nil }
      var known: [Segment] = []
      for segment in segments {
        guard let parts = segment.array, parts.count == 4, let start = parts[0].integer,
          let end = parts[1].integer, 0 <= start, start <= end, let label = parts[2].string,
          let original = parts[3].string
        else { return nil }
        known.append(Segment(output: start..<end, original: original, label: Label(label)))
      }
      documents[id] = AnonymizedText(digest: digest, segments: known)
    }
  }
}
