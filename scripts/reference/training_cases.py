"""Writes Tests/Fixtures/training_cases.json: batches, schedules and gold alignment as spaCy has them.

    python scripts/reference/training_cases.py > Tests/Fixtures/training_cases.json

Made with spaCy 3.8.18 and thinc 8.3.14. All texts are invented.
"""
import itertools
import json
import random

import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.batchers import minibatch_by_padded_size, minibatch_by_words
from spacy.training.loop import subdivide_batch
from spacy.util import minibatch
from thinc.api import compounding, constant_then, cyclic_triangular, decaying, slanted_triangular


class Sized:
    """A stand-in for an example: an index with a length."""

    def __init__(self, index, length):
        self.index, self.length, self.predicted = index, length, [None] * length

    def __len__(self):
        return self.length


def lengths_of(seed, count, low, high):
    generator = random.Random(seed)
    return [generator.randint(low, high) for _ in range(count)]


def batches():
    cases = []
    sets = [lengths_of(1, 40, 1, 60), lengths_of(2, 30, 100, 900), lengths_of(3, 80, 1, 40), [5], [2000, 3, 2000], [100, 100, 20, 1, 120, 121]]
    for lengths, size, discard in itertools.product(sets, [("constant", 100), ("compounding", 100, 1000, 1.05)], [False, True]):
        for kind in ("words", "padded", "sequences"):
            if kind == "sequences" and discard:
                continue
            schedule = itertools.repeat(size[1]) if size[0] == "constant" else compounding(*size[1:])
            epochs = []
            for _ in range(2):  # the size goes on from one epoch to the next
                items = [Sized(*pair) for pair in enumerate(lengths)]
                if kind == "words":
                    made = minibatch_by_words(items, schedule, tolerance=0.2, discard_oversize=discard)
                elif kind == "padded":
                    made = minibatch_by_padded_size(items, schedule, buffer=16, discard_oversize=discard)
                else:
                    made = minibatch(items, schedule)
                epochs.append([[item.index for item in batch] for batch in made])
            cases.append({"kind": kind, "lengths": lengths, "size": size, "discard": discard, "epochs": epochs})
    return cases


def subdivisions():
    cases = []
    for lengths, count in itertools.product([[5, 3, 9, 3, 1, 7, 2], [4], [2, 2, 2], list(range(10, 0, -1))], [1, 2, 3, 4]):
        items = [Sized(*pair) for pair in enumerate(lengths)]
        cases.append({"lengths": lengths, "count": count, "parts": [[i.index for i in part] for part in subdivide_batch(items, count)]})
    return cases


def schedules():
    made = {
        "constant_then": constant_then(0.5, 3, decaying(1.0, 0.1)),
        "decaying": decaying(0.001, 1e-4, t=5),
        "slanted_triangular": slanted_triangular(0.1, 50, cut_frac=0.1, ratio=32),
        "cyclic_triangular": cyclic_triangular(0.1, 1.0, 7),
        "compounding_down": compounding(100, 10, 0.9),
    }
    return {name: list(itertools.islice(series, 60)) for name, series in made.items()}


ALIGNMENTS = [
    # gold words (a trailing "_" means no space follows), gold tags ("-" is missing), predicted words
    ("72-year-old woman with chest pain", "B-person L-person O B-problem L-problem", "72_ -_ year_ -_ old woman with chest pain"),
    ("the chest_ x-ray was clear_ .", "O B-test L-test O O O", "the chest_ x_ -_ ray was clear_ ."),
    ("s/p CABG in 1999", "O U-treatment O O", "s_ /_ p CABG in 1999"),
    ("s_ /_ p CABG b.i.d_ .", "B-treatment I-treatment I-treatment L-treatment O O", "s/p CABG b.i.d."),
    ("s_ /_ p CABG", "O O O U-treatment", "s/p CABG"),
    ("no fever", "- U-problem", "no fever"),
    ("no fe_ ver", "O B-problem L-problem", "no fever"),
    ("no fe_ ver", "O O U-problem", "no fever"),
    ("no fe_ ver", "O O -", "no fever"),
    ("mild fever_ \n_ chills today", "O U-problem O U-problem O", "mild fever_ \n_ chills today"),
    ("mild fever_ \n_ chills", "O B-problem I-problem L-problem", "mild fever_ \n_ chills"),
    ("mild fever_ \n_ he", "O U-problem - U-person", "mild fever_ \n_ he"),
    ("aspirin_ ,_ insulin", "U-treatment O U-treatment", "aspirin_ ,_ insulin"),
    ("aspirin_ ,_ insulin", "U-treatment O U-treatment", "aspirin_,_insulin"),
    ("the wound", "- -", "the wound"),
]


