// A terminal program for the tests that need a process: `explore` over invented notes, and ways to die.
//
//   TUITestHost [--masked] [--no-gold] [--no-model] [--records N] [--long CHARACTERS] [--demo] [--slow MS]
//               [--annotate JOURNAL] [--keys] [--bench]  [--theme T] [--open] [--die segv|trap|abort|overflow|exit] [--script KEYS --size WxH]
import Glibc
import Journal
import TUI
import TestSupport
import Text

struct Failure: Error, CustomStringConvertible { let description: String }

func value(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
  return arguments[index + 1]
}

func has(_ name: String) -> Bool { CommandLine.arguments.contains(name) }

func notes() -> [InventedNotes.Note] {
  if has("--demo") { return DemoNotes.all }
  if let characters = value("--long").flatMap({ Int($0) }) {
    return [InventedNotes.long(characters: characters)]
  }
  guard let count = value("--records").flatMap({ Int($0) }) else { return InventedNotes.all }
  return (0..<count).map { index in
    let note = InventedNotes.all[index % InventedNotes.all.count]
    return InventedNotes.Note(
      document: Document(
        id: "record-\(index + 1)", text: note.document.text, tokens: note.document.tokens),
      gold: note.gold, phi: note.phi)
  }
}

@inline(never)
func overflow(_ depth: Int) -> Int { depth < 0 ? depth : overflow(depth + 1) + overflow(depth + 2) }

/// Everything that a long note makes slow: spans, searches, layouts, scrolling.
let benchmarkScript =
  String(
    repeating:
      "<Tab><Tab><Tab><PgDn>j<Shift-Tab>e<Esc><Enter>/pain<Enter>nnN2<Tab>*+-i<Tab><PgDn>i<Tab>G<PgUp>i"
      + "ggc<PgDn>cs<Tab>s<wheel-down 5,9><click 40,9>L<Down><Esc>?<PgDn><Esc><resize 100x30>"
      + "<resize 132x43>/zzz<Esc>", count: 20)

/// Ends the process in the way asked for.
func die(_ way: String) {
  switch way {
  case "segv": UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
  case "trap":
    let numbers = [Int](repeating: 0, count: CommandLine.arguments.count)
    print(numbers[numbers.count + 5])
  case "abort": abort()
  case "overflow": print(overflow(0))
  case "exit": exit(3)
  default: break
  }
}

func main() {
  if has("--keys") { return print(KeysDocument.markdown, terminator: "") }
  let notes = notes()
  let byID = Dictionary(uniqueKeysWithValues: notes.map { ($0.document.id, $0) })
  let delay = value("--slow").flatMap { UInt32($0) } ?? 0
  let way = value("--die")
  var world = Environment(
    recognize: { document in
      if delay > 0 { usleep(delay * 1000) }
      if let way, document.id == notes[notes.count / 2].document.id {
        usleep(500_000)
        die(way)
      }
      return byID[document.id]?.predictions ?? []
    },
    privacy: has("--masked") ? .masked { byID[$0.id]?.findings ?? [] } : .shown)
  if has("--no-model") { world.recognize = nil }
  var annotation: AnnotationOptions?
  if let path = value("--annotate") {
    do {
      let (file, contents) = try JournalFile.open(path, annotator: "kk")
      annotation = AnnotationOptions(
        history: contents.history, savedAt: contents.lastSaved.map(Timestamp.localClock))
      world.journal = JournalPort(
        append: { Timestamp.localClock(try file.append($0)) }, attend: { file.attend($0) },
        worked: { file.worked })
    } catch {
      print(error)
      exit(1)
    }
  }
  let session = ExploreSession(
    records: notes.map { Record(document: $0.document, gold: has("--no-gold") ? nil : $0.gold) },
    in: world,
    options: ExploreOptions(
      source: "invented notes", modelName: "invented-1", labels: InventedNotes.labels,
      theme: value("--theme").flatMap { Theme(rawValue: $0) },
      opensFirstRecord: has("--open"), annotation: annotation))
  do {
    if has("--bench") {
      let size = Size(value("--size") ?? "132x43") ?? Size(width: 132, height: 43)
      let script = try KeyScript(value("--script") ?? benchmarkScript)
      let times = session.frameTimes(script, size: size).sorted()
      let names = ["median", "p99", "max"]
      for (name, place) in zip(names, [times.count / 2, times.count * 99 / 100, times.count - 1]) {
        print("\(name) \(Double(Int(times[place] * 1e5)) / 100) ms", terminator: "   ")
      }
      print("of \(times.count) frames")
    } else if let script = value("--script") {
      let size = Size(value("--size") ?? "80x24") ?? Size(width: 80, height: 24)
      let screen = session.replay(try KeyScript(script), size: size)
      print(has("--plain") ? screen.description : screen.escaped, terminator: "")
    } else {
      try session.run()
    }
  } catch {
    let message = "error: \(error)\n"
    _ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(1)
  }
}

extension InventedNotes.Note {
  /// What identifies somebody, as a rule would find it.
  var findings: [PHIFinding] { phi.map { PHIFinding($0, "NAME", reason: "invented-rule") } }
}

main()
