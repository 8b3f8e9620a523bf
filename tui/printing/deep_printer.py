"""`--deep`: packets as tshark decodes them, printed in the forms that ours are printed in.

Fields and lines are tshark's own words; trees and objects are made of its trees, bytes of its dumps.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dissectors.deep.tree.dissection import deep_dissection, wants_dump
from dissectors.deep.tree.processes import told_of_processes
from dissectors.deep.tshark.answers_in_order import Question
from dissectors.deep.tshark.splitters import Lines, PacketXml, Pieces
from tui.printing.byte_sources import byte_source_lines
from tui.printing.columns import PREFIX
from tui.printing.field_rows import FieldRows
from tui.printing.json_lines import fields_object, packet_object
from tui.printing.output import Output
from tui.printing.printers import Format, layout_of
from tui.printing.summary_line import columns_line
from tui.printing.tree import tree_lines
from tui.printing.visible import visible

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.packets.table import PacketTable

COLUMNS: Final = ("Source", "Destination", "Protocol", "Length", "Info")
"""Of the packet list, as far as they depend on who decodes."""
OF_THE_FILE: Final = frozenset(
    {
        *("frame", "frame.section_number", "_ws.col.Time"),
        *("frame.interface_id", "frame.interface_name", "frame.interface_description"),
    }
)
"""Fields about the capture file, which tshark is not given; we know them."""
TIMES: Final = frozenset({"frame.time_epoch", "frame.time_relative", "frame.time_delta", "frame.time_delta_displayed"})
"""The same where a packet has no time, or one that does not fit into 64 bits of nanoseconds."""
_LATEST: Final = 1 << 64
_CELL_END: Final = "\f"
"""tshark escapes it within values."""
_QUOTED: Final = "d"
"""In quotes, which tell an empty value from none."""


class DeepPrinter:
    """Asks for what a format needs, and prints a packet from the answers."""

    def __init__(self, form: Format, table: PacketTable, tshark: str, fields: FieldTable, output: Output) -> None:
        """`tshark` is its name with the version. What comes before the first packet is printed here.

        Raises CommandError.
        """
        self._form = form
        self._table = table
        self._tshark = tshark
        self._fields = fields
        self._output = output
        self._columns = tuple(name.removeprefix(PREFIX) for name in form.fields if name.startswith(PREFIX))
        self._asked: dict[str, Question] = {}
        """What is asked, by what it is called in the answers."""
        self._print: Callable[[int, Mapping[str, bytes]], None]
        self._rows: FieldRows | None = None
        if form.name == "fields":
            self._rows = FieldRows(form.fields, layout_of(form))
            output.write(self._rows.header())
            layout = [option for option in form.layout if option.partition("=")[0] in ("occurrence", "aggregator")]
            self._ask_cells(form.fields, layout)
            self._print = self._print_cells
        elif form.name == "text" and not form.with_tree and not form.with_bytes:
            self._ask_columns(COLUMNS)
            self._print = self._print_line
        elif form.name == "text":
            self._ask_trees()
            if form.with_line:
                self._ask_columns(COLUMNS)
            self._print = self._print_details
        else:
            self._ask_trees()
            if self._columns or not form.fields:
                self._ask_columns(self._columns or COLUMNS)
            self._print = self._print_object

    @property
    def questions(self) -> Sequence[Question]:
        """What to ask of every packet."""
        return tuple(self._asked.values())

    def print(self, row: int, answers: Sequence[bytes]) -> None:
        """Print the packet of a row from the answers to all questions."""
        self._print(row, dict(zip(self._asked, answers, strict=True)))

    def _ask_columns(self, titles: Sequence[str]) -> None:
        self._ask_cells([f"{PREFIX}{title}" for title in titles])

    def _ask_cells(self, names: Sequence[str], layout: Sequence[str] = ()) -> None:
        options = (f"separator={_CELL_END}", f"quote={_QUOTED}", *layout)
        words = [("-E", option) for option in options] + [("-e", name) for name in names]
        self._asked["cells"] = Question(Lines(), "fields", tuple(word for pair in words for word in pair))

    def _ask_trees(self) -> None:
        mark = f"~{secrets.token_hex(8)}~"
        self._asked["tree"] = Question(PacketXml(), "pdml")
        self._asked["dump"] = Question(Pieces(mark.encode()), "", ("-x", "-S", mark))

    def _dissection(self, row: int, answers: Mapping[str, bytes]) -> Decoded:
        """tshark's, with the processes behind the packet, which it does not tell of."""
        frame = self._table.frame(row)
        found = deep_dissection(frame, answers["tree"], WHOLE, self._fields)
        if wants_dump(found):
            found = deep_dissection(frame, answers["tree"], WHOLE, self._fields, answers["dump"])
        return told_of_processes(found, self._table)

    def _print_cells(self, row: int, answers: Mapping[str, bytes]) -> None:
        assert self._rows is not None
        cells = _cells(answers, len(self._form.fields))
        ours = OF_THE_FILE | TIMES if self._has_odd_time(row) else OF_THE_FILE
        own = [name for name in self._form.fields if name in ours]
        if own:
            told = self._rows.values(self._table, row, own)
            cells = [told.get(name, cell) for name, cell in zip(self._form.fields, cells, strict=True)]
        if self._output.is_terminal:
            cells = [None if cell is None else visible(cell) for cell in cells]
        self._output.line(self._rows.joined(cells))

    def _has_odd_time(self, row: int) -> bool:
        times = (self._table.time(other) for other in (0, max(row - 1, 0), row))
        return any(time is None or not 0 <= time < _LATEST for time in times)

    def _print_line(self, row: int, answers: Mapping[str, bytes]) -> None:
        source, destination, protocol, length, info = (visible(cell or "") for cell in _cells(answers, len(COLUMNS)))
        self._output.line(columns_line(self._table, row, source, destination, protocol, length, info))

    def _print_details(self, row: int, answers: Mapping[str, bytes]) -> None:
        decoded, output = self._dissection(row, answers), self._output
        if self._form.with_line:
            self._print_line(row, answers)
            if not self._form.with_tree:
                output.line("")
        if self._form.with_tree:
            for line in tree_lines(decoded, self._form.numbers_only):
                output.line(line)
            output.line("")
        if self._form.with_bytes:
            for line in byte_source_lines(decoded):
                output.line(line)
            output.line("")

    def _print_object(self, row: int, answers: Mapping[str, bytes]) -> None:
        decoded = self._dissection(row, answers)
        if self._form.fields:
            cells = _cells(answers, len(self._columns)) if self._columns else []
            columns = {f"{PREFIX}{title}": cell or "" for title, cell in zip(self._columns, cells, strict=True)}
            self._output.line(fields_object(self._table, row, self._form.fields, decoded, columns))
            return
        source, destination, protocol, _, info = (cell or "" for cell in _cells(answers, len(COLUMNS)))
        told = {"source": source, "destination": destination, "protocol": protocol, "info": info}
        self._output.line(packet_object(self._table, row, decoded, **told, decoder=self._tshark))


class _Whole:
    """tshark is fed all packets from the first on."""

    is_whole = True
    left_out = 0

    def number_of(self, local: int) -> int | None:
        return local


WHOLE: Final = _Whole()


def _cells(answers: Mapping[str, bytes], count: int) -> list[str | None]:
    """The cells of a line, exactly so many; None where a field does not occur."""
    cells = answers["cells"].decode("utf-8", "replace").split(_CELL_END)
    found = [cell[1:-1] if len(cell) >= 2 and cell[0] == cell[-1] == '"' else None for cell in cells]
    return [*found, *[None] * count][:count]
