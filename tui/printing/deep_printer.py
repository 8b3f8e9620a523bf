"""`--deep`: packets as tshark decodes them, printed in the forms that ours are printed in.

Fields and lines are tshark's own words; trees and objects are made of its trees, bytes of its dumps.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dissectors.deep.answers_in_order import Question
from dissectors.deep.dissection import DeepDissection, deep_dissection, wants_dump
from dissectors.deep.splitters import Lines, PacketXml, Pieces
from tui.printing.byte_sources import byte_source_lines
from tui.printing.columns import PREFIX
from tui.printing.field_rows import FieldRows
from tui.printing.json_lines import fields_object, packet_object
from tui.printing.output import Output
from tui.printing.printers import Format, layout_of
from tui.printing.tree import tree_lines
from tui.printing.visible import visible

if TYPE_CHECKING:
    from dissectors.deep.field_table import FieldTable
    from dissectors.packets.table import PacketTable

COLUMNS: Final = ("Source", "Destination", "Protocol", "Info")
"""Of the packet list, as far as they depend on who decodes; in objects by these names in lower case."""
_COLUMN_END: Final = "\f"
"""tshark escapes it within values."""


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
        if form.name == "fields":
            layout = layout_of(form)
            output.write(FieldRows(form.fields, layout).header())
            self._ask_lines("fields", _fields_parameters(form))
            self._print = self._print_line
        elif form.name == "text" and not form.with_tree and not form.with_bytes:
            self._ask_lines("text", ())
            self._print = self._print_line
        elif form.name == "text":
            self._ask_trees()
            if form.with_line:
                self._ask_lines("text", ())
            self._print = self._print_details
        else:
            self._ask_trees()
            columns = self._columns or (() if form.fields else COLUMNS)
            if columns:
                words = [word for title in columns for word in ("-e", f"{PREFIX}{title}")]
                self._ask_lines("fields", ("-E", f"separator={_COLUMN_END}", *words))
            self._print = self._print_object

    @property
    def questions(self) -> Sequence[Question]:
        """What to ask of every packet."""
        return tuple(self._asked.values())

    def print(self, row: int, answers: Sequence[bytes]) -> None:
        """Print the packet of a row from the answers to all questions."""
        self._print(row, dict(zip(self._asked, answers, strict=True)))

    def _ask_lines(self, output: str, parameters: Sequence[str]) -> None:
        self._asked["line"] = Question(Lines(), output, tuple(parameters))

    def _ask_trees(self) -> None:
        mark = f"~{secrets.token_hex(8)}~"
        self._asked["tree"] = Question(PacketXml(), "pdml")
        self._asked["dump"] = Question(Pieces(mark.encode()), "", ("-x", "-S", mark))

    def _dissection(self, row: int, answers: Mapping[str, bytes]) -> DeepDissection:
        frame = self._table.frame(row)
        found = deep_dissection(frame, answers["tree"], WHOLE, self._fields)
        if wants_dump(found):
            found = deep_dissection(frame, answers["tree"], WHOLE, self._fields, answers["dump"])
        return found

    def _print_line(self, row: int, answers: Mapping[str, bytes]) -> None:
        line = answers["line"].decode("utf-8", "replace")
        if self._output.is_terminal:
            line = "\t".join(visible(cell) for cell in line.split("\t"))
        self._output.line(line)

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
        cells = answers["line"].decode("utf-8", "replace").split(_COLUMN_END) if "line" in answers else []
        if self._form.fields:
            columns = {f"{PREFIX}{title}": cell for title, cell in zip(self._columns, cells, strict=False)}
            self._output.line(fields_object(self._table, row, self._form.fields, decoded, columns))
            return
        told = {title.lower(): cell for title, cell in zip(COLUMNS, cells, strict=False)}
        self._output.line(packet_object(self._table, row, decoded, **told, decoder=self._tshark))


class _Whole:
    """tshark is fed all packets from the first on."""

    is_whole = True
    left_out = 0

    def number_of(self, local: int) -> int | None:
        return local


WHOLE: Final = _Whole()


def _fields_parameters(form: Format) -> list[str]:
    """For -T fields; what stands before the first packet is printed by ourselves."""
    layout = [option for option in form.layout if option.partition("=")[0] not in ("header", "bom")]
    words = [("-E", option) for option in layout] + [("-e", name) for name in form.fields]
    return [word for pair in words for word in pair]
