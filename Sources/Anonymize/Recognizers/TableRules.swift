import Text

/// Tables: a line of column names, then lines with as many cells, parted by `|`, tabs, commas or semicolons.
///
/// A column's name says what stands below it, as a field's label says what follows it.
struct TableRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var line = 0
    while line < note.lineStarts.count {
      let range = lineRange(line, note)
      guard let table = header(of: range, note) else {
        line += 1
        continue
      }
      line += 1
      while line < note.lineStarts.count {
        let cells = Self.cells(of: lineRange(line, note), by: table.separator, note)
        guard cells.count == table.columns.count else { break }
        for (cell, column) in zip(cells, table.columns) {
          if let column, isValue(cell, of: column, note) {
            hits.add(cell, column, "table.column", 0.9)
          }
        }
        line += 1
      }
    }
  }

  private func lineRange(_ line: Int, _ note: Note) -> Range<Int> {
    let start = note.lineStarts[line]
    var end = line + 1 < note.lineStarts.count ? note.lineStarts[line + 1] : note.bytes.count
    while end > start, note[end - 1].isNewline { end -= 1 }
    return start..<end
  }

  /// What each column holds, nil where the name says nothing of PHI; nil where a line names no columns.
  private func header(of line: Range<Int>, _ note: Note) -> (
    separator: UInt8, columns: [Label?]
  )? {
    guard line.count < 400 else { return nil }
    for separator: UInt8 in [.of("|"), .of("\t"), .of(","), .of(";")]
    where line.contains(where: { note[$0] == separator }) {
      let cells = Self.cells(of: line, by: separator, note)
      guard cells.count >= 3, cells.allSatisfy({ $0.count <= 32 }) else { continue }
      let columns = cells.map { column(named: $0, note) }
      // Two names of columns at least, and no figures: a row of values is no header.
      if columns.count(where: { $0 != nil }) >= 2,
        !line.contains(where: { note[$0].isDigit })
      {
        return (separator, columns)
      }
    }
    return nil
  }

  private func column(named cell: Range<Int>, _ note: Note) -> Label? {
    var hash = WordHash()
    for offset in cell where note[offset].isLetter { hash.feed(note[offset].lowered) }
    return Self.names[hash.value]
  }

  /// The trimmed cells of a line; a quoted cell may hold separators. Frames of `|` stand outside.
  private static func cells(of line: Range<Int>, by separator: UInt8, _ note: Note) -> [Range<Int>]
  {
    var line = line
    while let first = line.first, note[first].isBlank { line = line.dropFirst() }
    while let last = line.last, note[last].isBlank { line = line.dropLast() }
    if separator == .of("|") {
      if let first = line.first, note[first] == separator { line = line.dropFirst() }
      if let last = line.last, note[last] == separator { line = line.dropLast() }
    }
    if line.isEmpty { return [] }
    var cells: [Range<Int>] = []
    var start = line.lowerBound
    var isQuoted = false
    for offset in line.lowerBound...line.upperBound {
      if offset < line.upperBound, note[offset] == .of("\"") { isQuoted.toggle() }
      guard offset == line.upperBound || (note[offset] == separator && !isQuoted) else { continue }
      var cell = start..<offset
      while let first = cell.first, note[first].isBlank || note[first] == .of("\"") {
        cell = cell.dropFirst()
      }
      while let last = cell.last, note[last].isBlank || note[last] == .of("\"") {
        cell = cell.dropLast()
      }
      cells.append(cell)
      start = offset + 1
    }
    return cells
  }

  /// Whether a cell can hold what its column says: names have letters, numbers digits.
  private func isValue(_ cell: Range<Int>, of label: Label, _ note: Note) -> Bool {
    guard !cell.isEmpty, cell.count <= 80, cell.contains(where: { note[$0].isWordish }) else {
      return false
    }
    switch label {
    case .name:
      guard !cell.contains(where: { note[$0].isDigit }) else { return false }
      let first = note.wordIndex(atOrAfter: cell.lowerBound)
      let word = note.words[first]
      return !word.has([.function, .heading, .personNoun]) || word.entry.firstName >= 3
    case .location, .hospital, .organization, .address: return true
    case .id, .zip: return cell.contains { note[$0].isDigit } && cell.count >= 3
    default: return cell.contains { note[$0].isDigit }
    }
  }

  private static let names: [UInt64: Label] = {
    let lists: [(Label, String)] = [
      (
        .name,
        """
        name patient patientname fullname firstname lastname first last surname forename givenname
        middlename familyname provider physician attending surgeon doctor clinician nurse contact
        contactname guardian spouse nextofkin author signedby orderedby referredby pcp maidenname
        """
      ),
      (
        .date,
        """
        dob dateofbirth birthdate birthday date admit admitdate admissiondate dischargedate visitdate
        servicedate dos admitted discharged datetime timestamp collected received appointment apptdate
        dateofservice admission visit
        """
      ),
      (
        .mrn,
        "mrn patientid medicalrecord medicalrecordnumber chart chartnumber ptid hospitalno nhsno"
      ),
      (
        .id, "id accession csn encounter encounterid accountnumber visitid studyid subjectid caseid"
      ),
      (.account, "account acct accountno acctno"),
      (.ssn, "ssn socialsecurity socialsecuritynumber"),
      (.phone, "phone telephone tel mobile cell phonenumber homephone cellphone workphone pager"),
      (.fax, "fax faxnumber"), (.email, "email emailaddress mail"),
      (.address, "address street streetaddress homeaddress addressline addr"),
      (.location, "city town county birthplace"), (.zip, "zip zipcode postcode postalcode postal"),
      (.healthPlan, "memberid insuranceid policynumber policy subscriberid medicare medicaid"),
      (.hospital, "facility hospital clinic site"), (.organization, "employer school"),
    ]
    var names: [UInt64: Label] = [:]
    for (label, words) in lists {
      for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        names[WordHash.of(word)] = label
      }
    }
    return names
  }()
}
