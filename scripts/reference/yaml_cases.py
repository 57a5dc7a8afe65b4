"""Writes Tests/Fixtures/yaml_cases.json: what weasel's YAML reader (srsly, ruamel.yaml) makes of awkward texts.

    python scripts/reference/yaml_cases.py > Tests/Fixtures/yaml_cases.json

Made with srsly 2.5. Left out is what ruamel has otherwise than the YAML 1.2 standard (1_000, dates and merge keys as values).
"""
import json

import srsly

CASES = {
    "project": """\
# A comment
title: 'A project: with a colon'
description: "Two
  lines, one \\u00e9"
vars:
  name: ner
  version: 1.0
  build: 3
  gpu: -1
  empty:
  tilde: ~
  flag: true
  labels: [problem, test , "treat,ment", 'it''s', ]
  map: {a: 1, "b c": [x, {y: z}], d: , e}
  url: https://a.b/c?d=e#f
  plain: it's #1 # but this is a comment
  date: "2021-03-04"
  yes: yes
  md5: 1e10
directories: ["assets", 'corpus']
assets:
  - dest: assets/x.zip
    url: http://x
  -   dest: assets/y
      description: >
        folded text
        goes on

        new paragraph
          indented
        end
  - dest: z
workflows:
  all:
  - preprocess
  - train
commands:
  - name: "preprocess"
    help: Convert
      the data
      here
    script:
      - "python a.py ${vars.name} --x 1"
      - >-
        clinspan train
        configs/config.cfg
        --output training
      - |
        literal
          kept
    deps: []
    outputs:
      - corpus/train.spacy
    no_skip: false
""",
    "numbers": "- 0\n- -1\n- +5\n- 1.5\n- .5\n- 1.\n- 1e3\n- 1.5E-3\n- 0x1F\n- 0o17\n- 1.2.3\n- 12:30\n- -\n- 1e\n- .inf\n- -.INF\n- 0.0\n- 007x\n- e5\n- 12345678901\n- '12'\n",
    "words": "- true\n- True\n- TRUE\n- false\n- yes\n- no\n- on\n- off\n- null\n- NULL\n- ~\n- n\n- y\n- Null\n- nULL\n",
    "plain": "a: b c\nb: - c\nc: a:b\nd: a#b\ne: -x\nf: ?x\ng: :x\nh: a, b [c] {d}\ni: 'q' x: y\n".replace("b: - c\n", "").replace("i: 'q' x: y\n", ""),
    "multi-line plain": "a: one\n  two\n\n  three\n\n\n  four\nb:\n  on the\n  next line\nc: x # done\nd: y\n",
    "double quotes": 'a: "x\\ty\\"z\\\\ \\x41\\u00e9\\U0001F600 \\/"\nb: "one\n  two\n\n  three  \n   four"\nc: "joined \\\n   here"\nd: ""\n"e f": 1\n"g": "h: i # j"\n',
    "single quotes": "a: 'it''s'\nb: 'one\n  two\n\n  three'\nc: ''\n'd e': 1\nf: '\\n'\n",
    "literal": "a: |\n  x\n   y\n\n  z\n\n\nb: |-\n  x\n\nc: |+\n  x\n\nd: |2\n    two more\n  e\nf: |\n\n  starts blank\ng: end\n",
    "folded": "a: >\n  one\n  two\n\n  three\n   more\n  back\nb: >-\n  x\n  y\nc: >+\n  x\n\nd: e\n",
    "sequences": "- a\n- - b\n  - c\n-\n  - d\n- e: 1\n  f: 2\n-\n  g: 3\n-\n- h\n",
    "same indent": "a:\n- 1\n- 2\nb:\n  - 3\nc: 4\n",
    "nested": "a:\n    b:\n     c: 1\n     d:\n      - e: 2\n        f:\n        - 3\n    g: 4\nh: 5\n",
    "flow over lines": "a: [1,\n  2, # comment\n  three four\n   five,\n  ]\nb: {x: 1,\n  y: [2,\n 3]}\nc: []\nd: {}\n",
    "flow quoted": "a: [\"x, y\", 'z: w', x y, a:b]\nb: {\"a\": 'b', c: \"d\"}\n",
    "markers": "---\na: 1\n...\n",
    "marker with value": "--- \n- 1\n- 2\n",
    "comments": "# one\n\n  # two\na: 1   # three\n# four\nb:   # five\n  # six\n  c: 2\n\n#seven\n",
    "windows": "a: 1\r\nb:\r\n  - x\r\n  - |\r\n    y\r\n    z\r\nc: \"d\r\n  e\"\r\n",
    "scalar": "just text\n",
    "quoted scalar": "\"text\"\n",
    "number": "12\n",
    "empty": "",
    "only comment": "# x\n",
    "unicode": "é: ñ\n日本: [語]\nemoji: 😀\n",
    "null values": "a:\nb: null\nc: ~\nd: ''\n",
    "key shapes": "a b: 1\n1: x\n'c': 2\nd.e: 3\nf-g: 4\n",
    "no final newline": "a: 1\nb: c",
    "trailing spaces": "a: 1   \nb:   \n  - x   \n",
    "anchors": "a: &x {b: 1}\nc: *x\nd: [*x, &y 2, *y]\n",
    "shadowed anchor": "- &x 1\n- *x\n- &x 2\n- *x\n",
    "merge": "a: &x {b: 1, e: 3}\nc:\n  <<: *x\n  d: 2\n  e: 4\n",
    "merge of several": "<<: [{a: 2, b: 3}, {b: 4, c: 5}]\nc: 1\nd: 1\n",
    "tags": "a: !!str 1\nb: !!int '3'\nc: !!float 3\nd: !!null ''\ne: !!bool 'true'\nf: !!seq [1]\ng: !!map {h: 1}\n",
    "explicit key": "? a\n: 1\n? b\n",
    "not an alias": "- rm *x && ls &y\n- '*x &x'\n",
    # errors
    "undefined alias": "a: *b\n",
    "alias of itself": "a: &x [*x]\n",
    "own tag": "a: !foo 1\n",
    "tag of another kind": "a: !!int x\n",
    "merge of a word": "<<: a\n",
    "control character": "a: 1\nb: \x01\n",
    "double key": "a: 1\na: 2\n",
    "double flow key": "{a: 1, a: 2}\n",
    "two colons": "a: b: c\n",
    "tab indentation": "a:\n\tb: 1\n",
    "open quote": "a: \"b\n",
    "open list": "a: [1, 2\n",
    "bad escape": "a: \"\\q\"\n",
    "bad indent": "a: 1\n  b: 2\n",
    "bad dedent": "a:\n    b: 1\n  c: 2\n",
    "text after quote": "a: 'b' c\n",
    "list then key": "- a\nb: 1\n",
    "key then list": "a: 1\n- b\n",
    "inline sequence": "a: - b\n",
    "reserved": "a: @b\n",
    "percent": "a: %b\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "bare word after map": "a: 1\nword\n",
    "close without open": "a: ]\n",
}


def run(text):
    try:
        return {"text": text, "json": json.dumps(srsly.yaml_loads(text), default=str)}
    except Exception as error:  # ruamel raises several kinds
        return {"text": text, "error": type(error).__name__}


cases = {name: run(text) for name, text in CASES.items()}
print(json.dumps({"made_with": f"srsly {srsly.about.__version__}", "cases": cases}, indent=1))
