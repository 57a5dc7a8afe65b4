"""What must be true of an annotated note. Every check yields sentences; none means it holds."""

import re
from collections import defaultdict

from markup import ENTITY

PRONOUNS = (
    "he she they him her them his hers their theirs its it himself herself themselves itself"
    " who whom whose which"
)
PERSONS = (
    "patient pt mother mom father dad wife husband spouse partner daughter son brother sister"
    " parent parents sibling siblings aunt uncle cousin nephew niece grandmother grandfather"
    " grandson granddaughter baby infant doctor physician surgeon cardiologist oncologist"
    " neurologist psychiatrist nurse midwife midwives pharmacist family neighbour neighbor"
    " therapist optometrist dietitian dentist teacher pathologist radiologist pediatrician"
    " anesthesiologist interpreter man woman women boy girl gentleman lady caregiver friend"
)
TITLES = r"(?:Dr|Mr|Mrs|Ms)\."
# What a reader takes for an identifier at first sight, so that none is left without a label.
IDENTIFIERS = (
    r"(?<![\d.])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b(?![/.-])",
    r"\b\d{4}-\d\d-\d\d\b",
    r"\b\d{3}[-.]\d{4}\b",
    r"\b\d{3}-\d\d-\d{4}\b",
    r"\S+@\S+",
    r"\bhttps?://\S+|\bwww\.\S+",
    r"\b\d{5}-\d{4}\b",
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
    r"\b(?:January|February|August|September|October|November|December) \d+",
    r"\b\d{7,}\b",
)


def _words(words):
    return re.compile(rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)", re.IGNORECASE)


def _ranges(pattern, text):
    return [match.span() for match in pattern.finditer(text)]


def _holds(spans, start, end):
    return any(span.start <= start and end <= span.end for span in spans)


def _headings(text):
    """Headings and the names of fields: text before a colon, and short lines of their own."""
    pattern = re.compile(
        r"^[^\S\n]*(?:[^:\n.]{1,40}(?=:)|(?:[A-Z][A-Z0-9 /&,()'·-]+|[A-Z][a-z, ]{2,24})(?=\r?$))",
        re.MULTILINE,
    )
    fields = re.compile(r"(?:\t|  )[A-Z][^:\t\n.]{1,24}(?=:)")
    return _ranges(pattern, text) + _ranges(fields, text)


def shape(note):
    """Spans lie in the text, begin and end with ink, stay on a line, and do not overlap."""
    for name, layer in (("spans", note.spans), ("phi", note.phi)):
        for span in layer:
            surface = note.surface(span)
            if not surface.strip() or surface != surface.strip():
                yield f"line {note.line(span.start)}: {name} '{surface}' has outer white space"
            if "\n" in surface:
                yield f"line {note.line(span.start)}: {name} '{surface!r}' crosses a line"
        for left, right in zip(layer, layer[1:]):
            if left.end > right.start:
                yield f"line {note.line(right.start)}: {name} '{note.surface(right)}' overlaps"
    missing = set(ENTITY.values()) - {span.label for span in note.spans}
    if missing:
        yield f"no span of {', '.join(sorted(missing))}"


def same_form_same_label(note):
    """A form labelled once is labelled everywhere in the note, unless `{-:…}` says otherwise."""
    labels = defaultdict(set)
    for span in note.spans:
        labels[note.surface(span).casefold()].add(span.label)
    text, exempt = note.text.casefold(), _headings(note.text)
    for form, kinds in sorted(labels.items()):
        if len(kinds) > 1:
            yield f"'{form}' is {' and '.join(sorted(kinds))}"
        if form == "this":  # a pronoun here, a determiner there
            continue
        for start, end in _ranges(re.compile(rf"(?<!\w){re.escape(form)}(?!\w)"), text):
            inside_heading = any(a <= start and end <= b for a, b in exempt)
            if not (_holds(note.spans + note.plain, start, end) or inside_heading):
                yield f"line {note.line(start)}: '{form}' is labelled elsewhere, not here"


def complete(note):
    """Pronouns, persons and titles are never overlooked; every name is a person."""
    exempt = _headings(note.text)
    identifiers = [span for span in note.phi if span.label != "NAME"]
    for words, kind in ((PRONOUNS, "pronoun"), (PERSONS, "person")):
        for start, end in _ranges(_words(words), note.text):
            if kind == "person" and any(a <= start and end <= b for a, b in exempt):
                continue
            if not _holds(note.spans + note.plain + identifiers, start, end):
                yield f"line {note.line(start)}: {kind} '{note.text[start:end]}' has no label"
    persons = [span for span in note.spans if span.label == "person"] + note.plain
    for start, end in _ranges(re.compile(TITLES), note.text):
        if not _holds(persons, start, end):
            yield f"line {note.line(start)}: a title outside a person"
    for span in note.phi:
        if span.label == "NAME" and not _holds(persons, span.start, span.end):
            yield f"line {note.line(span.start)}: name '{note.surface(span)}' is in no person"


def private(note):
    """No identifier is left in clear: neither a known value again nor a new one."""
    kinds = defaultdict(set)
    for span in note.phi:
        kinds[note.surface(span)].add(span.label)
    for value, labels in sorted(kinds.items()):
        if len(labels) > 1:
            yield f"'{value}' is {' and '.join(sorted(labels))}"
    names = {
        word.casefold()
        for span in note.phi
        if span.label == "NAME"
        for word in re.findall(r"\w{3,}", note.surface(span))
    }
    values = {value.casefold() for value in kinds if len(value) > 3}
    text = note.text.casefold()
    for value in sorted(names | values):
        for start, end in _ranges(re.compile(rf"(?<!\w){re.escape(value)}(?!\w)"), text):
            if not _holds(note.phi + note.public, start, end):
                yield f"line {note.line(start)}: '{note.text[start:end]}' is PHI elsewhere"
    for pattern in IDENTIFIERS:
        for start, end in _ranges(re.compile(pattern), note.text):
            touched = any(s.start < end and s.end > start for s in note.phi + note.public)
            if not touched:
                yield f"line {note.line(start)}: '{note.text[start:end]}' looks like PHI"


def on_tokens(note, tokenizer):
    """Entities begin and end where tokens do. PHI need not: `MRN:445` is one token."""
    tokens = tokenizer(note.text)
    starts = {token.idx for token in tokens}
    ends = {token.idx + len(token) for token in tokens}
    for span in note.spans:
        if span.start not in starts or span.end not in ends:
            yield f"line {note.line(span.start)}: '{note.surface(span)}' cuts a token"
