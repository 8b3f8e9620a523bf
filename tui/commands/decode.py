"""`remora decode`: one packet's whole tree, with the bytes and bits that every field lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import CommandError, complain, status_of_input

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.decoder import DeepDecoder
    from dissectors.packets.table import PacketTable
    from tui.deep.views import View
    from tui.printing.output import Output
    from tui.rows import Packets

NATIVE: Final = "native"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    file: str
    numbers: tuple[int, ...]
    view: View | None
    """None: tshark's decoding if there is a tshark that answers, else ours."""
    as_json: bool
    with_bytes: bool
    decoding: Decoding


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.argument("numbers", metavar="N...", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--deep", "is_deep", is_flag=True, help="As tshark decodes it; an error without tshark.")
@click.option("--native", "is_native", is_flag=True, help="As Remora decodes it.")
@click.option("--second-opinion", "is_second", is_flag=True, help="Both by field, differences marked.")
@click.option("--json", "as_json", is_flag=True, help="An object a packet, on one line.")
@click.option("-x", "with_bytes", is_flag=True, help="Print the bytes below the tree, every source of them.")
@decoding_options
def command(
    file: str,
    numbers: tuple[int, ...],
    is_deep: bool,
    is_native: bool,
    is_second: bool,
    as_json: bool,
    with_bytes: bool,
    decoding: Decoding,
) -> int:
    """Print packet N of a capture FILE, or of standard input for "-": its whole tree, each field with its place.

    tshark decodes where there is one, as it knows far more protocols; otherwise Remora does.
    """
    if as_json and with_bytes:
        raise click.UsageError("--json has places and values, and no dump: -x does not go with it")
    if is_deep + is_native + is_second > 1:
        raise click.UsageError("--deep, --native and --second-opinion do not go together: choose one")
    view: View | None = "deep" if is_deep else NATIVE if is_native else "second" if is_second else None
    return decode(Request(file, numbers, view, as_json, with_bytes, decoding))


def decode(request: Request) -> int:
    """Do what was asked; the exit status. Raises CommandError and RemoraError."""
    # What brings numpy along is imported here, because help must come without it.
    from tui.printing.output import Output
    from tui.rows import open_packets, title

    choices = command_choices(request.decoding)
    with open_packets(request.file, native_registry(choices)) as packets:
        _read(packets, request.numbers)
        output = Output.standard()
        try:
            if request.view == NATIVE or not _deeply(request, packets.table, choices, output):
                for number in request.numbers:
                    _print(request, packets.table, _natively(packets.table, number - 1), NATIVE, output)
        finally:
            output.flush()
        notice = packets.capture.notice
    return status_of_input(title(request.file), notice)


def _read(packets: Packets, numbers: Sequence[int]) -> None:
    """Read what is needed: of a pipe only as far as asked, for its end may never come. Raises CommandError."""
    from tui import wording

    for _ in packets.batches(max(numbers) if packets.is_live else None):
        pass
    count = len(packets.table)
    missing = next((number for number in numbers if number > count), None)
    if missing is not None:
        raise CommandError(f"there is no packet {missing}: {wording.numbers_up_to(count)}")


def _natively(table: PacketTable, row: int) -> Decoded:
    table.find_whole_packets(row, row + 1)
    table.analyse(row + 1)
    return table.dissection(row)


def _deeply(request: Request, table: PacketTable, choices: DeepChoices, output: Output) -> bool:
    """Print what tshark makes of the packets; False where it cannot be asked and that is no error. Raises DeepError."""
    from dissectors.deep.errors import DeepError
    from dissectors.deep.tshark.field_cache import load_field_table
    from dissectors.deep.tshark.program import find_tshark

    try:
        # Here, where an interrupt ends them, and not in a thread of the loop's, for which it would wait.
        load_field_table(find_tshark(choices.tshark_path))
    except DeepError as error:
        if request.view is not None:
            raise
        complain(f"decoded natively: {error}")
        return False
    from dissectors.deep.tshark.own_loop import run_to_end

    run_to_end(_ask_and_print(request, table, choices, output))
    return True


async def _ask_and_print(request: Request, table: PacketTable, choices: DeepChoices, output: Output) -> None:
    from dissectors.deep.decoder import DeepDecoder

    decoder = DeepDecoder(table, choices, spares=min(len(request.numbers), 2))
    try:
        for number in request.numbers:
            await _print_one(request, table, decoder, number - 1, output)
    finally:
        await decoder.close()


async def _print_one(request: Request, table: PacketTable, decoder: DeepDecoder, row: int, output: Output) -> None:
    from dissectors.deep.errors import DeepError

    try:
        deep = await decoder.decode(row)
    except DeepError as error:
        if request.view is not None:
            raise
        complain(f"packet {row + 1} is decoded natively: {error}")
        _print(request, table, _natively(table, row), NATIVE, output)
        return
    tshark = decoder.tshark.name if decoder.tshark is not None else "tshark"
    if request.view == "second":
        _print_opinion(request, _natively(table, row), deep, tshark, output)
    else:
        from dissectors.deep.tree.processes import told_of_processes

        _print(request, table, told_of_processes(deep, table), tshark, output)


def _print(request: Request, table: PacketTable, decoded: Decoded, decoder: str, output: Output) -> None:
    from tui.printing.byte_sources import byte_source_lines
    from tui.printing.json_lines import packet_object
    from tui.printing.tree import placed_tree_lines

    left_out = getattr(decoded, "left_out", 0)
    if request.as_json:
        more = {"left_out": left_out} if left_out else {}
        output.line(packet_object(table, decoded.frame.number - 1, decoded, decoder=decoder, **more))
        return
    for line in placed_tree_lines(decoded, request.decoding.numbers_only):
        output.line(line)
    if left_out:
        output.line(f"tshark was not given {left_out:,} packets of this long conversation")
    output.line("")
    if request.with_bytes:
        for line in byte_source_lines(decoded, numbered=True):
            output.line(line)
        output.line("")


def _print_opinion(request: Request, native: Decoded, deep: Decoded, tshark: str, output: Output) -> None:
    from dissectors.deep.comparison.second_opinion import compare
    from tui.printing.byte_sources import byte_source_lines
    from tui.printing.second_opinion import legend, opinion_lines, opinion_object

    opinion = compare(native, deep)
    if request.as_json:
        output.line(opinion_object(opinion, tshark))
        return
    output.line(legend(tshark))
    for line in opinion_lines(opinion, request.decoding.numbers_only):
        output.line(line)
    output.line("")
    if request.with_bytes:
        for line in byte_source_lines(deep, numbered=True):
            output.line(line)
        output.line("")
