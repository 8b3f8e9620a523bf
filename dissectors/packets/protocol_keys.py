"""Keys to sort by what the Protocol column says: for most packets in bulk, for the others by dissection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.dissected_keys import DissectedKeys
from dissectors.packets.keyed import Keyed, Rows
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.protocol_names import OPEN, protocol_names

if TYPE_CHECKING:
    from dissectors.frame import Frame
    from dissectors.registry import Registry


class ProtocolKeys:
    """The Protocol column of a capture."""

    def __init__(self, index: LayerIndex, registry: Registry, frame: Callable[[int], Frame]) -> None:
        """A row whose frame has to be dissected and cannot be read has no key."""
        self._index = index
        self._asked = DissectedKeys(index, registry, frame, "protocol")

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """A piece of the capture at a time; while packets are dissected, parts without rows tell how far it is."""
        done = 0
        while done < len(rows):
            with self._index.turn:
                piece = self._index.piece_of(int(rows[done]))
                names = protocol_names(self._index, piece)
            stop = int(np.searchsorted(rows, piece.first + piece.count))
            wanted = rows[done:stop]
            keys = names[wanted - piece.first]
            open_places = np.flatnonzero(keys == OPEN)
            examined = 0
            for part in self._asked.read(wanted[open_places]):
                keys = _put(keys, np.searchsorted(wanted, part.rows), part.keys)
                examined += part.examined
                yield Keyed(part.examined, wanted[:0], keys[:0])
            told = keys != OPEN
            yield Keyed(len(wanted) - examined, wanted[told], keys[told])
            done = stop

    def close(self) -> None:
        """Let workers go."""
        self._asked.close()


def _put(keys: NDArray[np.bytes_], places: NDArray[np.intp], asked: NDArray[np.object_]) -> NDArray[np.bytes_]:
    """The same keys with what was asked in its places."""
    if len(asked):
        texts = asked.astype(np.bytes_)
        keys = keys.astype(np.result_type(keys, texts), copy=False)
        keys[places] = texts
    return keys
