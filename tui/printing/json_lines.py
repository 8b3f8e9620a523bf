"""`-T jsonl`: one JSON object a packet, with its layers, fields, values and byte ranges."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dissectors.decoded import Decoded
from dissectors.fields import BOOLEAN, FLOAT, FRAME_NUMBER, NONE, PROTOCOL, SIGNED, UNSIGNED, Field
from dissectors.packets.table import PacketTable
from tui.printing.columns import PREFIX, column_text

_NUMBERS = (UNSIGNED, SIGNED, FLOAT, FRAME_NUMBER)
_DEEPEST = 200
"""Levels of nesting; readers of JSON give up not far beyond, and no protocol comes near."""


def packet_object(table: PacketTable, row: int, decoded: Decoded | None = None, **more: Any) -> str:
    """A whole packet as `decoded`, or else as we decode it; `more` keys come in addition, or in place of ours.

    Byte ranges count from the first byte of their source, `stop` not included; that is the frame, 0, unless a layer or
    field says otherwise.
    """
    frame, summary = table.frame(row), table.summary(row)
    decoded = decoded or table.dissection(row)
    sources = decoded.sources
    return one_line(
        {
            "number": frame.number,
            "time_ns": frame.time,
            "length": frame.length,
            "captured": len(frame.data),
            "interface": frame.interface,
            "source": summary.source,
            "destination": summary.destination,
            "protocol": summary.protocol,
            "info": summary.info,
            "layers": [_layer(root) for root in decoded.roots],
            **({"sources": [source.name for source in sources]} if len(sources) > 1 else {}),
            **more,
        }
    )


def fields_object(
    table: PacketTable,
    row: int,
    names: Sequence[str],
    decoded: Decoded | None = None,
    columns: Mapping[str, str] | None = None,
) -> str:
    """The named fields only, each a list of its values; a field that does not occur is left out.

    `columns` tells the columns of the list by name; None: they are ours.
    """
    decoded = decoded or table.dissection(row)
    chosen: dict[str, list[Any]] = {}
    for name in names:
        if name.startswith(PREFIX):
            told = columns.get(name) if columns is not None else column_text(table, row, name.removeprefix(PREFIX))
            values: list[Any] = [] if told is None else [told]
        else:
            values = [_value(field) for field in decoded.find(name)]
        if values:
            chosen[name] = values
    return one_line({"number": row + 1, "fields": chosen})


def one_line(value: dict[str, Any]) -> str:
    """An object as JSON, in ASCII."""
    return json.dumps(value, separators=(",", ":"))


def _layer(root: Field) -> dict[str, Any]:
    return {
        "name": root.name,
        "line": root.line,
        "start": root.start,
        "stop": root.stop,
        **({"source": root.source} if root.source else {}),
        "fields": [field_object(child) for child in root.children],
    }


def field_object(field: Field, depth: int = 0) -> dict[str, Any]:
    """A field with all below it, `depth` levels down."""
    spec = field.spec
    result: dict[str, Any] = {"name": spec.name, "label": spec.label, "line": field.line}
    if field.value is not None and spec.kind not in (NONE, PROTOCOL):
        result["value"] = _value(field)
    result |= {"start": field.start, "stop": field.stop}
    if spec.container[1]:
        result |= {"bit_offset": spec.bit_offset % 8, "bits": spec.bits}
    if field.source:
        result["source"] = field.source
    if field.severity:
        result["severity"] = field.severity
    if field.generated:
        result["generated"] = True
    if field.children and depth < _DEEPEST:
        result["fields"] = [field_object(child, depth + 1) for child in field.children]
    return result


def _value(field: Field) -> Any:
    kind = field.spec.kind
    if kind is BOOLEAN:
        return bool(field.value)
    if kind in _NUMBERS or isinstance(field.value, str):
        return field.value
    if kind in (NONE, PROTOCOL):
        return field.line
    return kind.printed(field.value)
