/// The labels of fields. They hold words of forms, never names.
extension HeaderFieldRules {
  /// What each label says of the value behind it.
  static let labels = PhraseTable<Field>([
    (
      .name,
      """
      name|patient name|pt name|patient s name|name of patient|full name|last name|first name|attending|attending physician|attending md
      attending provider|provider|provider name|physician|primary care physician|primary care provider|pcp|referring physician
      referring provider|referring md|surgeon|assistant surgeon|author|ordering provider|ordering physician|consultant|emergency contact
      next of kin|nok|guarantor name|guarantor|insured|subscriber name|policy holder|policyholder|interpreter|hcp|health care proxy|healthcare proxy
      radiologist|pathologist|anesthesiologist|cardiologist|contact name|contact person|resident physician|spouse name|mother s name|father s name|responsible party
      power of attorney|poa|guardian|case manager|social worker|nurse practitioner|admitting physician|admitting|discharging physician|operator|examiner
      primary surgeon|legal name|preferred name|maiden name|alias|aka|caregiver|employee name|doctor|supervising physician|co signer|witness
      """
    ),
    (
      .personOrProse,
      "patient|pt|cc|contact|mother|father|spouse|wife|husband|son|daughter|brother|sister|nurse|rn|from|to|resident|re|regarding|reviewer|fellow|clinician|staff|subject|client|assistant|technologist|tech|therapist|prepared for|signer|historian|anesthesia|carer|partner|nephew|niece|grandson|granddaughter|friend|neighbor|roommate"
    ),
    (
      .labelled,
      """
      proband|ordering|submitting|requesting|veteran|exp cosigner|cosigner|cosigned|informant|pharmacist
      dentist|midwife|prescriber|anesthetist|anaesthetist|anaesthesiologist|registrar|house officer|gp
      gp name|named nurse|key worker|medic|paramedic|donor|recipient|counselor|counsellor|attn|attention|charge nurse|house supervisor|student|medical student|patient advocate|witnesses|dietician|dpoa|dpoa hc|hcpoa|healthcare agent|health care agent|surrogate|surrogate decision maker|proxy|emergency contact name|ice contact|hygienist|trainee
      to whom it may concern|scrub|circulator|perfusionist|dietitian|chaplain|coordinator
      """
    ),
    (
      .by,
      """
      signed by|electronically signed by|signed electronically by|dictated by|reviewed by|cosigned by|co signed by|seen by|referred by|performed by
      interpreted by|verified by|authenticated by|entered by|prepared by|reported by|evaluated by|ordered by|read by|approved by|attested by|digitally signed by|written by|examined by|completed by|accompanied by|signed|operated by|requested by|edited by|brought in by|documented by|followed by|cared for by|managed by|assessed by
      """
    ),
    (
      .initials,
      "transcribed by|typed by|dictated by|transcriptionist|transcriber|scribe|scribed by|initials|patient initials|pt initials|patient s initials"
    ),
    (.birth, "dob|date of birth|birth date|birthdate|d o b|born"),
    (
      .facility,
      "facility|hospital|clinic|site|location|practice|hospital name|facility name|referring facility|pharmacy|service location"
    ),
    (.employer, "employer|place of employment|workplace|school|company"),
    (.town, "city|town|county|birthplace|place of birth|hometown|residence"),
    (
      .address,
      "address|home address|mailing address|street address|street|addr|patient address|residence address"
    ),
    (.unit, "room|bed|ward|floor|lot|lot number|vaccine lot|rm"),
  ])
}
