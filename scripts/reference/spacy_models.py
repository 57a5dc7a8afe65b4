"""Makes Tests/Fixtures/spacy: tiny models that spaCy trained on invented sentences, and what they find.

    python scripts/reference/spacy_models.py Tests/Fixtures/spacy

Each folder is as `nlp.to_disk` leaves it, without the tokenizer (spaCy's English one, 77 KB) and the strings. Beside it
stands expected.json: texts and the entities found in each, run one by one; for `sentences` the first token of each
sentence too. Made with spaCy 3.8.18, thinc 8.3.14, torch 2.13.0+cpu, numpy 2.4.6.
"""
import json
import os
import random
import shutil
import sys
import tempfile

import numpy
import spacy
from spacy.lookups import Lookups
from spacy.tokens import Doc, Span
from spacy.training import Example

WIDTH = 12
FINDINGS = ["chest pain", "a dry cough", "fever", "swelling of both ankles", "shortness of breath", "a rash"]
DRUGS = ["aspirin", "metformin 500 mg", "oral iron", "a short course of steroids"]
TESTS = ["an MRI of the knee", "a CT scan", "blood cultures", "an ECG"]
FORMS = [
    ("The patient reported {problem} and was given {treatment} .",),
    ("{test} showed no {problem} . She continued {treatment} .",),
    ("Denies {problem} , {problem} .",),
    ("{treatment} was stopped after {problem} . {test} was ordered .",),
    ("He had {test} on Tuesday ; it was normal .",),
]
TEXTS = [
    "Mr. Alder came in with chest pain and fever. An ECG was normal.",
    "Denies a rash, a dry cough.\n\nShe took aspirin  and oral iron daily.",
    "A CT scan showed swelling of both ankles; metformin 500 mg was stopped.",
    "fever", "", "  \n ", "Blood cultures\nwere ordered. Chest pain. Fever. No rash.",
    "She wasn't given a short course of steroids, but an MRI of the knee.",
    "Pain pain pain — pain/pain, pain; pain. 12.5 mg b.i.d. p.o. The patient, 72-year-old, had shortness of breath.",
]


def docs(nlp, count):
    chance = random.Random(3)
    pools = {"problem": FINDINGS, "treatment": DRUGS, "test": TESTS}
    for number in range(count):
        words, spans = [], []
        for piece in chance.choice(FORMS)[0].split():
            label = piece.strip("{}")
            if label in pools:
                found = chance.choice(pools[label]).split()
                spans.append((len(words), len(words) + len(found), label))
                words += found
            else:
                words.append(piece)
        heads, deps, first, starts = [], [], 0, []
        for index, word in enumerate(words):
            starts.append(index == first)
            heads.append(first)
            deps.append("ROOT" if index == first else "punct" if not word[0].isalpha() else "dep")
            if word == ".":
                first = index + 1
        for start, end, label in spans:  # a head that another arc crosses, so that labels are decorated
            if end - start >= 3 and heads[start] != start:
                heads[start], deps[start] = end - 1, "obj"
                if end < len(words) and words[end] != ".":
                    heads[end], deps[end] = start + 1, "amod"
        heads = [head if head < len(words) else index for index, head in enumerate(heads)]
        doc = Doc(nlp.vocab, words=words, heads=heads, deps=deps)
        doc.set_ents([Span(doc, *span) for span in spans])
        yield doc


def tok2vec(encode, attrs=("NORM", "PREFIX", "SUFFIX", "SHAPE"), vectors=False):
    rows = [60, 30, 30, 30, 10, 10][:len(attrs)]
    return {"@architectures": "spacy.Tok2Vec.v2",
            "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "attrs": list(attrs), "rows": rows,
                      "include_static_vectors": vectors},
            "encode": encode}


WINDOW = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "depth": 2, "window_size": 1,
          "maxout_pieces": 3}
LSTM = {"@architectures": "spacy.TorchBiLSTMEncoder.v1", "width": WIDTH, "depth": 2, "dropout": 0.0}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "*"}


