"""Writes Tests/Fixtures/project_cases.json: what weasel makes of a project file and of a tree of files.

    python scripts/reference/project_cases.py > Tests/Fixtures/project_cases.json

Made with weasel 1.0.1. `files` is the tree; `cases` are project files with overrides and what weasel resolves them to,
or `error`; `locks` are the entries of project.lock for each command of `tree_project` on that tree.
"""
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path

import srsly
from weasel.cli.run import get_lock_entry
from weasel.util import load_project_config

FILES = {
    "a/b": "inner", "a.txt": "outer", "data/sub/z": "1", "data/sub.txt": "2", "data/sub-x/y": "3", "data/.hidden": "4",
    "data/é": "5", "data/Z": "6", "empty": "", "big": "0123456789abcdef" * 5000, "exact55": "x" * 55, "exact56": "x" * 56,
    "exact63": "x" * 63, "exact64": "x" * 64, "exact65": "x" * 65, "exact119": "x" * 119, "exact120": "x" * 120,
}
TREE_PROJECT = """\
vars:
  out: made
commands:
  - name: one
    script: ["tool ${vars.out}"]
    deps: [a, a.txt, data, empty, big]
    outputs: ["${vars.out}"]
    outputs_no_cache: [exact64]
  - name: two
    script: []
    deps: [exact55, exact56, exact63, exact64, exact65, exact119, exact120]
"""
BASE = """\
title: "A title"
vars:
  name: "ner"
  version: 1.0
  count: 3
  flag: true
  nothing: null
  quoted: "say \\"x\\""
  list: [1, "b"]
  nested:
    deep: x/y
  chain: "${vars.name}-${vars.count}"
env:
  home: PROJECT_TEST_HOME
  missing: PROJECT_TEST_MISSING
directories: ["assets", "${vars.name}"]
assets:
  - dest: "assets/${vars.name}.zip"
workflows:
  all:
    - one
commands:
  - name: one
    help: "Costs $5 and ${vars.name}"
    script:
      - "a ${vars.name} ${vars.version} ${vars.count} ${vars.flag} ${vars.nothing}"
      - "b '${vars.nested.deep}' ${env.home} ${env.missing} {vars.name}"
      - "c ${vars.chain}/x"
      - >-
        d --x ${vars.count}
        --y
    deps:
      - "${vars.nested.deep}"
    no_skip: true
"""
CASES = {
    "plain": (BASE, {}),
    "overrides": (BASE, {"vars.name": "other", "vars.count": 12, "vars.nested.deep": "p q"}),
    "new variable": (BASE, {"vars.extra": 1}),
    "bad section": (BASE, {"varz.name": 1}),
    "no variables": ("commands:\n  - name: x\n    script: [ls]\n", {}),
    "unknown variable": ("commands:\n  - name: x\n    script: ['${vars.y}']\n", {}),
    "unknown key": ("commands:\n  - name: x\n    skript: [ls]\n", {}),
    "duplicate": ("commands:\n  - name: x\n  - name: x\n", {}),
    "unknown step": ("commands:\n  - name: x\nworkflows:\n  all: [y]\n", {}),
    "same name": ("commands:\n  - name: x\nworkflows:\n  x: [x]\n", {}),
    "script is a string": ("commands:\n  - name: x\n    script: ls\n", {}),
    "number in script": ("commands:\n  - name: x\n    script: [1]\n", {}),
    "no name": ("commands:\n  - script: [ls]\n", {}),
    "bad checksum": ("assets:\n  - dest: x\n    checksum: zz\n", {}),
}


def resolve(text, overrides):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder)
        (path / "project.yml").write_text(text)
        try:
            config = load_project_config(path, overrides=overrides)
        except (Exception, SystemExit) as error:
            return {"text": text, "overrides": overrides, "error": type(error).__name__}
    kept = {key: config.get(key) for key in ("title", "directories", "assets", "workflows", "commands") if config.get(key)}
    return {"text": text, "overrides": overrides, "project": kept}


def locks():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        (root / "data/link").symlink_to("sub.txt")
        (root / "data/folder-link").symlink_to("sub")
        (root / "project.yml").write_text(TREE_PROJECT)
        commands = load_project_config(root)["commands"]
        entries = {command["name"]: get_lock_entry(root, command) for command in commands}
        return entries, srsly.yaml_dumps(entries)


os.environ["PROJECT_TEST_HOME"] = "a home"
entries, written = locks()
print(json.dumps({
    "made_with": "weasel 1.0.1", "files": FILES, "links": {"data/link": "sub.txt", "data/folder-link": "sub"},
    "tree_project": TREE_PROJECT, "locks": entries, "lock_file": written,
    "cases": {name: resolve(*case) for name, case in CASES.items()},
}, indent=1))
