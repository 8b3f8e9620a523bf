"""The native dissection of a packet beside tshark's, field by field: where two independent decoders disagree.

Layers and fields are put together by `alignment`. A difference in what a field holds or where it lies is news; that
only one side has a field tells less; that the same is put into other words tells least. What is told differently on
purpose, or follows from the other side not knowing a layer, carries a reason (`expected_differences`) and is no news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dissectors.deep.comparison.alignment import (
    Place,
    common_name,
    fields_below,
    fields_together,
    layers_together,
    same_sources,
    with_inner,
)
from dissectors.deep.comparison.expected_differences import ELSEWHERE, reason_for, reason_for_lone
from dissectors.deep.comparison.same_value import same_text, same_value

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

Verdict = Literal["same", "value", "place", "only native", "only tshark", "text"]

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
    same_source = same_sources(native, deep)
    inner = {common_name(root) for root in native.roots}
    theirs = [layer for root in deep.roots for layer in with_inner(root, inner)]
    pairs: list[Pair] = []
    for ours, parts in layers_together(native.roots, theirs):
        if ours is not None and parts:
            pairs += _compare_layer(ours, parts, same_source, inner)
        else:
            pairs += _lone_layer(ours or parts[0], inner, is_native=ours is not None)
    return SecondOpinion(native, deep, tuple(pairs))


def _compare_layer(ours: Field, parts: Sequence[Field], same_source: dict[int, int], inner: Set[str]) -> list[Pair]:
    theirs, layer = parts[0], parts[0].name
    places, deep_places = fields_below([ours], inner), fields_below(parts, inner)
    partner = fields_together(places, deep_places, same_source)
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


def _lone(layer: str, place: Place, verdict: Verdict, is_within_reach: bool = True) -> Pair:
    ours, theirs = (place.field, None) if verdict == "only native" else (None, place.field)
    reason = reason_for_lone(place.field, verdict) or ("" if is_within_reach else ELSEWHERE)
    return Pair(ours, theirs, verdict, layer, place.depth, reason)


def _lone_layer(root: Field, inner: Set[str], *, is_native: bool) -> list[Pair]:
    """The layer's own line tells that one side lacks it; what is below follows from that."""
    verdict: Verdict = "only native" if is_native else "only tshark"
    other = "tshark" if is_native else "native"
    ours, theirs = (root, None) if is_native else (None, root)
    pairs = [Pair(ours, theirs, verdict, root.name, 0, reason_for_lone(root, verdict))]
    for place in fields_below([root], inner):
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
