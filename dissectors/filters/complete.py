"""What can come next in a display filter that is being typed: fields, then operators, then named values.

Only the text before the cursor counts. It need not be valid; strings, words and signs are enough to tell what is
expected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from dissectors.fields import BOOLEAN, PROTOCOL, SPECS
from dissectors.filters.functions import FUNCTIONS
from dissectors.filters.names import field_specs, names
from dissectors.filters.operators import BY_CODE, COMPARERS
from dissectors.filters.types import type_of

MOST = 200
"""Longer lists help nobody."""

JOINING = {"&&": "both", "||": "either", "^^": "one of the two", "and": "both", "or": "either", "xor": "one of the two"}
OPENING = {"!": "not", "not": "not", "(": "a group"}

_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"?|\'(?:\\.|[^\'\\])*\'?|[\w.:#/-]+|===|!==|==|!=|>=|<=|&&|\|\||\^\^|.', re.DOTALL
)


class ForeignField(Protocol):
    """A field that is not native."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str:
        """Wireshark's type, such as FT_UINT16."""

    @property
    def label(self) -> str: ...


class ForeignFields(Protocol):
    """All fields of a tshark, native ones among them."""

    def starting_with(self, prefix: str, most: int = ...) -> Sequence[ForeignField]: ...
    def type_of(self, name: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on."""

    text: str
    title: str
    """What it is, for a person."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The options, and the part of the text that one of them takes the place of."""

    start: int
    stop: int
    options: tuple[Option, ...]


def complete(text: str, cursor: int, foreign: ForeignFields | None = None) -> Completion:
    """What can stand at the cursor, a position in the text; no options within a string.

    `foreign` fields are offered behind the native ones, once the beginning of one is typed.
    """
    before = text[:cursor]
    tokens = [match for match in _TOKEN.finditer(before) if not match.group().isspace()]
    last = tokens[-1] if tokens else None
    word, start = "", cursor
    if last is not None and last.end() == cursor and re.match(r"[\w.]", last.group()):
        word, start = last.group(), last.start()
        tokens.pop()
    elif last is not None and last.group()[0] in "\"'" and last.end() == cursor:
        return Completion(cursor, cursor, ())
    said = [token.group() for token in tokens]
    options = (option for option in _expected(said, word, foreign) if _begins(option, word))
    return Completion(start, cursor, tuple(option for option, _ in zip(options, range(MOST), strict=False)))


def fields_like(text: str) -> tuple[Option, ...]:
    """Fields whose name begins with a text in small letters, then those whose name or label holds it."""
    known = names()
    first = [name for name in known if name.lower().startswith(text)]
    others = [name for name in known if text in name.lower() or text in SPECS[name][0].label.lower()]
    found = list(dict.fromkeys([*first, *others]))[:MOST]
    return tuple(Option(name, _title(name)) for name in found)


def _begins(option: Option, word: str) -> bool:
    """Whether an option goes on from a word; one with spaces is offered in quotes and typed without."""
    return option.text.lower().removeprefix('"').startswith(word.lower())


def _expected(said: list[str], word: str, foreign: ForeignFields | None) -> Iterator[Option]:
    """Everything that may follow, likeliest first."""
    last = said[-1] if said else ""
    if last in BY_CODE or (last in ("{", ",", "..") and "in" in said):
        field = _field_before(said)
        yield from _values(field, word)
        yield from _alike(field, word)
    elif last == "in":
        yield Option("{", "a set of values and ranges")
    elif not said or last in (*JOINING, *OPENING, ",", "&", "any", "all", "+", "-", "*", "/", "%"):
        yield from _operands(word)
        yield from (Option(code, title) for code, title in OPENING.items())
        if foreign is not None and word:
            yield from _foreign_fields(word, foreign)
    elif foreign is not None and not field_specs(last) and (type_ := foreign.type_of(last)) is not None:
        yield from _foreign_comparisons(type_)
        yield from (Option(code, title) for code, title in JOINING.items())
    elif _field_before(said) == last and last:
        yield from _comparisons(last)
        yield from (Option(code, title) for code, title in JOINING.items())
    else:
        yield from (Option(code, title) for code, title in JOINING.items())
        yield from (Option(code, title) for code, title in ((")", "end of the group"), ("}", "end of the set")))


def _field_before(said: list[str]) -> str:
    """The nearest field to the left; empty for none."""
    return next((token for token in reversed(said) if field_specs(token)), "")


def _operands(word: str) -> Iterator[Option]:
    prefix = word.lower()
    yield from _fields_from(prefix) if prefix else _protocols()
    yield from (Option(f"{name}(", function.help) for name, function in FUNCTIONS.items())


def _fields_from(prefix: str) -> Iterable[Option]:
    return (Option(name, _title(name)) for name in names() if name.lower().startswith(prefix))


@cache
def _protocols() -> tuple[Option, ...]:
    return tuple(Option(name, _title(name)) for name in names() if SPECS[name][0].kind is PROTOCOL)


def _title(name: str) -> str:
    spec = SPECS[name][0]
    kind = "" if spec.kind is PROTOCOL else type_of(spec, name).title
    either = "" if spec.name == name else " (either side)" if len(SPECS[name]) > 1 else ""
    return f"{spec.label}{either}, {kind}" if kind else spec.label


def _comparisons(name: str) -> Iterator[Option]:
    type_ = type_of(field_specs(name)[0], name)
    for comparer in COMPARERS:
        if comparer.wants == "order" or type_.has_bytes:
            yield Option(comparer.codes[0], comparer.help)
    yield Option("in", "has a value in a set")


_FOREIGN_KINDS = {
    "FT_NONE": "",
    "FT_PROTOCOL": "",
    "FT_BOOLEAN": "a flag",
    "FT_FRAMENUM": "a frame's number",
    "FT_ETHER": "an Ethernet address",
    "FT_IPv4": "an IPv4 address",
    "FT_IPv6": "an IPv6 address",
    "FT_ABSOLUTE_TIME": "a time",
    "FT_RELATIVE_TIME": "a duration",
    "FT_FLOAT": "a number with a fraction",
    "FT_DOUBLE": "a number with a fraction",
}
"""What the values of a type are; those of others are told by how the type's name begins."""
_FOREIGN_BEGINNINGS = (("FT_UINT_BYTES", "bytes"), ("FT_UINT_STRING", "text"), ("FT_STRING", "text"))
_FOREIGN_NUMBERS = ("FT_UINT", "FT_INT", "FT_CHAR", "FT_IEEE")


def _foreign_kind(type_: str) -> str:
    if type_ in _FOREIGN_KINDS:
        return _FOREIGN_KINDS[type_]
    for beginning, kind in _FOREIGN_BEGINNINGS:
        if type_.startswith(beginning):
            return kind
    return "a number" if type_.startswith(_FOREIGN_NUMBERS) else "bytes"


def _foreign_fields(word: str, foreign: ForeignFields) -> Iterator[Option]:
    for one in foreign.starting_with(word, MOST):
        if not field_specs(one.name):
            kind = _foreign_kind(one.type)
            yield Option(one.name, ", ".join(part for part in (one.label, kind, "by tshark") if part))


def _foreign_comparisons(type_: str) -> Iterator[Option]:
    kind = _foreign_kind(type_)
    if not kind:
        return
    for comparer in COMPARERS:
        if comparer.wants == "order" or kind in ("text", "bytes"):
            yield Option(comparer.codes[0], comparer.help)
    yield Option("in", "has a value in a set")


def _values(name: str, word: str) -> Iterator[Option]:
    """Values of the field that have names, as a filter takes them; numbers where one is being typed."""
    for spec in field_specs(name) if name else ():
        if spec.kind is BOOLEAN:
            words = spec.values or {0: "", 1: ""}
            yield from (Option(text, words.get(number, "")) for number, text in ((1, "True"), (0, "False")))
            continue
        values = spec.values or {}
        times = Counter(title.lower() for title in values.values())
        for number, title in values.items():
            shown = f"0x{number:0{spec.hex_digits}x}" if spec.hex_digits else str(number)
            # A name that several numbers have stands for the first of them only.
            if word[:1].isdigit() or times[title.lower()] > 1 or not title.isprintable() or '"' in title:
                yield Option(shown, title)
            else:
                yield Option(f'"{title}"', shown)


def _alike(name: str, word: str) -> Iterator[Option]:
    """Fields whose values compare with those of a field, once something of one is typed."""
    specs = field_specs(name) if name else ()
    family = type_of(specs[0], name).family if specs else ""
    for option in _fields_from(word.lower()) if word else ():
        if type_of(SPECS[option.text][0], option.text).family == family:
            yield option
