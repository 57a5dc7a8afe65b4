import Files
import TestSupport
import Testing

@testable import CLI

@Suite struct AssetsTests {
  private let folder = TemporaryFolder()

  private func console(_ environment: [String: String] = [:]) -> Console {
    Console(
      output: MemorySink(), errors: MemorySink(), input: -1, interrupt: Interrupt(),
      environment: { environment[$0] })
  }

  @Test(arguments: ["bin/clinspan", ".build/x86_64-unknown-linux-gnu/release/clinspan"])
  func liesAboveTheProgram(program: String) throws {
    try Folder.create(folder.file("assets"))
    let found = try Assets.locate(nil, console(), executable: folder.file(program))
    #expect(found.folder == folder.file("assets"))
  }

  @Test func isInstalledUnderShare() throws {
    try Folder.create(folder.file("share/clinspan/assets"))
    let found = try Assets.locate(nil, console(), executable: folder.file("bin/clinspan"))
    #expect(found.path("notes") == folder.file("share/clinspan/assets/notes"))
  }

  @Test func theOptionWinsOverTheEnvironment() throws {
    for name in ["a", "b"] { try Folder.create(folder.file(name)) }
    let console = console([Assets.environmentVariable: folder.file("b")])
    #expect(try Assets.locate(nil, console).folder == folder.file("b"))
    #expect(try Assets.locate(folder.file("a"), console).folder == folder.file("a"))
  }

  @Test func whatIsMissingIsNamedWithTheNextStep() throws {
    let missing = folder.file("nowhere")
    #expect(throws: CommandFailure.self) { try Assets.locate(missing, console()) }
    do {
      _ = try Assets.locate(nil, console(), executable: folder.file("bin/clinspan"))
      Issue.record("found assets where there are none")
    } catch {
      #expect(error.description.contains("--assets or CLINSPAN_ASSETS"))
      #expect(error.description.contains(folder.file("bin/assets")))
    }
  }
}
