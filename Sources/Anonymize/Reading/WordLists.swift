extension WordClasses {
  /// The closed lists behind the classes. They hold words of the language and of clinical writing,
  /// never names of persons.
  static let lists: [(WordClasses, String)] = [
    (.title, "dr mr mrs ms miss mx prof professor doctor sr sra dra"),
    (
      .credential,
      """
      md do np pa rn lpn lvn phd dds dmd dpm dvm aprn crna cnm pharmd dnp msn bsn facp facs mbbs mbchb mph
      cns fnp anp acnp arnp lcsw msw lmsw dpt otr slp rd rdn cna emt psyd od mha frcp frcs rph cst rrt
      """
    ),
    (
      .month,
      """
      jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july
      august september october november december febuary
      """
    ),
    (.ambiguousMonth, "may march mar jan jun sep dec april june august apr nov oct aug jul feb"),
    (.weekday, "monday tuesday wednesday thursday friday saturday sunday"),
    (.season, "spring summer fall autumn winter"),
    (
      .dateCue,
      """
      on seen visit since until till date dated dob born died admitted admit admission discharged
      discharge appt appointment followup starting started onset last next by through thru before after
      between effective scheduled surgery autopsy funeral performed done labs lab echo ct mri xray
      cxr ekg ecg cath biopsy returned presented transferred expired resulted collected drawn received
      and from to of around approximately about circa week visited est dc fu rtc
      """
    ),
    (
      .ratioCue,
      """
      strength pain murmur grade graded rated rate scale score scored scores bp pressure apgar apgars gcs
      motor power reflexes reflex pulse pulses level intensity out severity stage ratio vision acuity
      va snellen dose tablet tab muscle extremities extremity bilaterally tone dtrs edema rating test
      flexion extension sensation positive negative iv systolic diastolic ejection stable acuity corrected ck
      """
    ),
    (
      .unit,
      """
      mg mcg g kg gm gram grams ml cc l dl mmol meq units unit u iu tab tabs tablet tablets cap caps
      capsule capsules pill pills puff puffs drop drops dose doses cup cups hours hour hrs hr h minutes
      minute min mins seconds days day d weeks week wk wks months month mo years year yrs yr y percent
      mm cm m inches inch in ft feet lb lbs pounds bpm mmhg degrees times x cells cell percentile beats
      cigarettes packs pack bottles drinks glasses liters liter french fr gauge ga pm am rpm kcal
      """
    ),
    (.ordinal, "st nd rd th"),
    (
      .relation,
      """
      wife husband spouse partner son daughter mother father mom dad mum parent brother sister sibling
      aunt uncle niece nephew cousin grandmother grandfather grandson granddaughter grandma grandpa
      stepmother stepfather stepson stepdaughter fiance fiancee girlfriend boyfriend friend neighbor
      caregiver guardian roommate sister-in-law twin baby family
      daughters sons brothers sisters aunts uncles nieces nephews cousins friends neighbors neighbour
      neighbours grandchildren grandsons granddaughters stepdaughters stepsons twins fiancé carer nan
      """
    ),
    (
      .role,
      """
      attending physician surgeon pcp pmd provider nurse resident fellow intern hospitalist cardiologist
      oncologist neurologist nephrologist urologist dermatologist psychiatrist psychologist therapist
      anesthesiologist radiologist pathologist gastroenterologist endocrinologist pulmonologist
      rheumatologist hematologist obstetrician gynecologist pediatrician ophthalmologist orthopedist
      interpreter technician tech consultant counselor dietitian pharmacist midwife dentist
      cards onc neuro renal gi uro ortho derm psych ent ob gyn pulm heme rheum endo specialist
      assistant practitioner coordinator manager chaplain preceptor referring consulting
      """
    ),
    (
      .personVerb,
      """
      denies denied reports reported states stated presents presented complains complained says said
      endorses endorsed admits notes noted returns returned comes came underwent undergoes tolerated
      developed describes described feels felt appears appeared arrived lives lived works worked takes
      recalls believes thinks wants wishes prefers agrees agreed understands verbalized expressed
      will has had is was who whose would does did called requests requested inquired asked asks
      mentions mentioned continues declined refuses refused gave signed rose spoke drove walked went
      rounded reviewed met attended witnessed recommended evaluated examined
      """
    ),
    (
      .streetSuffix,
      """
      street st avenue ave av road rd drive dr lane ln boulevard blvd court ct place pl circle cir way
      terrace ter parkway pkwy highway hwy trail trl square sq plaza loop alley aly crescent cres pike
      turnpike tpke route rte row run path crossing xing heights hts point pt ridge rdg broadway walk
      mall cove expressway expy freeway fwy vista hollow glen bend gardens grove parade pde mews close quay
      wharf croft wynd brae esplanade promenade villas chase gate green vale crest bluff landing knoll manor
      meadow meadows overlook trace
      """
    ),
    (
      .state,
      """
      al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc
      nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr alabama alaska arizona arkansas california
      colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky
      louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska
      nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
      wisconsin wyoming calif mass conn penn fla tex aa ae ap
      """
    ),
    (
      .facility,
      """
      hospital hospitals hosp clinic clinics infirmary hospice center centre ctr medical health healthcare
      rehab rehabilitation sanatorium memorial campus pavilion institute surgicenter dialysis general
      nursing pharmacy laboratory labs med medcenter cancer hsp mc wellness urgent care presbyterian
      methodist baptist lutheran mercy childrens children's
      """
    ),
    (
      .organization,
      """
      inc llc ltd corp corporation company co group associates partners plumbing roofing logistics
      school university college academy bank industries enterprises services construction electric
      foods store stores market restaurant consulting solutions systems technologies holdings farms
      motors sons brothers bros realty airlines trucking manufacturing insurance church district
      """
    ),
    (
      .eponymHead,
      """
      disease disorder syndrome sign signs palsy catheter catheters drain drains score scores scale scales
      stage stages staging stain stains procedure position point points node nodes body bodies line lines
      valve valves test tests phenomenon reflex reflexes criteria classification class classes grade index
      maneuver manoeuvre operation repair technique approach incision fracture contracture lymphoma
      sarcoma tumor tumour thyroiditis dementia chorea ataxia atrophy dystrophy anemia encephalopathy
      esophagus oesophagus diverticulum diverticulitis hernia ulcer gland glands cell cells fundoplication
      tube tubes bag cannula retractor forceps clamp needle stent shunt collar brace splint cast boot
      monitor monitoring protocol regimen diet formula equation law effect anomaly malformation
      deformity nodule granuloma cyst purpura arteritis vasculitis neuropathy neuralgia paralysis
      pneumonia fever virus infection bacillus agar medium solution stockings stocking hose lesion
      lesions triad tetrad pentad space canal duct ligament tendon muscle nerve artery vein fascia
      ganglion plexus ring patch spots spot rash angina respiration respirations breathing
      pouch loop limb anastomosis resection bypass flap graft prosthesis implant device pacemaker
      questionnaire inventory assessment survey examination exam count smear system normal
      thyrotoxicosis nephropathy epilepsy psychosis amyloidosis histiocytosis melanoma carcinoma
      mutation gene antigen antibody antibodies factor protein correction formula transformation
      port wire rod rods nail plate screw screws frame bed table chair walker lift sling mask lens lamp
      murmur bruit gait facies sequence cirrhosis hepatitis enzyme area field zone angle method model
      trial study risk tear tears reservoir filter blade speculum scissors elevator hook gangrene
      """
    ),
    (
      .personNoun,
      """
      male female man woman patient pt lady gentleman boy girl infant child adult person individual
      veteran teen teenager toddler neonate newborn adolescent client resident widow widower
      gentlemen guy caucasian hispanic asian black white african american diabetic smoker nulliparous
      primigravida gravida m f pts patients
      """
    ),
    (
      .preposition,
      "in at from to on with by for near of via under toward through against over like"
    ),
    (
      .drugCue,
      """
      mg mcg units tablet tablets tab tabs capsule capsules daily bid tid qid qd qhs prn po takes taking
      taken take started stopped tried continue continued discontinued prescribed prescription dose doses
      medication medications meds drug drugs contraception contraceptive refill resume resumed hold
      inhaler injection cream ointment patch pill pills ocp ocps
      """
    ),
    (.numberNoun, "number no num nos id ids identifier nbr code"),
    (
      .particle,
      "de la del der den van von da di du dos das le el al bin bint binti ibn ben abu san santa st st. ter ten los las y mac mc o d"
    ),
    (
      .country,
      """
      america american usa us u.s italy france germany spain portugal england scotland ireland wales
      britain canada mexico cuba haiti jamaica brazil argentina chile peru colombia venezuela ecuador
      guatemala honduras nicaragua panama china japan korea vietnam thailand cambodia laos philippines
      indonesia malaysia singapore india pakistan bangladesh nepal iran iraq israel jordan lebanon syria
      turkey egypt nigeria ghana kenya ethiopia somalia sudan morocco algeria africa europe asia
      australia russia ukraine poland greece sweden norway denmark finland netherlands belgium austria
      switzerland hungary romania bulgaria croatia serbia afghanistan taiwan
      """
    ),
    (
      .function,
      """
      the a an and or but nor if then than that this these those there here it its he she his her him
      hers they them their we our us you your i my me mine who whom whose which what when where why how
      is are was were be been being am do does did done have has had having will would shall should may
      might must can could not no yes in on at by for from to of off with without within into onto over
      under after before during since until while as so such per via about above below between through
      against all any both each few more most other some same only own too very just also both either
      neither again further once please see seen due given including however therefore although because
      despite following additionally currently previously today yesterday tomorrow now recently overall
      upon there's let's he's she's it's patient patients pt pts
      """
    ),
    (.suffix, "jr sr ii iii iv esq"),
    (
      .heading,
      """
      assessment plan impression allergies medications history subjective objective exam examination
      review systems chief complaint findings diagnosis diagnoses procedure procedures results labs
      laboratory vitals social family surgical medical past present illness hospital course
      recommendations instructions disposition condition discharge admission code status diet activity
      sex age race gender ward room bed weight height temp temperature pulse blood pressure issue
      information reason note notes date time department service unit phone tel fax email address
      facility location provider physician attending author dictated transcribed signed electronically
      name patient mrn dob ssn account acct member id number hpi ros pmh psh cc ap
      """
    ),
    (
      .residence,
      """
      lives live lived living resides reside resided residing resident residence native moved relocated
      moving hails born raised grew visiting vacation travel traveled travelled traveling trip
      travelling flew drove commutes home based settled immigrated emigrated returned originally stays staying stayed
      """
    ),
    (
      .encounter,
      """
      seen treated evaluated evaluation admitted discharged transferred presented hospitalized assessed
      followed presenting visit visited visits appointment consultation consulted diagnosed monitored managed
      referred hospitalised checkup check-up surgery admission care records obtained underwent performed
      observed examined treatment arrived works worked employed employee attends attended
      screened enrolled clinic checked reviewed received attending visiting hospitalization followup
      """
    ),
  ]
}
