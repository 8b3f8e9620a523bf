"""Why a filter chooses other packets: mostly because a field it asks about has another value in them.

Then the reason is the field's own, from the list of deviations of fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dissectors.filters import compile_filter
from tests.oracle import deviations
from tests.oracle.compare import Difference, comparable, compare_file, content_hash
from tests.oracle.deviations import Key


def causes(paths: Iterable[Path], differences: Iterable[Difference]) -> dict[Key, str]:
    """The reason of every deviating expression whose fields differ in all the packets that it differs in."""
    frames: dict[Key, set[int]] = {}
    for one in differences:
        if one.frame:
            frames.setdefault((one.content, one.name), set()).add(one.frame)
    asked = {expression: compile_filter(expression).fields for _, expression in frames}
    known = frozenset(comparable())
    found: dict[Key, str] = {}
    for path in paths:
        content = content_hash(path)
        here = {expression: rows for (other, expression), rows in frames.items() if other == content}
        names = sorted({name for expression in here for name in asked[expression]} & known)
        if not names:
            continue
        differing: dict[str, set[int]] = {}
        for one in compare_file(path, names).differences:
            differing.setdefault(one.name, set()).add(one.frame)
        for expression, rows in here.items():
            reason = _reason(content, rows, {name: differing.get(name, set()) for name in asked[expression]})
            if reason:
                found[content, expression] = reason
    return found


def _reason(content: str, rows: set[int], differing: Mapping[str, set[int]]) -> str:
    """What the fields' own deviations say; empty if they do not account for every row."""
    if not rows <= set().union(*differing.values()):
        return ""
    known = deviations.listed()
    because: dict[str, list[str]] = {}
    for name, others in sorted(differing.items()):
        if rows & others and (content, name) in known:
            because.setdefault(known[content, name].reason, []).append(name)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in because.items())
