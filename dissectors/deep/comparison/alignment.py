"""Which layers and fields of two trees of a packet belong together, whatever one of them lacks or draws elsewhere."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.fields import PROTOCOL

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

UNREAD: Final = "data"
"""The layer of bytes that nobody reads."""


def same_sources(native: Decoded, deep: Decoded) -> dict[int, int]:
    """From tshark's byte sources to the native ones that hold the same bytes."""
    ours = {source.data: number for number, source in reversed(list(enumerate(native.sources)))}
    return {number: ours[source.data] for number, source in enumerate(deep.sources) if source.data in ours}


def with_inner(root: Field, inner: Set[str]) -> Iterator[Field]:
    """A layer, and those of the names `inner` in it: tshark draws some layers within the one that carries them."""
    yield root
    for child in root.children:
        yield from (field for field in child.walk() if _is_layer(field, inner))


def _is_layer(field: Field, inner: Set[str]) -> bool:
    return field.spec.kind is PROTOCOL and field.name in inner


def layers_together(ours: Sequence[Field], theirs: Sequence[Field]) -> list[tuple[Field | None, list[Field]]]:
    """Layers of the same name belong together, the first with the first; in tshark's order.

    A layer that tshark draws in several parts, one behind the other, goes with its first part.
    """
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for number, root in enumerate(ours):
        waiting[common_name(root)].append(number)
    found: list[tuple[Field | None, list[Field]]] = []
    told = 0
    before: Field | None = None
    for root in theirs:
        numbers = waiting.get(common_name(root))
        if not numbers:
            if before is not None and before.name == root.name:
                next(parts for one, parts in reversed(found) if one is not None).append(root)
            else:
                found.append((None, [root]))
            continue
        number = numbers.popleft()
        # Native layers that tshark passed over keep their place before this one.
        while told < number:
            if told in waiting[common_name(ours[told])]:
                waiting[common_name(ours[told])].remove(told)
                found.append((ours[told], []))
            told += 1
        told = max(told, number + 1)
        found.append((ours[number], [root]))
        before = root if root.name != UNREAD else before
    rest = sorted(number for numbers in waiting.values() for number in numbers)
    return [*found, *((ours[number], []) for number in rest)]


def common_name(root: Field) -> str:
    """Protocols that have a name of their own here answer to Wireshark's too, such as DNS over TCP."""
    return next((name for name in root.spec.also if name and "." not in name), root.name)


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a layer, drawn or hidden."""

    field: Field
    depth: int
    order: int
    is_drawn: bool


def fields_below(layers: Sequence[Field], inner: Set[str]) -> list[Place]:
    """All fields below a layer's lines in the tree's order, but for those of layers within it."""
    below = (found for layer in layers for found in _walk(layer, 1, True, inner))
    return [Place(field, depth, order, drawn) for order, (field, depth, drawn) in enumerate(below)]


def _walk(above: Field, depth: int, drawn: bool, inner: Set[str]) -> Iterator[tuple[Field, int, bool]]:
    for field in above.children:
        if not _is_layer(field, inner):
            shown = drawn and not field.spec.hidden
            yield field, depth, shown
            yield from _walk(field, depth + 1, shown, inner)


def fields_together(
    places: Sequence[Place], deep_places: Sequence[Place], same_source: dict[int, int]
) -> dict[int, Place]:
    """By the order of tshark's fields: the native ones that belong to them; those at the same place go first."""
    found: dict[int, Place] = {}
    taken: set[int] = set()
    for is_exact in (True, False):
        waiting: dict[object, deque[Place]] = defaultdict(deque)
        for place in places:
            if place.order not in taken:
                waiting[_key(place.field, place.field.source, is_exact)].append(place)
        for deep_place in deep_places:
            if deep_place.order in found:
                continue
            source = same_source.get(deep_place.field.source, -1)
            candidates = waiting.get(_key(deep_place.field, source, is_exact))
            if candidates:
                found[deep_place.order] = candidates.popleft()
                taken.add(found[deep_place.order].order)
    return found


def _key(field: Field, source: int, is_exact: bool) -> object:
    name = field.name or _group_name(field)
    return (name, source, field.start, field.stop) if is_exact else name


def _group_name(field: Field) -> str:
    """A line without a name goes by the first named field in it."""
    first = field
    while first.children and not first.name:
        first = first.children[0]
    return f"<{first.name}>" if first.name else f"<{field.spec.label}>"
