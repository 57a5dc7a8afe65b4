import Model
import Notation
import Text

/// The files of a package that say what it is and let pip install it.
struct PackageTemplates {
  let name: PackageName
  let folder: ModelFolder
  /// What spaCy is needed, in pip's words; nil where spaCy cannot run the model.
  let spacy: String?

  /// All of them, by their paths.
  var files: [(path: String, bytes: [UInt8])] {
    let meta = JSONValue.object(self.meta).encoded(.pretty)
    return [
      ("MANIFEST.in", "include meta.json README.md LICENSE* checksums.sha256\n"),
      ("README.md", ModelCard(name: name, folder: folder, isForSpacy: spacy != nil).text),
      ("meta.json", String(decoding: meta, as: UTF8.self)),
      ("pyproject.toml", Self.project), ("setup.py", Self.setup),
      ("\(name.module)/__init__.py", spacy == nil ? Self.moduleWithoutSpacy : Self.module),
      ("\(name.module)/meta.json", String(decoding: meta, as: UTF8.self)),
    ].map { ($0.0, Array($0.1.utf8)) }
  }

  private var requirements: [String] {
    guard let spacy else { return [] }
    var isLSTM = false
    if case .biLSTM = folder.model.config.encoder { isLSTM = true }
    return ["spacy\(spacy)"] + (isLSTM ? ["torch"] : [])
  }

  private var meta: JSONObject {
    func text(_ key: String) -> JSONValue { folder.meta[key] ?? "" }
    var meta: JSONObject = [
      "lang": "en", "name": .string(name.name), "version": .string(name.version),
      "description": text("description"), "author": text("author"), "email": text("email"),
      "url": text("url"), "license": text("license"),
      "requirements": .array(requirements.map { .string($0) }),
      "labels": ["ner": .array(folder.model.labels.map { .string($0.rawValue) })],
      "pipeline": ["ner"],
    ]
    if let spacy { meta["spacy_version"] = .string(spacy) }
    if let performance = folder.meta["performance"] { meta["performance"] = performance }
    return meta
  }

  private static let project = """
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    """

  private static let setup = """
    import json
    from pathlib import Path

    from setuptools import setup

    HERE = Path(__file__).parent
    META = json.loads((HERE / "meta.json").read_text(encoding="utf-8"))
    PACKAGE = f"{META['lang']}_{META['name']}"
    DATA = sorted(
        str(path.relative_to(HERE / PACKAGE))
        for path in (HERE / PACKAGE).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    )

    setup(
        name=PACKAGE,
        version=META["version"],
        description=META["description"] or f"A clinical named-entity model: {PACKAGE}",
        long_description=(HERE / "README.md").read_text(encoding="utf-8"),
        long_description_content_type="text/markdown",
        author=META["author"],
        author_email=META["email"],
        url=META["url"],
        license=META["license"],
        packages=[PACKAGE],
        package_data={PACKAGE: DATA},
        install_requires=META["requirements"],
        zip_safe=False,
        entry_points={"spacy_models": [f"{PACKAGE} = {PACKAGE}"]} if META["requirements"] else {},
    )

    """

  private static let module = """
    from pathlib import Path

    from spacy.util import get_model_meta, load_model_from_init_py

    __version__ = get_model_meta(Path(__file__).parent)["version"]


    def load(**overrides):
        return load_model_from_init_py(__file__, **overrides)

    """

  private static let moduleWithoutSpacy = """
    import json
    from pathlib import Path

    __version__ = json.loads((Path(__file__).parent / "meta.json").read_text(encoding="utf-8"))["version"]


    def load(**overrides):
        raise NotImplementedError("spaCy has no network of this kind; run the model with clinspan")

    """
}

/// What a model's users should know of it, as Markdown.
struct ModelCard {
  let name: PackageName
  let folder: ModelFolder
  let isForSpacy: Bool

  var text: String {
    let meta = folder.meta
    var lines = ["# \(name.module) \(name.version)", ""]
    if let description = meta["description"]?.string, !description.isEmpty {
      lines += [description, ""]
    }
    lines += [
      "Finds named entities in English clinical notes: "
        + folder.model.labels.sorted().map { "`\($0)`" }.joined(separator: ", ") + ".", "",
      "| | |", "|---|---|", "| network | \(folder.model.config.summary) |",
      "| parameters | \(folder.model.parameterCount) |",
    ]
    if let license = meta["license"]?.string, !license.isEmpty {
      lines.append("| licence | \(license) |")
    }
    if let training = meta["training"]?.object {
      for key in ["seed", "step", "data"] {
        guard let value = training[key], let text = value.string ?? value.integer.map(String.init)
        else { continue }
        lines.append("| \(key == "data" ? "hash of the training data" : key) | \(text) |")
      }
    }
    lines += [""] + scores
    lines += [
      "## Use", "", "    clinspan model install dist/\(name.full).tar.gz",
      "    clinspan explore DATA --model \(name.module)", "",
    ]
    if isForSpacy {
      lines += [
        "    pip install dist/\(name.full).tar.gz",
        "    python -c 'import spacy; spacy.load(\"\(name.module)\")'", "",
      ]
    }
    lines += [
      "## Limits", "",
      "Scores are of the development data named above and say little about notes of another hospital, "
        + "specialty or time. What the model misses stays unmarked: check its output before anything "
        + "depends on it, above all before notes leave the house.", "",
      "`checksums.sha256` lists every file; `sha256sum -c checksums.sha256` checks them.", "",
    ]
    return lines.joined(separator: "\n")
  }

  private var scores: [String] {
    guard let performance = folder.meta["performance"] else { return [] }
    func percent(_ value: JSONValue?) -> String {
      value?.number.map { number in
        let tenths = Int((number * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
      } ?? ""
    }
    var lines = ["| on the development data | P | R | F1 |", "|---|---|---|---|"]
    lines.append(
      "| all | \(percent(performance["ents_p"])) | \(percent(performance["ents_r"])) | "
        + "\(percent(performance["ents_f"])) |")
    for member in performance["ents_per_type"]?.object?.members ?? [] {
      lines.append(
        "| \(member.key) | \(percent(member.value["p"])) | \(percent(member.value["r"])) | "
          + "\(percent(member.value["f"])) |")
    }
    return lines + [""]
  }
}
