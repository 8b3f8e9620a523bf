"""From what the command line asked for to a function that prints a packet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.names import field_specs, problem_with
from dissectors.packets.table import PacketTable
from tui.exit_status import CommandError
from tui.printing.byte_sources import byte_source_lines
from tui.printing.columns import PREFIX
from tui.printing.field_columns import FieldColumns
from tui.printing.field_rows import FieldRows, Layout, parse_layout
from tui.printing.json_lines import fields_object, packet_object
from tui.printing.output import Output
from tui.printing.summary_line import summary_line
from tui.printing.tree import tree_lines
from tui.printing.visible import visible

PrintPacket = Callable[[int], None]
"""Prints the packet of a row."""
PrintPackets = Callable[[NDArray[np.int64]], None]
"""Prints the packets of ascending rows."""


@dataclass(frozen=True, slots=True)
class Format:
    """How packets are printed."""

    name: str = "text"
    """text, fields or jsonl."""
    with_tree: bool = False
    with_bytes: bool = False
    with_line: bool = False
    """The summary line before tree and bytes; without these it is printed anyway."""
    fields: tuple[str, ...] = ()
    layout: tuple[str, ...] = ()
    numbers_only: bool = False
    """Numbers in place of names, in trees."""


def check_fields(names: Sequence[str]) -> None:
    """Raise CommandError for the first name that is no field of ours."""
    for name in names:
        if not name.startswith(PREFIX) and not field_specs(name):
            raise CommandError(f"-e {name}: {problem_with(name)} (--deep prints any field of tshark's)")


def printer(form: Format, table: PacketTable, output: Output) -> PrintPacket:
    """The function that prints a packet; what comes before the first is printed here. Raises CommandError."""
    if form.name == "jsonl":
        return _objects(form, table, output)
    if form.name == "fields":
        return _fields(form, table, output)
    if form.with_tree or form.with_bytes:
        return _details(form, table, output)
    return lambda row: output.line(summary_line(table, row))


def printer_of_many(form: Format, table: PacketTable, output: Output) -> PrintPackets:
    """The function that prints many packets, from columns where they are all that is asked for.

    What comes before the first is printed here. Raises CommandError.
    """
    if form.name == "fields" and not output.is_terminal and FieldColumns.serve(table, form.fields):
        layout = layout_of(form)
        columns = FieldColumns(table, form.fields, layout)
        output.write(FieldRows(form.fields, layout).header())

        def print_columns(rows: NDArray[np.int64]) -> None:
            for text in columns.lines(rows):
                output.write(text)

        return print_columns
    print_packet = printer(form, table, output)

    def print_each(rows: NDArray[np.int64]) -> None:
        if len(rows):
            table.find_whole_packets(int(rows[0]), int(rows[-1]) + 1)
        if len(rows) and (form.name != "text" or form.with_tree):
            table.analyse(int(rows[-1]) + 1)
        for row in rows.tolist():
            print_packet(row)

    return print_each


def layout_of(form: Format) -> Layout:
    """What -E says. Raises CommandError."""
    try:
        return parse_layout(form.layout)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _fields(form: Format, table: PacketTable, output: Output) -> PrintPacket:
    rows = FieldRows(form.fields, layout_of(form))
    output.write(rows.header())
    if not output.is_terminal:
        return lambda row: output.line(rows.line(table, row))

    def to_terminal(row: int) -> None:
        # tshark lets escape sequences through here; a file keeps them, a terminal must not obey them.
        output.line("\t".join(visible(cell) for cell in rows.line(table, row).split("\t")))

    return to_terminal


def _objects(form: Format, table: PacketTable, output: Output) -> PrintPacket:
    if form.fields:
        return lambda row: output.line(fields_object(table, row, form.fields))
    return lambda row: output.line(packet_object(table, row))


def _details(form: Format, table: PacketTable, output: Output) -> PrintPacket:
    def details(row: int) -> None:
        if form.with_line:
            output.line(summary_line(table, row))
            if not form.with_tree:
                output.line("")
        if form.with_tree:
            for line in tree_lines(table.dissection(row), form.numbers_only):
                output.line(line)
            output.line("")
        if form.with_bytes:
            for line in byte_source_lines(table.dissection(row)):
                output.line(line)
            output.line("")

    return details
