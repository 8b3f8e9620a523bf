"""What every decoded packet offers to panes and printers, whoever decoded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from dissectors.byte_source import ByteSource
from dissectors.fields import Field
from dissectors.frame import Frame


class Decoded(Protocol):
    """`Dissection` is ours, `DeepDissection` is tshark's."""

    @property
    def frame(self) -> Frame: ...
    @property
    def roots(self) -> Sequence[Field]:
        """The tree's top level: a node a layer, the frame's own first."""
        ...

    @property
    def sources(self) -> Sequence[ByteSource]:
        """What fields lie in, by their `source`: the frame first."""
        ...

    @property
    def notices(self) -> Sequence[Field]:
        """All that is wrong or notable, from the outermost layer to the innermost."""
        ...

    @property
    def ambiguous(self) -> Mapping[Field, tuple[int, ...]]:
        """Fields whose byte source cannot be told, with those that come into question; they light nothing."""
        ...

    def fields(self) -> Iterator[Field]:
        """Every field in the tree's order."""
        ...

    def find(self, name: str) -> Sequence[Field]:
        """Every field that answers to a filter name."""
        ...
