"""Writes Tests/Fixtures/config_cases.json: what confection makes of awkward .cfg texts.

    python scripts/reference/config_cases.py > Tests/Fixtures/config_cases.json

Made with confection 1.3.4 under Python 3.11. Each case: the text, whether references are resolved, overrides;
then either `json` (the values, keys in confection's order) and `text` (as confection writes them again), or
`error`. Two differences are left out on purpose, both where confection goes wrong: it doubles `$$` once more when
overrides are given, and it fails on a section that stands before its parent.
"""
import json
import warnings
from pathlib import Path

import confection
from confection import Config

warnings.simplefilter("ignore")

CASES = {
    "types": '[a]\ni = 3\nf = 1e-8\nbig = 1e16\nsmall = 0.00001\nneg = -0.5\nt = true\nn = null\ns = "x y"\nl = [1, 2.0, "z", null]\n'
             'o = {"k": {"d": 1}, "e": []}\nword = hello there\nlead = 01\ndot = 1.\ndot2 = .5\nplus = +1\nexp = 1E5\nempty =\n'
             'quoted = \'single\'\nt2 = True\nf2 = False\nn2 = None\nuni = "é \\u00e9 \\ud83d\\ude00"\nraw = é\n',
    "delimiters": "[a]\nx: 1\ny : 2\nz=3\nw   =   4\nurl = http://a.b/c?d=e:f\nkey with space = 5\nCase = 1\ncase = 2\n",
    "comments": "# first\n; second\n[a] # trailing is ignored\n  # indented\nx = 1 # not a comment\ny = 2 ; nor this\n\n#z = 3\nw = 4\n",
    "continued": '[a]\nx = [\n  1,\n  # inside\n  2\n  ]\n\ny = {\n   "k": 1,\n\n   "l": 2}\nz = one\n  two\n\nw = 3\n  [not.a.section]\n[b]\n   v = 1\n',
    "windows lines": "[a]\r\nx = 1\r\ny = \"b\"\r\n\r\n[a.b]\r\nz = [1,2]\r\n",
    "nesting": "[a]\n\n[b]\nk = 1\n\n[a.c]\nx = 1\n\n[a.c.d]\ny = 2\n\n[b.e]\nz = 3\n\n[a.f]\n",
    "positional": '[a]\nx = 1\n\n[a.*.first]\n@misc = "f.v1"\nv = 1\n\n[a.*.second]\n@misc = "g.v1"\n\n[a.*.second.deeper]\nz = 1\n',
    "references": '[p]\nn = 5\ns = "word"\nl = [1, "two"]\nb = true\nz = null\no = {"k": 1}\n\n[q]\nn = ${p.n}\ncolon = ${p:n}\ns = ${p.s}\nl = ${p.l}\nb = ${p.b}\n'
                  'z = ${p.z}\no = ${p.o}\nquoted = "${p.s}"\nquotedn = "${p.n}"\nin = "a ${p.s} b ${p.n} c"\nlist = [${p.n}, ${p.n}]\nlists = [${p.s}]\n'
                  'unquoted = a ${p.s} b\nlin = "x ${p.l} y"\nbin = "x ${p.b} ${p.z}"\ntwo = ${p.n}${p.n}\nspace = ${p.n} 7\npath = "${p.s}/${p.s}.txt"\n',
    "nested references": '[a]\nx = 1\ny = ${a.x}\nz = "v${a.y}"\nlocal = ${x}\nw = ["${a.z}", "${a.z}!"]\n\n[b]\ny = 3\nl = ${y}\nfar = ${a.local}\n',
    "dollars": '[a]\nx = "cost $$5"\ny = $$\nz = "${b.p} $$ ${b.p}"\n\n[b]\np = "$$x"\nq = ${b.p}\n',
    "section references": '[a]\nx = 1\n\n[a.b]\ny = 2\n\n[c]\nwhole = ${a}\npart = ${a.b}\ncolon = ${a:b}\nlist = [${a.b}, ${a}]\nin = {"k": 1}\n\n[d]\nagain = ${c.part}\n',
    "section named like key": "[a]\nb = 1\n\n[b]\nc = 2\n\n[d]\nb = ${b}\n",
    "chain of sections": "[a]\nx = 1\n\n[b]\na = ${a}\n\n[c]\nb = ${b}\n",
    "registered": '[m]\n@architectures = "x.v1"\nwidth = ${e.width}\n\n[m.t]\n@layers = "y.v1"\n\n[e]\nwidth = 96\n',
    "equal names": "[a]\na = 1\n\n[a.b]\na = 2\n\n[a.b.a]\nb = 3\n",
    "inline becomes section": '[nlp]\nlang = "en"\ntokenizer = {"@tokenizers":"spacy.Tokenizer.v1"}\nlast = 1\n',
    "only sections": "[a]\n[b]\n[a.c]\n",
    "odd section names": "[a b]\nx = 1\n\n[a b.c-d]\ny = 1\n\n[A]\nx = 2\n",
    "empty": "",
    "comment only": "# nothing\n",
    "numbers": "[a]\na = 0\nb = -0\nc = 1e400\nd = 123456789012345678\ne = 0.1\nf = 100000.0\ng = 12345678901234567.0\nh = 1.5e300\ni = 5e-324\nj = -1\nk = NaN\nl = Infinity\n",
    # errors
    "no section": "x = 1\n[a]\n",
    "no delimiter": "[a]\nx\n",
    "missing parent": "[a]\n\n[b.c]\nx = 1\n",
    "missing middle": "[a]\n[a.b.c]\n",
    "key and section": "[a]\nb = 1\n\n[a.b]\nc = 1\n",
    "double key": "[a]\nx = 1\nx = 2\n",
    "double section": "[a]\nx = 1\n[a]\ny = 2\n",
    "default section": "[DEFAULT]\nx = 1\n[a]\ny = 2\n",
    "unknown key": "[a]\nx = ${b.y}\n[b]\nz = 1\n",
    "unknown section": "[a]\nx = ${nothing}\n",
    "lone dollar": '[a]\nx = "cost $5"\n',
    "open brace": "[a]\nx = ${a.y\ny = 1\n",
    "empty braces": "[a]\nx = ${}\n",
    "circle": "[a]\nx = ${a.y}\ny = ${a.x}\n",
    "section in text": '[a]\nx = 1\n[b]\ny = "hello ${a}"\n',
    "section beside number": "[a]\nx = 1\n[b]\ny = ${a} 5\n",
    "section in quotes": '[a]\nx = 1\n[b]\ny = "${a}"\n',
    "empty header": "[]\nx = 1\n",
}
UNRESOLVED = ["references", "nested references", "section references", "registered", "types", "continued"]
BASE = '[paths]\ntrain = ""\nroot = "corpus"\n\n[training]\nseed = 0\npath = "${paths.root}/x"\n\n[training.optimizer]\nL2 = 0.01\n'
OVERRIDES = {
    "value": {"paths.train": "corpus/train.spacy", "training.seed": 7},
    "new key": {"training.dropout": 0.3},
    "into reference": {"paths.root": "other", "training.optimizer.L2": None},
    "section by value": {"training.optimizer": 5},
    "section by section": {"training.optimizer": {"@optimizers": "SGD.v1", "rate": {"@schedules": "c", "x": [1]}}},
    "with reference": {"training.seed": "${training.optimizer.L2}"},
    "list": {"training.seed": [1, "b", {"c": 2}]},
    "missing section": {"trainin.seed": 1},
    "top level": {"seed": 1},
    "deep": {"training.optimizer.rate.x": 1},
}


def run(text, interpolate=True, overrides=None):
    case = {"text": text, "interpolate": interpolate, "overrides": overrides or {}}
    try:
        config = Config().from_str(text, interpolate=interpolate, overrides=overrides or {})
        case["written"] = config.to_str(interpolate=interpolate)
        case["json"] = json.dumps(config)
    except Exception as error:  # confection lets several kinds through
        case = {key: case[key] for key in ("text", "interpolate", "overrides")}
        case["error"] = type(error).__name__
    return case


CONFIGS = Path(__file__).parents[2] / "configs"
CASES.update({name: (CONFIGS / name).read_text() for name in ("config.cfg", "spacy_config.cfg")})

cases = {name: run(text) for name, text in CASES.items()}
cases.update({f"unresolved {name}": run(CASES[name], interpolate=False) for name in UNRESOLVED})
cases.update({f"override {name}": run(BASE, overrides=values) for name, values in OVERRIDES.items()})
print(json.dumps({"made_with": "confection 1.3.4, Python 3.11", "cases": cases}, indent=1))
