"""The native dissection of a packet beside tshark's, field by field: where two independent decoders disagree.

Fields are aligned by layer, then by name and place. A difference in what a field holds or where it lies is news; that
only one side has a field tells less; that the same is put into other words tells least. What is told differently on
purpose, or follows from the other side not knowing a layer, carries a reason (`expected_differences`) and is no news.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dissectors.deep.comparison.expected_differences import ELSEWHERE, reason_for, reason_for_lone
from dissectors.deep.comparison.same_value import same_text, same_value
from dissectors.fields import PROTOCOL

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

Verdict = Literal["same", "value", "place", "only native", "only tshark", "text"]

UNREAD: Final = "data"
"""The layer of bytes that nobody reads."""
NEWS: Final[tuple[Verdict, ...]] = ("value", "place", "only native", "only tshark", "text")
"""Verdicts that tell something, the weightiest first."""


ONLY_TSHARKS_BYTES: Final = "it lies in bytes that only tshark put together or decrypted"


@dataclass(frozen=True, slots=True)
class Pair:
    """One field as both see it, or as the one that has it does."""

    native: Field | None
    deep: Field | None
    verdict: Verdict
    layer: str
    """Name of the layer that it is in."""
    depth: int
    """0 is the layer's own line."""
    reason: str = ""
    """Why the difference was to be expected; empty where it was not, and where there is none."""

    @property
    def field(self) -> Field:
        """The native field, else tshark's."""
        found = self.native or self.deep
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """The filter name; empty for lines that only group others."""
        return self.field.name

    @property
    def is_news(self) -> bool:
        """The decoders disagree, and nobody told them to; other words are no disagreement."""
        return self.verdict not in ("same", "text") and not self.reason


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Both decoders on one packet, in tshark's order; native fields that tshark lacks stand behind their neighbours."""

    native: Decoded
    deep: Decoded
    pairs: tuple[Pair, ...]

    @property
    def news(self) -> list[Pair]:
        """Differences that nothing explains, the weightiest first."""
        return sorted((pair for pair in self.pairs if pair.is_news), key=lambda pair: NEWS.index(pair.verdict))

    def counts(self) -> Counter[Verdict]:
        """How many pairs have each verdict, what was to be expected not counted."""
        return Counter(pair.verdict for pair in self.pairs if not pair.reason)


def compare(native: Decoded, deep: Decoded) -> SecondOpinion:
    """Compare both trees of one packet, as far as their fields are drawn."""
    same_source = _same_sources(native, deep)
    inner = {_common_name(root) for root in native.roots}
    theirs = [layer for root in deep.roots for layer in _with_inner(root, inner)]
    pairs: list[Pair] = []
    for ours, parts in _layers(native.roots, theirs):
        if ours is not None and parts:
            pairs += _compare_layer(ours, parts, same_source, inner)
        else:
            pairs += _lone_layer(ours or parts[0], inner, is_native=ours is not None)
    return SecondOpinion(native, deep, tuple(pairs))


def _same_sources(native: Decoded, deep: Decoded) -> dict[int, int]:
    """From tshark's byte sources to the native ones that hold the same bytes."""
    ours = {source.data: number for number, source in reversed(list(enumerate(native.sources)))}
    return {number: ours[source.data] for number, source in enumerate(deep.sources) if source.data in ours}


def _with_inner(root: Field, inner: Set[str]) -> Iterator[Field]:
    """A layer, and those of the names `inner` in it: tshark draws some layers within the one that carries them."""
    yield root
    for child in root.children:
        yield from (field for field in child.walk() if _is_layer(field, inner))


def _is_layer(field: Field, inner: Set[str]) -> bool:
    return field.spec.kind is PROTOCOL and field.name in inner


def _layers(ours: Sequence[Field], theirs: Sequence[Field]) -> list[tuple[Field | None, list[Field]]]:
    """Layers of the same name belong together, the first with the first; in tshark's order.

    A layer that tshark draws in several parts, one behind the other, goes with its first part.
    """
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for number, root in enumerate(ours):
        waiting[_common_name(root)].append(number)
    found: list[tuple[Field | None, list[Field]]] = []
    told = 0
    before: Field | None = None
    for root in theirs:
        numbers = waiting.get(_common_name(root))
        if not numbers:
            if before is not None and before.name == root.name:
                next(parts for one, parts in reversed(found) if one is not None).append(root)
            else:
                found.append((None, [root]))
            continue
        number = numbers.popleft()
        # Native layers that tshark passed over keep their place before this one.
        while told < number:
            if told in waiting[_common_name(ours[told])]:
                waiting[_common_name(ours[told])].remove(told)
                found.append((ours[told], []))
            told += 1
        told = max(told, number + 1)
        found.append((ours[number], [root]))
        before = root if root.name != UNREAD else before
    rest = sorted(number for numbers in waiting.values() for number in numbers)
    return [*found, *((ours[number], []) for number in rest)]


