"""`remora follow --protocol`: what tshark finds inside a conversation, printed in the same forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tui.exit_status import CommandError, complain

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.following.conversation_survey import DeepProtocol, Substream, Survey
    from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
    from dissectors.deep.following.deep_following import Call
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from tui.exchange_text import Form

PROTOCOLS = ("tls", "http2", "quic", "websocket", "sip")
"""Those of `dissectors.deep.following.conversation_survey`; help must come without numpy."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is wanted of a conversation."""

    protocol: str
    substream: int | None = None
    """The number of a stream of HTTP/2 or QUIC, or of a SIP call."""


def print_inside(
    table: PacketTable,
    conversation: tuple[Followed, int],
    inside: Inside,
    row: int | None,
    form: Form,
    side: int | None,
    choices: DeepChoices,
) -> None:
    """Print it; `row` is a packet whose stream is meant where none is named. Raises CommandError and DeepError."""
    from dissectors.deep.tshark.own_loop import run_to_end
    from tui.printing.exchange_writer import ExchangeWriter

    exchange = run_to_end(_followed(table, conversation, inside, row, choices))
    if exchange.notice:
        raise CommandError(exchange.notice)
    writer = ExchangeWriter(exchange, form, side)
    try:
        writer.end()
    finally:
        writer.flush()
    if exchange.is_full:
        complain(f"{exchange.title}: only the first part is printed, the whole is too much to be kept")


async def _followed(
    table: PacketTable, conversation: tuple[Followed, int], inside: Inside, row: int | None, choices: DeepChoices
) -> DeepExchange:
    from dissectors.deep.following.deep_exchange import DeepStream
    from dissectors.deep.following.deep_following import DeepFollowing
    from dissectors.deep.tshark.program import find_tshark

    following = DeepFollowing(table, find_tshark(choices.tshark_path), choices)
    found = await following.survey(*conversation)
    protocol = cast("DeepProtocol", inside.protocol)
    if protocol == "sip" and protocol in found.protocols:
        return await following.follow(_call(await following.calls(*conversation), conversation, inside, row))
    return await following.follow(DeepStream(protocol, *conversation, _substream(found, protocol, inside, row)))


def _call(calls: tuple[Call, ...], conversation: tuple[Followed, int], inside: Inside, row: int | None) -> DeepStream:
    """All of SIP's calls, or the one that is meant. Raises CommandError."""
    from dissectors.deep.following.conversation_survey import Substream
    from dissectors.deep.following.deep_exchange import DeepStream

    number = inside.substream
    if number is None:
        number = next((number for number, call in enumerate(calls) if row in call.rows), None)
    if number is None:
        return DeepStream("sip", *conversation)
    if number >= len(calls):
        there = "the only one is 0" if len(calls) == 1 else f"there are {len(calls):,}, 0 to {len(calls) - 1:,}"
        raise CommandError(f"there is no SIP call {number} in the conversation: {there}")
    return DeepStream("sip", *conversation, Substream(0, number), calls[number].name)


def _substream(found: Survey, protocol: DeepProtocol, inside: Inside, row: int | None) -> Substream | None:
    """The one that is meant; None where there is nothing to choose from. Raises CommandError."""
    from dissectors.deep.following.conversation_survey import TITLES, Substream
    from dissectors.deep.following.deep_following import listed

    known = found.substreams.get(protocol, ())
    if inside.substream is not None:
        same = [one for one in known if one.number == inside.substream]
        if protocol in ("tls", "websocket"):
            raise CommandError(f"{TITLES[protocol]} has no streams: --substream is for http2, quic and sip")
        return same[0] if same else Substream(0, inside.substream)
    of_packet = [one for name, one in found.of_rows.get(-1 if row is None else row, ()) if name == protocol]
    if of_packet or len(known) == 1:
        return (of_packet or list(known))[-1]
    if known:
        numbers = sorted({one.number for one in known})
        raise CommandError(f"which stream of {TITLES[protocol]}? --substream N: there are {listed(numbers)}")
    return None
