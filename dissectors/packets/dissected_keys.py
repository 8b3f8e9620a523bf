"""Keys to sort by that only a packet's dissection tells: Info, and fields without a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dissectors.dissect import Dissection
from dissectors.errors import RemoraError
from dissectors.fields import Field
from dissectors.packets.asking import Asker
from dissectors.packets.columns import Columns
from dissectors.packets.keyed import Keyed, Rows
from dissectors.packets.layer_index import PIECE_ROWS, LayerIndex
from dissectors.packets.summary import summarize

if TYPE_CHECKING:
    from dissectors.frame import Frame
    from dissectors.registry import Registry

TEXT_COLUMNS = ("protocol", "info")
PACKETS_A_PART = 32
"""Some milliseconds of dissection."""


class DissectedKeys:
    """Keys that only a packet's dissection tells."""

    def __init__(self, index: LayerIndex, registry: Registry, frame: Callable[[int], Frame], name: str) -> None:
        """A row whose frame cannot be read has no key."""
        self._index = index
        self._columns = Columns(index)
        self._name = name
        self._frame = frame
        self._asker: Asker[Any] = Asker(ValueInColumn(name), registry, self._frame_if_readable)

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """Some packets at a time; those that cannot have the field are not asked."""
        if len(rows) and self._name != "protocol":
            self._analyse(int(rows[-1]) + 1)
        asked = rows if self._name in TEXT_COLUMNS else self._rows_with(rows)
        passed_over = len(rows) - len(asked)
        found_rows: list[int] = []
        found_keys: list[Any] = []
        examined = 0
        for row, key in self._asker.ask(asked.tolist()):
            examined += 1
            if key is not None:
                found_rows.append(row)
                found_keys.append(key)
            if examined == PACKETS_A_PART:
                yield _objects(examined, found_rows, found_keys)
                found_rows, found_keys, examined = [], [], 0
        yield _objects(examined + passed_over, found_rows, found_keys)

    def close(self) -> None:
        """Let workers go."""
        self._asker.close()

    def _analyse(self, stop: int) -> None:
        """Packets must know what others tell of them, as those on the screen do."""
        for some in range(PIECE_ROWS, stop + PIECE_ROWS, PIECE_ROWS):
            with self._index.turn:
                self._index.analysis.extend(min(some, stop))
                self._index.processes.join()

    def _rows_with(self, rows: Rows) -> Rows:
        parts, done = [rows[:0]], 0
        while done < len(rows):
            with self._index.turn:
                piece = self._index.piece_of(int(rows[done]))
                mask = self._columns.rows_with(self._name, piece)
            stop = int(np.searchsorted(rows, piece.first + piece.count))
            parts.append(rows[done:stop][mask[rows[done:stop] - piece.first]])
            done = stop
        return np.concatenate(parts)

    def _frame_if_readable(self, row: int) -> Frame | None:
        try:
            return self._frame(row)
        except (RemoraError, OSError):
            return None


def _objects(examined: int, rows: list[int], keys: list[Any]) -> Keyed:
    # Filled one by one: numpy would take keys that are tuples for rows of a matrix.
    array = np.empty(len(keys), object)
    for place, key in enumerate(keys):
        array[place] = key
    return Keyed(examined, np.array(rows, np.int64), array)


@dataclass(frozen=True, slots=True)
class ValueInColumn:
    """The question for a packet's key in a column; None where it has none."""

    name: str

    def __call__(self, dissection: Dissection) -> bytes | tuple[int, Any] | None:
        if self.name in TEXT_COLUMNS:
            summary = summarize(dissection)
            return _text_key(summary.protocol if self.name == "protocol" else summary.info)
        found = dissection.find(self.name)
        return _field_key(found[0]) if found else None


def _text_key(text: str) -> bytes:
    """Sorted as the text is, in half the memory."""
    return text.encode("utf-8", "surrogatepass")


def _field_key(field: Field) -> tuple[int, Any] | None:
    """Numbers before bytes and texts; fields without a value by their line."""
    value = field.value
    if isinstance(value, (int, float)):
        return (0, value) if value == value else None
    if value is None:
        value = field.line
    return 1, value if isinstance(value, bytes) else _text_key(value)
