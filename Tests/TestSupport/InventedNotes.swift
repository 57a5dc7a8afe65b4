public import Text

/// Invented notes with gold spans and PHI, for tests that need something to show. No person in them exists.
///
/// Written as `[chest pain|problem]`; labels in capitals are PHI and no gold.
public enum InventedNotes {
  /// A note, what is in it, and what a model would say.
  public struct Note: Sendable {
    /// The note.
    public let document: Document
    /// Gold spans, ordered.
    public let gold: [Span]
    /// Scalar ranges of what identifies somebody.
    public let phi: [Range<Int>]

    /// A note.
    public init(document: Document, gold: [Span], phi: [Range<Int>]) {
      self.document = document
      self.gold = gold
      self.phi = phi
    }

    /// What a model with some faults predicts: of every eight gold spans it misses one, stretches one over
    /// the next word and gives one another label; and it takes "low salt" for a treatment.
    public var predictions: [Annotation] {
      var found: [Annotation] = []
      for (index, span) in gold.enumerated() {
        var span = span
        switch index % 8 {
        case 2: continue
        case 5: span.range = span.start..<endOfNextWord(span.end)
        case 7: span.label = span.label == "problem" ? "test" : "problem"
        default: break
        }
        let confidence = Float(99 - index * 37 % 61) / 100
        if let last = found.last, last.span.end > span.start { continue }
        found.append(Annotation(span: span, source: .model("invented"), confidence: confidence))
      }
      let text = document.text
      for start in 0..<max(0, text.count - 8) where text[start..<start + 8] == "low salt" {
        let span = Span(start..<start + 8, "treatment")
        if !found.contains(where: { $0.span.range.overlaps(span.range) }) {
          found.append(Annotation(span: span, source: .model("invented"), confidence: 0.41))
        }
      }
      return found.sorted { $0.span < $1.span }
    }

    private func endOfNextWord(_ offset: Int) -> Int {
      let text = document.text
      var end = offset
      guard end < text.count, text[end] == " " else { return offset }
      end += 1
      while end < text.count, text[end].properties.isAlphabetic { end += 1 }
      return end
    }
  }

  /// A note from its marked-up text.
  public static func note(_ id: String, _ markup: String) -> Note {
    var text = ""
    var count = 0
    var gold: [Span] = []
    var phi: [Range<Int>] = []
    var rest = Substring(markup)
    while let open = rest.firstIndex(of: "[") {
      let plain = rest[..<open]
      text += plain
      count += plain.unicodeScalars.count
      let end = rest[open...].firstIndex(of: "]") ?? rest.index(before: rest.endIndex)
      let parts = rest[rest.index(after: open)..<end].split(separator: "|")
      precondition(parts.count == 2, "\(id): [text|label] expected")
      let range = count..<count + parts[0].unicodeScalars.count
      text += parts[0]
      count = range.upperBound
      if parts[1].allSatisfy(\.isUppercase) {
        phi.append(range)
      } else {
        gold.append(Span(range, Label(String(parts[1]))))
      }
      rest = rest[rest.index(after: end)...]
    }
    text += rest
    return Note(document: Document(id: id, text: text), gold: gold, phi: phi)
  }

  /// The five labels, in the order of the legend.
  public static let labels: [Label] = ["person", "problem", "pronoun", "test", "treatment"]

