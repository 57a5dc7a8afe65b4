"""Lays prose out as clinical notes: JSON lines with gold spans in, the same with more around them out.

    python3 scripts/note_layout.py ../shared/data/names < prose.jsonl > notes.jsonl

Case reports have neither headings nor fields nor names, and a model that has met none takes `ALLERGIES:` for a test. So a
head of fields is put above each record, a heading over every few sentences and a signature below, none of it marked but
the names, which are persons; some people the text speaks of are given names too. The same record gives the same note.
Headings and fields are the customary ones; names are drawn from the census and from births. Standard library only.
"""
import json
import pathlib
import random
import re
import sys

HEADINGS = """chief complaint|reason for visit|reason for admission|reason for consultation|history of present illness|hpi
interval history|history|past medical history|pmh|past surgical history|family history|social history|medications
home medications|current medications|discharge medications|new|changed|stopped|continued|allergies|review of systems|ros
physical examination|physical exam|exam|examination|general|gen|heent|neck|cardiovascular|cv|chest|lungs|resp|abdomen|abd
extremities|ext|skin|neuro|neurologic|psych|mental status|vital signs|vitals|laboratory data|labs|results|studies|data
imaging|radiology|findings|impression|comparison|technique|indication|clinical information|assessment|plan|assessment and plan
a/p|summary|hospital course|brief hospital course|procedure|procedure in detail|operation|description of procedure|anesthesia
preoperative diagnosis|postoperative diagnosis|principal diagnosis|secondary diagnoses|final diagnosis|diagnosis|specimens
estimated blood loss|complications|condition|disposition|discharge instructions|follow-up|recommendations|addendum
subjective|objective|formulation|safety|developmental history|gross description|microscopic description|comment|consults
prophylaxis|code status|medical decision making|mdm|background|event|mechanism|primary survey|secondary survey|course
functional status|goals|measures|nutrition|activity|education|counseling|orders|diagnoses|problem list|visit""".replace(
    "\n", "|").split("|")
TITLES = """discharge summary|progress note|consultation|operative report|radiology report|emergency department note|clinic visit
history and physical|transfer summary|nursing note|surgical pathology report|evaluation|letter|telephone encounter
follow-up visit|consultation note|trauma history and physical|addendum to note|visit summary""".replace("\n", "|").split("|")
PEOPLE = ["Patient", "Attending", "PCP", "Referring", "Author", "Surgeon", "Provider", "Dictated by", "Signed by", "To",
          "Assistant", "Requested by", "Resident", "Name", "cc", "Seen by"]
FIELDS = {
    "MRN": lambda chance: "-".join(f"{chance.randrange(100):02}" for _ in range(3)),
    "DOB": lambda chance: f"{chance.randrange(1, 13)}/{chance.randrange(1, 29)}/{chance.randrange(1930, 2015)}",
    "Date": lambda chance: f"{chance.randrange(1, 13):02}/{chance.randrange(1, 29):02}/{chance.randrange(2005, 2024)}",
    "Admitted": lambda chance: f"{chance.randrange(1, 13)}/{chance.randrange(1, 29)}/{chance.randrange(2005, 2024)}",
    "Time": lambda chance: f"{chance.randrange(24):02}:{chance.randrange(60):02}",
    "Sex": lambda chance: chance.choice("MF"),
    "Service": lambda chance: chance.choice(["Cardiology", "Medicine", "Surgery", "Neurology", "Pediatrics", "Oncology"]),
    "Location": lambda chance: f"{chance.randrange(2, 9)} {chance.choice(['West', 'East', 'North'])}",
    "Status": lambda chance: chance.choice(["Final", "Preliminary", "Signed"]),
    "Accession": lambda chance: f"{chance.choice('ABCRS')}-{chance.randrange(10**6, 10**7)}",
    "Disposition": lambda chance: chance.choice(["home", "home with services", "rehabilitation", "transferred"]),
    "Phone": lambda chance: f"({chance.randrange(200, 999)}) 555-01{chance.randrange(100):02}",
}
CREDENTIALS = ["", "", ", MD", ", MD", " MD", ", RN", ", NP", ", PA-C", ", DO", ", PT, DPT"]
CASES = [str.upper, str.upper, str.upper, str.capitalize, str.title, str.lower]
NAMED = re.compile(r"(the patient|patient|an? .*(man|woman|male|female|boy|girl|patient))\b", re.IGNORECASE | re.DOTALL)


