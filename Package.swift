// swift-tools-version: 6.1
import PackageDescription

/// Every target: Swift 6 mode, and an import is private to its file unless it says otherwise.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "clinspan",
  products: [.executable(name: "clinspan", targets: ["CLI"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // What the system has.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),

    // The leaves: how things are written down, how they reach the disk, and their digests.
    .target(name: "Notation", swiftSettings: strict),
    .target(name: "Files", swiftSettings: strict),
    .target(
      name: "Digests", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),

    // The root of the diamond.
    .target(name: "Text", swiftSettings: strict),

    .target(
      name: "Corpus", dependencies: ["Text", "Notation", "Files", "CArchive", "CZlib"],
      swiftSettings: strict),
    .target(
      name: "Model", dependencies: ["Text", "Notation", "Files", "COpenBLAS", "CKernels"],
      swiftSettings: strict),
    .target(
      name: "Trainer", dependencies: ["Text", "Notation", "Files", "Model"],
      swiftSettings: strict),
    .target(
      name: "Packaging",
      dependencies: ["Text", "Notation", "Files", "Digests", "Corpus", "Model"],
      swiftSettings: strict),
    .target(
      name: "Project",
      dependencies: ["Notation", "Files", "Digests", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "Anonymize", dependencies: ["Text", "Notation", "Files", "Digests"],
      swiftSettings: strict),
    .target(name: "Journal", dependencies: ["Text", "Notation", "Files"], swiftSettings: strict),
    .target(
      name: "Vault",
      dependencies: [
        "Anonymize", "Text", "Notation", "Files", "Digests",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], swiftSettings: strict),
    .target(
      name: "TUI", dependencies: ["Text", "Anonymize", "Journal", "CNcurses"],
      swiftSettings: strict),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Text", "Notation", "Files", "Corpus", "Model", "Trainer", "Packaging", "Project",
        "Anonymize", "Journal", "Vault", "TUI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Text", "Notation", "Files"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "TextTests", dependencies: ["Text", "Notation", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "NotationTests", dependencies: ["Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: strict),
    .testTarget(
      name: "CorpusTests", dependencies: ["Corpus", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ModelTests", dependencies: ["Model", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainerTests",
      dependencies: ["Trainer", "Model", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PackagingTests",
      dependencies: ["Packaging", "Corpus", "Model", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ProjectTests", dependencies: ["Project", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AnonymizeTests",
      dependencies: ["Anonymize", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "JournalTests", dependencies: ["Journal", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "VaultTests",
      dependencies: ["Vault", "Anonymize", "Text", "Notation", "Files", "TestSupport"],
      swiftSettings: strict),
    .executableTarget(
      name: "TUITestHost", dependencies: ["TUI", "Journal", "Text", "TestSupport"],
      path: "Tests/TUITestHost", swiftSettings: strict),
    .testTarget(
      name: "TUITests",
      dependencies: [
        "TUI", "Anonymize", "Journal", "CNcurses", "Text", "Files", "TestSupport",
        "TUITestHost",
      ],
      exclude: ["Goldens"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "CLI", "Text", "Notation", "Files", "Corpus", "Model", "Trainer", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
  ]
)
