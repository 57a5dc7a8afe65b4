"""The markup of assets/notes/*.txt: a note as it reads, with its gold spans in braces.

    {w:Ms. {NAME:Quill}} denied {p:chest pain}; {h:she} takes {x:aspirin}.

A brace pair is `{code:text}` and may hold others. Lower-case codes are the five labels of the
recognizer, upper-case codes are kinds of protected health information, optional ones with `?`.
Two codes make no span, they record a decision: `-` is not an entity, `!` is not PHI.
A note's own text never contains a brace.
"""

import re
from typing import NamedTuple

ENTITY = {"p": "problem", "t": "test", "x": "treatment", "w": "person", "h": "pronoun"}
PHI = frozenset(
    "NAME DATE AGE PHONE SSN MRN EMAIL URL IP ADDRESS LOCATION ZIP HOSPITAL ORG ID ACCOUNT"
    " HEALTH_PLAN LICENSE VEHICLE DEVICE".split()
)
OPEN = re.compile(r"\{([A-Z_]+\??|[a-z]|[-!]):")


class Span(NamedTuple):
    """A labelled range of a text: Unicode scalars, half-open."""

    start: int
    end: int
    label: str
    optional: bool = False


class Note(NamedTuple):
    """A note without its markup, and what the markup said."""

    id: str
    text: str
    spans: list  # the five labels
    phi: list
    plain: list  # ranges that are deliberately no entity
    public: list  # ranges that are deliberately no PHI

    def surface(self, span):
        """The text of a span."""
        return self.text[span.start : span.end]

    def line(self, offset):
        """The number of the line at an offset, from 1."""
        return self.text.count("\n", 0, offset) + 1


class MarkupError(ValueError):
    """Markup that does not parse: the message names the note, the line and what to mend."""


def parse(id, source):
    """The note in a marked-up source. Raises MarkupError."""
    pieces, length, position = [], 0, 0
    waiting = []  # code, start in the text, position in the source
    note = Note(id, "", [], [], [], [])

    def fail(at, what):
        raise MarkupError(f"{id}:{source.count(chr(10), 0, at) + 1}: {what}")

    def close(code, start):
        span = Span(start, length, code)
        if code in ENTITY:
            note.spans.append(span._replace(label=ENTITY[code]))
        elif code == "-":
            note.plain.append(span)
        elif code == "!":
            note.public.append(span)
        else:
            note.phi.append(span._replace(label=code.rstrip("?"), optional=code[-1] == "?"))

    while position < len(source):
        character = source[position]
        if character == "{":
            opening = OPEN.match(source, position)
            code = opening and opening[1]
            if not code or not (code in ENTITY or code in "-!" or code.rstrip("?") in PHI):
                fail(position, f"'{source[position:position + 12]}' opens no known label")
            waiting.append((code, length, position))
            position = opening.end()
        elif character == "}":
            if not waiting:
                fail(position, "'}' closes nothing")
            code, start, _ = waiting.pop()
            close(code, start)
            position += 1
        else:
            pieces.append(character)
            length += 1
            position += 1
    if waiting:
        fail(waiting[-1][2], f"'{{{waiting[-1][0]}:' is never closed")
    for layer in (note.spans, note.phi, note.plain, note.public):
        layer.sort()
    return note._replace(text="".join(pieces))
