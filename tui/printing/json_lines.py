"""`-T jsonl`: one JSON object a packet, with its layers, fields, values and byte ranges."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dissectors.fields import BOOLEAN, FLOAT, FRAME_NUMBER, NONE, PROTOCOL, SIGNED, UNSIGNED, Field
from dissectors.packets.table import PacketTable
from dissectors.protocol import Layer
from tui.printing.columns import PREFIX, column_text

_NUMBERS = (UNSIGNED, SIGNED, FLOAT, FRAME_NUMBER)
_DEEPEST = 200
"""Levels of nesting; readers of JSON give up not far beyond, and no protocol comes near."""


def packet_object(table: PacketTable, row: int) -> str:
    """A whole packet. Byte ranges count from the first byte of their source, `stop` not included; that is the frame, 0,
    unless a layer or field says otherwise.
    """
    frame, summary, dissection = table.frame(row), table.summary(row), table.dissection(row)
    sources = dissection.sources
    return _line(
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
            "layers": [_layer(layer) for layer in dissection.layers],
            **({"sources": [source.name for source in sources]} if len(sources) > 1 else {}),
        }
    )


def fields_object(table: PacketTable, row: int, names: Sequence[str]) -> str:
    """The named fields only, each a list of its values; a field that does not occur is left out."""
    dissection = table.dissection(row)
    chosen: dict[str, list[Any]] = {}
    for name in names:
        if name.startswith(PREFIX):
            values: list[Any] = [column_text(table, row, name.removeprefix(PREFIX))]
        else:
            values = [_value(field) for field in dissection.find(name)]
        if values:
            chosen[name] = values
    return _line({"number": row + 1, "fields": chosen})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _layer(layer: Layer[Any]) -> dict[str, Any]:
    return {
        "name": layer.protocol.name,
        "line": layer.root.line,
        "start": layer.root.start,
        "stop": layer.root.stop,
        **({"source": layer.source} if layer.source else {}),
        "fields": [_field(field, 0) for field in layer.fields],
    }


def _field(field: Field, depth: int) -> dict[str, Any]:
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
        result["fields"] = [_field(child, depth + 1) for child in field.children]
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
