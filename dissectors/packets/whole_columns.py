"""Numbers of fields in IP packets that came in fragments, beside those that columns tell: with the row that ends each.

Of declared headers they are read in bulk (`whole_packets`). What depends on both a header and other packets is read by
dissection: TCP segments hardly ever come in fragments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.dissect import dissect
from dissectors.packets.row_frames import frame_of
from dissectors.packets.whole_packets import WholePackets, whole_packets
from dissectors.protocols.tcp import TCP
from dissectors.streams.tcp_analysis.columns import COLUMNS, IN_FRAMES

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Rows = NDArray[np.intp]


def whole_numbers(index: LayerIndex, name: str, piece: Piece, first: int) -> tuple[Rows, NDArray[Any]]:
    """The occurrences that the field's column leaves out, in the piece's rows from `first` of the capture on.

    Rows within the piece, ascending, and values. Belongs to whoever has the index's turn; what the column is made from
    must have been found. Raises CaptureFileError.
    """
    is_asked = name in IN_FRAMES or (name not in COLUMNS and bool(index.specs(name)))
    whole = whole_packets(index.fragments, piece, first - piece.first, index.registry) if is_asked else None
    if whole is None:
        return np.zeros(0, np.intp), np.zeros(0, np.int64)
    found = _dissected(index, name, piece, whole) if name in IN_FRAMES else _read(index, name, piece, whole)
    rows = np.array([row for part, _ in found for row in part.tolist()], np.intp)
    values = np.concatenate([np.zeros(0, np.int64), *(values for _, values in found)])
    order = np.argsort(rows, kind="stable")
    return rows[order], values[order]


def _read(index: LayerIndex, name: str, piece: Piece, whole: WholePackets) -> list[tuple[Rows, NDArray[Any]]]:
    found = []
    for protocol, spec in index.specs(name):
        layers = whole.layers(piece, protocol)
        if layers is not None:
            rows, values = layers.column(spec, whole.view())
            # Of fields that are bytes it only matters where they are.
            found.append((rows.astype(np.intp), values if values.ndim == 1 else np.ones(len(rows), np.int64)))
    return found


def _dissected(index: LayerIndex, name: str, piece: Piece, whole: WholePackets) -> list[tuple[Rows, NDArray[Any]]]:
    layers, found = whole.layers(piece, TCP.name), []
    for row in () if layers is None else np.unique(layers.rows).tolist():
        fields = dissect(frame_of(index, row + piece.first), index.registry, lambda *_: None).find(name)
        values = np.array([one.value for one in fields if one.source and isinstance(one.value, int)], np.int64)
        found.append((np.full(len(values), row, np.intp), values))
    return found
