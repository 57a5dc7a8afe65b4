"""Makes Tests/Fixtures/token_classification: tiny random BERT and RoBERTa token classifiers as Hugging Face's
transformers save them, and the class that each gives to the first piece of each token of 200 invented lines.

    python scripts/reference/token_classification.py Tests/Fixtures/token_classification

lines.json: the lines. Each folder is as `save_pretrained` leaves it (bert: vocab.txt and model.safetensors; roberta:
vocab.json, merges.txt and pytorch_model.bin), with expected.json: for each line a character a token of spaCy's English
tokenizer, the digit of the class, or - where no piece lies in the token; and for a text of more pieces than there are
positions, read in the windows of `return_overflowing_tokens`, each piece where it is nearer to a window's middle.
Made with transformers 4.53.2, tokenizers 0.21.4, torch 2.13.0+cpu, spaCy 3.8.18.
"""
import json
import os
import random
import sys

import spacy
import torch
import transformers
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer

CLASSES = 9
POSITIONS = 64
OVERLAP = 16
NAMES = {str(i): n for i, n in enumerate(
    ["B-treatment", "I-problem", "I-treatment", "B-test", "O", "B-problem", "I-test", "B-person", "I-person"])}
PEOPLE = ["Mr. Alder", "Mrs. Quill", "Dr. O'Neil-Brandt", "Ms. Żółć", "Anna Lindqvist", "J. R. Thorne", "Señora Peña"]
FINDINGS = ["chest pain", "a dry cough", "fever", "swelling of both ankles", "shortness of breath", "a rash", "s/p CABG",
            "COPD", "n/v/d", "low-grade temp", "pain 7/10"]
DRUGS = ["aspirin 81mg", "metformin 500 mg b.i.d.", "oral iron", "a short course of steroids", "0.9% NaCl", "Tylenol#3",
         "heparin gtt"]
TESTS = ["an MRI of the knee", "CT head", "blood cultures", "an ECG", "HbA1c=7.2%", "K+ 4.1", "CXR (PA/lateral)"]
FORMS = [
    "{p} reported {f} and was given {d}.", "{t} showed no {f}; {p} continued {d}.", "Denies {f}, {f}.",
    "{d} was stopped after {f}. {t} was ordered.", "{p} had {t} on 03/04/2019; it wasn't normal.",
    "DOB:01/02/1960  MRN#12345   {p}", "PLAN:\n- {d}\n- {t}\n\n- f/u w/ {p}", "{p}\n{p}  cannot tolerate {d} ...",
    "He's gonna get {t}, doesn't want {d}!!", "{f}\t{f}\t{t}", "\u201c{f}\u201d \u2014 said {p} (age 72y/o) \u2026",
    "{t}: \u03bc=3\u00b0 \u2264 5\u00b2 \u2192 {f}", "pt c/o {f} x3d, rx'd {d} qHS", "A/P: 1.{f} 2.{f} 3.{d}",
]
ODD = ["", " ", "\n", "  \n\t ", "...", "a", "\u4e2d\u6587 chest pain \u65e5\u672c\u8a9e", "\U0001f600\U0001f468\u200d\u2695\ufe0f ok",
       "cafe\u0301 na\u00efve \u00c5ngstr\u00f6m", "x" * 120 + " fever", "\u200bzero\u200bwidth", "\x07bell\x00null", "[CLS] [MASK] <s> </s> <mask>",
       "I'm we're they'll I'd can't won't", "\u00a0non\u00a0breaking\u2003em", "ALLCAPS lower MiXeD", "\u0130stanbul \u00df \ufb01n"]


def lines():
    chance = random.Random(11)
    pools = {"p": PEOPLE, "f": FINDINGS, "d": DRUGS, "t": TESTS}
    made = list(ODD)
    while len(made) < 200:
        line = chance.choice(FORMS)
        for key, pool in pools.items():
            while "{" + key + "}" in line:
                line = line.replace("{" + key + "}", chance.choice(pool), 1)
        made.append(line if len(made) % 3 else line + " " + chance.choice(ODD[6:]))
    return made


