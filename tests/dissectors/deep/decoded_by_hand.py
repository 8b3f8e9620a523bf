"""Decoded packets made by hand, of specs that no filter knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dissectors.byte_source import ByteSource
from dissectors.deep.tree.foreign_specs import ForeignSpec
from dissectors.fields import BYTES, NONE, PROTOCOL, STRING, UNSIGNED, AnySpec, Field, Kind, Value
from dissectors.frame import Frame

KINDS: dict[type, Kind] = {int: UNSIGNED, bytes: BYTES, str: STRING, type(None): NONE}


class UnlistedSpec(ForeignSpec):
    """Not entered where filters look; its bits count from the field's own first byte."""

    __slots__ = ()


def made(
    name: str,
    value: Value = None,
    start: int = 0,
    stop: int = 0,
    *children: Field,
    label: str = "",
    source: int = 0,
    generated: bool = False,
    hidden: bool = False,
    kind: Kind | None = None,
    also: tuple[str, ...] = (),
    heading: str | None = None,
    bits: tuple[int, int] | None = None,
) -> Field:
    """A field; `bits` are the first one, from its first byte, and how many."""
    spec: AnySpec = UnlistedSpec(name, label or name, kind or KINDS[type(value)], hidden=hidden, also=also)
    if bits is not None:
        spec.bit_offset, spec.bits, spec.container = bits[0], bits[1], (0, (stop - start) * 8)
    return Field(spec, value, start, stop, list(children), heading=heading, generated=generated, source=source)


def layer(name: str, start: int, stop: int, *children: Field, heading: str = "", also: tuple[str, ...] = ()) -> Field:
    """A layer's own line."""
    return made(name, None, start, stop, *children, kind=PROTOCOL, heading=heading or name, also=also)


@dataclass(frozen=True)
class ByHand:
    """A decoded packet."""

    roots: Sequence[Field]
    frame: Frame = field(default_factory=lambda: Frame(bytes(range(64)), 1))
    more_sources: tuple[ByteSource, ...] = ()
    notices: Sequence[Field] = ()
    ambiguous: Mapping[Field, tuple[int, ...]] = field(default_factory=dict)

    @property
    def sources(self) -> Sequence[ByteSource]:
        return [ByteSource("Frame", self.frame.data), *self.more_sources]

    def fields(self) -> Iterator[Field]:
        for root in self.roots:
            yield from root.walk()

    def find(self, name: str) -> list[Field]:
        return [found for found in self.fields() if found.name == name]
