#!/usr/bin/env python3
"""Build assets/gazetteers/words.bin: what the PHI recognizers know of single words and town names.

    python build.py --names DIR --scowl DIR --packages DIR --output ../../assets/gazetteers/words.bin

--names     surnames_us_census2010.tsv, firstnames_us_ssa_1920_2017.tsv, us_cities_geonames5000.tsv,
            us_zip_city_state.tsv
--scowl     word lists of SCOWL 2020.12.07 (Debian package `scowl`: /usr/share/dict/scowl)
--packages  unpacked wheels: simple_icd_10_cm 1.5.0, drug_named_entity_recognition 2.0.9

Layout, little-endian:
    0   magic "CLINGAZ1"
    8   u32 length of the notice, u32 number of entries, u32 length of the pools, u32 zero
   24   notice (UTF-8: sources and licences), padded to 4 bytes with spaces
    .   u32 first entry of each of 65,536 buckets, and the end: the bucket is the hash's top 16 bits
    .   u16 key of each entry: the hash's next 16 bits, ascending in a bucket
    .   u16 facts of each entry
    .   pools (UTF-8): sections of names for surrogates, a heading line "#name", one name a line
The hash is FNV-1a, 64 bits, over lower-case ASCII letters; the words of a phrase are joined by one space.
Facts: bits 0-2 first name, 3-5 surname, 6-8 English word (7 commonest), 9 medical, 10 drug, 11-12 town,
13 a phrase begins here, 14 written with a capital, 15 eponym.
"""
import argparse
import bz2
import pickle
import re
import struct
import unicodedata
import xml.etree.ElementTree as xml
from pathlib import Path

