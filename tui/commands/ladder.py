"""`remora ladder`: a conversation, or packets between hosts, as a ladder in text or as a Mermaid diagram."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tui.commands.decoding_options import decoding_options
from tui.commands.stream_argument import no_such_stream, parse_stream
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import CommandError, status_of_input

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from dissectors.streams.ladders.ladder import Ladder
    from dissectors.streams.ladders.ladder_reading import LadderReader
    from tui.printing.output import Output
    from tui.rows import Packets

PIPE_WIDTH = 100
"""Columns where there is no terminal: what fits into a ticket."""
NARROWEST = 60
MOST_COLUMNS = 24
"""Hosts side by side in text; more of them nobody reads."""
FORMS = ("text", "mermaid")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.argument("conversation", required=False)
@click.option("--packet", type=click.IntRange(min=1), metavar="N", help="The conversation that packet N belongs to.")
@click.option("-Y", "display_filter", metavar="FILTER", help="Between hosts: only packets that match this filter.")
@click.option(
    "--as", "form", type=click.Choice(FORMS), default="text", help="text (the default), or a Mermaid diagram."
)
@click.option("--width", metavar="N", type=click.IntRange(min=NARROWEST), help="Columns of text; else the terminal's.")
@decoding_options
def command(
    file: str,
    conversation: str | None,
    packet: int | None,
    display_filter: str | None,
    form: str,
    width: int | None,
    decoding: Decoding,
) -> int:
    """Draw a CONVERSATION, tcp:N or udp:N, of a capture FILE, or of standard input for "-", as a ladder.

    N is Wireshark's tcp.stream or udp.stream; --packet finds it by one of its packets. Without a conversation all
    packets are drawn between their hosts, or those that match a filter.
    """
    if conversation is not None and packet is not None:
        raise click.UsageError("which conversation? tcp:N, udp:N, or --packet N for the one of a packet: not both")
    if display_filter is not None and (conversation is not None or packet is not None):
        raise click.UsageError("-Y chooses packets between hosts: it does not go with one conversation")
    wanted = parse_stream(conversation) if conversation is not None else None
    return draw(file, wanted, packet, display_filter, form, width, command_choices(decoding))


def draw(
    file: str,
    wanted: tuple[Followed, int] | None,
    packet: int | None,
    display_filter: str | None,
    form: str,
    width: int | None,
    choices: DeepChoices | None = None,
) -> int:
    """Read the file and print its ladder; the exit status. Raises CommandError and RemoraError."""
    # What brings numpy along is imported here, because help must come without it.
    from dissectors.deep.filters.any_filter import any_filter
    from dissectors.streams.following.follow import stream_of
    from tui import wording
    from tui.printing.output import Output
    from tui.rows import open_packets, title

    chosen = any_filter(display_filter, choices) if display_filter is not None else None
    with open_packets(file, native_registry(choices) if choices is not None else None) as packets:
        rows = _rows(packets, chosen)
        table = packets.table
        if packet is not None:
            if packet > len(table):
                raise CommandError(f"there is no packet {packet}: {wording.numbers_up_to(len(table))}")
            wanted = stream_of(table, packet - 1)
        ladder = _read(table, wanted, rows)
        if wanted is not None and not len(ladder):
            raise CommandError(no_such_stream(table, *wanted))
        if form == "text" and len(ladder.titles) > MOST_COLUMNS:
            raise CommandError(
                f"{len(ladder.titles):,} hosts do not fit side by side: choose packets with -Y, or name a conversation"
            )
        output = Output.standard()
        try:
            for line in _lines(ladder, form, width, output):
                output.line(line)
        finally:
            output.flush()
        notice = packets.capture.notice
    return status_of_input(title(file), notice)


def _lines(ladder: Ladder, form: str, width: int | None, output: Output) -> Iterator[str]:
    from tui.ladder_drawing import ASCII, LINES, LadderDrawing, is_unicode, plain_text
    from tui.ladder_mermaid import mermaid

    if form == "mermaid":
        return mermaid(ladder, range(len(ladder)))
    strokes = LINES if not output.is_terminal or is_unicode(sys.stdout.encoding) else ASCII
    if width is None:
        width = output.columns(PIPE_WIDTH)
    return plain_text(LadderDrawing(ladder, strokes), max(width, NARROWEST), range(len(ladder)))


def _rows(packets: Packets, chosen: AnyFilter | None) -> NDArray[np.int64]:
    """Read all packets; the rows that are chosen among them."""
    import numpy as np

    if chosen is not None:
        return np.concatenate([np.zeros(0, np.int64), *packets.matching(chosen)])
    for _ in packets.batches():
        pass
    return np.arange(len(packets.table))


def _read(table: PacketTable, wanted: tuple[Followed, int] | None, rows: NDArray[np.int64]) -> Ladder:
    from dissectors.streams.ladders.ladder import Ladder
    from dissectors.streams.ladders.ladder_hosts import HostsReader
    from dissectors.streams.ladders.ladder_reading import ConversationReader

    reader: LadderReader
    if wanted is not None:
        reader = ConversationReader(table, *wanted)
    else:
        reader = HostsReader(table, lambda first: rows[first:])
    ladder = Ladder(table)
    while not reader.is_done:
        ladder.append(reader.read())
    return ladder
