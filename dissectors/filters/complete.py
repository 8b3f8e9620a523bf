"""What can come next in a display filter that is being typed: fields, then operators, then named values.

Only the text before the cursor counts. It need not be valid; strings, words and signs are enough to tell what is
expected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

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


def complete(text: str, cursor: int) -> Completion:
    """What can stand at the cursor, a position in the text; no options within a string."""
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
    options = (option for option in _expected(said, word) if _begins(option, word))
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


def _expected(said: list[str], word: str) -> Iterator[Option]:
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
