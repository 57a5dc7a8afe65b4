"""Makes Tests/Fixtures/static_vectors.json: thinc's numbers for spaCy's StaticVectors, forward and backward.

    python scripts/reference/static_vectors.py Tests/Fixtures/static_vectors.json

Made with spaCy 3.8.18, thinc 8.3.14, numpy 2.4.6.
"""
import json
import sys

import numpy
import spacy
from spacy.ml.staticvectors import StaticVectors
from spacy.tokens import Doc

WORDS = ["fever", "cough", "mg", "Aspirin", "rash"]


def main(path):
    random = numpy.random.RandomState(7)
    nlp = spacy.blank("en")
    table = random.uniform(-1, 1, (len(WORDS), 3)).astype("float32")
    for word, row in zip(WORDS, table):
        nlp.vocab.set_vector(word, row)
    nlp.vocab.vectors.add("tussis", row=1)
    known = ["fever", "tussis", "rash", "Aspirin", "cough", "fever", "mg"]
    layer = StaticVectors(4, 3)
    layer.set_param("W", random.uniform(-1, 1, (4, 3)).astype("float32"))
    unknown = layer.predict([Doc(nlp.vocab, words=["Fever", "aspirin", "rash", "unheard"])]).data
    y, back = layer([Doc(nlp.vocab, words=known[:4]), Doc(nlp.vocab, words=known[4:])], is_train=True)
    dy = random.uniform(-1, 1, y.data.shape).astype("float32")
    y.data[:] = y.data
    forward = y.data.tolist()
    y.data = dy
    back(y)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"words": WORDS, "table": table.tolist(), "aliases": {"tussis": 1},
                   "W": layer.get_param("W").tolist(), "known": known, "y": forward, "dy": dy.tolist(),
                   "dW": layer.get_grad("W").tolist(),
                   "unknown": ["Fever", "aspirin", "rash", "unheard"], "unknown_y": unknown.tolist()}, out, indent=0)


if __name__ == "__main__":
    main(sys.argv[1])
