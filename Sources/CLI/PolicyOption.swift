import Anonymize
import ArgumentParser
import Files
import Notation

/// Which policy says what becomes of PHI.
struct PolicyOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      "A policy: annotator, safe-harbor, limited-data-set, research, strict, or a .cfg file.",
      valueName: "policy"))
  var policy = "annotator"

  /// Reads the policy named.
  ///
  /// - Throws: `CommandFailure` where there is none of that name; what is wrong with the file otherwise.
  func load(_ assets: Assets) throws -> PHIPolicy {
    let path = policy.hasSuffix(".cfg") ? policy : "\(assets.policies)/\(policy).cfg"
    guard Folder.hasFile(path) else {
      let known = ((try? Folder.names(in: assets.policies)) ?? []).filter { $0.hasSuffix(".cfg") }
      let names = known.map { Folder.stem(of: $0) }
      let hint = Spelling.nearest(to: policy, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw CommandFailure("\(policy): no such policy (\(names.joined(separator: ", ")))\(hint)")
    }
    let text = String(decoding: try InputFile.read(path, limit: 1 << 20), as: UTF8.self)
    return try PHIPolicy(Config(parsing: text, file: path))
  }
}

extension Assets {
  /// The folder of the policies that ship with the program.
  var policies: String { "\(Folder.parent(of: folder))/configs/phi" }

  /// The recognizers' word lists.
  func gazetteer() throws -> Gazetteer { try Gazetteer(path: path("gazetteers/words.bin")) }
}
