/// How far a long piece of work is: a bar with rate and time left where someone watches, a line every
/// ten seconds otherwise, and nothing at all for what takes less than a second.
final class Progress {
  private let console: Console
  private let title: String
  private let unit: String
  private let total: Int?
  private let start: Double
  private var done = 0
  private var lastShown: Double
  private var isDrawn = false

  /// - Parameters:
  ///   - unit: What is counted, in the singular.
  ///   - total: How many there will be; nil where that is not known, as in a stream.
  init(_ title: String, unit: String, total: Int?, on console: Console) {
    self.console = console
    self.title = title
    self.unit = unit
    self.total = total
    start = console.now()
    lastShown = start
  }

  /// Counts so many more.
  func advance(by count: Int = 1) { advance(to: done + count) }

  /// Counts up to so many.
  func advance(to count: Int) {
    done = count
    let now = console.now()
    guard now - start >= 1 else { return }
    let pause = console.errorsAreTerminal ? 0.1 : 10
    guard now - lastShown >= pause || (!isDrawn && console.errorsAreTerminal) else { return }
    lastShown = now
    show(line(at: now))
  }

  /// Takes the bar away and, if the work took more than a second, leaves one line about it.
  func finish() {
    let elapsed = console.now() - start
    hide()
    guard elapsed >= 1 else { return }
    console.note(
      "\(title): \(Numbers.count(done, unit)) in \(Numbers.duration(elapsed))"
        + " (\(rate(elapsed))/s)")
  }

  /// Takes the bar away, so that a line can be written; the next `advance` may draw it again.
  func hide() {
    if isDrawn { console.errors.writeIgnoringFailure("\r\u{1B}[K") }
    isDrawn = false
  }

  /// What is shown at this moment.
  func line(at now: Double) -> String {
    let elapsed = now - start
    let rate = "\(rate(elapsed))/s"
    guard let total, total > 0 else {
      return "\(title)  \(Numbers.count(done, unit))  \(rate)"
    }
    let left = done > 0 ? elapsed / Double(done) * Double(total - done) : 0
    let counts = "\(Numbers.grouped(done))/\(Numbers.count(total, unit))  \(rate)"
    let tail = "  \(counts)  ETA \(Numbers.duration(left))"
    guard console.errorsAreTerminal else { return title + tail }
    let width = min(40, console.columns - title.count - tail.count - 5)
    guard width >= 5 else { return title + tail }
    let filled = min(width, width * done / total)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "\(title)  [\(bar)]\(tail)"
  }

  private func show(_ line: String) {
    if console.errorsAreTerminal {
      console.errors.writeIgnoringFailure("\r\u{1B}[K" + line.prefix(max(1, console.columns - 1)))
      isDrawn = true
    } else {
      console.note(line)
    }
  }

  private func rate(_ elapsed: Double) -> String {
    let perSecond = elapsed > 0 ? Double(done) / elapsed : 0
    return perSecond < 10 ? Numbers.fixed(perSecond, 1) : Numbers.grouped(Int(perSecond))
  }
}
