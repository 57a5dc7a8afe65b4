public import Text

/// The kinds of protected health information that the recognizers name.
///
/// The letters are those of the Safe Harbor list, 45 CFR 164.514(b)(2)(i).
extension Label {
  /// A person's name (A).
  public static let name: Label = "NAME"
  /// A street, box or corner (B).
  public static let address: Label = "ADDRESS"
  /// A town, county, neighbourhood or coordinate (B).
  public static let location: Label = "LOCATION"
  /// A ZIP code (B).
  public static let zip: Label = "ZIP"
  /// An element of a date other than the year, or a year that shows an age over 89 (C).
  public static let date: Label = "DATE"
  /// An age over 89 (C).
  public static let age: Label = "AGE"
  /// A telephone, pager or extension number (D).
  public static let phone: Label = "PHONE"
  /// A fax number (E).
  public static let fax: Label = "FAX"
  /// An e-mail address (F).
  public static let email: Label = "EMAIL"
  /// A social security number, or its last four digits (G).
  public static let ssn: Label = "SSN"
  /// A medical record number (H).
  public static let mrn: Label = "MRN"
  /// A health plan's member, policy or group number (I).
  public static let healthPlan: Label = "HEALTH_PLAN"
  /// An account, card or guarantor number (J).
  public static let account: Label = "ACCOUNT"
  /// A certificate or licence number (K).
  public static let license: Label = "LICENSE"
  /// A vehicle's number or plate (L).
  public static let vehicle: Label = "VEHICLE"
  /// A device's serial number or hardware address (M).
  public static let device: Label = "DEVICE"
  /// A web address (N).
  public static let url: Label = "URL"
  /// An internet address (O).
  public static let ip: Label = "IP"
  /// A reference to a finger, voice or retina print (P).
  public static let biometric: Label = "BIOMETRIC"
  /// A reference to a photograph (Q).
  public static let photo: Label = "PHOTO"
  /// Any other number or code that is one person's (R).
  public static let id: Label = "ID"
  /// A hospital, clinic or practice.
  public static let hospital: Label = "HOSPITAL"
  /// An employer or school.
  public static let organization: Label = "ORG"
  /// A room, bed, ward or lot: unique to nobody, masked by strict policies.
  public static let place: Label = "UNIT"

  /// Every kind, in the order of the list above.
  public static let allPHI: [Label] = [
    .name, .address, .location, .zip, .date, .age, .phone, .fax, .email, .ssn, .mrn, .healthPlan,
    .account, .license, .vehicle, .device, .url, .ip, .biometric, .photo, .id, .hospital,
    .organization, .place,
  ]
}
