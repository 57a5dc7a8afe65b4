import Files
import Glibc
import Journal
import TestSupport
import Testing

@testable import TUI

/// An annotator in a real terminal on the demo notes: corrects 30 spans in 5 records, is killed at a random
/// moment, goes on, and takes everything back.
///
/// `CLINSPAN_KILLS=100 make test FILTER=KillTests` for as many moments; a few every time.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed"))
struct KillTests {
  private static let rounds = getenv("CLINSPAN_KILLS").flatMap { Int(String(cString: $0)) } ?? 2
  private static let corrections = 30
  private static let perRecord = 6

  @Test func nothingShownIsLostAndAllCanBeUndone() throws {
    var random = SplitMix(41)
    var (lost, torn) = (0, 0)
    for round in 0..<Self.rounds {
      let folder = TemporaryFolder()
      let path = folder.file("journal-kk.jsonl")
      let first = try open(path)
      let fatal = Int.random(in: 0..<Self.corrections, using: &random)
      for number in 0..<fatal { try correct(number, in: first) }
      // The keys are on their way when the process dies: somewhere before, in or after the decision.
      first.keys(keys(of: fatal))
      usleep(.random(in: 0...25_000, using: &random))
      let shown = Self.count(on: first.capture()) ?? 0
      if let process = first.program { kill(process, SIGKILL) }
      // The last frame is behind the journal, or with it; never before it.
      let kept = try decisions(path)
      lost += max(0, max(shown, fatal) - kept)
      #expect(kept == fatal || kept == fatal + 1, "round \(round)")

      // Another day: the screen says what the journal holds, and the work goes on to its end.
      let second = try open(path, expecting: kept)
      for number in kept..<Self.corrections { try correct(number, in: second) }
      #expect(try decisions(path) == Self.corrections)
      let records = Set(try JournalFile.read(path).history.done.map(\.record))
      #expect(records.count == Self.corrections / Self.perRecord)

      // Undone to the start, on the screen and on the disk.
      for left in (0..<Self.corrections).reversed() {
        second.keys(["u"])
        if left % 10 == 0 {
          try second.wait { Self.count(on: $0) == left }
          #expect(try decisions(path) == left)
        }
      }
      second.keys(["Q"])
      try second.wait(for: "ended 0")
      let end = try JournalFile.read(path)
      #expect(end.history.done.isEmpty && end.history.undone.count == Self.corrections)
      for state in end.history.records.values {
        #expect(state.draft.spans == Draft(proposals: state.draft.proposals).spans)
        #expect(state.facts == RecordFacts())
      }
      torn += try Folder.names(in: folder.path).count { $0.contains(".torn-") }
    }
    #expect(lost == 0)
    if Self.rounds > 10 {
      print("kills: \(Self.rounds) random moments, \(lost) decisions lost, \(torn) torn lines")
    }
  }

  /// Starts the program on a journal, and waits until the screen says as many decisions as the journal.
  private func open(_ path: String, expecting count: Int = 0) throws -> Tmux {
    let tmux = try Tmux()
    try tmux.start("--demo --no-gold --annotate \(path)", columns: 110)
    try tmux.wait { Self.count(on: $0) == count && $0.contains("to do") }
    return tmux
  }

  /// The keys of one correction, which makes one decision: the next undecided span is deleted, accepted or given
  /// another label. After six of them the next record is opened.
  private func keys(of number: Int) -> [String] {
    let does = ["d", "a", "1", "4", "2", "a"][number % Self.perRecord]
    return (number > 0 && number % Self.perRecord == 0 ? ["J"] : []) + ["t", does]
  }

  private func correct(_ number: Int, in tmux: Tmux) throws {
    tmux.keys(keys(of: number))
    try tmux.wait { Self.count(on: $0) == number + 1 }
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
