"""Writes Tests/Fixtures/tokenizer.json: spaCy's tokens of awkward lines, with what its models see of them.

    pip install spacy==3.8.18
    python3 scripts/reference/tokenizer.py > Tests/Fixtures/tokenizer.json

The lines are Tests/Fixtures/tokenizer_lines.json, written by hand, and 300 made of random parts.
"""
import json
import platform
import random
from pathlib import Path

import spacy

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures"
PARTS = list("aabcdefgmktsSTGMKFCpPhLUAX0123456789.,:;!?-–—~/<>=+*^'\"’‘“”`´()[]{}%$£€#&@_|\\§…°²³µ¿\t\n  ")
PARTS += ["US$", "C$", "://", "http", "www.", "...", "..", "--", "---", "——", "°F", "°c", "km", "mg", "m/s", "km²",
          "\u00a0", "\u3000", "\u200b", "\u0301", "é", "Ñ", "ß", "İ", "Σ", "ς", "漢", "字", "كم", "т", "Т", "🤕", "👍🏽",
          "©", "٣", "x@y.com", "10.", "192.168.", "8.8.8.8", "\u2028", "\x1c", "ǅ", "ﬁ", "\U00020000", "~", "。", "»"]


def random_lines(rules, count):
    generator = random.Random(11)
    for _ in range(count):
        length = generator.choice((1, 2, 3, 4, 6, 10, 20))
        pools = [rules if generator.random() < 0.25 else PARTS for _ in range(length)]
        yield "".join(generator.choice(pool) + (" " if generator.random() < 0.1 else "") for pool in pools)


tokenizer = spacy.blank("en").tokenizer
lines = json.loads((FOLDER / "tokenizer_lines.json").read_text()) + list(random_lines(list(tokenizer.rules), 300))
ids, rows = {}, []
for line in lines:
    tokens = []
    for token in tokenizer(line):
        strings = [token.norm_, token.prefix_, token.suffix_, token.shape_]
        ids.update(zip(strings, map(str, (token.norm, token.prefix, token.suffix, token.shape))))
        tokens.append([token.idx, len(token), int(bool(token.whitespace_)), int(token.is_space), *strings])
    rows.append(json.dumps([line, tokens], ensure_ascii=False, separators=(",", ":")))
print('{"spacy": "%s", "python": "%s",' % (spacy.__version__, platform.python_version()))
print('"ids": ' + json.dumps(ids, ensure_ascii=False, separators=(",", ":")) + ',\n"lines": [')
print(",\n".join(rows))
print("]}")
