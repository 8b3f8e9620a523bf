"""In which bytes a field lies: PDML tells place and value, not whether the frame, or what was put together, is meant.

Every field whose bytes PDML shows is looked for at its place in each source. What all fields of a subtree agree on
decides for those that tell nothing; where several sources have the same bytes there, the field above and the layer
before decide, and where these do not, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dissectors.deep.tree.deep_fields import Made
from dissectors.fields import Field

_MOST_PLACES: Final = 4


@dataclass(slots=True, eq=False)
class _Sought:
    """A field and where its bytes stand."""

    made: Made
    children: list[_Sought]
    places: tuple[int, ...]
    """Where it may start: PDML adds the start of the field above where the own one is lower."""
    octets: bytes | None
    spans: dict[int, tuple[int, int]]
    """By source: where it starts there, and how many bytes speak for that."""
    agreed: frozenset[int] | None = None
    """Sources that have the bytes of the whole subtree; None where nothing in it tells."""
    source: int | None = None
    """What was decided."""


def find_sources(made: Sequence[Made], sources: Sequence[bytes]) -> dict[Field, tuple[int, ...]]:
    """Give every field its source, and no bytes outside of it; returns those that remain ambiguous.

    `made` is in the tree's order, the frame is the first of the `sources`.
    """
    sought: dict[Made, _Sought] = {}
    for one in made:
        above = sought[one.above] if one.above is not None else None
        sought[one] = _sought(one, above, sources)
        if above is not None:
            above.children.append(sought[one])
    ordered = list(sought.values())
    for seen in reversed(ordered):
        _agree(seen)
    ambiguous: dict[Field, tuple[int, ...]] = {}
    before: _Sought | None = None
    for seen in ordered:
        above = sought[seen.made.above] if seen.made.above is not None else None
        candidates = _decide(seen, above.source if above is not None else _following(seen, before))
        if candidates is not None:
            ambiguous[seen.made.field] = candidates
        _place(seen, sources)
        if above is None:
            before = seen
    return ambiguous


def _sought(one: Made, above: _Sought | None, sources: Sequence[bytes]) -> _Sought:
    start = one.node.start
    places = [start]
    for place in above.places if above is not None else ():
        if 0 <= start - place < place and start - place not in places:
            places.append(start - place)
    octets = one.node.octets or None
    spans: dict[int, tuple[int, int]] = {}
    if octets is not None:
        for number, data in enumerate(sources):
            found = next((place for place in places if data.startswith(octets, place)), None)
            if found is not None:
                spans[number] = (found, len(octets))
    return _Sought(one, [], tuple(places[:_MOST_PLACES]), octets, spans)


def _agree(seen: _Sought) -> None:
    """From the bottom up: which sources hold all of the subtree, and where it starts by what lies in it."""
    agreed = frozenset(seen.spans) if seen.octets is not None else None
    for child in seen.children:
        if child.agreed is not None:
            agreed = child.agreed if agreed is None else agreed & child.agreed
    seen.agreed = agreed
    if seen.octets is not None:
        return
    for place in reversed(seen.places):
        weights: dict[int, int] = {}
        for child in seen.children:
            for source, (start, weight) in child.spans.items():
                if place <= start and start + child.made.node.size <= place + seen.made.node.size:
                    weights[source] = weights.get(source, 0) + weight
        for source, weight in weights.items():
            if weight >= seen.spans.get(source, (0, 0))[1]:
                seen.spans[source] = (place, weight)


def _decide(seen: _Sought, wanted: int | None) -> tuple[int, ...] | None:
    """From the top down: settle the source, `wanted` if it may be; returns the candidates where it stays open."""
    if not seen.spans and (seen.octets is None or seen.agreed is None):
        # Nothing in it tells: it lies where the field above does.
        seen.source = wanted
        return None if wanted is not None or not seen.made.node.size else ()
    candidates = frozenset(seen.spans) & (seen.agreed or frozenset())
    if not candidates and seen.spans:
        most = max(weight for _, weight in seen.spans.values())
        candidates = frozenset(source for source, (_, weight) in seen.spans.items() if weight == most)
    if wanted in candidates:
        seen.source = wanted
    elif len(candidates) == 1:
        seen.source = next(iter(candidates))
    return tuple(sorted(candidates)) if seen.source is None else None


def _following(seen: _Sought, before: _Sought | None) -> int | None:
    """A layer that begins where the one before ended lies in the same bytes; the first lies in the frame."""
    if before is None:
        return 0
    return before.source if before.made.node.start <= seen.made.node.start else None


def _place(seen: _Sought, sources: Sequence[bytes]) -> None:
    """Put the field where its bytes are, and never outside of them."""
    field, size = seen.made.field, seen.made.node.size
    if seen.source is None:
        field.source = 0
        field.stop = field.start = min(field.start, len(sources[0]))
        return
    length = len(sources[seen.source])
    start = seen.spans[seen.source][0] if seen.source in seen.spans else seen.places[0]
    field.source = seen.source
    field.start = min(start, length)
    field.stop = min(start + size, length)
