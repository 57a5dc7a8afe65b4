public import Files

/// Why a vault cannot be used: facts only, never what it holds.
public enum VaultError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file operation failed.
  case file(FileError)
  /// There is no vault in the folder.
  case missing(folder: String)
  /// The folder or file is a symbolic link.
  case link(path: String)
  /// The folder or file belongs to somebody else.
  case foreignOwner(path: String)
  /// Others may read or write the folder or file.
  case open(path: String, mode: UInt32, wanted: UInt32)
  /// Not a vault, cut short, or changed since it was written.
  case damaged(path: String, part: String)
  /// Written by a newer program.
  case newer(path: String, version: Int)
  /// The passphrase does not open it.
  case wrongPassphrase(path: String)
  /// A passphrase that is too easily guessed.
  case shortPassphrase(minimum: Int)
  /// Another program writes into it.
  case locked(folder: String)
  /// The cipher refused.
  case cipher(path: String)

  /// One sentence: what, where, and the next step.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .missing(let folder):
      "\(folder): no vault here; 'clinspan anonymize --vault \(folder)' makes one"
    case .link(let path): "\(path): a symbolic link; name the folder that it points to"
    case .foreignOwner(let path): "\(path): belongs to another user; choose a folder of your own"
    case .open(let path, let mode, let wanted):
      "\(path): others may use it (mode \(Self.octal(mode))); 'chmod \(Self.octal(wanted)) \(path)' "
        + "closes it"
    case .damaged(let path, let part):
      "\(path): \(part) is cut short or was changed; restore it from a copy"
    case .newer(let path, let version):
      "\(path): a vault of version \(version); a newer clinspan reads it"
    case .wrongPassphrase(let path): "\(path): the passphrase does not open this vault"
    case .shortPassphrase(let minimum): "a passphrase has at least \(minimum) characters"
    case .locked(let folder):
      "\(folder): another clinspan is writing into this vault; wait until it is done"
    case .cipher(let path): "\(path): the cipher failed; nothing was written"
    }
  }

  private static func octal(_ mode: UInt32) -> String { String(mode, radix: 8) }
}