def pieces(line):
    words = [word.replace("\x00", "_") for word in line.split(" ")]
    spaces = [not word.endswith("_") for word in words]
    words = [word[:-1] if word.endswith("_") else word for word in words]
    spaces[-1] = False
    return words, spaces


def alignments():
    vocab, cases = spacy.blank("en").vocab, []
    for gold_line, tags, predicted_line in ALIGNMENTS:
        words, spaces = pieces(gold_line)
        gold = Doc(vocab, words=words, spaces=spaces)
        iob, kinds = [], []
        from spacy.training import biluo_tags_to_spans
        tags = tags.split(" ")
        gold.set_ents(biluo_tags_to_spans(gold, tags), missing=[gold[i:i + 1] for i, tag in enumerate(tags) if tag == "-"], default="outside")
        words, spaces = pieces(predicted_line.replace("aspirin_,_insulin", "aspirin,insulin"))
        predicted = Doc(vocab, words=words, spaces=spaces)
        if predicted.text != gold.text:
            raise SystemExit(f"{predicted.text!r} {gold.text!r}")
        example = Example(predicted, gold)
        tokens = lambda doc: [[t.idx, t.idx + len(t), bool(t.whitespace_)] for t in doc]
        cases.append({
            "text": gold.text, "gold_tokens": tokens(gold), "tokens": tokens(predicted),
            "spans": [[e.start_char, e.end_char, e.label_] for e in gold.ents],
            "missing": [i for i, tag in enumerate(tags) if tag == "-"],
            "aligned": [tag or "-" for tag in example.get_aligned_ner()],
        })
    return cases


def tables():
    """What spaCy's console logger prints for made-up evaluations."""
    import io
    from types import SimpleNamespace
    from spacy.training.loggers import console_logger_v3
    made = []
    for pipes, weights in [(["tok2vec", "ner"], {"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None}),
                           (["transformer", "torch_ner"], {"ents_per_type": None, "ents_f": 1.0, "speed": 0.0})]:
        out = io.StringIO()
        pipeline = [(name, SimpleNamespace(is_trainable=True)) for name in pipes]
        training = {"max_steps": 9, "eval_frequency": 3, "score_weights": weights}
        log_step, _ = console_logger_v3()(SimpleNamespace(pipeline=pipeline, config={"training": training}), stdout=out)
        rows = [(0, 0, [0.0, 31.2345], 0.0), (12, 2400, [123456789.125, 0.005], 0.64731), (1234, 1234567, [1.0, 2.675], 1.0)]
        for epoch, step, losses, score in rows:
            metrics = {"ents_f": score, "ents_p": score / 2, "ents_r": 0.1, "speed": 12345.678}
            log_step({"epoch": epoch, "step": step, "losses": dict(zip(pipes, losses)), "other_scores": metrics, "score": score})
        made.append({"pipes": pipes, "scores": [k for k, v in weights.items() if v is not None], "rows": rows, "printed": out.getvalue()})
    return made


print(json.dumps({
    "made_with": "spaCy 3.8.18, thinc 8.3.14", "batches": batches(), "subdivisions": subdivisions(),
    "schedules": schedules(), "alignments": alignments(),
    "tables": tables(),
}, separators=(",", ":")))