class Names:
    """Names of people and places, from the tables of a folder."""

    def __init__(self, folder):
        def first(file):
            return [line.split("\t")[0].strip() for line in open(folder / file, encoding="utf-8")]
        self.given = first("firstnames_us_ssa_1920_2017.tsv")[:4000]
        self.family = [name.capitalize() for name in first("surnames_us_census2010.tsv")[:20000]]
        self.places = first("us_hospitals_cms.tsv")

    def surname(self, chance):
        names = chance.sample(self.family, 2)
        return "-".join(names) if chance.random() < 0.2 else names[0]

    def full(self, chance):
        given, family = chance.choice(self.given), self.surname(chance)
        form = chance.random()
        if form < 0.15:
            return f"{family}, {given}" if chance.random() < 0.5 else f"{family.upper()}, {given.upper()}"
        if form < 0.25:
            return f"{given[0]}. {family}"
        return f"{given} {chance.choice('ABCDEFGHJKLMNPRSTW')}. {family}" if form < 0.5 else f"{given} {family}"


class Note:
    """A text that grows, with its spans."""

    def __init__(self):
        self.text, self.spans = "", []

    def add(self, text, label=None):
        if label:
            self.spans.append({"start": len(self.text), "end": len(self.text) + len(text), "label": label})
        self.text += text

    def field(self, name, chance, names):
        self.add(f"{name}: ")
        if name in PEOPLE:
            self.add(names.full(chance), "person")
            self.add("" if name in ("Patient", "Name") else chance.choice(CREDENTIALS))
        else:
            self.add(FIELDS[name](chance))


def laid_out(record, names):
    chance = random.Random(record["id"])
    note, case = Note(), chance.choice(CASES)
    if chance.random() < 0.5:
        place = chance.choice(names.places)
        note.add((place if chance.random() < 0.5 else place.title()) + "\n")
    if chance.random() < 0.8:
        note.add(chance.choice([str.upper, str.title])(chance.choice(TITLES)) + "\n\n")
    fields = chance.sample(PEOPLE, chance.randrange(1, 4)) + chance.sample(list(FIELDS), chance.randrange(1, 5))
    chance.shuffle(fields)
    for index, name in enumerate(fields):
        note.field(name, chance, names)
        note.add("\n" if index == len(fields) - 1 or chance.random() < 0.6 else chance.choice(["    ", "          ", "  "]))
    body(note, record, case, chance, names)
    ending = chance.random()
    if ending < 0.6:
        note.add(chance.choice(["\n\n", "\n\nSigned: ", "\n\nElectronically signed by ", "\n\nDictated by: "]))
        note.add(names.full(chance), "person")
        note.add(chance.choice(CREDENTIALS) + "  " + FIELDS["Date"](chance) + "\n")
    return {"id": record["id"] + "-note", "text": note.text, "spans": note.spans}


def body(note, record, case, chance, names):
    """The record's sentences, its lines, in paragraphs under headings."""
    separator = chance.choice(["\n", ":\n", ": ", ": ", ":  "])
    patient = f"{chance.choice(['Mr.', 'Ms.', 'Mrs.'])} {names.surname(chance)}"
    start, left, marked = 0, 0, len(note.spans)
    for line in record["text"].split("\n"):
        if left == 0:
            note.add("\n\n" if chance.random() < 0.7 else "\n")
            note.add(case(chance.choice(HEADINGS)) + separator)
            left = chance.randrange(1, 5)
        else:
            note.add(chance.choice([" ", " ", "\n"]))
        left -= 1
        at = start
        inside = [span for span in record["spans"] if start <= span["start"] and span["end"] <= start + len(line)]
        for span in sorted(inside, key=lambda span: span["start"]):
            note.add(record["text"][at:span["start"]])
            words = record["text"][span["start"]:span["end"]]
            if span["label"] == "person" and NAMED.fullmatch(words) and chance.random() < 0.3:
                words = patient
            note.add(words, span["label"])
            at = span["end"]
        note.add(record["text"][at:start + len(line)])
        start += len(line) + 1
    if len(note.spans) - marked != len(record["spans"]):
        sys.exit(f"note_layout: {record['id']}: a span reaches over a line's end")


def main():
    names = Names(pathlib.Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(laid_out(json.loads(line), names), ensure_ascii=False))


if __name__ == "__main__":
    main()
