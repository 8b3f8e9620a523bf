"""The levels of the protocol hierarchy: which layers of packets are one, and what it is called.

From the layer index come the layers of a piece, with those of packets that came in fragments; out go rows, level after
level. As in Wireshark, whose levels are the nodes that stand at the edge of its tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.whole_packets import whole_packets
from dissectors.protocols.ah import AUTHENTICATION
from dissectors.protocols.data import DATA
from dissectors.protocols.raw import DECLARED_IP
from dissectors.protocols.udp import UDP

if TYPE_CHECKING:
    from dissectors.layers import LayerRows
    from dissectors.packets.layer_index import LayerIndex, Packed, Piece
    from dissectors.registry import AnyProtocol, Registry

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Level = tuple[str, Integers]
"""A protocol's filter name, and the rows of the piece that have it, ascending."""

_WITHIN: Final = frozenset({DECLARED_IP.name, "ipv6.hopopts", "ipv6.dstopts", "ipv6.routing", "ipv6.fraghdr"})
"""No levels: extension headers stand within IPv6's node, and a capture's word for what follows has none."""
_VERSIONS: Final = {"ip": False, "ipv6": True}
_PORTS: Final = "udp.port"


def levels(index: LayerIndex, piece: Piece, skipped: int = 0) -> Iterator[Level]:
    """From the outermost in: each row's levels come in the order in which they follow one another.

    The first `skipped` rows of the piece are left out.

    Belongs to whoever has the index's turn. Raises CaptureFileError.
    """
    at_depths: dict[int, list[Level]] = {}
    # A row's layers stand in a line: there is one at a depth.
    for name, rows, depths in _layers(index, piece, skipped):
        for depth, some in _by_depth(rows, depths):
            at_depths.setdefault(depth, []).append((name, some))
    in_six = np.zeros(piece.count, np.bool_)
    """Rows whose innermost IP layer so far is IPv6."""
    for depth in sorted(at_depths):
        for name, rows in at_depths[depth]:
            if name in _VERSIONS:
                in_six[rows] = _VERSIONS[name]
            elif name == AUTHENTICATION.name:
                # Over IPv6 it is an extension header (RFC 4302 §3.1), over IPv4 a layer.
                rows = rows[~in_six[rows]]
            yield name, rows


def level_name(protocol: AnyProtocol) -> str:
    """The name by which a filter finds it, one for all forms that its header has."""
    return protocol.also[0] if protocol.also else protocol.name


def _layers(index: LayerIndex, piece: Piece, skipped: int) -> Iterator[tuple[str, Integers, Integers]]:
    """Of each protocol the rows and how deep it stands in them."""
    whole = whole_packets(index.fragments, piece, skipped, index.registry)
    completed = None if whole is None else whole.rows
    own = piece.layers
    if skipped:
        own = {name: packed.behind(skipped) for name, packed in own.items()}
    sources: list[dict[str, Packed] | dict[str, LayerRows]] = [own]
    if whole is not None:
        sources.append(whole.found)
    for layers in sources:
        carried = _rows_of_quoted_datagrams(layers.get(UDP.name))
        for name, found in layers.items():
            if name in _WITHIN:
                continue
            chosen = _own(found, carried if _is_carried_by_udp(index.registry, name) else None)
            rows, depths = found.rows.astype(np.int64), found.depths.astype(np.int64)
            if name == DATA.name and completed is not None and layers is own:
                # A fragment's bytes are read with the others of its packet.
                chosen = np.ones(len(rows), np.bool_) if chosen is None else chosen
                chosen &= ~np.isin(rows, completed)
            if chosen is not None:
                rows, depths = rows[chosen], depths[chosen]
            yield level_name(index.registry.protocols[name]), rows, depths


def _own(found: Packed | LayerRows, carried: Integers | None) -> Booleans | None:
    """Layers that are not part of what an error message quotes; None for all.

    There headers stand within the message's node, but what a datagram carries does not: those of the rows `carried`.
    """
    if not found.quoted.any():
        return None
    return ~found.quoted if carried is None else ~found.quoted | np.isin(found.rows, carried)


def _rows_of_quoted_datagrams(found: Packed | LayerRows | None) -> Integers:
    if found is None:
        return np.zeros(0, np.int64)
    return found.rows[found.quoted].astype(np.int64)


def _is_carried_by_udp(registry: Registry, name: str) -> bool:
    return name == DATA.name or any(table == _PORTS for table, _ in registry.protocols[name].rides_on)


def _by_depth(rows: Integers, depths: Integers) -> Iterator[tuple[int, Integers]]:
    if not len(rows):
        return
    counts = np.bincount(depths)
    found = np.flatnonzero(counts)
    if len(found) == 1:
        yield int(found[0]), rows
        return
    # Sorted once, however many depths there are.
    ordered = rows[np.argsort(depths.astype(np.int16), kind="stable")]
    yield from zip(found.tolist(), np.split(ordered, np.cumsum(counts[found])[:-1]), strict=True)
