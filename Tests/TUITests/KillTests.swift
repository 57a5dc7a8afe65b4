import Files
import Glibc
import Journal
import TestSupport
import Testing

@testable import TUI

/// An annotator in a real terminal whose process is killed, again and again, in the middle of things.
///
/// `CLINSPAN_KILLS=100 make test FILTER=KillTests` for many; a few every time.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed"))
struct KillTests {
  private static let rounds = getenv("CLINSPAN_KILLS").flatMap { Int(String(cString: $0)) } ?? 5

  @Test func nothingShownIsLostAndAllCanBeUndone() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/journal-kk.jsonl"
    var random = SplitMix(41)
    var shown = 0
    for round in 0..<Self.rounds {
      let tmux = try Tmux()
      try tmux.start("--annotate \(path)")
      // What the journal holds is what the screen shows.
      let before = round == 0 ? 0 : try decisions(path)
      try tmux.wait { Self.count(on: $0) == before }
      #expect(before >= shown)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let keys = (0..<Int.random(in: 1...5, using: &random)).map { _ in
          ["a", "d", "1", "4", "t", "J", "]", "}", "f"].randomElement(using: &random) ?? "a"
        }
        tmux.run(["send-keys", "-t", "0"] + keys)
        usleep(.random(in: 0...40_000, using: &random))
      }
      // What is seen now may be a frame behind; the shell may scroll away what is seen after the end.
      shown = try #require(Self.count(on: tmux.capture()))
      if let process = tmux.program { kill(process, SIGKILL) }
      shown = max(shown, Self.count(on: tmux.capture()) ?? 0)
      // The last frame is behind the journal, or with it; never before it.
      #expect(try decisions(path) >= shown, "round \(round)")
    }
    // Undone to the start, on the screen and on the disk.
    let tmux = try Tmux()
    try tmux.start("--annotate \(path)")
    let last = try decisions(path)
    try tmux.wait { Self.count(on: $0) == last }
    #expect(last > 0)
    for _ in 0..<last { tmux.keys("u") }
    try tmux.wait { Self.count(on: $0) == 0 }
    tmux.keys("Q")
    try tmux.wait(for: "ended 0")
    let end = try JournalFile.read(path)
    #expect(end.history.done.isEmpty)
    for state in end.history.records.values {
      #expect(state.draft.spans == Draft(proposals: state.draft.proposals).spans)
      #expect(state.facts == RecordFacts())
    }
  }

  private func decisions(_ path: String) throws -> Int {
    try JournalFile.read(path).history.done.count
  }

  /// The number in the title bar.
  private static func count(on screen: String) -> Int? {
    guard let range = screen.split(separator: "\n").first(where: { $0.contains(" decision") })
    else { return nil }
    let words = range.split(separator: " ")
    return words.firstIndex { $0.hasPrefix("decision") }.flatMap { place in
      place > 0 ? Int(words[place - 1].filter { $0 != "," }) : nil
    }
  }
}
