// A terminal program for the tests that need a process: `explore` over invented notes, and ways to die.
//
//   TUITestHost [--masked] [--no-gold] [--no-model] [--records N] [--long CHARACTERS] [--slow MS]
//               [--annotate JOURNAL] [--soak EVENTS] [--keys] [--bench]  [--theme T] [--open] [--die segv|trap|abort|overflow|exit] [--script KEYS --size WxH]
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

/// Any keys, mouse events and sizes, the same in every run.
func soakScript(_ count: Int) -> String {
  var state: UInt64 = 17
  func roll(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
  let keys =
    "a a a d d 1 2 3 4 5 r t t T v . = [ ] { } | ~ f X I ; p m M i s u u J K j k l h w b ^ $ G o n N / Enter"
    .split(separator: " ").map { $0.count == 1 ? String($0) : "<\($0)>" }
    + "Tab Tab Shift-Tab Esc Esc Down Up Left Right PgDn PgUp Home End Ctrl-R Ctrl-D Ctrl-U Shift-Right"
    .split(separator: " ").map { "<\($0)>" }
    + "Shift-Down Shift-Up F2 F3 F3 F6 F1 Del Backspace Space".split(separator: " ").map {
      "<\($0)>"
    }
  let mice = ["click", "click", "drag", "release", "right", "wheel-up", "wheel-down"]
  return (0..<count).map { _ -> String in
    switch roll(40) {
    case 0: "<resize \(20 + roll(160))x\(5 + roll(55))>"
    case 1...8: "<\(mice[roll(mice.count)]) \(roll(140)),\(roll(45))>"
    default: keys[roll(keys.count)]
    }
  }.joined()
}

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
        append: { Timestamp.localClock(try file.append($0)) }, attend: { file.attend($0) })
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
    if let count = value("--soak").flatMap({ Int($0) }) {
      // Played twice: what the second time adds is what each event leaves behind.
      for part in 1...2 {
        let script = try KeyScript(soakScript(count / 2 * part))
        let times = session.frameTimes(script, size: Size(width: 132, height: 43)).sorted()
        print(
          "\(times.count) events: median \(times[times.count / 2] * 1000) ms, p99",
          "\(times[times.count * 99 / 100] * 1000) ms, max \(times[times.count - 1] * 1000) ms,",
          "memory \(Cost.residentKilobytes()) kB")
      }
    } else if has("--bench") {
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