  /// The notes.
  public static let all: [Note] = [
    note(
      "discharge-0107",
      """
      DISCHARGE SUMMARY

      Name: [Orla Quimby|NAME]        MRN: [4471902|ID]
      Admitted: [03/14/2019|DATE]     Discharged: [03/19/2019|DATE]

      HISTORY OF PRESENT ILLNESS
      [Ms. Quimby|person] is a 63-year-old woman with [hypertension|problem] and [type 2 diabetes|problem] who came in with [crushing chest pain|problem] on exertion, relieved by rest. [She|pronoun] denied [shortness of breath|problem]. [An EKG|test] showed [ST elevation|problem] in V2-V4. [She|pronoun] was given [aspirin 81 mg|treatment] and [morphine|treatment], then taken to the cath lab.

      HOSPITAL COURSE
      [Cardiac catheterization|test] found [a 90% lesion|problem] of the LAD, for which [a drug-eluting stent|treatment] was placed. [The patient|person] tolerated [the procedure|treatment] well. [Troponin|test] fell from 8.2 to 0.4. [Dr. Ferro|person] of cardiology followed [her|pronoun] daily.

      DISCHARGE MEDICATIONS
      1. [Aspirin|treatment] 81 mg daily
      2. [Clopidogrel|treatment] 75 mg daily
      3. [Metformin|treatment] 500 mg twice a day

      PLAN
      low salt diet. [She|pronoun] will see [Dr. Ferro|person] in two weeks. Call for [fever|problem], [bleeding|problem] or [chest pain|problem].
      """),
    note(
      "radiology-0211",
      """
      CT HEAD WITHOUT CONTRAST    [11/02/2020|DATE]

      CLINICAL: 71 y/o man with [sudden left arm weakness|problem]. [CT head|test] to exclude [hemorrhage|problem].

      FINDINGS
      No [acute intracranial hemorrhage|problem]. [A 4 mm hypodensity|problem] in the right basal ganglia. Ventricles normal.

      IMPRESSION
      1. No [acute bleed|problem].
      2. [Old lacunar infarct|problem]. [MRI|test] advised.

      Read by [Dr. Halvard Nyby|NAME].
      """),
    note(
      "progress-0333",
      """
      S: Pt c/o [SOB|problem] overnight, better w/ [O2|treatment]. [He|pronoun] slept 3 h.
      O: T 37.1 BP 132/78 HR 88 SpO2 94 %
      \tNa 138\tK 4.1\tCr 1.2
      [Chest x-ray|test]: [bibasilar crackles|problem]? no, [small effusion|problem].
      A/P: [CHF exacerbation|problem]. Cont [Lasix|treatment] 40 IV, [daily weights|test], low salt diet. [Wife|person] updated: [she|pronoun] agrees.
      """),
    note(
      "nursing-0418",
      """
      Nursing note 07:00. [Mr. Ødegård|person] (张伟 on the old chart) rested well. Naïve to opioids; rates [pain|problem] 3/10 🤕. [He|pronoun] took [acetaminophen|treatment] at 02:00. Cafe\u{301} au lait spots noted on back. Family 👩‍👩‍👧 at bedside. [His daughter|person] asked about [the biopsy|test]; [she|pronoun] will call.
      """),
    note(
      "referral-0502",
      """
      Dear colleague,

      thank you for seeing [this pleasant 45-year-old teacher|person] with [recurrent migraine|problem]. [He|pronoun] has tried [propranolol|treatment] and [topiramate|treatment] without relief; [MRI of the brain|test] was normal. I would value your advice on [botulinum toxin|treatment].

      With kind regards
      [P. Lindqvist|NAME]
      """),
    note("empty-0600", ""),
  ]

  /// A note of at least so many characters, with a span every 25 characters or so.
  public static func long(characters: Int) -> Note {
    let sentences = [
      "[Ms. Quimby|person] denies [chest pain|problem]. ",
      "[She|pronoun] had [a CT of the abdomen|test] for [vague discomfort|problem] after lunch. ",
      "[Lisinopril|treatment] was held because [her|pronoun] [creatinine|test] rose.\n",
      "Otherwise the day was uneventful and the family visited in the afternoon. ",
      "[Blood cultures|test] grew nothing; [vancomycin|treatment] was stopped.\n\n",
    ]
    var markup = ""
    var index = 0
    while markup.utf8.count < characters * 3 / 2 {
      markup += sentences[index % sentences.count]
      index += 1
    }
    return note("long-\(characters)", markup)
  }
}
