"""Writes Tests/Fixtures/scoring.json: what spaCy makes of random gold and predicted documents.

    pip install spacy==3.8.18
    python3 scripts/reference/scoring.py > Tests/Fixtures/scoring.json

Each case has a gold document and a predicted one with the same letters, cut into other tokens in two of three
cases and sometimes spaced otherwise; random spans, and ranges of gold without annotation. A token is [text, is
followed by a space]; a span is [first token, one past the last, label].
"""
import json
import random

import spacy
from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

vocab = spacy.blank("en").vocab
generator = random.Random(20)
LABELS = ["problem", "test", "person"]


def letters(count):
    return "".join(generator.choice("aAbß漢.-🤕é") for _ in range(count))


def cut(chunks):
    """The tokens of chunks, each cut at random places; a chunk of white space stays whole."""
    words, spaces = [], []
    for chunk, space in chunks:
        cuts = sorted(generator.sample(range(1, len(chunk)), min(len(chunk) - 1, generator.choice((0, 0, 1, 2)))))
        if chunk.isspace():
            cuts = []
        for start, end in zip([0, *cuts], [*cuts, len(chunk)]):
            words.append(chunk[start:end])
            spaces.append(False)
        spaces[-1] = space
    return Doc(vocab, words=words, spaces=spaces)


def spans_of(doc):
    spans, start = [], 0
    while start < len(doc):
        length = generator.choice((1, 1, 2, 3))
        if generator.random() < 0.35 and start + length <= len(doc):
            spans.append(Span(doc, start, start + length, label=generator.choice(LABELS)))
            start += length
        else:
            start += 1
    return spans


def written(doc, ents):
    return {"tokens": [[t.text, bool(t.whitespace_)] for t in doc], "spans": [[e.start, e.end, e.label_] for e in ents]}


cases = []
for number in range(150):
    chunks = []
    for _ in range(generator.randrange(0, 9)):
        if generator.random() < 0.2:
            chunks.append((generator.choice(["\n", "  ", "\t\n"]), False))
        else:
            chunks.append((letters(generator.randrange(1, 6)), generator.random() < 0.6))
    gold = cut(chunks)
    other = [c for c in chunks if not c[0].isspace() or generator.random() < 0.8] if number % 5 == 0 else chunks
    predicted = cut(other) if number % 3 else Doc(vocab, words=[t.text for t in gold], spaces=[bool(t.whitespace_) for t in gold])
    ents, missing = spans_of(gold), []
    for start in range(len(gold)):
        if generator.random() < 0.1 and not any(e.start <= start < e.end for e in ents):
            missing.append(Span(gold, start, start + 1))
    if number % 25 == 1:
        ents, missing = [], [gold[i:i + 1] for i in range(len(gold))]
    gold.set_ents(ents, missing=missing, default="outside")
    if number % 25 == 1:
        gold.set_ents([], default="missing")
    guesses = spans_of(predicted)
    if not number % 3 and generator.random() < 0.8:
        guesses = [Span(predicted, e.start, e.end, label=e.label_) for e in ents if generator.random() < 0.7]
    predicted.set_ents(guesses)
    example = Example(predicted, gold)
    cases.append({
        "gold": {**written(gold, ents), "missing": [m.start for m in missing]}, "predicted": written(predicted, guesses),
        "ner": get_ner_prf([example]), "tokens": Scorer.score_tokenization([example]),
        "tags": ["-" if tag is None else tag for tag in example.get_aligned_ner()],
        "forward": [[int(i) for i in example.alignment.x2y[t.i]] for t in predicted],
    })
print(json.dumps({"spacy": spacy.__version__, "cases": cases}, ensure_ascii=False, separators=(",", ":"), default=list))