NOTICE = """Clinspan gazetteer. Sources and licences:
US Census 2010 surnames: public domain. SSA given names 1920-2017: public domain.
GeoNames cities: CC BY 4.0, geonames.org. USPS ZIP town names: public domain facts.
SCOWL 2020.12.07: Copyright 2000-2018 Kevin Atkinson. Permission to use, copy, modify, distribute and sell
these word lists is granted without fee, provided that this notice appears in all copies; provided "as is".
ICD-10-CM April 2026: NCHS/CMS, public domain. Drug names: DrugBank open data (CC0), MeSH and MedlinePlus
(NLM, public domain), through drug-named-entity-recognition 2.0.9 (MIT).
"""
ENGLISH_LEVEL = {10: 7, 20: 7, 35: 6, 40: 5, 50: 4, 55: 3, 60: 2, 70: 1}
STEPS = (2_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
SPECIAL = str.maketrans("ÆæÐðÞþßØøĐđŁłŒœı", "AaDdTtsOoDdLlOoi")


def fold(text):
    """Lower-case ASCII, as the recognizers fold text."""
    text = unicodedata.normalize("NFKD", text.translate(SPECIAL))
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def words_of(text):
    return re.findall("[a-z]+", fold(text))


def level(count):
    return 1 + sum(count >= step for step in STEPS)


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def rows(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


class NoClasses(pickle.Unpickler):
    """Reads dictionaries, lists, strings and numbers; refuses everything that would run code."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is not data")


class Table:
    def __init__(self):
        self.facts = {}

    def raise_to(self, key, shift, width, value):
        old = self.facts.get(key, 0)
        if (old >> shift) & ((1 << width) - 1) < value:
            self.facts[key] = old & ~(((1 << width) - 1) << shift) | value << shift

    def flag(self, key, bit):
        self.facts[key] = self.facts.get(key, 0) | 1 << bit


def add_names(table, folder):
    surnames, given = [], {"female": [], "male": []}
    for name, count in rows(folder / "surnames_us_census2010.tsv"):
        key = "".join(words_of(name))
        if len(key) > 1:
            table.raise_to(key, 3, 3, level(int(count)))
            surnames.append(key)
    for name, female, male in rows(folder / "firstnames_us_ssa_1920_2017.tsv"):
        key = "".join(words_of(name))
        if len(key) > 1:
            table.raise_to(key, 0, 3, level(int(female) + int(male)))
            if max(int(female), int(male)) > 20 * min(int(female), int(male)):
                given["female" if int(female) > int(male) else "male"].append(name)
    return surnames, given


def add_towns(table, folder):
    towns = []
    for name, state, population in rows(folder / "us_cities_geonames5000.tsv"):
        size = 3 if int(population) >= 100_000 else 2 if int(population) >= 15_000 else 1
        add_town(table, name, size)
        if 8_000 <= int(population) <= 150_000 and len(words_of(name)) == 1:
            towns.append(f"{name}\t{state}")
    for _, name, _ in rows(folder / "us_zip_city_state.tsv"):
        add_town(table, name, 1)
    return towns


def add_town(table, name, size):
    parts = words_of(name)
    if not parts or len("".join(parts)) < 3:
        return
    table.raise_to(" ".join(parts), 11, 2, size)
    if len(parts) > 1:
        table.flag(parts[0], 13)


def add_english(table, folder):
    for size, value in ENGLISH_LEVEL.items():
        for variety in ("english", "american"):
            path = folder / f"{variety}-words.{size}"
            if not path.exists():
                continue
            for word in path.read_text(encoding="latin-1").split():
                if re.fullmatch("[a-z]+", word):
                    table.raise_to(word, 6, 3, value)
    for size in (35, 50):
        for variety in ("english", "american"):
            for kind in ("proper-names", "upper"):
                path = folder / f"{variety}-{kind}.{size}"
                if path.exists():
                    for word in path.read_text(encoding="latin-1").split():
                        if "'" not in word:
                            table.flag("".join(words_of(word)), 14)


def add_medicine(table, folder):
    root = xml.parse(next(folder.rglob("icd10c-tabular-*.xml"))).getroot()
    texts = [e.text for e in root.iter() if e.tag in ("desc", "note") and e.text]
    eponyms = {}
    lower = set()
    for text in texts:
        for match in re.finditer(r"[^\W\d_]+", text):
            word = match.group()
            key = "".join(words_of(word))
            if len(key) < 3:
                continue
            is_inner = match.start() > 0 and text[match.start() - 1] in " -" and text[match.start() - 2] not in ".:;"
            if word.islower():
                lower.add(key)
            elif re.fullmatch(r"[^\W\d_a-z][a-z]+", word):
                possessive = text[match.end():match.end() + 2] in ("'s", "’s")
                if possessive or is_inner:
                    eponyms[key] = eponyms.get(key, 0) + 1
    for key in lower:
        table.flag(key, 9)
    for key in eponyms.keys() - lower:
        table.flag(key, 15)
    with bz2.open(next(folder.rglob("drug_ner_dictionary.pkl.bz2"))) as file:
        drugs = NoClasses(file).load()
    sources = ("drugbank_id", "mesh_id", "medline_plus_id")
    for variant, names in drugs["drug_variant_to_canonical"].items():
        known = any(any(s in drugs["drug_canonical_to_data"].get(n, {}) for s in sources) for n in names)
        parts = words_of(variant)
        if known and len(parts) == 1 and len(parts[0]) >= 4:
            table.flag(parts[0], 10)


def pools(surnames, given, towns):
    text = "#female\n" + "\n".join(given["female"][:400]) + "\n#male\n" + "\n".join(given["male"][:400])
    text += "\n#surname\n" + "\n".join(s.capitalize() for s in surnames[:1200])
    return text + "\n#town\n" + "\n".join(towns[:900]) + "\n"


def encode(table, pool_text):
    notice = NOTICE.encode()
    notice += b" " * (-len(notice) % 4)
    entries = sorted((fnv(key), facts) for key, facts in table.facts.items() if facts)
    unique = {}
    for value, facts in entries:
        unique[value >> 32] = unique.get(value >> 32, 0) | facts
    entries = sorted(unique.items())
    starts, position = [], 0
    for bucket in range(65_537):
        while position < len(entries) and entries[position][0] >> 16 < bucket:
            position += 1
        starts.append(position)
    pool_bytes = pool_text.encode()
    return b"".join((
        b"CLINGAZ1", struct.pack("<4I", len(notice), len(entries), len(pool_bytes), 0), notice,
        struct.pack(f"<{len(starts)}I", *starts),
        struct.pack(f"<{len(entries)}H", *(key & 0xFFFF for key, _ in entries)),
        struct.pack(f"<{len(entries)}H", *(facts for _, facts in entries)), pool_bytes)), len(entries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("names", "scowl", "packages", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    table = Table()
    surnames, given = add_names(table, args.names)
    towns = add_towns(table, args.names)
    add_english(table, args.scowl)
    add_medicine(table, args.packages)
    blob, count = encode(table, pools(surnames, given, towns))
    args.output.write_bytes(blob)
    print(f"{args.output}: {count} entries, {len(blob)} bytes")


if __name__ == "__main__":
    main()