def _common_name(root: Field) -> str:
    """Protocols that have a name of their own here answer to Wireshark's too, such as DNS over TCP."""
    return next((name for name in root.spec.also if name and "." not in name), root.name)


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of a layer, drawn or hidden."""

    field: Field
    depth: int
    order: int
    is_drawn: bool


def _fields(layers: Sequence[Field], inner: Set[str]) -> list[_Place]:
    """All fields below a layer's lines in the tree's order, but for those of layers within it."""
    below = (found for layer in layers for found in _walk(layer, 1, True, inner))
    return [_Place(field, depth, order, drawn) for order, (field, depth, drawn) in enumerate(below)]


def _walk(above: Field, depth: int, drawn: bool, inner: Set[str]) -> Iterator[tuple[Field, int, bool]]:
    for field in above.children:
        if not _is_layer(field, inner):
            shown = drawn and not field.spec.hidden
            yield field, depth, shown
            yield from _walk(field, depth + 1, shown, inner)


def _compare_layer(ours: Field, parts: Sequence[Field], same_source: dict[int, int], inner: Set[str]) -> list[Pair]:
    theirs, layer = parts[0], parts[0].name
    places, deep_places = _fields([ours], inner), _fields(parts, inner)
    partner = _aligned(places, deep_places, same_source)
    aliases = {(name, field.start) for field in (place.field for place in places) for name in field.spec.also}
    taken = {place.order for place in partner.values()}
    lone = [place for place in places if place.order not in taken and place.is_drawn]
    pairs = [_pair(layer, ours, theirs, 0, same_source)]
    next_lone = 0
    for deep_place in deep_places:
        place = partner.get(deep_place.order)
        if place is not None:
            while next_lone < len(lone) and lone[next_lone].order < place.order:
                pairs.append(_lone(layer, lone[next_lone], "only native"))
                next_lone += 1
            if place.is_drawn or deep_place.is_drawn:
                pairs.append(_pair(layer, place.field, deep_place.field, deep_place.depth, same_source))
        elif deep_place.is_drawn and (deep_place.field.name, deep_place.field.start) not in aliases:
            pairs.append(_lone(layer, deep_place, "only tshark", deep_place.field.source in same_source))
    return pairs + [_lone(layer, place, "only native") for place in lone[next_lone:]]


def _aligned(places: Sequence[_Place], deep_places: Sequence[_Place], same_source: dict[int, int]) -> dict[int, _Place]:
    """By the order of tshark's fields: the native ones that belong to them; those at the same place go first."""
    found: dict[int, _Place] = {}
    taken: set[int] = set()
    for is_exact in (True, False):
        waiting: dict[object, deque[_Place]] = defaultdict(deque)
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


def _pair(layer: str, ours: Field, theirs: Field, depth: int, same_source: dict[int, int]) -> Pair:
    verdict: Verdict = "same"
    if ours.name and depth and not same_value(ours, theirs):
        verdict = "value"
    elif not (_same_place(ours, theirs, same_source) if depth else _same_begin(ours, theirs, same_source)):
        verdict = "place"
        if theirs.source not in same_source:
            return Pair(ours, theirs, verdict, layer, depth, ONLY_TSHARKS_BYTES)
    elif not same_text(ours, theirs):
        verdict = "text"
    return Pair(ours, theirs, verdict, layer, depth, reason_for(ours, theirs, verdict))


def _lone(layer: str, place: _Place, verdict: Verdict, is_within_reach: bool = True) -> Pair:
    ours, theirs = (place.field, None) if verdict == "only native" else (None, place.field)
    reason = reason_for_lone(place.field, verdict) or ("" if is_within_reach else ELSEWHERE)
    return Pair(ours, theirs, verdict, layer, place.depth, reason)


def _lone_layer(root: Field, inner: Set[str], *, is_native: bool) -> list[Pair]:
    """The layer's own line tells that one side lacks it; what is below follows from that."""
    verdict: Verdict = "only native" if is_native else "only tshark"
    other = "tshark" if is_native else "native"
    ours, theirs = (root, None) if is_native else (None, root)
    pairs = [Pair(ours, theirs, verdict, root.name, 0, reason_for_lone(root, verdict))]
    for place in _fields([root], inner):
        if place.is_drawn:
            mine, foreign = (place.field, None) if is_native else (None, place.field)
            pairs.append(Pair(mine, foreign, verdict, root.name, place.depth, f"{other} has no such layer here"))
    return pairs


def _same_begin(ours: Field, theirs: Field, same_source: dict[int, int]) -> bool:
    """Where a layer ends is drawn with or without what it carries."""
    return same_source.get(theirs.source, -1) == ours.source and ours.start == theirs.start


def _same_place(ours: Field, theirs: Field, same_source: dict[int, int]) -> bool:
    """Fields that were concluded have no place; of those made of bits, the bits count and not the bytes drawn."""
    if ours.generated or theirs.generated or ours.stop == ours.start or theirs.stop == theirs.start:
        return True
    if same_source.get(theirs.source, -1) != ours.source:
        return False
    if (ours.start, ours.stop) == (theirs.start, theirs.stop):
        return True
    bits, deep_bits = _bits(ours), _bits(theirs)
    if bits is not None and deep_bits is not None:
        return bits == deep_bits
    if bits is None and deep_bits is None:
        return False
    return (ours.start <= theirs.start and theirs.stop <= ours.stop) or (
        theirs.start <= ours.start and ours.stop <= theirs.stop
    )


def _bits(field: Field) -> tuple[int, int] | None:
    """First bit and the one behind the last, from the start of its byte source; None for whole bytes."""
    spec = field.spec
    if not spec.container[1] or spec.bit_offset < 0 or spec.bits <= 0:
        return None
    first = field.start * 8 + spec.bit_offset - spec.first_byte * 8
    return first, first + spec.bits
