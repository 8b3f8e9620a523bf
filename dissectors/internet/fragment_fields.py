"""What the tree says of fragments: where the packet is whole, or of which pieces it was put together.

From `Frame.fragmented`, which comes from a look at all frames (`packets.fragments`). Shared by IPv4 and IPv6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dissectors.byte_source import ByteSource
from dissectors.cursor import Cursor
from dissectors.fields import BOOLEAN, BYTES, FRAME_NUMBER, NONE, UNSIGNED, AnySpec, Field, generated
from dissectors.internet.fragments import PlacedFragment, WholePacket, put_together
from dissectors.protocol import Layer

MOST_LISTED = 12
"""Fragments that one line names; all of them stand below it."""


@dataclass(frozen=True, slots=True)
class FragmentFields:
    """The declarations of one version of IP."""

    title: str
    fragments: AnySpec
    fragment: AnySpec
    odd_fragment: AnySpec
    overlap: AnySpec
    conflict: AnySpec
    second_end: AnySpec
    too_long: AnySpec
    count: AnySpec
    whole_in: AnySpec
    length: AnySpec
    data: AnySpec

    def tell(self, layer: Layer[Any], cursor: Cursor) -> int | None:
        """Leave what is known of the layer's fragment; give the layer the whole packet's bytes to carry.

        The number of the protocol that the packet carries where it is whole here; -1 where it is whole in another
        frame or nowhere, so that nothing here can be decoded further; None where this is no fragment, for all we know.
        """
        told = layer.frame.fragmented
        if told is None or told.start != layer.start:
            return None
        if not told.fragments:
            if told.whole_in is not None:
                cursor.conclude(self.whole_in, told.whole_in)
            return -1
        whole = put_together(told.fragments)
        self._list(layer, cursor, whole)
        layer.carries = ByteSource(f"Reassembled {self.title}", whole.data)
        return whole.protocol

    def _list(self, layer: Layer[Any], cursor: Cursor, whole: WholePacket) -> None:
        source, length = layer.source + 1, len(whole.data)
        node = Field(self.fragments, None, 0, length, heading=self._heading(whole), generated=True, source=source)
        node.value = whole.data if self.fragments.kind is BYTES else None
        cursor.fields.append(node)
        for placed in whole.fragments:
            node.children.append(self._one(layer, placed, length, source))
        node.children += [
            Field(self.count, len(whole.fragments), 0, length, generated=True, source=source),
            Field(self.length, length, 0, length, generated=True, source=source),
            Field(self.data, whole.data, 0, length, generated=True, source=source),
        ]

    def _heading(self, whole: WholePacket) -> str:
        names = [f"#{one.frame}({one.stop - one.start})" for one in whole.fragments[:MOST_LISTED]]
        more = ", …" if len(whole.fragments) > MOST_LISTED else ""
        return f"{len(whole.fragments)} {self.title} Fragments ({len(whole.data)} bytes): {', '.join(names)}{more}"

    def _one(self, layer: Layer[Any], placed: PlacedFragment, length: int, source: int) -> Field:
        spec = self.odd_fragment if placed.is_odd else self.fragment
        start, stop = min(placed.start, length), min(placed.stop, length)
        field = Field(spec, placed.frame, start, stop, generated=True, source=source)
        size = placed.stop - placed.start
        field.heading = f"Frame: {placed.frame}, payload: {placed.start}-{placed.stop - 1} ({size} bytes)"
        oddities: Sequence[tuple[bool, AnySpec, str]] = (
            (placed.overlaps, self.overlap, "note"),
            (placed.conflicts, self.conflict, "warning"),
            (placed.second_end, self.second_end, "warning"),
            (placed.too_long, self.too_long, "warning"),
        )
        for is_so, oddity, severity in oddities:
            if is_so:
                notice = Field(oddity, 1, start, stop, severity=severity, generated=True, source=source)
                field.children.append(notice)
                layer.notices.append(notice)
        return field


def whole_elsewhere(layer: Layer[Any]) -> str:
    """For the Info column: where the packet is whole; empty where it is nowhere or here, or this is no fragment."""
    told = layer.frame.fragmented
    if told is None or told.start != layer.start or told.fragments or told.whole_in is None:
        return ""
    return f" [Reassembled in #{told.whole_in}]"


def fragment_fields(prefix: str, title: str, *, whole_in: str, has_bytes: bool) -> FragmentFields:
    """Declare the fields; `has_bytes` where the node of all fragments has the packet's bytes for its value."""

    def declare(name: str, label: str, kind: Any, explain: str, unit: str = "") -> AnySpec:
        return generated(kind, f"{prefix}.{name}", label, unit=unit, explain=explain)

    def oddity(name: str, label: str, explain: str) -> AnySpec:
        spec = declare(f"fragment.{name}", label, BOOLEAN, explain)
        spec.values = {0: "False", 1: "True"}
        return spec

    return FragmentFields(
        title,
        declare(
            "fragments",
            f"{title} Fragments",
            BYTES if has_bytes else NONE,
            "The packet was too large for a link on its way and was cut; these are the pieces it was put together of.",
        ),
        declare(
            "fragment",
            f"{title} Fragment",
            FRAME_NUMBER,
            "One piece of the packet: the frame that carried it, and where in the packet it belongs.",
        ),
        declare(
            "fragment.error",
            "Defragmentation error",
            FRAME_NUMBER,
            "A piece that does not fit the others: it has other bytes for the same place, or another end. Attacks do "
            "that to fool receivers and firewalls (RFC 1858, RFC 5722); a reused identification looks the same.",
        ),
        oddity(
            "overlap",
            "Fragment overlap",
            "Other pieces hold some of the same bytes: sent or captured twice, or made so to fool (RFC 1858 §4).",
        ),
        oddity(
            "overlap.conflict",
            "Conflicting data in fragment overlap",
            "Two pieces hold different bytes for the same place. No honest sender does that; what the receiver takes "
            "depends on its system. Here the piece that begins first counts, of equals the one that came first.",
        ),
        oddity(
            "multipletails",
            "Multiple tail fragments found",
            "Two pieces claim to be the last and end at different places: the packet cannot have both lengths.",
        ),
        oddity("toolongfragment", "Fragment too long", "This piece goes on behind what the last one says is the end."),
        declare("fragment.count", "Fragment count", UNSIGNED, "In how many pieces the packet came."),
        declare(
            whole_in,
            f"Reassembled {title} in frame",
            FRAME_NUMBER,
            "The frame with which all pieces of the packet were there; what it carries is decoded there.",
        ),
        declare(
            "reassembled.length",
            f"Reassembled {title} length",
            UNSIGNED,
            "Bytes that the packet carries, put together.",
        ),
        declare(
            "reassembled.data",
            f"Reassembled {title} data",
            BYTES,
            "What the packet carries, put together: the second tab of the bytes.",
        ),
    )
