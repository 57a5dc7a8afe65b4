/// What a package is called: `en_NAME` and a version, as spaCy and pip take them.
public struct PackageName: Hashable, Sendable {
  /// The name without the language.
  public let name: String
  /// The version.
  public let version: String

  /// Checks a name and a version.
  ///
  /// - Throws: `PackageError` for what pip or Python would not take.
  public init(name: String, version: String) throws(PackageError) {
    let name = name.hasPrefix("en_") ? String(name.dropFirst(3)) : name
    func isPlain(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F
    }
    guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(isPlain) else {
      throw .name(name)
    }
    // Numbers with periods between, then what may follow them (PEP 440).
    let numbers = version.prefix { $0.isNumber || $0 == "." }
    let rest = version.dropFirst(numbers.count)
    let parts = numbers.split(separator: ".", omittingEmptySubsequences: false)
    let isRelease =
      parts.count <= 4 && parts.allSatisfy { !$0.isEmpty || (!rest.isEmpty && $0 == parts.last) }
    let isSuffix =
      rest.isEmpty
      || ["a", "b", "rc", "dev", "post"].contains { sign in
        rest.hasPrefix(sign) && !rest.dropFirst(sign.count).isEmpty
          && rest.dropFirst(sign.count).utf8.allSatisfy { (0x30...0x39).contains($0) }
      }
    guard version.utf8.count <= 32, version.utf8.allSatisfy({ isPlain($0) || $0 == 0x2E }),
      !numbers.isEmpty, isRelease, isSuffix
    else { throw .version(version) }
    self.name = name
    self.version = version
  }

  /// What Python imports: `en_NAME`.
  public var module: String { "en_\(name)" }
  /// `en_NAME-VERSION`.
  public var full: String { "\(module)-\(version)" }
}

/// Why a model cannot be packaged or a package not be installed: facts only.
public enum PackageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No name that Python takes.
  case name(String)
  /// No version that pip takes.
  case version(String)
  /// No package of this program.
  case notAPackage(path: String)
  /// A spaCy package without a model of this program in it.
  case spacyOnly(path: String)
  /// A file that the checksums do not list, or list otherwise.
  case checksum(path: String, file: String)
  /// A file that the checksums list and that is not there.
  case missing(path: String, file: String)

  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .name(let name):
      "'\(name)' cannot name a package; use letters, digits and underscores"
    case .version(let version):
      "'\(version)' is not a version; use numbers like 0.1.0, with a1, b1, rc1, dev1 or post1 after them"
    case .notAPackage(let path):
      "\(path): no package of a clinspan model; 'clinspan package' makes one"
    case .spacyOnly(let path):
      "\(path): a spaCy package; make a model of it with 'clinspan model import \(path) OUT'"
    case .checksum(let path, let file):
      "\(path): \(file) is not what was packaged; get the package again"
    case .missing(let path, let file):
      "\(path): \(file) is missing; get the package again"
    }
  }
}
