"""Identifiers that no one can own: from ranges kept for fiction, or with a wrong check digit."""

import ipaddress
import re

# Three-digit ZIP prefixes that the US Postal Service has given to no place.
EMPTY_ZIP_PREFIXES = frozenset(
    "000 001 002 003 004 213 269 343 345 348 353 419 428 429 517 518 519 529 533 536 552 568 578"
    " 579 589 621 632 642 643 659 663 682 702 709 715 732 742 771 817 818 819 839 848 849 854 858"
    " 861 862 866 867 868 869 886 887 892 896 899 909 929 987".split()
)
DOCUMENTATION_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]


def luhn(digits):
    """Whether a digit string passes the Luhn check."""
    values = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in values) % 10 == 0


def _phone(value):
    digits = re.sub(r"\D", "", value)
    if len(digits) < 7:
        return True  # a pager or an extension is unique only inside its house
    if digits.startswith(("01632960", "441632960", "07700900", "447700900")):
        return True  # Ofcom's numbers for drama
    return re.fullmatch(r"1?\d{0,3}55501\d\d", digits) is not None


def _ssn(value):
    digits = re.sub(r"\D", "", value)
    if len(digits) == 4:
        return True
    return len(digits) == 9 and (digits[:3] == "000" or (digits[0] == "9" and digits[3:5] < "50"))


def _zip(value):
    return value[:3] in EMPTY_ZIP_PREFIXES or value.startswith("ZZ99")  # NHS pseudo-postcode


def _web(value):
    return re.search(r"(?:^|[@/.])example\.(?:org|com|net)(?![\w.])", value) is not None


def _ip(value):
    address = ipaddress.ip_address(value)
    return any(address in network for network in DOCUMENTATION_NETWORKS)


def _license(value):
    if re.fullmatch(r"\d{10}", value):  # a US national provider identifier
        return not luhn("80840" + value)
    if re.fullmatch(r"[A-Z]{2}\d{7}", value):  # a DEA number
        d = [int(c) for c in value[2:]]
        return (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 != d[6]
    return True


def _vehicle(value):
    if len(value) != 17 or set("IOQ") & set(value):
        return True
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9,
                                                   2, 3, 4, 5, 6, 7, 8, 9)))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(w * (int(c) if c.isdigit() else letters[c]) for w, c in zip(weights, value))
    return value[8] != "0123456789X"[total % 11]


def _account(value):
    digits = re.sub(r"\D", "", value)
    return len(digits) < 13 or not luhn(digits)


RULES = {
    "PHONE": _phone, "SSN": _ssn, "ZIP": _zip, "EMAIL": _web, "URL": _web, "IP": _ip,
    "LICENSE": _license, "VEHICLE": _vehicle, "ACCOUNT": _account,
}


def invented(note):
    """Every checkable identifier of the note is one that cannot exist."""
    for span in note.phi:
        rule = RULES.get(span.label)
        if rule and not rule(note.surface(span)):
            yield f"line {note.line(span.start)}: {span.label} '{note.surface(span)}' could be real"
