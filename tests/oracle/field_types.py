"""Types of fields: what each native field can be asked, compared with and handed to, by us and by tshark.

Only whether a filter is valid is compared, for every field with every form below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dissectors.filters.names import names
from tests.conftest import SAMPLES
from tests.oracle import tshark
from tests.oracle.choices import choices
from tests.oracle.filters import compiled

FORMS = (
    "{}",
    "{} == 1",
    "{} == -1",
    "{} == 1.5",
    "{} == 200",
    "{} == 300",
    "{} == 70000",
    "{} == 20000000",
    "{} == 5000000000",
    "{} == 18446744073709551616",
    '{} == "a"',
    '{} == "1"',
    '{} == "True"',
    '{} == "Set"',
    '{} == "2013-05-18 20:21:46"',
    "{} == 'a'",
    "{} == a",
    "{} == abc",
    "{} == Set",
    "{} == True",
    "{} == 1.2.3.4",
    "{} == 1.2.3.0/24",
    "{} == ::1",
    "{} == fe80::/10",
    "{} == 00:11:22:33:44:55",
    "{} == 00:11:22:33:44:55:66:77",
    "{} == 00010203-0405-0607-0809-0a0b0c0d0e0f",
    "{} == {}",
    "{} > 1",
    '{} > "a"',
    "{} in {1, 2..3}",
    '{} in {"a"}',
    '{} contains "a"',
    "{} contains 61:62",
    '{} matches "a"',
    "{}[0]",
    "{}[0:1] == 01",
    "{}#1",
    "{} & 1",
    "{} + 1 == 2",
    "{} % 3 == 1",
    "-{} == 1",
    "len({}) == 1",
    "count({}) == 1",
    'string({}) == "a"',
    'lower({}) == "a"',
    'upper({}) matches "A"',
    "max({}) == 1",
    "min({}) > {}",
    "abs({}) == 1",
    "any {} == 1",
)
"""The filters, with braces for the field's name; set braces do not match them, for they are not empty."""

NO_NUMBER = "tshark takes what is no number of seconds"
WORDS = "the words of our tree are taken, which says Set where Wireshark's says True"
KNOWN: Mapping[tuple[str, str], str] = {
    ("{} == 1.2.3.4", "FT_RELATIVE_TIME"): NO_NUMBER,
    ("{} == 1.2.3.0/24", "FT_RELATIVE_TIME"): NO_NUMBER,
    ("{} == 18446744073709551616", "FT_RELATIVE_TIME"): NO_NUMBER,
    ('{} == "Set"', "FT_BOOLEAN"): WORDS,
    ("{} == Set", "FT_BOOLEAN"): WORDS,
    ('{} == "True"', "FT_BOOLEAN"): WORDS,
}
"""Why the two differ, by form and by tshark's type of the field."""
WITHOUT_BYTES = ("_ws.malformed", "_ws.short")
"""Wireshark compares the bytes of these; here they only mark an error."""


def disagreements(every: int = 1) -> Iterator[tuple[str, str, str, bool]]:
    """Form, field, tshark's type and whether we accept it: what only one of us accepts and is not `KNOWN`.

    Of the fields, only `every` nth is asked about.
    """
    types = tshark.known_fields()
    fields = [name for name in names() if name in types][::every]
    asked = {form.replace("{}", name): (form, name) for form in FORMS for name in fields}
    theirs = choices(SAMPLES / "udp.pcapng", list(asked)).chosen
    for text, (form, name) in asked.items():
        accepted = compiled(text) is not None
        known = (form, types[name]) in KNOWN or name in WITHOUT_BYTES
        if accepted == (theirs[text] is None) and not known:
            yield form, name, types[name], accepted


def report() -> list[str]:
    """Ask everything about every field; a line for each disagreement."""
    found = [
        f"{form.replace('{}', name)} ({kind}) is valid for {'us' if accepted else 'tshark'} alone"
        for form, name, kind, accepted in disagreements()
    ]
    print(f"{len(FORMS)} forms of filter with every field: {len(found)} are valid for one side only")
    return found
