"""Numbers of fields in IP packets that came in fragments, beside those that columns tell: with the row that ends each.

They are read in bulk from the packets' first bytes (`whole_packets`): declared headers, and TCP's beside what the
analysis tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.frame import REASSEMBLED
from dissectors.gathering import bytes_at
from dissectors.packets.whole_packets import WholePackets, whole_packets
from dissectors.streams.tcp_analysis.columns import COLUMNS, FROM_HEADERS
from dissectors.streams.tcp_analysis.sent_headers import SentHeaders
from dissectors.transport.tcp_header import TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Rows = NDArray[np.intp]


def whole_numbers(index: LayerIndex, name: str, piece: Piece, first: int) -> tuple[Rows, NDArray[Any]]:
    """The occurrences that the field's column leaves out, in the piece's rows from `first` of the capture on.

    Rows within the piece, ascending, and values. Belongs to whoever has the index's turn; what the column is made from
    must have been found. Raises CaptureFileError.
    """
    is_asked = name in FROM_HEADERS or (name not in COLUMNS and bool(index.specs(name)))
    whole = whole_packets(index.fragments, piece, first - piece.first, index.registry) if is_asked else None
    if whole is None:
        return np.zeros(0, np.intp), np.zeros(0, np.int64)
    found, known = _analysed(index, name, piece, whole) if name in FROM_HEADERS else ([], np.zeros(0, np.int64))
    found += _read(index, name, piece, whole, known)
    rows = np.concatenate([np.zeros(0, np.intp), *(part for part, _ in found)])
    values = np.concatenate([np.zeros(0, np.int64), *(values for _, values in found)])
    order = np.argsort(rows, kind="stable")
    return rows[order], values[order]


def _read(
    index: LayerIndex, name: str, piece: Piece, whole: WholePackets, known: Integers
) -> list[tuple[Rows, NDArray[Any]]]:
    """What the declared headers say that do not begin at a place that is known already."""
    found = []
    for protocol, spec in index.specs(name):
        layers = whole.layers(piece, protocol)
        if layers is not None:
            places, values = layers.occurrences(spec, whole.view())
            if len(known):
                others = ~np.isin(layers.starts[places], known)
                places, values = places[others], values[others]
            # Of fields that are bytes it only matters where they are.
            values = values if values.ndim == 1 else np.ones(len(places), np.int64)
            found.append((layers.rows[places].astype(np.intp), values))
    return found


def _analysed(
    index: LayerIndex, name: str, piece: Piece, whole: WholePackets
) -> tuple[list[tuple[Rows, NDArray[Any]]], Integers]:
    """What the analysis tells together with TCP's headers; and where in `whole.view()` all these headers begin."""
    found, known = [], [np.zeros(0, np.int64)]
    for part in index.analysis.between(piece.first + int(whole.rows[0]), piece.first + piece.count):
        places = np.flatnonzero(part.starts >= REASSEMBLED)
        rows = part.rows[places].astype(np.int64) - piece.first
        starts = whole.offsets[np.searchsorted(whole.rows, rows)] + part.starts[places].astype(np.int64) - REASSEMBLED
        headers = np.zeros((len(part.rows), TCPHeader.size), np.uint8)
        headers[places] = bytes_at(whole.view(), starts, TCPHeader.size)
        has, values = FROM_HEADERS[name](part, SentHeaders(headers))
        having = has[places]
        found.append((rows[having].astype(np.intp), values[places[having]]))
        known.append(starts)
    return found, np.concatenate(known)
