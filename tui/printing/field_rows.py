"""`-T fields`: one line a packet, a column a field, byte for byte what tshark prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dissectors.packets.table import PacketTable
from tui.printing.columns import PREFIX, column_text
from tui.printing.values import printed_values

BYTE_ORDER_MARK = "\ufeff"
_NAMED = {"/t": "\t", "/s": " "}
_QUOTES = {"d": '"', "s": "'", "n": ""}


@dataclass(frozen=True, slots=True)
class Layout:
    """What `-E` decides."""

    header: bool = False
    separator: str = "\t"
    quote: str = ""
    byte_order_mark: bool = False
    occurrence: str = "a"
    """f: the first, l: the last, a: all occurrences of a field."""
    aggregator: str = ","


def parse_layout(options: Sequence[str]) -> Layout:
    """Read what `-E` was given. Raises ValueError with a sentence."""
    layout = Layout()
    for option in options:
        name, equals, value = option.partition("=")
        layout = _with(layout, name, value) if equals else _wrong(option)
    return layout


def _with(layout: Layout, name: str, value: str) -> Layout:
    if name == "header" and value.lower() in ("y", "n"):
        return replace(layout, header=value.lower() == "y")
    if name == "bom" and value.lower() in ("y", "n"):
        return replace(layout, byte_order_mark=value.lower() == "y")
    if name == "separator" and (value in _NAMED or len(value) == 1):
        return replace(layout, separator=_NAMED.get(value, value))
    if name == "aggregator" and (value in _NAMED or len(value) == 1):
        return replace(layout, aggregator=_NAMED.get(value, value))
    if name == "occurrence" and value in ("f", "l", "a"):
        return replace(layout, occurrence=value)
    if name == "quote" and value in _QUOTES:
        return replace(layout, quote=_QUOTES[value])
    return _wrong(f"{name}={value}")


def _wrong(option: str) -> Layout:
    raise ValueError(
        f"-E {option}: one of header=y|n, bom=y|n, separator=CHARACTER|/t|/s, quote=d|s|n, occurrence=f|l|a, "
        "aggregator=CHARACTER|/s is wanted"
    )


class FieldRows:
    """Prints the named fields of packets."""

    def __init__(self, names: Sequence[str], layout: Layout) -> None:
        self._names = tuple(names)
        self._layout = layout
        self._fields = frozenset(name for name in names if not name.startswith(PREFIX))

    def header(self) -> str:
        """What comes before the first packet, line ends included."""
        names = self._layout.separator.join(self._names) + "\n" if self._layout.header else ""
        return (BYTE_ORDER_MARK if self._layout.byte_order_mark else "") + names

    def line(self, table: PacketTable, row: int) -> str:
        """One packet, without a line end."""
        values = self.values(table, row, self._names)
        return self.joined([values[name] for name in self._names])

    def values(self, table: PacketTable, row: int, names: Sequence[str]) -> dict[str, str | None]:
        """What stands in the cells of some names, without quotes; None where a field does not occur."""
        fields = self._fields.intersection(names)
        found = printed_values(table.dissection(row), fields) if fields else {}
        cells: dict[str, str | None] = {}
        for name in names:
            if name.startswith(PREFIX):
                cells[name] = column_text(table, row, name.removeprefix(PREFIX)) or None
            else:
                cells[name] = self._cell(found.get(name, []))
        return cells

    def joined(self, cells: Sequence[str | None]) -> str:
        """A line of cells, in quotes where a field occurs."""
        quote = self._layout.quote
        return self._layout.separator.join("" if cell is None else f"{quote}{cell}{quote}" for cell in cells)

    def _cell(self, values: Sequence[str]) -> str | None:
        layout = self._layout
        if not values:
            return None
        if layout.occurrence != "a":
            values = values[:1] if layout.occurrence == "f" else values[-1:]
        return layout.aggregator.join(values)
