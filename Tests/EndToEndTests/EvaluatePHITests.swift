import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// Figures are those of the scorer of the benchmark kit, `score_phi.py`, on the same invented lines.
@Suite struct EvaluatePHITests {
  private let folder = TemporaryFolder()

  private static let plain = """
    {"id":"a","text":"Seen by Dr. Tova Quill at Harrow Bay Clinic on 14 May 2021; 😀 aged 77, dose 5½ mg.","spans":[{"start":8,"end":22,"label":"NAME"},{"start":26,"end":43,"label":"HOSPITAL"},{"start":47,"end":58,"label":"DATE"},{"start":67,"end":69,"label":"AGE","optional":true}]}
    {"id":2,"text":"Núñez_Ree\\tMRN ٤٤-55x.  No PHI else.","spans":[{"start":0,"end":9,"label":"NAME"},[14,20,"MRN"]]}
    {"id":"c","text":"Nothing here at all.\\u2003Two.","spans":[]}
    """
  private static let plainFindings = """
    {"id":"a","spans":[{"start":12,"end":22},{"start":54,"end":58},{"start":70,"end":75}]}
    {"id":2,"spans":[[0,9,"NAME"],[14,16,"MRN"]]}
    """
  private static let kinds = """
    {"id":"k1","text":"Mrs. Mrs. Ottoline Fenn has Bell palsy; room 412.","spans":[{"start":5,"end":23,"label":"NAME","kind":"phi"},{"start":28,"end":32,"label":"KEEP","kind":"keep"},{"start":45,"end":48,"label":"ID","kind":"strict"}]}
    {"id":"k2","text":"Will call Ms Ree and 555-0142.","spans":[{"start":0,"end":4,"label":"KEEP","kind":"keep"},{"start":10,"end":16,"label":"NAME","kind":"phi"},{"start":21,"end":29,"label":"PHONE","kind":"phi"}]}
    """
  private static let kindsFindings = """
    {"id":"k1","spans":[{"start":10,"end":23},{"start":28,"end":30}]}
    {"id":"k2","spans":[{"start":13,"end":16},{"start":21,"end":29}]}
    """

  private func evaluate(
    _ gold: String, _ findings: String, _ options: String...
  ) throws -> JSONValue {
    let run = clinspan(
      [
        "evaluate", "--phi", try folder.write(gold, to: "gold.jsonl"), "--findings",
        try folder.write(findings, to: "found.jsonl"), "--json",
      ] + options)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONParser.parse(run.output)
  }

  private func expect(_ found: JSONValue, _ rates: [String: Double?], _ counts: [String: Int]) {
    for (name, rate) in rates {
      if let rate {
        #expect(abs((found[name]?.number ?? .nan) - rate) < 1e-9, "\(name)")
      } else {
        #expect(found[name] == .null, "\(name)")
      }
    }
    for (name, count) in counts { #expect(found["counts"]?[name]?.integer == count, "\(name)") }
  }

  @Test func figuresAreTheScorers() throws {
    let found = try evaluate(Self.plain, Self.plainFindings)
    expect(
      found,
      [
        "char_recall": 0.696969696969697, "char_precision": 0.8518518518518519,
        "span_recall": 0.25, "docs_leaking": 1, "misses_per_100k_words": 10000,
        "traps_masked": nil, "non_phi_masked": 0.07547169811320754,
      ],
      [
        "covered": 23, "documents": 2, "false": 4, "free": 53, "full": 1, "leaking": 2,
        "required": 33, "spans": 4, "traps": 0, "words": 30,
      ])
    #expect(
      found["per_label"]?.text()
        == "{\"DATE\":[0,1],\"HOSPITAL\":[0,1],\"MRN\":[0,1],\"NAME\":[1,2]}")
    #expect(found["intervals"]?["char_recall"]?.text() == "[0.65,0.76923]")
    #expect(found["intervals"]?["non_phi_masked"]?.text() == "[0.0,0.18182]")
  }

  @Test func trapsTitlesAndStrictSpansCountAsTheScorerCountsThem() throws {
    expect(
      try evaluate(Self.kinds, Self.kindsFindings),
      [
        "char_recall": 1, "char_precision": 0.9166666666666666, "span_recall": 1,
        "docs_leaking": 0, "traps_masked": 0.5, "non_phi_masked": 0.06666666666666667,
      ], ["covered": 22, "touched": 1, "traps": 2])
    expect(
      try evaluate(Self.kinds, Self.kindsFindings, "--strict"),
      [
        "char_recall": 0.88, "span_recall": 0.75, "docs_leaking": 0.5,
        "misses_per_100k_words": 6666.666666666667,
      ], [:])
  }

  @Test func theRulesAreScoredAndTheScreenIsReadable() throws {
    let gold = try folder.write(Self.plain, to: "gold.jsonl")
    let run = clinspan(["evaluate", "--phi", gold])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("characters of PHI masked (recall)"))
    #expect(run.output.contains("documents leaking"))
  }

  @Test func whatCannotBeScoredIsNamed() throws {
    let outside = try folder.write(
      "{\"id\":1,\"text\":\"Tova\",\"spans\":[{\"start\":0,\"end\":9,\"label\":\"NAME\"}]}\n",
      to: "outside.jsonl")
    let run = clinspan(["evaluate", "--phi", outside])
    #expect(run.status == 1)
    #expect(run.errors.contains("outside.jsonl:1: a span outside the text"))
    #expect(!run.errors.contains("Tova"))
    #expect(clinspan(["evaluate", "--phi", outside, "more"]).status == 64)
    #expect(clinspan(["evaluate", "model"]).status == 64)
  }
}
