import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Texts that a test compares with a file of `Tests/Goldens`.
///
/// `RECORD=1 swift test --filter Golden` writes the files anew, and fails the tests, so that nobody
/// records by accident; a test that has goldens has "Golden" in its name or its suite's.
public enum Golden {
  /// The path of a golden file.
  public static func path(_ name: String) -> String { "\(Fixture.root)/Tests/Goldens/\(name)" }

  /// How a text differs from its golden file; nil where it does not.
  public static func difference(_ text: String, _ name: String) -> String? {
    let path = path(name)
    if getenv("RECORD") != nil {
      do {
        try Folder.create(Folder.parent(of: path), mode: 0o755)
        try AtomicFile.write(text.utf8, to: path, mode: 0o644)
        return "recorded \(name)"
      } catch {
        return "\(error)"
      }
    }
    guard let bytes = try? InputFile.read(path) else {
      return "there is no Tests/Goldens/\(name); RECORD=1 writes it"
    }
    let expected = lines(String(decoding: bytes, as: UTF8.self))
    let found = lines(text)
    if expected == found { return nil }
    let line = zip(expected, found).prefix { $0 == $1 }.count
    func at(_ lines: [Substring]) -> String { line < lines.count ? String(lines[line]) : "the end" }
    return
      "\(name), line \(line + 1): expected\n\(at(expected))\nfound\n\(at(found))\n\nin\n\(text)"
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
