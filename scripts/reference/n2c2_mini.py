"""What spaCy sees in a small invented corpus of n2c2-2011 records, converted both ways.

    python scripts/reference/n2c2_mini.py PEERS > Tests/Fixtures/n2c2_mini.json

Made with spaCy 3.8.18. PEERS is the folder of `prepare.py` and `load_in_spacy.py`, which do the conversion.
"""
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

RECORDS = {
    "Beth_Train": {
        "record-2": (
            "Chief complaint :\n72-year-old man , s/p fall , seen b.i.d. by Dr. Orla Quist .\nHe denies chest pain .\n",
            ['c="72-year-old man" 2:0 2:1||t="person"', 'c="fall" 2:4 2:4||t="problem"',
             'c="dr. orla quist" 2:9 2:11||t="person"', 'c="he" 3:0 3:0||t="pronoun"',
             'c="chest pain" 3:2 3:3||t="problem"', 'c="pain" 3:3 3:3||t="problem"']),
        "record-10": (
            "Plan :\n\nChest x-ray today ; \nlisinopril 10mg daily .\n  indented line\nNo annotation on this s/p line .\n\n",
            ['c="chest x-ray" 3:0 3:1||t="test"', 'c="lisinopril 10mg" 4:0 4:1||t="treatment"',
             'c="indented line" 5:2 5:3||t="problem"']),
        "record-1": ("Caf\u00e9-au-lait spots , \u03b2-blocker held \U0001f637 .\nT 98.6F .",
                     ['c="caf\u00e9-au-lait spots" 1:0 1:1||t="problem"',
                      'c="\u03b2-blocker" 1:3 1:3||t="treatment"']),
    },
    "Partners_Train": {
        "a_PMC": ("Mrs. Tamsin Vole 's K+ was 3.1 .\r\nRepeat BMP .\r\n",
                  ['c="mrs. tamsin vole \'s" 1:0 1:3||t="person"', 'c="k+" 1:4 1:4||t="test"',
                   'c="repeat bmp" 2:0 2:1||t="test"']),
        "b_PMC": ("Unremarkable .\n", []),
        "c_PMC": ("She  was seen .\nBP 120/80mmHg , WBC-12.3 ; and/or w/o fever .\n",
                  ['c="she" 1:0 1:0||t="pronoun"', 'c="bp" 2:0 2:0||t="test"', 'c="fever" 2:7 2:7||t="problem"']),
    },
    "i2b2_Test/i2b2_Beth_Test": {
        "record-7": ("Pt c/o SOB .\nHx : HTN/DM .\n", ['c="sob" 1:2 1:2||t="problem"', 'c="htn/dm" 2:2 2:2||t="problem"']),
    },
    "i2b2_Test/i2b2_Partners_Test": {
        "z_PMC": ("EKG nl .\n", ['c="ekg" 1:0 1:0||t="test"']),
    },
}
ARCHIVES = {"i2b2_Beth_Train_Release.tar.gz": ["Beth_Train"], "i2b2_Partners_Train_Release.tar.gz": ["Partners_Train"],
            "Task_1C.zip": ["i2b2_Test/i2b2_Beth_Test", "i2b2_Test/i2b2_Partners_Test"]}


def main():
    peers = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for part, records in RECORDS.items():
            for record, (text, concepts) in records.items():
                for kind, ending, content in (("docs", ".txt", text), ("concepts", ".txt.con", "".join(c + "\n" for c in concepts))):
                    path = work / part / kind / (record + ending)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content.encode())
        for archive, parts in ARCHIVES.items():
            if archive.endswith(".zip"):
                with zipfile.ZipFile(work / archive, "w", zipfile.ZIP_DEFLATED) as bundle:
                    for part in parts:
                        for path in sorted((work / part).rglob("*.*")):
                            bundle.write(path, path.relative_to(work))
            else:
                with tarfile.open(work / archive, "w:gz") as bundle:
                    for part in parts:
                        bundle.add(work / part, part)
        result = {"spacy": "3.8.18", "records": {part: {k: list(v) for k, v in rs.items()} for part, rs in RECORDS.items()}}
        for conversion in ("aligned", "seed"):
            out = work / conversion
            flags = ["--seed-conversion"] if conversion == "seed" else []
            subprocess.run([sys.executable, peers / "prepare.py", "--data", work, "--out", out, *flags], check=True, stdout=subprocess.DEVNULL)
            result[conversion] = {}
            for part in ("train", "dev", "test"):
                rows = out / f"{part}.rows.jsonl"
                subprocess.run([sys.executable, peers / "load_in_spacy.py", "--docbin", out / f"{part}.spacy", "--out", rows],
                               check=True, stdout=subprocess.DEVNULL)
                ids = [json.loads(line)["id"] for line in (out / f"{part}.jsonl").open()]
                docs = [json.loads(line) for line in rows.open()]
                keys = ("text", "tokens", "spaces", "spans", "ent_iob", "sent_starts", "norm")
                result[conversion][part] = [{"id": i, **{key: doc[key] for key in keys}} for i, doc in zip(ids, docs)]
    print(json.dumps(result, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
