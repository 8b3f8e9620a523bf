"""Column equals tree: every declared header field of every frame, read in bulk and packet by packet.

Each frame is read alone: columns of what other packets decide are compared where conversations are tested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from dissectors.capture_file import CaptureFile, open_capture
from dissectors.dissect import dissect
from dissectors.errors import CaptureFileError
from dissectors.fields import AnySpec
from dissectors.header import Header
from dissectors.layers import LayerRows, find_layers
from dissectors.packets.table import PacketTable
from dissectors.registry import default
from dissectors.transport.tcp_numbers import ACKNOWLEDGMENT_ALONE, SEQUENCE_ALONE

ByRow = dict[int, list[Any]]
"""Values of a field, in the order of the headers, by the frame's row."""
STAND_INS = frozenset(map(id, (SEQUENCE_ALONE, ACKNOWLEDGMENT_ALONE)))
"""Fields that trees have in place of the header's own."""


def declared(header: type[Header]) -> Iterator[AnySpec]:
    """Every field of a header that has a name, parts included."""
    pending = list(header.specs)
    while pending:
        spec = pending.pop()
        pending += spec.parts
        if spec.name:
            yield spec


def differences(path: Path) -> list[str]:
    """What is in the tree and not in the columns, or the other way round, a line each; none for no capture."""
    try:
        with open_capture(path) as capture:
            capture.refresh()
            return list(_differences(capture)) if len(capture.frames) else []
    except CaptureFileError:
        return []


def _differences(capture: CaptureFile) -> Iterator[str]:
    frames, data = capture.frames, capture.view()
    offsets = np.asarray(frames.column("offset"), np.int64)
    layers = find_layers(
        data,
        offsets,
        np.asarray(frames.column("captured_length"), np.int64),
        np.asarray(frames.column("original_length"), np.int64),
        np.asarray(frames.column("link_type"), np.int64),
    )
    tree = _from_trees(PacketTable(capture))
    yield from (f"{name} has trees and no columns" for name in {name for name, _ in tree} - layers.keys())
    for name, rows in layers.items():
        columns = _from_columns(name, rows, data)
        for field in columns.keys() | {field for protocol, field in tree if protocol == name}:
            ours, theirs = columns.get(field, {}), tree.get((name, field), {})
            for row in ours.keys() | theirs.keys():
                if ours.get(row) != theirs.get(row):
                    yield f"frame {row + 1} {field}: column {ours.get(row)}, tree {theirs.get(row)}"


def _from_columns(name: str, layers: LayerRows, data: np.ndarray[Any, Any]) -> dict[str, ByRow]:
    """Values by field, as the columns have them."""
    found: dict[str, ByRow] = {}
    for spec in declared(default().protocols[name].header):
        rows, values = layers.column(spec, data)
        plain = values.tolist() if spec.kind.is_number else [spec.kind.decode(bytes(value)) for value in values]
        by_row = found.setdefault(spec.name, {})
        for row, value in zip(rows.tolist(), plain, strict=True):
            by_row.setdefault(row, []).append(value)
    return found


def _from_trees(table: PacketTable) -> dict[tuple[str, str], ByRow]:
    """Values by protocol and field, as the trees have them."""
    found: dict[tuple[str, str], ByRow] = defaultdict(dict)
    for row in range(len(table)):
        for layer in dissect(table.frame(row), table.registry).layers:
            specs = STAND_INS.union(map(id, declared(layer.protocol.header)))
            for field in layer.root.walk():
                if id(field.spec) in specs:
                    found[layer.protocol.name, field.name].setdefault(row, []).append(field.value)
    return found


def report(paths: Iterable[Path]) -> int:
    """Compare every file; how many values differ."""
    total = 0
    for path in paths:
        found = differences(path)
        total += len(found)
        for line in found[:5]:
            print(f"{path.name} {line}", flush=True)
    print(f"{total} values differ between columns and trees")
    return total
