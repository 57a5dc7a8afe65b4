import Files
import Glibc
import TestSupport
import Testing

@testable import TUI

/// Screens compared with stored ones, glyph by glyph and style by style. `make golden` writes them anew.
@Suite struct GoldenTests {
  static let sizes = ["60x16", "80x24", "132x43"]

  /// What is shown: a name, and the keys that lead there.
  static let scenes: [(name: String, keys: String)] = [
    ("records", "j"),
    ("record", "<Enter><Tab><Tab><Tab>"),
    ("record-lanes", "<Enter>i<Tab>"),
    ("record-wide", "jjj<Enter>/pain<Enter>"),
    ("help", "<Enter>?jj"),
    ("labels", "<Enter>L2"),
    ("palette", "<Enter>:span"),
    ("annotate", "ad<Tab>4t]"),
    ("annotate-select", "<Right><Right>vll"),
    ("annotate-lanes", "aid"),
    ("annotate-done", "<Enter><F2>"),
    ("picker", "rt"),
    ("same-text", "<Tab><Tab><Tab>="),
    ("privacy", "<F6><Tab><Tab>"),
    ("privacy-blocks", "<F6>mm"),
    ("compare", "<F4>jj"),
    ("confusion", "<F4>xjl"),
    ("filter", "\\label:test err:any<Enter>"),
    ("model", "<F5>rl"),
    ("model-empty", "<F5>"),
    ("model-training", "<F5>r"),
    ("models", "<F5>rh"),
    ("compare-two", "<F4>jj1"),
    ("two-ways", "<F4>w"),
    ("adjudicate", "1j2"),
    ("labels-screen", "<F7>jj++<Enter>"),
    ("log", "s<F4>t<F2>9<F8>"),
  ]

  /// Those that begin in a session of annotating.
  static let annotating: Set<String> = [
    "annotate", "annotate-select", "annotate-lanes", "annotate-done", "picker", "same-text",
    "privacy", "privacy-blocks", "model", "model-empty", "model-training", "models",
  ]

  static let folder = "\(Fixture.root)/Tests/TUITests/Goldens"

  static var names: [String] {
    scenes.flatMap { scene in
      sizes.flatMap { size in Theme.allCases.map { "\(scene.name).\(size).\($0)" } }
    } + [
      "masked-record.80x24.dark", "masked-records.80x24.dark", "no-model.80x24.dark",
      "too-small.30x5.dark",
    ]
  }

  private func canvas(_ name: String) throws -> Canvas {
    let parts = name.split(separator: ".").map(String.init)
    var session = Session()
    session.size = try #require(Size(parts[1]))
    session.theme = try #require(Theme(rawValue: parts[2]))
    if Self.annotating.contains(parts[0]) {
      session.journal = MemoryJournal()
      session.hasGold = false
      session.isMasked = true
      session.training = InventedTrainer().port
    }
    var keys = Self.scenes.first { $0.name == parts[0] }?.keys ?? ""
    switch parts[0] {
    case "adjudicate": session.adjudicate()
    case "compare-two":
      session.hasSecond = true
      session.judge = { _, _ in }
    case "two-ways": session.notes.append(InventedNotes.twoWays)
    case "masked-record": (session.isMasked, keys) = (true, "<Enter>/xxx<Enter>")
    case "masked-records": session.isMasked = true
    case "model-training":
      var player = Player(session, holdsTraining: true)
      try player.play(keys)
      for report in InventedTrainer.reports { player.send(.trained(.report(report))) }
      return view(player.state)
    case "no-model": (session.hasModel, keys) = (false, "<Enter><Tab>")
    default: break
    }
    return try session.screen(keys)
  }

  @Test(arguments: names)
  func theScreenIsAsStored(name: String) throws {
    let drawn = try canvas(name).golden
    let path = "\(Self.folder)/\(name).txt"
    if getenv("RECORD") != nil {
      try AtomicFile.write(drawn.utf8, to: path, mode: 0o644)
      Issue.record("\(name) recorded; run again without RECORD")
      return
    }
    let stored = String(decoding: try InputFile.read(path), as: UTF8.self)
    #expect(drawn == stored, "\(difference(drawn, stored))")
  }

  @Test func noStoredScreenIsLeftOver() throws {
    let known = Set(Self.names.map { $0 + ".txt" })
    for name in try Folder.names(in: Self.folder) { #expect(known.contains(name), "\(name)") }
  }

  @Test func noStoredScreenShowsWhatTheMaskedOnesHide() throws {
    for name in try Folder.names(in: Self.folder)
    where name.hasPrefix("masked") || Self.annotating.contains(String(name.prefix { $0 != "." })) {
      let text = String(decoding: try InputFile.read("\(Self.folder)/\(name)"), as: UTF8.self)
      for secret in ["Orla", "4471902", "03/14"] { #expect(!text.contains(secret), "\(name)") }
    }
  }

  private func difference(_ drawn: String, _ stored: String) -> String {
    let lines = zip(
      drawn.split(separator: "\n", omittingEmptySubsequences: false),
      stored.split(separator: "\n", omittingEmptySubsequences: false))
    guard let first = lines.enumerated().first(where: { $0.element.0 != $0.element.1 }) else {
      return "lengths differ"
    }
    return "line \(first.offset + 1)\ndrawn  \(first.element.0)\nstored \(first.element.1)"
  }
}

extension Canvas {
  /// Two blocks: the glyphs, then a letter a cell for its style, with a legend.
  var golden: String {
    var letters: [Style: Character] = [.plain: "."]
    var legend: [String] = []
    let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$%&*+=")
    let styles = (0..<size.height).map { y in
      let line = row(y).map { cell -> Character in
        if let letter = letters[cell.style] { return letter }
        let letter = alphabet[min(legend.count, alphabet.count - 1)]
        letters[cell.style] = letter
        legend.append("\(letter) \(cell.style)")
        return letter
      }
      return String(line)
    }
    var text = "\(size.width)x\(size.height)\n" + description
    text += "--- styles\n" + styles.joined(separator: "\n") + "\n--- legend\n"
    text += legend.joined(separator: "\n") + "\n"
    if let cursor { text += "cursor \(cursor.x),\(cursor.y)\(showsCursor ? " shown" : "")\n" }
    return text
  }
}
