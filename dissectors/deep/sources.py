"""In which bytes a field lies: PDML tells place and value, not whether the frame, or what was put together, is meant.

Every field whose bytes PDML shows is looked for at its place in each source. What all fields of a subtree agree on
decides for those that tell nothing; where several sources have the same bytes there, the field above and the layer
before decide, and where these do not, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dissectors.deep.tree import Made
from dissectors.fields import Field

_MOST_PLACES: Final = 4


@dataclass(slots=True, eq=False)
class _Sought:
    """A field and where its bytes stand."""

    made: Made
    places: tuple[int, ...]
    """Where it may start: PDML adds the start of the field above where the own one is lower."""
    octets: bytes | None
    found: dict[int, int]
    """By source the place at which its bytes stand there; meaningless without `octets`."""
    agreed: frozenset[int] | None = None
    """Sources that have the bytes of the whole subtree; None where nothing in it tells."""
    tally: dict[int, int] | None = None
    """By source how many bytes of the subtree's fields stand there."""
    source: int | None = None
    """What was decided."""


def find_sources(made: Sequence[Made], sources: Sequence[bytes]) -> dict[Field, tuple[int, ...]]:
    """Give every field its source, and no bytes outside of it; returns those that remain ambiguous.

    `made` is in the tree's order, the frame is the first of the `sources`.
    """
    sought: dict[Field, _Sought] = {}
    for one in made:
        sought[one.field] = _sought(one, sought[one.above.field] if one.above is not None else None, sources)
    ordered = list(sought.values())
    for seen in reversed(ordered):
        _agree(seen, [sought[child] for child in _children(seen, sought)])
    ambiguous: dict[Field, tuple[int, ...]] = {}
    before: _Sought | None = None
    for seen in ordered:
        above = sought[seen.made.above.field] if seen.made.above is not None else None
        candidates = _decide(seen, above, before if above is None else None, len(sources))
        if candidates is not None:
            ambiguous[seen.made.field] = candidates
        _place(seen, above, sources)
        if above is None:
            before = seen
    return ambiguous


def _children(seen: _Sought, sought: dict[Field, _Sought]) -> list[Field]:
    return [child for child in seen.made.field.children if child in sought]


def _sought(one: Made, above: _Sought | None, sources: Sequence[bytes]) -> _Sought:
    start = one.node.start
    places = [start]
    for place in above.places if above is not None else ():
        if 0 <= start - place < place and start - place not in places:
            places.append(start - place)
    octets = one.node.octets if not one.node.is_protocol or one.node.name == "data" else None
    found: dict[int, int] = {}
    if octets:
        for place in places:
            for number, data in enumerate(sources):
                if number not in found and data.startswith(octets, place):
                    found[number] = place
    return _Sought(one, tuple(places[:_MOST_PLACES]), octets or None, found)


def _agree(seen: _Sought, children: list[_Sought]) -> None:
    """From the bottom up: which sources hold all of the subtree."""
    agreed = frozenset(seen.found) if seen.octets is not None else None
    tally = dict.fromkeys(seen.found, len(seen.octets or b""))
    for child in children:
        if child.agreed is not None:
            agreed = child.agreed if agreed is None else agreed & child.agreed
        for source, count in (child.tally or {}).items():
            tally[source] = tally.get(source, 0) + count
    seen.agreed, seen.tally = agreed, tally


def _decide(seen: _Sought, above: _Sought | None, before: _Sought | None, count: int) -> tuple[int, ...] | None:
    """From the top down: settle the source; returns the candidates where it stays open."""
    wanted = above.source if above is not None else _following(seen, before)
    if seen.agreed is None:
        # Nothing in it tells: it lies where the field above does.
        seen.source = wanted if wanted is not None else 0 if count == 1 or above is None else None
        return None if seen.source is not None or not seen.made.node.size else tuple(range(count))
    candidates = seen.agreed or frozenset(seen.found)
    if not candidates and seen.octets is None and seen.tally:
        most = max(seen.tally.values())
        candidates = frozenset(source for source, bytes_ in seen.tally.items() if bytes_ == most)
    if wanted in candidates:
        seen.source = wanted
    elif len(candidates) == 1:
        seen.source = next(iter(candidates))
    if seen.source is None:
        return tuple(sorted(candidates))
    return None


def _following(seen: _Sought, before: _Sought | None) -> int | None:
    """A layer that begins where the one before ended lies in the same bytes; the first lies in the frame."""
    if before is None:
        return 0
    inside = before.made.node.start <= seen.made.node.start and before.made.node.start + before.made.node.size > 0
    return before.source if inside and before.source is not None else None


def _place(seen: _Sought, above: _Sought | None, sources: Sequence[bytes]) -> None:
    """Put the field where its bytes are, and never outside of them."""
    field, size = seen.made.field, seen.made.node.size
    if seen.source is None:
        field.source = 0
        field.stop = field.start = min(field.start, len(sources[0]))
        return
    length = len(sources[seen.source])
    start = seen.found.get(seen.source, seen.places[0])
    if seen.octets is None and (above is None or above.source != seen.source) and start + size > length:
        start = next((place for place in seen.places if place + size <= length), start)
    field.source = seen.source
    field.start = min(start, length)
    field.stop = min(start + size, length)
