"""What a valid filter means where people tend to expect something else: Wireshark's rules, told with the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dissectors.fields import BOOLEAN
from dissectors.filters import syntax
from dissectors.filters.names import field_specs
from dissectors.filters.operators import BY_CODE
from dissectors.filters.parser import parse

MOST_NAMES = 3
_UPPER, _LOWER = {">", ">=", "gt", "ge"}, {"<", "<=", "lt", "le"}


@dataclass(frozen=True, slots=True)
class Surprise:
    """One such place of a filter."""

    message: str
    """One sentence."""
    column: int
    """Counted in characters from 0."""
    instead: str = ""
    """The text that says what is likely meant, in place of the comparison; empty where there is no single one."""


def surprises(text: str) -> list[Surprise]:
    """What to tell about a filter, in the order of its text. Raises FilterError for what cannot be parsed."""
    tree = parse(text)
    return sorted(_told(tree), key=lambda surprise: surprise.column) if tree is not None else []


def _told(node: syntax.Test) -> Iterator[Surprise]:
    match node:
        case syntax.Joined(word, tests):
            if word == "and":
                yield from _ranges(tests)
            for test in tests:
                yield from _told(test)
        case syntax.Inverted(syntax.Presence(syntax.Word() as word)):
            yield from _presence(word, "!")
        case syntax.Inverted(of):
            yield from _told(of)
        case syntax.Presence(syntax.Word() as word):
            yield from _presence(word, "")
        case syntax.Comparison(syntax.Word() as word, rest, ""):
            yield from _differs(word, rest)


def _differs(word: syntax.Word, rest: tuple[tuple[str, syntax.Operand], ...]) -> Iterator[Surprise]:
    """`!=` and `!==` of a name that stands for several fields."""
    several = _stands_for(word.text)
    (code, right), *more = rest
    if not several or more or code not in BY_CODE:
        return
    comparer, value = BY_CODE[code], written(right)
    if comparer is BY_CODE["!="]:
        instead = f"{word.text} !== {value}"
        yield Surprise(
            f"{code} means: neither {' nor '.join(several)} is {value}. That one of them differs is: {instead}",
            word.column,
            instead,
        )
    elif comparer is BY_CODE["!=="]:
        instead = f"{word.text} != {value}"
        yield Surprise(
            f"{code} means: one of {' and '.join(several)} is not {value}. That none of them is: {instead}",
            word.column,
            instead,
        )


def _presence(word: syntax.Word, sign: str) -> Iterator[Surprise]:
    """A flag alone, which every packet of its protocol has, set or not."""
    specs = field_specs(word.text)
    if specs and all(spec.kind is BOOLEAN for spec in specs):
        instead = f"{word.text} == {0 if sign else 1}"
        asks = "has no such flag at all" if sign else "has the flag at all, set or not"
        yield Surprise(
            f"{sign}{word.text} means: the packet {asks}. More likely meant: {instead}", word.column, instead
        )


def _ranges(tests: tuple[syntax.Test, ...]) -> Iterator[Surprise]:
    """`tcp.port > 1 && tcp.port < 9`: each half may be true of another of the fields."""
    bounds: dict[str, list[tuple[str, syntax.Operand, int]]] = {}
    for test in tests:
        match test:
            case syntax.Comparison(syntax.Word() as word, ((code, right),), "") if code in _UPPER | _LOWER:
                bounds.setdefault(word.text, []).append((code, right, word.column))
    for name, found in bounds.items():
        sides = Counter(code in _UPPER for code, _, _ in found)
        if len(sides) == 2 and _stands_for(name):
            low = next(written(right) for code, right, _ in found if code in _UPPER)
            high = next(written(right) for code, right, _ in found if code in _LOWER)
            instead = f"{name} in {{{low}..{high}}}"
            yield Surprise(
                f"each half may be true of another {name}. That one of them lies between, ends included: {instead}",
                found[0][2],
                instead,
            )


def _stands_for(name: str) -> list[str]:
    """The fields that a name such as ip.addr finds; none for a field of its own name."""
    found = dict.fromkeys(spec.name for spec in field_specs(name) if spec.name != name)
    return list(found)[:MOST_NAMES] if len(found) > 1 else []


def written(node: syntax.Operand) -> str:
    """An operand as a filter writes it, for a sentence; an ellipsis for what is more than a literal or a name."""
    match node:
        case syntax.Word(text):
            return text
        case syntax.Text(text):
            from dissectors.filters.apply import quoted

            return quoted(text)
        case syntax.Sign(sign, of):
            return f"{sign}{written(of)}"
    return "…"