def classes(model, tokenizer, nlp, text):
    """The class of the first piece of each token, and the least difference between it and the next best."""
    encoding = tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=POSITIONS, stride=OVERLAP,
                         return_overflowing_tokens=True, return_attention_mask=False, return_token_type_ids=False)
    windows, offsets, start = encoding["input_ids"], encoding["offset_mapping"], 0
    logits = []
    with torch.no_grad():
        for ids in windows:
            logits.append(model(torch.tensor([ids])).logits[0])
    pieces = {}  # place in the whole text's pieces: (distance to the window's end, offsets, logits)
    step = POSITIONS - 2 - OVERLAP
    for number, (ids, places) in enumerate(zip(windows, offsets)):
        inner = len(ids) - 2
        for index in range(inner):
            piece = number * step + index
            first, last = number == 0, number == len(windows) - 1
            distance = min(POSITIONS if first else index, POSITIONS if last else inner - 1 - index)
            # At equal distance the later window: it is nearer to its end by half a piece.
            if piece not in pieces or distance >= pieces[piece][0]:
                pieces[piece] = (distance, places[index + 1], logits[number][index + 1])
    found, margin = "", 9.0
    for token in nlp(text):
        start, end = token.idx, token.idx + len(token)
        first = next((p for _, p in sorted(pieces.items()) if p[1][0] < end and p[1][1] > start and p[1][0] < p[1][1]), None)
        if first is None:
            found += "-"
            continue
        top = torch.topk(first[2], 2)
        margin = min(margin, float(top.values[0] - top.values[1]))
        found += str(int(top.indices[0]))
    return found, margin, len(windows)


def build(kind, folder, texts, seed):
    torch.manual_seed(seed)
    sizes = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, initializer_range=0.1,
                 id2label=NAMES, label2id={n: int(i) for i, n in NAMES.items()})
    os.makedirs(folder, exist_ok=True)
    corpus = [t.replace("\x00", "") for t in texts]
    if kind == "bert":
        trained = BertWordPieceTokenizer(lowercase=True)
        trained.train_from_iterator(corpus, vocab_size=360, show_progress=False)
        trained.save_model(folder)
        tokenizer = transformers.BertTokenizerFast(os.path.join(folder, "vocab.txt"), model_max_length=POSITIONS)
        config = transformers.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS + 20, **sizes)
        model = transformers.BertForTokenClassification(config)
    else:
        trained = ByteLevelBPETokenizer()
        trained.train_from_iterator(corpus, vocab_size=420, show_progress=False,
                                    special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
        trained.save_model(folder)
        tokenizer = transformers.RobertaTokenizerFast(os.path.join(folder, "vocab.json"),
                                                      os.path.join(folder, "merges.txt"))
        config = transformers.RobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS + 2,
                                            type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, **sizes)
        model = transformers.RobertaForTokenClassification(config)
    torch.nn.init.normal_(model.classifier.weight, std=0.5)
    torch.nn.init.normal_(model.classifier.bias, std=0.5)
    model.eval()
    return model, tokenizer


def main(out):
    nlp = spacy.blank("en")
    texts = lines()
    long = "\n".join(texts[40:70])
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "lines.json"), "w") as file:
        json.dump({"lines": texts, "long": long}, file, ensure_ascii=True, indent=0)
    for kind in ["bert", "roberta"]:
        folder = os.path.join(out, kind)
        for seed in range(100):
            model, tokenizer = build(kind, folder, texts, seed)
            results = [classes(model, tokenizer, nlp, text) for text in texts + [long]]
            used = len(set("".join(r[0] for r in results)) - {"-"})
            margin = min(r[1] for r in results)
            if margin > 3e-4 and used == CLASSES:
                break
        else:
            raise SystemExit("no seed keeps all classes apart")
        model.save_pretrained(folder, safe_serialization=kind == "bert")
        tokenizer.save_pretrained(folder)
        for name in ["tokenizer.json", "special_tokens_map.json"]:
            os.remove(os.path.join(folder, name))
        with open(os.path.join(folder, "expected.json"), "w") as file:
            json.dump({"lines": [r[0] for r in results[:-1]], "long": results[-1][0]}, file, indent=0)
        print(kind, "seed", seed, "margin", margin, "lines in one window", sum(r[2] == 1 for r in results[:-1]),
              "windows of the long text", results[-1][2], "classes", used)


if __name__ == "__main__":
    main(sys.argv[1])
