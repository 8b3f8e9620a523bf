"""`remora follow`: what both sides of a conversation said, put together from their packets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import click

from tui.commands.decoding_options import decoding_options
from tui.commands.follow_inside import PROTOCOLS, Inside, print_inside
from tui.commands.stream_argument import no_such_stream, parse_stream
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import CommandError, status_of_input

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from tui.exchange_text import Form
    from tui.rows import Packets

FIRST_FRAMES = 2_000
"""Read before the first bytes are written."""
FRAMES_AT_ONCE = 16_384
FORMS = ("ascii", "utf8", "hex", "raw", "c", "yaml", "http")
SIDES = ("client", "server")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.argument("conversation", required=False)
@click.option("--packet", type=click.IntRange(min=1), metavar="N", help="The conversation that packet N belongs to.")
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    default="ascii",
    help="ascii (the default), utf8, hex, c and yaml print; raw writes the bytes themselves; http unpacks bodies.",
)
@click.option("--side", type=click.Choice(SIDES), help="Only what this side said; the client is who began.")
@click.option(
    "--protocol",
    type=click.Choice(PROTOCOLS),
    help="What tshark finds inside the conversation: TLS decrypted (--keylog), a stream of HTTP/2 or QUIC, ...",
)
@click.option(
    "--substream",
    type=click.IntRange(min=0),
    metavar="N",
    help="Which stream of HTTP/2 or QUIC, or which SIP call, from 0; --packet finds its own.",
)
@decoding_options
def command(
    file: str,
    conversation: str | None,
    packet: int | None,
    form: str,
    side: str | None,
    protocol: str | None,
    substream: int | None,
    decoding: Decoding,
) -> int:
    """Print what was said in a CONVERSATION, tcp:N or udp:N, of a capture FILE, or of standard input for "-".

    N is Wireshark's tcp.stream or udp.stream; --packet finds it by one of its packets.
    """
    if (conversation is None) == (packet is None):
        raise click.UsageError("which conversation? tcp:N, udp:N, or --packet N for the one of a packet")
    if form == "raw" and sys.stdout.isatty():
        raise click.UsageError("raw bytes are not written to a terminal: send them to a file or to a program")
    if substream is not None and protocol is None:
        raise click.UsageError("a stream of what? --substream goes with --protocol")
    wanted = parse_stream(conversation) if conversation is not None else None
    number = None if side is None else SIDES.index(side)
    choices = command_choices(decoding)
    if protocol is not None:
        return follow_inside(file, wanted, packet, Inside(protocol, substream), cast("Form", form), number, choices)
    return follow(file, wanted, packet, cast("Form", form), number, choices)


def follow(
    file: str,
    wanted: tuple[Followed, int] | None,
    packet: int | None,
    form: Form,
    side: int | None,
    choices: DeepChoices,
) -> int:
    """Do what was asked; the exit status. Raises CommandError and CaptureFileError."""
    # What brings numpy along is imported here, because help must come without it.
    from dissectors.streams.following.follow import Exchange, stream_of
    from tui.printing.exchange_writer import ExchangeWriter
    from tui.rows import open_packets, title

    with open_packets(file, native_registry(choices)) as packets:
        table = packets.table
        writer: ExchangeWriter | None = None
        try:
            for _ in _as_they_come(packets):
                if writer is None and wanted is not None:
                    writer = ExchangeWriter(Exchange(table, *wanted), form, side)
                elif writer is None and packet is not None and packet <= len(table):
                    writer = ExchangeWriter(Exchange(table, *stream_of(table, packet - 1)), form, side)
                if writer is not None:
                    writer.write_on()
            if writer is None or not writer.exchange.packets:
                raise CommandError(_none_such(table, wanted, packet))
            writer.end()
        finally:
            if writer is not None:
                writer.flush()
        notice = packets.capture.notice
    return status_of_input(title(file), notice)


def follow_inside(
    file: str,
    wanted: tuple[Followed, int] | None,
    packet: int | None,
    inside: Inside,
    form: Form,
    side: int | None,
    choices: DeepChoices,
) -> int:
    """The same of what tshark finds inside; it is asked when the capture has been read."""
    from dissectors.streams.following.follow import stream_of
    from tui.rows import open_packets, title

    with open_packets(file, native_registry(choices)) as packets:
        table = packets.table
        for _ in _as_they_come(packets):
            table.number_streams(len(table))
        if packet is not None and packet > len(table):
            raise CommandError(_none_such(table, None, packet))
        conversation = wanted or stream_of(table, (packet or 1) - 1)
        if conversation[1] >= table.index.streams.count(conversation[0]):
            raise CommandError(no_such_stream(table, *conversation))
        print_inside(table, conversation, inside, None if packet is None else packet - 1, form, side, choices)
        notice = packets.capture.notice
    return status_of_input(title(file), notice)


def _as_they_come(packets: Packets) -> Iterator[None]:
    """Whenever there are more rows, at first after few; never so many that the file fills the memory."""
    most = FIRST_FRAMES
    while packets.capture.refresh(most):
        most = FRAMES_AT_ONCE
        yield
    for _ in packets.batches():
        yield


def _none_such(table: PacketTable, wanted: tuple[Followed, int] | None, packet: int | None) -> str:
    """Why there is nothing to follow."""
    from tui import wording

    if wanted is None:
        return f"there is no packet {packet}: {wording.numbers_up_to(len(table))}"
    return no_such_stream(table, *wanted)
