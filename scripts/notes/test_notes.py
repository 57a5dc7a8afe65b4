#!/usr/bin/env python3
"""Tests of the markup and of every check: `scripts/notes/test_notes.py`."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checks  # noqa: E402
from invented import invented, luhn  # noqa: E402
from markup import MarkupError, Span, parse  # noqa: E402


class Markup(unittest.TestCase):
    def test_layers_nest_and_offsets_are_scalars(self):
        note = parse("n", "👋🏽 {w:Dr. {NAME:Nun\u0303ez}}, {AGE?:52}{-:,} {!:Foley}")
        self.assertEqual(note.text, "👋🏽 Dr. Nun\u0303ez, 52, Foley")
        self.assertEqual(note.spans, [Span(3, 13, "person")])
        self.assertEqual(note.phi, [Span(7, 13, "NAME"), Span(15, 17, "AGE", True)])
        self.assertEqual(note.surface(note.plain[0]), ",")
        self.assertEqual(note.surface(note.public[0]), "Foley")

    def test_line_ends_and_tabs_are_kept(self):
        self.assertEqual(parse("n", "a\r\n\t{p:b}\r\n").text, "a\r\n\tb\r\n")

    def test_errors_name_the_line(self):
        for source in ("\n{p:pain", "\npain}", "\n{q:pain}", "\n{NAMES:x}", "\n{"):
            with self.assertRaisesRegex(MarkupError, "^n:2: "):
                parse("n", source)


class Checks(unittest.TestCase):
    def finds(self, check, source, part):
        self.assertIn(part, "\n".join(check(parse("n", source))))

    def holds(self, check, source):
        self.assertEqual(list(check(parse("n", source))), [])

    def test_shape(self):
        self.finds(checks.shape, "{p:pain }", "outer white space")
        self.finds(checks.shape, "{p:a\nb}", "crosses a line")
        self.finds(checks.shape, "{p:a {t:b}}", "overlaps")
        self.finds(checks.shape, "{p:a} {t:b} {x:c} {w:d}", "no span of pronoun")
        self.holds(checks.shape, "{p:a} {t:b} {x:c} {w:{NAME:d}} {h:he}")

    def test_same_form_same_label(self):
        self.finds(checks.same_form_same_label, "{p:pain}; Pain", "not here")
        self.finds(checks.same_form_same_label, "{p:pain} {t:pain}", "problem and test")
        self.holds(checks.same_form_same_label, "{p:pain} {-:pain} {p:back pain}\nPAIN: painful")

    def test_complete(self):
        self.finds(checks.complete, "she", "pronoun 'she'")
        self.finds(checks.complete, "seen by the nurse", "person 'nurse'")
        self.finds(checks.complete, "Mr. {w:Quill}", "a title outside")
        self.finds(checks.complete, "{NAME:Quill}", "is in no person")
        self.holds(checks.complete, "Patient: {w:{NAME:Quill}}, {h:who} came to {ORG:Nurse Call}")

    def test_private(self):
        self.finds(checks.private, "{w:{NAME:Ada Quill}}, quill", "'quill' is PHI elsewhere")
        self.finds(checks.private, "{MRN:12345} {ID:12345}", "ID and MRN")
        for clear in ("3/4/2020", "2020-03-04", "555-0100", "a@b", "May 4 www.x.y", "12345678"):
            self.finds(checks.private, clear, "looks like PHI")
        self.holds(checks.private, "{NAME:Foley} {!:Foley} catheter, 120/80, 0.50-1.10")

    def test_invented(self):
        real = (
            "{PHONE:617-555-2100}", "{SSN:123-45-6789}", "{ZIP:02139}", "{EMAIL:a@b.org}",
            "{URL:www.example.org.uk}", "{IP:8.8.8.8}", "{LICENSE:1234567893}",
            "{LICENSE:BJ1234563}", "{VEHICLE:1HGCM82633A004352}", "{ACCOUNT:4111 1111 1111 1111}",
        )
        for source in real:
            self.finds(invented, source, "could be real")
        self.holds(invented, "{PHONE:(617) 555-0142} {SSN:900-12-0001} {ZIP:98714} {PHONE:x4417}")
        self.holds(invented, "{EMAIL:a@b.example.org} {URL:https://example.com/a} {IP:192.0.2.1}")

    def test_luhn(self):
        self.assertTrue(luhn("79927398713"))
        self.assertFalse(luhn("79927398710"))


if __name__ == "__main__":
    unittest.main()
