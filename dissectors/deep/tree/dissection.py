"""tshark's decoding of one packet, in the shape of our own: what the decoder hands to panes and printers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dissectors.byte_source import ByteSource
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tree.deep_fields import FieldTypes, deep_fields, without_marker
from dissectors.deep.tree.hex_dump import read_dump
from dissectors.deep.tree.numbers import Numbering, put_true_numbers
from dissectors.deep.tree.pdml import read_packet
from dissectors.deep.tree.sources import find_sources
from dissectors.fields import Field
from dissectors.frame import Frame


@dataclass(frozen=True, slots=True, eq=False)
class DeepDissection:
    """What one frame means to tshark."""

    frame: Frame
    roots: list[Field]
    """The tree's top level: a node a layer."""
    sources: list[ByteSource]
    """What fields lie in, by their `source`: the frame first."""
    notices: list[Field]
    """Expert items that are more than chats, in the tree's order."""
    ambiguous: Mapping[Field, tuple[int, ...]]
    """Fields whose bytes are known and not where they lie, with the sources that come into question.

    They light nothing: `start` and `stop` are equal. Without any source, the bytes stand nowhere that is known.
    """
    left_out: int = 0
    """Packets of the conversation that tshark was not given."""

    def fields(self) -> Iterator[Field]:
        """Every field in the tree's order."""
        for root in self.roots:
            yield from root.walk()

    def find(self, name: str) -> list[Field]:
        """Every field of that filter name."""
        return [field for field in self.fields() if field.spec.name == name]


def deep_dissection(
    frame: Frame,
    xml: bytes,
    context: Numbering,
    types: FieldTypes | None = None,
    dump: bytes | None = None,
    *,
    marker: str = "",
) -> DeepDissection:
    """The tree of tshark's XML for a frame. For a thread where the XML is large: linear in its length.

    `context` tells which frames tshark's numbers stand for, `types` what its fields hold, `dump` (of `tshark -x`) the
    bytes of all sources; without it only the frame's are known. A comment that is the `marker` is left out. Raises
    TsharkFailed where there is no tree in the XML.
    """
    nodes = without_marker(read_packet(xml), marker)
    if not nodes:
        raise TsharkFailed(f"tshark's answer for packet {frame.number} is no packet of PDML")
    made = deep_fields(nodes, types)
    put_true_numbers(made, frame, context)
    sources = [ByteSource("Frame", frame.data)]
    if dump is not None:
        sources += read_dump(dump)[1:]
    ambiguous = find_sources(made, [source.data for source in sources])
    return DeepDissection(
        frame,
        [one.field for one in made if one.above is None],
        sources,
        [one.field for one in made if one.field.severity],
        ambiguous,
        context.left_out,
    )


def wants_dump(dissection: DeepDissection) -> bool:
    """Whether some fields lie in other bytes than the frame's, so that a dump would tell where."""
    return len(dissection.sources) == 1 and bool(dissection.ambiguous)
