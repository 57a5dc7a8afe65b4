import Files
import Notation

/// What an earlier run into the same output has done.
struct Resumption {
  /// Ids of the documents that are done.
  private(set) var ids: Set<String> = []
  /// Lines to carry on: of the output, of findings, of maps.
  private(set) var output: [UInt8] = []
  private(set) var findings: [UInt8] = []
  private(set) var map: [UInt8] = []

  /// Reads what stands in the command's output. A document counts as done where every file that the command
  /// writes has it.
  ///
  /// - Throws: `FileError` where a file cannot be read.
  init(of command: AnonymizeCommand) throws {
    guard let path = command.output else { return }
    switch command.form {
    case .text: return
    case .folder:
      let names = Folder.exists(path) ? try Folder.names(in: path) : []
      ids = Set(names.filter { $0.hasSuffix(".txt") }.map { Folder.stem(of: $0) })
    case .lines: ids = Set(try Self.rows(path).map(\.id))
    }
    for other in [command.findings, command.map].compactMap(\.self) {
      ids.formIntersection(try Self.rows(other).map(\.id))
    }
    if command.form == .lines { output = try lines(path) }
    if let file = command.findings { findings = try lines(file) }
    if let file = command.map { map = try lines(file) }
  }

  private func lines(_ path: String) throws -> [UInt8] {
    try Self.rows(path).filter { ids.contains($0.id) }.flatMap { $0.line + [0x0A] }
  }

  /// The whole lines of a file with their ids.
  private static func rows(_ path: String) throws -> [(id: String, line: [UInt8])] {
    guard Folder.hasFile(path) else { return [] }
    var rows: [(String, [UInt8])] = []
    var reader = try LineReader(path)
    while let line = try reader.next() {
      guard let value = try? JSONParser.parse(line), let id = value["id"] else { continue }
      rows.append((id.string ?? id.text(), line))
    }
    return rows
  }
}
