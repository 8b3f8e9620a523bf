"""One packet as a filter sees it: the fields it asks about, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from dissectors.dissect import Dissection
from dissectors.fields import Field


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A field in a packet."""

    field: Field
    layer: int
    """Which of the protocol's layers it stands in, from 1; tunnels have several."""
    layer_stop: int
    """Where that layer ends, payload and all."""
    data: bytes
    """What the field's and the layer's places count in: the frame, or bytes put together from several."""


class Packet:
    """The occurrences of the wanted fields; everything else of the dissection is left aside."""

    def __init__(self, dissection: Dissection, names: Collection[str]) -> None:
        self._found: dict[str, list[Occurrence]] = {}
        sources = [source.data for source in dissection.sources]
        layers: Counter[str] = Counter()
        for layer in dissection.layers:
            layers[layer.protocol.name] += 1
            number = layers[layer.protocol.name]
            for field in layer.root.walk():
                spec = field.spec
                for name in (spec.name, *spec.also) if spec.also else (spec.name,):
                    if name in names:
                        one = Occurrence(field, number, layer.stop, sources[field.source])
                        self._found.setdefault(name, []).append(one)

    def occurrences(self, name: str) -> list[Occurrence]:
        """In the order of the tree; empty where the packet has none."""
        return self._found.get(name, [])

    def last_layer(self, name: str) -> int:
        """The number of the innermost layer that has the field; 0 for none."""
        return max((occurrence.layer for occurrence in self.occurrences(name)), default=0)
