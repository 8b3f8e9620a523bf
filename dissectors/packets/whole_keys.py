"""Keys of a field for rows with which a packet in fragments is whole: by dissection, among those that columns tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.keyed import Keyed, Keys, Rows

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex


class WithWholePackets:
    """`told` are the keys that columns tell, numbers or bytes; `asked` are the same field's by dissection."""

    def __init__(self, index: LayerIndex, told: Keys, asked: Keys) -> None:
        self._index = index
        self._told = told
        self._asked = asked

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """As `told` does, part by part."""
        done = 0
        for part in self._told.read(rows):
            examined = rows[done : done + part.examined]
            done += part.examined
            yield part if not len(examined) else self._completed(part, examined)

    def close(self) -> None:
        """Let workers go."""
        self._told.close()
        self._asked.close()

    def _completed(self, part: Keyed, examined: Rows) -> Keyed:
        """The part with the keys of those of its rows that columns know nothing of."""
        whole = self._index.fragments.completing(int(examined[0]), int(examined[-1]) + 1)
        whole = whole[np.isin(whole, examined)]
        if not len(whole):
            return part
        stays = ~np.isin(part.rows, whole)
        rows, keys = [part.rows[stays]], [part.keys[stays]]
        for found in self._asked.read(whole):
            rows.append(found.rows)
            keys.append(_converted(found.keys, part.keys.dtype))
        joined = np.concatenate(rows)
        order = np.argsort(joined, kind="stable")
        return Keyed(part.examined, joined[order], np.concatenate(keys)[order])


def _converted(keys: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    """Keys of dissections, which say what they are first, as columns have them."""
    values = [value for _, value in keys.tolist()]
    if kind.kind == "S":
        values = [value if isinstance(value, bytes) else int(value).to_bytes(kind.itemsize, "big") for value in values]
    return np.array(values, kind)
