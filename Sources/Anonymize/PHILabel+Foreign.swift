public import Text

extension Label {
  /// The kind of PHI that a label of another corpus or model means: those of the i2b2 and n2c2
  /// de-identification tasks (2006, 2014), of published de-identification models, of CoNLL and OntoNotes. Our
  /// own labels mean themselves; nil for one that is no kind of PHI.
  ///
  /// In capitals only: `person` in small letters is the n2c2 2011 task's, which marks every mention of one.
  public static func phi(meantBy label: Label) -> Label? {
    foreignPHI[label] ?? (allPHI.contains(label) ? label : nil)
  }

  private static let foreignPHI: [Label: Label] = [
    "PATIENT": .name, "DOCTOR": .name, "STAFF": .name, "HCW": .name, "USERNAME": .name,
    "PER": .name, "PERSON": .name,
    "STREET": .address, "CITY": .location, "STATE": .location, "COUNTRY": .location,
    "COUNTY": .location, "LOC": .location, "GPE": .location, "LOCATION-OTHER": .location,
    "LOCATION_OTHER": .location, "ZIPCODE": .zip,
    "TELEPHONE": .phone, "CONTACT": .phone, "IPADDR": .ip, "IPADDRESS": .ip,
    "MEDICALRECORD": .mrn, "HEALTHPLAN": .healthPlan, "BIOID": .biometric, "IDNUM": .id,
    "OTHERPHI": .id, "OTHER": .id, "PHI": .id,
    "HOSP": .hospital, "VENDOR": .hospital, "FAC": .hospital, "FACILITY": .hospital,
    "ORGANIZATION": .organization, "PATORG": .organization,
  ]
}
