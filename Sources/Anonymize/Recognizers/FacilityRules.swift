import Text

/// Hospitals, clinics, employers and schools: by the noun that ends their name, or the verb before it.
struct FacilityRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if word.has([.facility, .organization]), word.isCapital { ending(index, note, &hits) }
      if word.has(.preposition), word.shape == .lower { seen(index, note, &hits) }
    }
  }

  private static let joints = DateContext.hashes("of and the for s de")
  private static let saints = DateContext.hashes("st mt ft dr s u")
  private static let generic = DateContext.hashes(
    "medical health general care cancer nursing urgent memorial med mercy labs lab district center childrens group company"
  )

  /// `Good Samaritan Regional Medical Center`
  private func ending(_ index: Int, _ note: Note, _ hits: inout Hits) {
    let word = note.words[index]
    // Only the last noun of the name, and not one that another noun follows.
    if index + 1 < note.words.count, note.gap(after: index).count == 1, note[word.end] == .of(" "),
      note.words[index + 1].has([.facility, .organization]), note.words[index + 1].isCapital
    {
      return
    }
    guard
      word.shape != .upper || word.count > 4 || index > 0 && note.words[index - 1].shape == .upper
        || word.count <= 3
    else { return }
    if Self.generic.contains(word.hash), word.hash != Self.memorial || index == 0 { return }
    var first = index
    var last = index
    // "Children's Hospital of Orange County"
    if index + 2 < note.words.count, note.words[index + 1].hash == Self.of,
      note.words[index + 2].isCapital, note.gap(after: index).count == 1,
      note.gap(after: index + 1).count == 1
    {
      last = index + 2
      while last + 1 < note.words.count, last - index < 5, note.words[last + 1].isCapital,
        note.gap(after: last).count == 1, note[note.words[last].end] == .of(" ")
      { last += 1 }
    }
    var afterJoint: Int?
    while first > 0, index - first < 7 {
      let before = note.words[first - 1]
      // "Dr. Adams of Cedar Hospital": the person stands before the joint.
      if before.has(.title), before.isCapital, let joint = afterJoint {
        first = joint
        break
      }
      let gap = before.end..<note.words[first].start
      guard gap.count <= 3, !note.hasNewline(gap),
        gap.allSatisfy({ " .'&-".utf8.contains(note[$0]) }),
        !(note[gap.lowerBound] == .of(".") && gap.count > 1 && !Self.saints.contains(before.hash))
      else { break }
      let isJoint =
        Self.joints.contains(before.hash) && before.shape == .lower && first - 1 > 0
        && (note.words[first - 2].isCapital || before.count == 1)
      guard before.isCapital || isJoint, !before.has([.title]) || before.has(.streetSuffix),
        !before.isDigits
      else { break }
      if before.has([.function, .credential]), before.isCapital { break }
      if Self.employment.contains(before.hash) { break }
      if isJoint { afterJoint = first }
      first -= 1
    }
    while first < index,
      !note.words[first].isCapital
        || note.words[first].has(.heading) && note.words[first].hash != Self.memorial
    { first += 1 }
    guard first < index || last > index else { return }
    let head = note.words[first..<index]
    let named = head.contains {
      $0.entry.name > 0 && $0.entry.english < 6 || !$0.entry.isKnown || $0.entry.town > 0
        || $0.entry.isProper
    }
    let saint = head.contains {
      $0.hash == Self.saint || $0.hash == Self.stAbbreviation || $0.hash == Self.mount
    }
    let isUpper = word.shape == .upper && word.count > 3
    if isUpper, !named { return }
    let isOrganization = !word.has(.facility)
    if isOrganization {
      guard named, isEmployed(before: first, note) else { return }
      hits.add(note.words[first].start..<note.words[last].end, .organization, "org.noun", 0.7)
      return
    }
    let score: Float = named || saint ? 0.8 : first < index ? 0.6 : 0.4
    // A department is no facility: "Physical Therapy Clinic" after "the".
    let isDepartment = head.allSatisfy { $0.entry.isMedical || Self.departments.contains($0.hash) }
    hits.add(
      note.words[first].start..<note.words[last].end, .hospital, "facility.noun",
      isDepartment && !saint ? 0.3 : score)
    // "(MGH)"
    let end = note.words[last].end
    if last + 1 < note.words.count, note.gap(after: last).count == 2, note[end + 1] == .of("("),
      note.words[last + 1].shape == .upper,
      note[note.words[last + 1].end] == .of(")")
    {
      hits.add(note.words[last + 1].range, .hospital, "facility.abbreviation", 0.75)
    }
  }

  private static let of = WordHash.of("of")
  private static let memorial = WordHash.of("memorial")
  private static let saint = WordHash.of("saint")
  private static let stAbbreviation = WordHash.of("st")
  private static let mount = WordHash.of("mt")
  private static let departments = DateContext.hashes(
    "emergency urgent care primary family internal medicine surgery outpatient inpatient intensive cardiac vascular wound sleep pain physical occupational therapy infusion dialysis rehab women children day surgical oncology call coumadin anticoagulation"
  )

  private func isEmployed(before first: Int, _ note: Note) -> Bool {
    var probe = first - 1
    while probe >= 0, first - probe <= 5 {
      if Self.employment.contains(note.words[probe].hash) { return true }
      probe -= 1
    }
    return false
  }

  private static let employment = DateContext.hashes(
    "works worked work working employed employer employee job teaches taught attends attended student lawyer engineer teacher clerk manager owner cashier accountant retired chef cook nurse driver"
  )

  /// `seen at Cedar Crest`, `works at Acme Widgets`, `lawyer at Hale & Dorr`
  private func seen(_ index: Int, _ note: Note, _ hits: inout Hits) {
    let preposition = note.words[index].hash
    guard Self.prepositions.contains(preposition), index > 0 else { return }
    var next = index + 1
    guard next < note.words.count, note.gap(after: index).count == 1 else { return }
    if note.words[next].shape == .lower, Self.articles.contains(note.words[next].hash),
      note.gap(after: next).count == 1
    {
      next += 1
    }
    guard next < note.words.count else { return }
    let first = note.words[next]
    guard first.isCapital, !first.has([.month, .weekday, .country, .function]) else { return }
    if first.has(.title) { return possessive(next, note, &hits) }
    let isAt = preposition == Self.at
    guard isAt || isEncounter(before: index, note) || isEmployed(before: index + 1, note) else {
      return
    }
    var last = next
    while last + 1 < note.words.count, last - next < 6 {
      let gap = note.gap(after: last)
      let word = note.words[last + 1]
      guard gap.count <= 3, !note.hasNewline(gap),
        gap.allSatisfy({ " .'&-".utf8.contains(note[$0]) }),
        !(note[gap.lowerBound] == .of(".") && gap.count > 1
          && !Self.saints.contains(note.words[last].hash))
      else { break }
      let isJoint =
        (Self.joints.contains(word.hash) || word.count == 1) && word.shape == .lower
        && (word.count == 1 && note[word.start - 1] == .of("'")
          || (last + 2 < note.words.count && note.words[last + 2].isCapital && word.hash != Self.at))
      guard word.isCapital && !word.has([.month, .weekday]) || isJoint else { break }
      last += 1
    }
    while last > next, !note.words[last].isCapital, note.words[last].count > 1 { last -= 1 }
    let words = note.words[next...last].filter { $0.isCapital }
    let isEmployer = isEmployed(before: index + 1, note)
    let isFacility = words.contains { $0.has(.facility) }
    let isNamed = words.contains {
      ($0.entry.english < 6 && !$0.entry.isMedical && !$0.entry.isDrug) || $0.entry.name >= 4
    }
    guard isFacility || isNamed || isEmployer && words.count > 1 else { return }
    if !isFacility, !isEmployer {
      if first.has([.heading, .eponymHead, .role]) || Self.departments.contains(first.hash)
        || words.contains(where: { Self.department.contains($0.hash) })
      {
        return
      }
      if !Self.places.contains(preposition) { return }
      if words.allSatisfy({ $0.shape == .upper }),
        !(preposition == Self.at && isEncounter(before: index, note))
      {
        return
      }
    }
    if words.count == 1, first.shape == .upper, !isEncounter(before: index, note) { return }
    if words.count == 1, first.shape == .upper, first.count <= 2 || first.has(.heading) { return }
    if note.isEponymFrame(after: last), !isFacility { return }
    let hasVerb = isEncounter(before: index, note)
    if preposition != Self.at, !isFacility, !isEmployer, words.count == 1 {
      // "referred to Cardiology", "discharged to Home"
      guard first.shape == .upper || first.entry.english == 0,
        preposition == Self.from || preposition == Self.to
      else { return }
      hits.add(
        first.start..<note.words[last].end, .hospital, "facility.seen",
        first.entry.english == 0 && !first.entry.isMedical && !first.entry.isDrug && hasVerb
          && !Eponyms.contains(first) && first.shape != .upper ? 0.55 : 0.3)
      return
    }
    let range = first.start..<note.words[last].end
    if isEmployer {
      hits.add(range, .organization, "org.works", 0.75)
    } else {
      hits.add(
        range, .hospital, "facility.seen",
        hasVerb && isAt
          ? 0.75
          : isFacility || (hasVerb && words.count > 1) ? 0.6 : isAt && words.count > 1 ? 0.55 : 0.45
      )
    }
  }

  /// `at Dr. Smith's Office`
  private func possessive(_ index: Int, _ note: Note, _ hits: inout Hits) {
    var last = index + 1
    while last < note.words.count, last - index < 5 {
      let word = note.words[last]
      if Self.offices.contains(word.hash) {
        hits.add(note.words[index].start..<word.end, .hospital, "facility.office", 0.8)
        return
      }
      guard word.isCapital || word.count == 1, note.gap(after: last).count <= 2 else { return }
      last += 1
    }
  }

  private static let department = DateContext.hashes(
    """
    department dept division section unit service floor cardiology radiology neurology oncology psychiatry
    dermatology urology orthopedics gastroenterology nephrology pediatrics pathology endocrinology
    rheumatology ophthalmology gynecology obstetrics hematology pulmonology otolaryngology index scale level stage type
    """)
  private static let places = DateContext.hashes("at to from")
  private static let offices = DateContext.hashes("office clinic practice surgery hospital")
  private static let prepositions = DateContext.hashes("at to from by in for with of")
  private static let articles = DateContext.hashes("the our a")
  private static let at = WordHash.of("at")
  private static let from = WordHash.of("from")
  private static let to = WordHash.of("to")

  private func isEncounter(before index: Int, _ note: Note) -> Bool {
    var probe = index - 1
    let end = note.words[index].start
    while probe >= 0, index - probe <= 4 {
      let word = note.words[probe]
      if (word.end..<end).contains(where: {
        note[$0] == .of(".") && note[$0 + 1].isBlank || note[$0].isNewline
      }) {
        return false
      }
      if word.has(.encounter) { return true }
      probe -= 1
    }
    return false
  }
}
