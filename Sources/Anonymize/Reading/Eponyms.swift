/// Names that medicine has made its own: kept where nothing says that a person is meant.
///
/// Membership alone decides nothing: `Mr. Wilson` and `Kayla Ward` are persons. The list only keeps a bare
/// capital word, a surname to every list, from being taken for one.
enum Eponyms {
  static func contains(_ word: Word) -> Bool { word.entry.isEponym || names.contains(word.hash) }

  /// Whether two words together are what medicine is called after: `Braxton Hicks`.
  static func isPair(_ first: Word, _ second: Word) -> Bool {
    pairs.contains(where: { $0.0 == first.hash && $0.1 == second.hash })
  }

  private static let pairs: [(UInt64, UInt64)] = """
    braxton hicks|austin flint|ramsay hunt|bence jones|graham steell|jarisch herxheimer|kimmelstiel wilson
    da vinci|carey coombs|mary jane|baker cyst|gamma knife|robert jones|austin moore|thomas splint|norman walker
    """.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map { pair in
      let words = pair.split(separator: " ").map { WordHash.of($0) }
      return (words[0], words[words.count - 1])
    }

  private static let names = DateContext.hashes(
    """
    addison adson allen alport alzheimer angelman apgar apley arnold asherman asperger auer auspitz babinski
    baker bankart barlow barrett barre bartholin bartter basedow bazett bechterew beck becker behcet bell
    bence bennett berger bier billroth binet bishop bitot blalock blount boerhaave bouchard bouveret bowen
    braden bragard braxton brodie bruce brudzinski brugada buerger budd burch burkitt burton caesar calot
    caplan caprini carpentier caroli castleman chadwick chagas charcot chiari cheyne child chvostek
    clostridioides cobb codman colles conn coombs cope courvoisier cowden coxsackie creutzfeldt crigler crohn
    cullen cushing cozen dandy danlos darier dekalb denver dix doppler dorsiflexion down dressler dubin
    duchenne dukes dupuytren duroziez ebola ebstein edwards ehlers eisenmenger epley epstein epworth erb ewing
    fabry fallot fanconi felty finkelstein fitz fitzpatrick foley fontan forrester fournier fowler framingham
    frank friedreich froin froment fuchs galeazzi gamekeeper ganser ganz gardner garrod gaucher gilbert
    giordano glasgow gleason glenn goodpasture gottron gower gowers gram graves grawitz grey guillain gustilo
    hallpike hamilton hampton hansen hartmann hashimoto hawkins heberden heimlich heller henle henoch
    herberden hickman hirschsprung hodgkin hoffman hoffmann holter homan homans hoover horner howell
    huntington hunt hutchinson ishihara jackson jacob jakob janeway jones jude kaposi karnofsky kartagener
    kasai kawasaki kayser kehr kelly kennedy kerley kernig killip kimmelstiel klinefelter klippel klumpke
    kocher koplik korotkoff korsakoff krukenberg kussmaul kveim lachman lambert langerhans lasegue
    leopold leriche lesch levine lewy lhermitte liddle lisfranc looser ludwig lyme maisonneuve mallampati
    mallory mantoux marburg marfan martin mayo mcburney mcmurray meckel meigs menetrier meniere merkel
    milwaukee monro monteggia morse morton moschcowitz moyamoya munchausen murphy neer newcastle nelson
    nikolsky nissen noonan norwalk norwood ober oddi ogilvie ollier osgood osler osserman ottawa paget pancoast
    papanicolaou parinaud parkes parkinson patrick pavlik penrose perthes peutz peyronie pfannenstiel phalen
    philadelphia plummer poland pott potter prader prinzmetal purkinje queckenstedt quincke ramsay ranson
    raynaud reed reinke reiter rett reye reynolds riedel rinne rockall romberg romano rorschach ross roth
    roux rovsing sandhoff scheuermann schatzker schatzki schilling schirmer schober schonlein schwann seldinger
    sengstaken shaver sheehan sims sipple sister sjogren snellen spurling starling sternberg stevens stewart
    still stokes strumpell stryker sturge swan sweet sydenham takayasu takotsubo tay tanner tetralogy thomas
    thomsen thompson tietze tinel todd tourette towne trendelenburg treitz troisier trousseau turner turcot
    valsalva virchow volhard volkmann waldenstrom wagner wallenberg wangensteen waterhouse watson weber wegener
    weil wells wernicke west whipple wilms wilson winter wolff wood wright yankauer yergason zenker ziehl
    zollinger zika hoehn yahr ann arbor rankin barthel braak bosniak fuhrman garden fisher hess breslow clark
    binet rai pugh fagerstrom beck lawton katz tinetti boston milan ravitch nuss bassini lichtenstein mohs
    halsted moro galant landau segond hill sachs salter harris jefferson chance bennett smith barton
    medtronic bard stryker ethicon zimmer depuy synthes baxter philips abbott siemens
    schiff giemsa masson gomori congo sanger papanicolau wood lugol schiller burch marshall mitrofanoff
    kegel brandt daroff semont tensilon kleihauer betke liley hegar mcdonald shirodkar bakri pinard
    hasson veress kelly kocher allis babcock deaver weitlaner bovie lembert kirschner steinmann ilizarov
    blom singer yankauer miller macintosh mccoy bougie ambu venturi hudson rusch tenckhoff quinton groshong
    broviac mahurkar permcath blakemore minnesota dobhoff keofeed salem sump levin cantor ewald
    malecot councill coude robinson nelaton
    """)
}
