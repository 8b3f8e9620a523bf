"""`remora read`: packets of a capture file, filtered and printed, in tshark's words."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import click

from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import complain, status_of_input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.filters.any_filter import AnyFilter
    from tui.printing.output import Output
    from tui.printing.printers import Format
    from tui.rows import Packets

    Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    file: str
    display_filter: str | None = None
    count: int | None = None
    """Packets to read, not to print."""
    save_to: str | None = None
    format: str = "text"
    with_tree: bool = False
    with_bytes: bool = False
    with_line: bool = False
    fields: tuple[str, ...] = ()
    layout: tuple[str, ...] = ()
    decoding: Decoding = field(default_factory=Decoding)
    is_deep: bool = False
    """tshark decodes what is printed."""

    @property
    def is_silent(self) -> bool:
        """Frames are saved and nothing is printed."""
        return self.save_to is not None and self.format == "text" and not self.with_tree and not self.with_bytes


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option("-Y", "display_filter", metavar="FILTER", help="Only packets that match this display filter.")
@click.option("-c", "count", metavar="N", type=click.IntRange(min=1), help="Read only the first N packets.")
@click.option(
    "-T",
    "format_name",
    type=click.Choice(["text", "fields", "jsonl", "json"]),
    help="text: a line a packet (the default); fields: the columns that -e names; jsonl: an object a line; "
    "json: an array of them.",
)
@click.option("-V", "with_tree", is_flag=True, help="Print the whole decode tree of each packet.")
@click.option("-x", "with_bytes", is_flag=True, help="Print the bytes of each packet.")
@click.option("-P", "with_line", is_flag=True, help="With -V or -x: print the summary line of each packet too.")
@click.option("-e", "fields", metavar="FIELD", multiple=True, help="A field to print, such as ip.src; repeatable.")
@click.option(
    "-E",
    "layout",
    metavar="NAME=VALUE",
    multiple=True,
    help="header=y, separator=, (/t tab, /s space), quote=d|s|n, bom=y, occurrence=f|l|a, aggregator=, for -T fields.",
)
@click.option("-w", "save_to", metavar="FILE", help="Save the chosen packets as pcapng (.pcap: pcap); - is a pipe.")
@click.option("--deep", "is_deep", is_flag=True, help="Print what tshark decodes: all of its protocols and fields.")
@decoding_options
def command(
    file: str,
    display_filter: str | None,
    count: int | None,
    format_name: str | None,
    with_tree: bool,
    with_bytes: bool,
    with_line: bool,
    fields: tuple[str, ...],
    layout: tuple[str, ...],
    save_to: str | None,
    is_deep: bool,
    decoding: Decoding,
) -> int:
    """Print the packets of a capture FILE, or of standard input for "-"."""
    format_name = format_name or ("fields" if fields else "text")
    if format_name == "fields" and not fields:
        raise click.UsageError("-T fields wants at least one field: -e FIELD")
    if format_name == "text" and fields:
        raise click.UsageError("-e FIELD wants -T fields or -T jsonl")
    if format_name != "text" and (with_tree or with_bytes):
        raise click.UsageError("-V and -x print text: they do not go with -T " + format_name)
    if save_to == "-" and (with_tree or with_bytes or format_name != "text"):
        raise click.UsageError("-w - takes standard output: nothing else can be printed there")
    shape = (format_name, with_tree, with_bytes, with_line, fields, layout)
    return read(Request(file, display_filter, count, save_to, *shape, decoding, is_deep))


def read(request: Request) -> int:
    """Do what was asked; the exit status. Raises CommandError and CaptureFileError."""
    # What brings numpy along is imported here, because help must come without it.
    from tui.printing.json_array import ArrayOutput
    from tui.printing.output import Output
    from tui.printing.printers import Format, check_fields
    from tui.rows import open_packets, title

    if not request.is_deep:
        check_fields(request.fields)
    choices = command_choices(request.decoding)
    chosen = _compiled(request.display_filter, choices)
    is_array = request.format == "json"
    form = Format(
        "jsonl" if is_array else request.format,
        request.with_tree,
        request.with_bytes,
        request.with_line,
        request.fields,
        request.layout,
        request.decoding.numbers_only,
    )
    registry = native_registry(choices)
    with open_packets(request.file, registry) as packets:
        output = ArrayOutput.standard() if is_array else Output.standard()
        prints = _printing(request, form, packets, choices, output)
        try:
            # Whoever finds rows must have ended before the capture is closed, also where printing them was interrupted.
            with closing(_chosen_rows(packets, chosen, request.count)) as found:
                _use(prints(found), packets, request.save_to)
            output.finish()
        finally:
            output.flush()
        notice = packets.capture.notice
    if hasattr(chosen, "tshark") and not (request.is_deep or request.is_silent) and sys.stderr.isatty():
        complain("tshark chose the packets; with --deep it also decodes them")
    return status_of_input(title(request.file), notice)


def _printing(
    request: Request, form: Format, packets: Packets, choices: DeepChoices, output: Output
) -> Callable[[Iterator[Rows]], Iterator[Rows]]:
    """The function that prints rows as they come, and hands them on."""
    from tui.printing.printers import printer_of_many

    if request.is_silent:
        return lambda found: found
    if request.is_deep:
        from tui.commands.deep_reading import deep_printing

        return deep_printing(form, packets, choices, output)
    print_rows = printer_of_many(form, packets.table, output)

    def printed(found: Iterator[Rows]) -> Iterator[Rows]:
        for rows in found:
            print_rows(rows)
            yield rows
            if packets.is_live:
                output.flush()

    return printed


def _compiled(display_filter: str | None, choices: DeepChoices) -> AnyFilter | None:
    if display_filter is None:
        return None
    from dissectors.deep.filters.any_filter import any_filter

    return any_filter(display_filter, choices)


def _chosen_rows(packets: Packets, chosen: AnyFilter | None, count: int | None) -> Generator[Rows, None, None]:
    """The rows that the filter chooses among the first `count`, as they are found."""
    import numpy as np

    if chosen is None:
        for batch in packets.batches(count):
            yield np.arange(batch.start, batch.stop)
    else:
        yield from packets.matching(chosen, count)


def _use(found: Iterator[Rows], packets: Packets, save_to: str | None) -> None:
    """Walk the rows, saving their frames if a file is named."""
    from dissectors.capture_file.saving import save_capture, write_frames

    capture, processes = packets.capture, packets.table.processes_to_save()
    rows = (row for some in found for row in some.tolist())
    if save_to is None:
        deque(found, maxlen=0)
    elif save_to == "-":
        write_frames(sys.stdout.buffer, ((capture, row) for row in rows), "pcapng", processes=processes)
    else:
        save_capture(capture, save_to, rows, overwrite=True, processes=processes)
