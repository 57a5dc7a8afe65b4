"""Writes Tests/Fixtures/comparison.json: random gold and predictions, and what an independent scorer says of them.

    python3 scripts/reference/comparison.py FOLDER_OF/score_ner.py > Tests/Fixtures/comparison.json

The scorer pairs spans as `SpanPair` documents it and draws documents with `random.Random(seed).choices`. A span is
[start, end, label]; predictions may overlap each other, and some are made twice.
"""
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(sys.argv[1]).resolve().parent))
import score_ner  # noqa: E402

generator = random.Random(7)
LABELS = ["problem", "test", "person", "é|x"]


def noisy(spans, length):
    result = []
    for start, end, label in spans:
        draw = generator.random()
        if draw < 0.15:
            continue
        if draw < 0.35:
            start, end = max(0, start - generator.randrange(4)), min(length, end + generator.randrange(4))
        if draw > 0.85:
            label = generator.choice(LABELS)
        result.append([start, end, label])
        if generator.random() < 0.05:
            result.append([start, end, label])
    for _ in range(generator.randrange(4)):
        start = generator.randrange(length - 3)
        result.append([start, start + generator.randrange(1, 4), generator.choice(LABELS)])
    return result


def rows(documents, key):
    return [{"id": d["id"], "spans": [dict(zip(("start", "end", "label"), s)) for s in d[key]],
             **({"ignore": d["ignore"]} if key == "gold" else {})} for d in documents if d[key] is not None]


documents = []
for number in range(40):
    length = generator.randrange(20, 150)
    spans, start = [], generator.randrange(5)
    while start < length - 6:
        end = start + generator.randrange(1, 6)
        spans.append([start, end, generator.choice(LABELS[:3])])
        if generator.random() < 0.1:
            spans.append([start, end + 1, generator.choice(LABELS)])
        start = end + generator.randrange(8)
    ignore = [[0, generator.randrange(1, 9)]] if generator.random() < 0.2 else []
    systems = {f"{name}{run}": noisy(spans, length) if generator.random() < 0.95 else None
               for name, runs in (("a", 2), ("b", 3)) for run in range(runs)}
    documents.append({"id": f"d{number}", "length": length, "gold": spans, "ignore": ignore, **systems})

expected = {}
with tempfile.TemporaryDirectory() as folder:
    def write(key):
        path = f"{folder}/{key}.jsonl"
        Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows(documents, key)))
        return path
    paths = {key: write(key) for key in ("gold", "a0", "a1", "b0", "b1", "b2")}
    runs = {"a": [paths["a0"], paths["a1"]], "b": [paths["b0"], paths["b1"], paths["b2"]]}
    expected["two"] = score_ner.score(paths["gold"], [runs["a"], runs["b"]], samples=300, seed=1)
    expected["one"] = score_ner.score(paths["gold"], [[paths["a0"]]], samples=100, seed=42)
    expected["labels"] = score_ner.score(paths["gold"], [runs["b"], [paths["a1"]]], {"problem", "person"}, 100, 3)
print(json.dumps({"documents": documents, "expected": expected}, ensure_ascii=False, separators=(",", ":")))