def transitions(kind, vectors, upper=True):
    return {"model": {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": kind,
                      "extra_state_tokens": False, "hidden_width": 8, "maxout_pieces": 2, "use_upper": upper,
                      "tok2vec": vectors}}


def pipeline(kind):
    nlp = spacy.blank("en")
    if kind == "listener":
        nlp.add_pipe("tok2vec", config={"model": tok2vec(WINDOW)})
        nlp.add_pipe("ner", config=transitions("ner", LISTENER))
    elif kind == "without_upper":
        nlp.add_pipe("ner", config=transitions("ner", tok2vec(WINDOW), upper=False))
    elif kind == "lstm":
        nlp.add_pipe("ner", config=transitions("ner", tok2vec(LSTM)))
    elif kind == "hash_embed_cnn":
        nlp.add_pipe("ner", config=transitions("ner", {
            "@architectures": "spacy.HashEmbedCNN.v2", "width": WIDTH, "depth": 1, "embed_size": 40, "window_size": 1,
            "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None}))
    elif kind == "vectors":
        words = sorted({word for phrase in FINDINGS + DRUGS + TESTS for word in phrase.split()})
        table = numpy.random.RandomState(0).uniform(-1, 1, (len(words), 5)).astype("float32")
        for word, row in zip(words, table):
            nlp.vocab.set_vector(word, row)
        nlp.vocab.vectors.add("MRI", row=2)
        nlp.add_pipe("ner", config=transitions("ner", tok2vec(WINDOW, vectors=True)))
    elif kind == "sentences":
        attrs = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE")
        nlp.add_pipe("tok2vec", config={"model": tok2vec(WINDOW, attrs)})
        nlp.add_pipe("parser", config={**transitions("parser", LISTENER), "min_action_freq": 1})
        nlp.add_pipe("ner", config=transitions("ner", tok2vec(WINDOW)))
        lookups = Lookups()
        lookups.add_table("lexeme_norm", {"wasn't": "was", "ankles": "ankle", "fever": "pyrexia", "MRI": "scan"})
        nlp.vocab.lookups = lookups
    return nlp


def main(folder):
    for kind in ["listener", "without_upper", "lstm", "hash_embed_cnn", "vectors", "sentences"]:
        spacy.util.fix_random_seed(1)
        nlp = pipeline(kind)
        if kind == "sentences":
            with tempfile.TemporaryDirectory() as place:  # the table takes effect when a vocabulary is read
                nlp.vocab.to_disk(place)
                nlp.vocab.from_disk(place)
        gold = list(docs(nlp, 40))
        examples = [Example(Doc(nlp.vocab, words=[t.text for t in doc]), doc) for doc in gold]
        optimizer = nlp.initialize(lambda: examples)
        optimizer.learn_rate = 0.01
        for _ in range(60 if kind == "lstm" else 12):
            random.Random(0).shuffle(examples)
            for start in range(0, len(examples), 8):
                nlp.update(examples[start:start + 8], sgd=optimizer, drop=0.1)
        path = os.path.join(folder, kind)
        shutil.rmtree(path, ignore_errors=True)
        nlp.to_disk(path)
        os.remove(os.path.join(path, "tokenizer"))
        os.remove(os.path.join(path, "vocab", "strings.json"))
        found = []
        for text in TEXTS:
            doc = nlp(text)
            row = {"text": text, "ents": [[e.start_char, e.end_char, e.label_] for e in doc.ents]}
            if kind == "sentences":
                row["sentences"] = [token.i for token in doc if token.is_sent_start]
            found.append(row)
        with open(os.path.join(path, "expected.json"), "w", encoding="utf-8") as out:
            json.dump(found, out, indent=0)
        print(kind, sum(len(row["ents"]) for row in found), "entities",
              [row.get("sentences") for row in found] if kind == "sentences" else "")


if __name__ == "__main__":
    main(sys.argv[1])
