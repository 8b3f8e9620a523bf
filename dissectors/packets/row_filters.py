"""Filters for the cells of a packet's row: what finds other packets with the same address, protocol or field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.filters.apply import filter_for, usable_name
from dissectors.packets.summary import addressed_layer, speaking_layer

if TYPE_CHECKING:
    from dissectors.dissect import Dissection

STREAMS = ("tcp.stream", "udp.stream")


def cell_filter(dissection: Dissection, column: str) -> str | None:
    """The filter for a cell: of a column by the list's own name, or of a field's. None where there is none.

    Info and cells without a value have none.
    """
    frame = dissection.frame
    match column:
        case "number":
            return f"frame.number == {frame.number}"
        case "length":
            return f"frame.len == {frame.length}"
        case "time":
            return _first(dissection, "frame.time")
        case "protocol":
            return usable_name(speaking_layer(dissection).protocol.name)
        case "source" | "destination":
            return _address(dissection, column)
    return _first(dissection, column)


def row_filters(dissection: Dissection, column: str = "") -> list[str]:
    """What can be asked about a row, each once: the cell of a column first, then what most ask for."""
    found = [cell_filter(dissection, name) for name in (column, "protocol", "source", "destination")]
    layer = addressed_layer(dissection)
    if layer is not None:
        pair = [_address(dissection, side) for side in ("source", "destination")]
        if None not in pair:
            found.append(" && ".join(text for text in pair if text))
    found += [_first(dissection, name) for name in STREAMS]
    return list(dict.fromkeys(text for text in found if text))


def _address(dissection: Dissection, side: str) -> str | None:
    layer = addressed_layer(dissection)
    spec = None if layer is None else layer.protocol.source if side == "source" else layer.protocol.destination
    field = layer.find(spec.name) if layer is not None and spec is not None else None
    return filter_for(field) if field is not None else None


def _first(dissection: Dissection, name: str) -> str | None:
    field = next(iter(dissection.find(name)), None) if name else None
    return filter_for(field) if field is not None else None
