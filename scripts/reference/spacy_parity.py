"""Entities of a spaCy pipeline and of the same model imported by clinspan, text by text.

    python spacy_parity.py --spacy MODEL --clinspan .build/release/clinspan --model IMPORTED --texts FILE.jsonl ...
    python spacy_parity.py --spacy MODEL --clinspan .build/release/clinspan --model IMPORTED --texts FILE.jsonl \
        --join-lines --reference spacy.jsonl

MODEL is a folder or an installed package; FILE.jsonl holds {"id","text"} a line. spaCy runs text by text, so that
nothing depends on what shares a batch; with --reference its predictions are kept in that file and read again the next
time, also those of a run that was stopped. --join-lines puts a space for each newline. Prints counts as JSON; differences go to standard error as
offsets. Exit status 1 when more than --allow (1 in 10,000) of the entities differ.

Made with spaCy 3.8.18, thinc 8.3.14, numpy 2.4.6.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def read(paths, join_lines):
    rows = []
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = row["text"].replace("\n", " ") if join_lines else row["text"]
                rows.append({"id": f"{len(rows)}", "text": text})
    return rows


def run_spacy(model, rows, exclude):
    import spacy
    nlp = spacy.load(model, exclude=exclude)
    for row in rows:
        doc = nlp(row["text"])
        yield [[e.start_char, e.end_char, e.label_] for e in doc.ents]


def run_clinspan(program, model, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)
        result = subprocess.run([program, "predict", "--model", model, path], check=True, capture_output=True)
    found = {}
    for line in result.stdout.decode("utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = [[s["start"], s["end"], s["label"]] for s in row["spans"]]
    return [found[row["id"]] for row in rows]


def reference(args, rows):
    """What spaCy finds in each text. The file grows text by text; a run that was stopped goes on where it was."""
    if not args.reference:
        return list(run_spacy(args.spacy, rows, args.exclude))
    done = []
    if os.path.exists(args.reference):
        with open(args.reference, encoding="utf-8") as kept:
            done = [line for line in kept if line.endswith("\n")]
    if len(done) < len(rows):
        with open(args.reference, "w", encoding="utf-8") as kept:
            kept.writelines(done)
            for spans in run_spacy(args.spacy, rows[len(done):], args.exclude):
                done.append(json.dumps(spans) + "\n")
                kept.write(done[-1])
                kept.flush()
    return [json.loads(line) for line in done[:len(rows)]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spacy", required=True)
    parser.add_argument("--clinspan", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--texts", nargs="+", required=True)
    parser.add_argument("--join-lines", action="store_true")
    parser.add_argument("--exclude", nargs="*", default=[], help="components that spaCy leaves out, to save time")
    parser.add_argument("--reference", help="where spaCy's predictions are kept")
    parser.add_argument("--first", type=int, help="only so many texts")
    parser.add_argument("--allow", type=float, default=1e-4)
    args = parser.parse_args()
    rows = read(args.texts, args.join_lines)
    rows = rows[:args.first]
    theirs = reference(args, rows)
    ours = run_clinspan(args.clinspan, args.model, rows)
    only_theirs = only_ours = 0
    for number, (left, right) in enumerate(zip(theirs, ours)):
        left, right = ({tuple(span) for span in spans} for spans in (left, right))
        only_theirs += len(left - right)
        only_ours += len(right - left)
        for side, spans in (("spaCy", left - right), ("clinspan", right - left)):
            for start, end, label in sorted(spans):
                print(f"text {number}: {side} alone has {start}:{end} {label}", file=sys.stderr)
    entities = sum(map(len, theirs))
    share = max(only_theirs, only_ours) / max(entities, 1)
    print(json.dumps({"texts": len(rows), "entities": entities, "spacy_alone": only_theirs,
                      "clinspan_alone": only_ours, "per_10000": round(1e4 * share, 3)}))
    sys.exit(share > args.allow)


if __name__ == "__main__":
    main()
