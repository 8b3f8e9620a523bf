"""The levels of the protocol hierarchy: which layers of packets are one, and what it is called.

From the layer index come the layers of a piece, with those of packets that came in fragments; out go rows, level after
level. As in Wireshark, whose levels are the nodes that stand at the edge of its tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import Piece
from dissectors.packets.whole_packets import whole_packets
from dissectors.protocols.ah import AUTHENTICATION
from dissectors.protocols.data import DATA
from dissectors.protocols.raw import DECLARED_IP
from dissectors.protocols.udp import UDP

if TYPE_CHECKING:
    from dissectors.layers import LayerRows
    from dissectors.packets.layer_index import LayerIndex, Packed
    from dissectors.registry import AnyProtocol, Registry

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Level = tuple[str, Integers]
"""A protocol's filter name, and the rows of the piece that have it, ascending."""

_WITHIN: Final = frozenset({DECLARED_IP.name, "ipv6.hopopts", "ipv6.dstopts", "ipv6.routing", "ipv6.fraghdr"})
"""No levels: extension headers stand within IPv6's node, and a capture's word for what follows has none."""
_VERSIONS: Final = {"ip": False, "ipv6": True}
_PORTS: Final = "udp.port"


class PieceLevels:
    """Of a piece; the first `skipped` rows of it are left out.

    Belongs to whoever has the index's turn. Raises CaptureFileError.
    """

    def __init__(self, index: LayerIndex, piece: Piece, skipped: int = 0) -> None:
        self._registry = index.registry
        self._count = piece.count
        whole = whole_packets(index.fragments, piece, skipped, index.registry)
        own = piece.layers
        if skipped:
            own = {name: packed.behind(skipped) for name, packed in own.items()}
        self._sources: list[dict[str, Packed] | dict[str, LayerRows]] = [own]
        self._completed = None if whole is None else whole.rows
        """Rows with which packets that came in fragments are whole."""
        if whole is not None:
            self._sources.append(whole.found)

    def __iter__(self) -> Iterator[Level]:
        """From the outermost in: each row's levels come in the order in which they follow one another."""
        at_depths: dict[int, list[Level]] = {}
        # A row's layers stand in a line: there is one at a depth.
        for name, rows, depths in self._layers():
            for depth, some in _by_depth(rows, depths):
                at_depths.setdefault(depth, []).append((name, some))
        in_six = np.zeros(self._count, np.bool_)
        """Rows whose innermost IP layer so far is IPv6."""
        for depth in sorted(at_depths):
            for name, rows in at_depths[depth]:
                if name in _VERSIONS:
                    in_six[rows] = _VERSIONS[name]
                elif name == AUTHENTICATION.name:
                    # Over IPv6 it is an extension header (RFC 4302 §3.1), over IPv4 a layer.
                    rows = rows[~in_six[rows]]
                yield name, rows

    def having(self, wanted: Booleans | None = None) -> Mapping[str, int]:
        """By protocol how many of the rows, or of those that are `wanted`, have it anywhere, be it no level there.

        Not less: rows that have it in two forms, or in fragments and in what they are put together to, count twice.
        """
        counts: Counter[str] = Counter()
        for layers in self._sources:
            for name, found in layers.items():
                rows = found.rows if wanted is None else found.rows[wanted[found.rows]]
                different = int(np.count_nonzero(rows[1:] != rows[:-1])) + bool(len(rows))
                counts[level_name(self._registry.protocols[name])] += different
        return counts

    def _layers(self) -> Iterator[tuple[str, Integers, Integers]]:
        """Of each protocol the rows and how deep it stands in them."""
        for layers in self._sources:
            carried = _rows_of_quoted_datagrams(layers.get(UDP.name))
            for name, found in layers.items():
                if name in _WITHIN:
                    continue
                chosen = _own(found, carried if _is_carried_by_udp(self._registry, name) else None)
                rows, depths = found.rows.astype(np.int64), found.depths.astype(np.int64)
                if name == DATA.name and self._completed is not None and layers is self._sources[0]:
                    # A fragment's bytes are read with the others of its packet.
                    chosen = np.ones(len(rows), np.bool_) if chosen is None else chosen
                    chosen &= ~np.isin(rows, self._completed)
                if chosen is not None:
                    rows, depths = rows[chosen], depths[chosen]
                yield level_name(self._registry.protocols[name]), rows, depths


def row_levels(index: LayerIndex, row: int) -> Iterator[str]:
    """The same of one row whose layers have been found, from the outermost in. Raises CaptureFileError."""
    piece = index.piece_of(row)
    sources = [list(_layers_at(piece.layers, row - piece.first))]
    whole = whole_packets(index.fragments, Piece(row, 1, {}), 0, index.registry)
    if whole is not None:
        sources[0] = [one for one in sources[0] if one.protocol != DATA.name]
        sources.append(list(_layers_at(whole.found, 0)))
    in_six = False
    for layers in sources:
        carries = any(one.quoted and one.protocol == UDP.name for one in layers)
        for _, protocol, quoted in sorted(layers):
            if protocol in _WITHIN or (quoted and not (carries and _is_carried_by_udp(index.registry, protocol))):
                continue
            name = level_name(index.registry.protocols[protocol])
            in_six = _VERSIONS.get(name, in_six)
            if name != AUTHENTICATION.name or not in_six:
                yield name


class _LayerAt(NamedTuple):
    """A layer of a row."""

    depth: int
    protocol: str
    quoted: bool


def _layers_at(found: Mapping[str, Packed] | Mapping[str, LayerRows], row: int) -> Iterator[_LayerAt]:
    for protocol, layers in found.items():
        # Of the rows' own type, or else all of them are converted first.
        wanted = layers.rows.dtype.type(row)
        place = int(layers.rows.searchsorted(wanted))
        while place < len(layers.rows) and layers.rows[place] == row:
            yield _LayerAt(int(layers.depths[place]), protocol, bool(layers.quoted[place]))
            place += 1


def level_name(protocol: AnyProtocol) -> str:
    """The name by which a filter finds it, one for all forms that its header has."""
    return protocol.also[0] if protocol.also else protocol.name


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
