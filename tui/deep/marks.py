"""Quiet notes behind the layers of a decoded packet: which of them only one of both decoders knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

ONLY_TSHARK: Final = "tshark only"
ONLY_NATIVE: Final = "native only"
UNDECODED: Final = "data"
"""The native protocol of bytes that nobody native decodes."""
ASK_TSHARK: Final = "tshark may know more: d"
MOST_NAMED: Final = 3


def marks_of_deep(deep: Decoded, native: Decoded | None) -> dict[int, str]:
    """By the number of the layer: those that the native dissectors do not decode. None where nobody knows these."""
    if native is None:
        return {}
    return dict.fromkeys(_lone(deep.roots, native.roots), ONLY_TSHARK)


def marks_of_native(native: Decoded, deep: Decoded | None, *, may_ask: bool) -> dict[int, str]:
    """Where tshark decodes what is only data here, as far as it was asked; where asking may help if it was not."""
    undecoded = [number for number, root in enumerate(native.roots) if root.name == UNDECODED]
    if deep is None:
        return dict.fromkeys(undecoded, ASK_TSHARK) if may_ask else {}
    found = dict.fromkeys(_lone(native.roots, deep.roots), ONLY_NATIVE)
    more = list(dict.fromkeys(deep.roots[number].name for number in _lone(deep.roots, native.roots)))
    if more:
        named = ", ".join(more[:MOST_NAMED]) + (" …" if len(more) > MOST_NAMED else "")
        found |= dict.fromkeys(undecoded[-1:] or [len(native.roots) - 1], f"tshark: {named}")
    return found


def _lone(layers: Sequence[Field], others: Sequence[Field]) -> Iterator[int]:
    """Numbers of the layers whose protocol the others have fewer times."""
    there = Counter(name for root in others for name in _names(root))
    for number, layer in enumerate(layers):
        name = next((name for name in _names(layer) if there[name] > 0), None)
        if name is None:
            yield number
        else:
            there[name] -= 1


def _names(root: Field) -> Iterator[str]:
    """Wireshark's names of a layer: some protocols have one of their own here."""
    yield root.name
    yield from (name for name in root.spec.also if name != root.name and "." not in name)
