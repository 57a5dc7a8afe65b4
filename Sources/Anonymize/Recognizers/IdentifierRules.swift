import Text

/// Numbers and codes that a label names: record, plan, account, licence, vehicle, device and other numbers.
///
/// A label is enough: a checksum that fails never makes a labelled code public.
struct IdentifierRules: RuleFamily {
  struct Kind: Sendable {
    let label: Label
    let rule: String
    /// Digits that a code needs after this label.
    let digits: Int
    /// Whether a separator or a noun must stand between label and code.
    var needsLink = false
  }

  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      defer { index += 1 }
      guard let (kind, last) = Self.labels.longest(at: index, in: note) else { continue }
      let head = note.words[index]
      // "dL (11.5", "ss", "pt": short labels are labels when written as such.
      if head.count < 3 {
        if note[head.start - 1].isWordish || note[head.start - 1] == .of("/") { continue }
        if head.shape != .upper, last == index, note[note.skipBlanks(head.end)] != .of("#"),
          note[head.end] != .of(":")
        {
          continue
        }
      }
      if let code = code(after: last, kind, note) {
        hits.add(code, kind.label, kind.rule, 0.95)
        var next = code.upperBound
        // "S/N A123, B456" and "grp 12-3 / 45-6" are rare; "xxx-xx-4321" hides a part already.
        while kind.label == .ssn, note[next] == .of("-"), note[next + 1].isDigit {
          next += 1
          let start = next
          while note[next].isDigit { next += 1 }
          hits.add(start..<next, .ssn, kind.rule, 0.95)
        }
      }
      index = last
    }
  }

  /// The code after a label: past nouns, signs and at most one line break.
  private func code(after last: Int, _ kind: Kind, _ note: Note) -> Range<Int>? {
    var position = note.words[last].end
    var hasLink = false
    var hasBreak = false
    let limit = position + 34
    // The plural "s" of a label, or of its noun.
    skipping: while position < limit {
      let byte = note[position]
      if byte.isBlank || byte == .of("(") || byte == .of(")") || byte == .of("\"")
        || byte == .of("'") || byte == .of("*")
      {
        position += 1
      } else if byte == .of(":") || byte == .of("#") || byte == .of("=") || byte == .of(".")
        || byte == .of("-")
      {
        hasLink = true
        position += 1
      } else if byte.isNewline {
        if hasBreak { return nil }
        if byte == .of("\r"), note[position + 1] == .of("\n") { position += 1 }
        hasBreak = true
        position += 1
      } else if byte.isLetter {
        for word: StaticString in [
          "number", "num", "nos", "no", "nbr", "id", "is", "was", "ending", "in", "on", "file",
          "code",
          "with", "the", "plan", "policy", "member", "and", "of", "card", "template", "acct",
          "holder", "tag",
        ]
        where note.matches(word, at: position) && !note[position + word.utf8CodeUnitCount].isWordish
        {
          position += word.utf8CodeUnitCount
          if word.utf8CodeUnitCount > 1 { hasLink = true }
          continue skipping
        }
        break skipping
      } else {
        break
      }
    }
    if kind.needsLink, !hasLink, !Self.isUnlike(words: position, note) { return nil }
    guard
      let code = Self.code(at: position, note)
        ?? (kind.label == .healthPlan ? Self.lettered(at: position, note) : nil)
        ?? (kind.label == .vehicle ? Self.plate(at: position, note) : nil)
        ?? (kind.label == .id && hasLink ? Self.reference(at: position, note) : nil)
    else { return nil }
    let digits = code.count { note[$0].isDigit }
    guard digits >= kind.digits else { return nil }
    // A label at a line's end names what the next line begins with only if that line is the code alone.
    if hasBreak {
      let end = note.skipBlanks(code.upperBound)
      guard note[end].isNewline else { return nil }
    }
    if digits == code.count, isMeasured(code, note) { return nil }
    // A date after "order" or "specimen" is the date rules' affair.
    let first = note.wordIndex(atOrAfter: code.lowerBound)
    if first < note.words.count, note.words[first].start == code.lowerBound, kind.label == .id,
      let date = DateGrammar.match(at: first, in: note), date.range == code, date.day != nil,
      code.count < 11, note.words[first].count < 8
    {
      return nil
    }
    return code
  }

  private func isMeasured(_ code: Range<Int>, _ note: Note) -> Bool {
    let next = note.wordIndex(atOrAfter: code.upperBound)
    return next < note.words.count && note.words[next].start - code.upperBound <= 1
      && code.count < 4
      && note.words[next].has(.unit)
  }

  /// `JH/pt/884213`: an office's reference, its parts joined by slashes.
  private static func reference(at start: Int, _ note: Note) -> Range<Int>? {
    var end = start
    while end - start < 32,
      note[end].isWordish || "/-".utf8.contains(note[end]) && note[end + 1].isWordish
    { end += 1 }
    let digits = (start..<end).count { note[$0].isDigit }
    return digits >= 3 && (start..<end).contains { note[$0] == .of("/") } ? start..<end : nil
  }

  /// `CR-2021-0098`: capitals and four digits at least, which no word or measure is.
  private static func isUnlike(words start: Int, _ note: Note) -> Bool {
    guard note[start].isUpper, !note.matches("nct", at: start), let code = code(at: start, note)
    else { return false }
    return code.count { note[$0].isDigit } >= 5
      && code.allSatisfy { note[$0].isDigit || note[$0].isUpper || note[$0] == .of("-") }
  }

  /// `UHC 9988 7712`: a plan's letters, then groups of figures.
  private static func lettered(at start: Int, _ note: Note) -> Range<Int>? {
    var middle = start
    while middle - start < 5, note[middle].isUpper { middle += 1 }
    guard (2...4).contains(middle - start), note[middle] == .of(" "), note[middle + 1].isDigit,
      let code = code(at: middle + 1, note), code.count >= 4
    else { return nil }
    return start..<code.upperBound
  }

  /// `KXR 4471`: letters and figures of a plate, apart.
  private static func plate(at start: Int, _ note: Note) -> Range<Int>? {
    var middle = start
    while middle - start < 5, note[middle].isUpper { middle += 1 }
    guard (1...4).contains(middle - start), note[middle] == .of(" ") || note[middle] == .of("-")
    else { return nil }
    var end = middle + 1
    while end - middle < 6, note[end].isDigit || note[end].isUpper { end += 1 }
    guard end - middle > 2, note[middle + 1].isDigit, !note[end].isWordish else { return nil }
    return start..<end
  }

  /// A run of letters and digits, joined by single hyphens, slashes, dots or underscores, or by single
  /// spaces between digits.
  static func code(at start: Int, _ note: Note) -> Range<Int>? {
    var position = start
    guard note[position].isWordish else { return nil }
    var hasDigit = false
    var end = position
    while position - start < 64 {
      let byte = note[position]
      if byte.isWordish {
        hasDigit = hasDigit || byte.isDigit
        position += 1
        end = position
      } else if "-/._*".utf8.contains(byte), note[position + 1].isWordish {
        if byte == .of("."), !note[position + 1].isDigit { break }
        if byte == .of("/"), !note[position - 1].isDigit || !note[position + 1].isDigit { break }
        position += 1
      } else if byte == .of(" "), position > start, note[position - 1].isDigit,
        note[position + 1].isDigit
      {
        // Only short groups of digits go on: "4111 1111 1111 1111", "123 45 6789".
        var group = position + 1
        while note[group].isDigit { group += 1 }
        let isTail =
          group - position == 2 && position - start >= 9
          && (!note[group].isBlank || note[group + 1].isBlank)
        guard group - position - 1 <= 5, !note[group].isLetter, group - position > 2 || isTail,
          note[group] != .of("/"), note[group] != .of("%")
        else { break }
        position += 1
      } else {
        break
      }
    }
    return hasDigit && end > start ? start..<end : nil
  }

  private static let labels = PhraseTable<Kind>([
    (
      Kind(label: .mrn, rule: "mrn.label", digits: 3),
      """
      mrn|emrn|emr|ehr|medical record|medical record number|medical record no|med rec|med rec no|med rec number
      med record|unit no|unit number|chart no|chart number|hospital number|hospital no|patient id|pt id
      patient number|patient no|history number|hosp no|record number|record no|patient identifier
      mpi|umrn|nhs no|nhs number|nhs|chi number|chi no|ihi|uhid|hospital num|patient mrn|m r n|hn|medical rec|pt number|pt no|med record number|patient record
      """
    ),
    (
      Kind(label: .mrn, rule: "mrn.label", digits: 4, needsLink: true),
      "record|mr|chart|patient|pt|records|hospital|hosp"
    ),
    (
      Kind(label: .ssn, rule: "ssn.label", digits: 4),
      "last 4|national insurance number|national insurance no|ni number|ni no|nino|sin|ssn|social security|social security number|social security no|soc sec|soc sec no|ss|last four|last 4 ssn|soc security"
    ),
    (
      Kind(label: .healthPlan, rule: "plan.label", digits: 4),
      """
      medicare|medicaid|medicaid id|medicare id|member|member id|insurance id|insurance number|insurance no
      insurance member id|insurance policy|policy|policy number|policy no|group number|group no|group|grp
      subscriber|subscriber id|beneficiary|hicn|mbi|bcbs member|bcbs|health plan|insurance plan id|insurance plan
      ins policy|ins id|ins no|ins|plan id|plan number|insurance policy number|payer id|insurance|hmo|ppo
      plan member|insurance card|prescription plan|coverage id|insurer|aetna|cigna|humana|tricare|insurance is|health card|health card number|health card no|medical card|ohip|phn|hcn|medi cal|medical id|policy holder id|policyholder id|insured id|certificate holder|rxbin|rx group
      """
    ),
    (
      Kind(label: .account, rule: "account.label", digits: 4),
      """
      acct|account|account number|account no|acct no|guarantor acct|guarantor account|billing number|billing|invoice
      card|credit card|debit card|iban|routing number|routing|account id|bank account|fin|card number|guarantor|har|hospital account
      """
    ),
    (
      Kind(label: .license, rule: "license.label", digits: 3),
      """
      dea|npi|lic|license|licence|license number|driver license|drivers license|driver s license|drivers licence
      provider no|provider number|prov no|prescriber no|gmc|gmc no|gmc number|nmc|nmc pin|ahpra|dl|certificate|certificate number|cert|state license|medical license|license no|lic no|driver licence|cdl|upin|state id|caqh
      """
    ),
    (
      Kind(label: .vehicle, rule: "vehicle.label", digits: 2),
      "vin|license plate|licence plate|plate|plate number|plates|license plate number|vehicle registration|registration|tag number|licence plate number|vehicle identification number|tag"
    ),
    (
      Kind(label: .device, rule: "device.label", digits: 3),
      """
      serial number|serial no|serial|s n|sn|udi|imei|device id|device serial|device serial number|device identifier
      implant id|device number|mac address
      """
    ),
    (
      Kind(label: .biometric, rule: "biometric.label", digits: 2),
      "fingerprint|fingerprint template|voiceprint|voice print|voiceprint id|retina scan|retinal scan|iris scan|biometric|biometric id|palm print|faceprint|finger print"
    ),
    (
      Kind(label: .id, rule: "id.label", digits: 3),
      """
      accession|accession number|accession no|csn|specimen|specimen number|specimen id|passport|passport number|badge
      case number|case no|case id|study id|study number|visit number|visit id|encounter|encounter number|encounter id|subject
      subject id|participant|participant id|site id|confirmation number|reference number|claim|claim number|claim id
      student id|employee id|staff id|user id|visa number|ticket number|referral number|authorization number
      prescription number|prior authorization|rx number|tracking number|bmt number|registry number|requisition
      sample id|sample number|order number|order no|order id|badge number|military id|green card|tribal id|worker id|our ref|your ref|ref no|ref number|our reference|job number|job no|run number|run no|family id|pedigree id|pedigree|incident number|incident no|call number|nric|aadhaar|transcription id|document id|dictation id|employee number|employee no
      """
    ),
    (
      Kind(label: .id, rule: "id.label", digits: 4, needsLink: true),
      "pathology|cytology|radiology|biopsy|surgical|block|culture|exam|job|run|family|incident|medic|id|order|case|study|sample|identifier|rx|reference|ref|code|prescription|contract|tracking|authorization|referral|event"
    ),
    (
      Kind(label: .id, rule: "id.order", digits: 5),
      "order|identified as|id|req|slide|cassette|requisition no|trip|docket"
    ),
  ])
}
