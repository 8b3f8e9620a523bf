"""A conversation followed as tshark follows it: TLS decrypted, streams of HTTP/2 and QUIC, WebSocket, SIP calls.

TLS, HTTP/2 and QUIC are what `tshark -z follow` prints. WebSocket and SIP are not: tshark follows the one from version
4.2 on, the other on no command line. Their messages are read here, from the packets or from what tshark decrypted.
tshark is given the conversation's packets alone, all of them, so its numbers are local; here they are mapped back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.deep.errors import DeepError
from dissectors.deep.following.conversation_survey import TITLES, Substream, Survey, survey
from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.deep.following.follow_output import FollowYaml, Spoken
from dissectors.deep.tshark.context import with_fragments
from dissectors.deep.tshark.feeding import Feed
from dissectors.streams.following.follow import Exchange
from dissectors.streams.following.messages import Piece, messages_of
from dissectors.streams.following.parts import DATA
from dissectors.streams.following.sip import SIPReader
from dissectors.streams.following.websocket import WebSocketReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.following.conversation_survey import DeepProtocol
    from dissectors.deep.tshark.program import Tshark
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed

NO_KEYS: Final = "nothing could be decrypted: no keys fit (--keylog FILE gives them; SSLKEYLOGFILE makes browsers and \
curl write one)"
MOST_KEPT_SURVEYS: Final = 8


class CannotFollow(DeepError):
    """A conversation does not carry what was to be followed."""


@dataclass(frozen=True, slots=True)
class Call:
    """One of SIP's."""

    name: str
    """Its Call-ID; it may hold anything."""
    rows: tuple[int, ...]


class DeepFollowing:
    """Follows conversations of one table; what was found out about them is kept as long as they have not grown."""

    def __init__(self, table: PacketTable, tshark: Tshark, choices: DeepChoices) -> None:
        self._table = table
        self._tshark = tshark
        self._choices = choices
        self._surveys: dict[tuple[str, int], Survey] = {}

    async def survey(self, carrier: Followed, stream: int) -> Survey:
        """What the conversation carries, as far as the table has it now. Raises DeepError and CaptureFileError."""
        rows = await asyncio.to_thread(self._rows, carrier, stream)
        known = self._surveys.get((carrier, stream))
        if known is not None and known.rows == len(rows):
            return known
        found = await survey(self._tshark, self._choices, self._table, rows, carrier)
        while len(self._surveys) >= MOST_KEPT_SURVEYS:
            del self._surveys[next(iter(self._surveys))]
        self._surveys[carrier, stream] = found
        return found

    async def calls(self, carrier: Followed, stream: int) -> tuple[Call, ...]:
        """The SIP calls of a conversation, by their numbers. Raises DeepError and CaptureFileError."""
        found = await self.survey(carrier, stream)
        reader = SIPReader(is_stream=carrier == "tcp")
        wanted = DeepStream("sip", carrier, stream)
        source = await self._source(wanted, found)
        # What was said is not wanted: the reader remembers who said it.
        await asyncio.to_thread(deque, messages_of(source, reader), 0)
        return tuple(
            Call(name.decode("utf-8", "replace"), tuple(reader.rows.get(number, ())))
            for number, name in enumerate(reader.calls.names())
        )

    async def follow(self, wanted: DeepStream) -> DeepExchange:
        """All that was said. Raises CannotFollow, DeepError and CaptureFileError."""
        found = await self.survey(wanted.carrier, wanted.stream)
        if wanted.protocol not in found.protocols:
            raise CannotFollow(self._why_not(wanted, found))
        match wanted.protocol:
            case "websocket":
                source = await self._source(wanted, found)
                return await asyncio.to_thread(self._read_messages, source, wanted, WebSocketReader())
            case "sip":
                source = await self._source(wanted, found)
                call = wanted.substream.number if wanted.substream is not None else None
                reader = SIPReader(is_stream=wanted.carrier == "tcp", call=call)
                return await asyncio.to_thread(self._read_messages, source, wanted, reader)
        return await self._from_tshark(wanted, found)

    def _why_not(self, wanted: DeepStream, found: Survey) -> str:
        words = f"{wanted.carrier}:{wanted.stream} carries no {TITLES[wanted.protocol]} that tshark can see"
        if wanted.protocol in ("http2", "websocket", "sip") and "tls" in found.protocols:
            return f"{words}; what is inside TLS needs its keys: --keylog FILE"
        return words

    def _rows(self, carrier: str, stream: int) -> NDArray[np.int64]:
        self._table.number_streams(len(self._table))
        rows = self._table.index.streams.rows_of(carrier, stream)
        return with_fragments(self._table, rows) if len(rows) else rows

    async def _source(self, wanted: DeepStream, found: Survey) -> Exchange | DeepExchange:
        """Where messages are read from: the conversation itself, or what TLS carried in it."""
        if found.is_inside_tls:
            return await self._from_tshark(DeepStream("tls", wanted.carrier, wanted.stream), found)
        return await asyncio.to_thread(self._native, wanted, is_whole=True)

    def _native(self, wanted: DeepStream, *, is_whole: bool) -> Exchange:
        """The conversation itself, all of it, or no more than who its two ends are."""
        exchange = Exchange(self._table, wanted.carrier, wanted.stream)
        while not exchange.is_complete and (is_whole or not exchange.packets):
            exchange.append(exchange.read())
        if is_whole:
            exchange.finish()
        return exchange

    def _read_messages(
        self, source: Exchange | DeepExchange, wanted: DeepStream, reader: WebSocketReader | SIPReader
    ) -> DeepExchange:
        exchange = DeepExchange(self._table, wanted, source.ends, source.packets)
        exchange.rows_read = source.rows_read
        exchange.extend(messages_of(source, reader))
        return exchange

    async def _from_tshark(self, wanted: DeepStream, found: Survey) -> DeepExchange:
        from dissectors.deep.tshark.tshark_capture import TsharkCapture  # brings pyshark along

        rows_read = len(self._table)
        native = await asyncio.to_thread(self._native, wanted, is_whole=False)
        rows = await asyncio.to_thread(self._rows, wanted.carrier, wanted.stream)
        known, sides = await asyncio.to_thread(self._table.index.streams.sides_of, wanted.carrier, wanted.stream)
        exchange = DeepExchange(self._table, wanted, native.ends, len(known))
        exchange.rows_read = rows_read

        def take(spoken: Spoken) -> None:
            if 1 <= spoken.frame <= len(rows):
                row = int(rows[spoken.frame - 1])
                place = int(np.searchsorted(known, row))
                # Who sent the packet is known; tshark's own peers are turned round for some protocols.
                is_known = place < len(known) and known[place] == row
                side = int(sides[place] != native.client) if is_known else spoken.peer
                exchange.extend([Piece(side, DATA, row, len(spoken.data), spoken.data)])

        parameters = ["-q", "-z", f"follow,{wanted.protocol},yaml,{_numbers(wanted, found)}"]
        capture = TsharkCapture(self._tshark, self._choices, FollowYaml(), output="", parameters=parameters)
        try:
            await capture.run(Feed(self._table, self._choices.secrets()).chunks(rows), take)
        finally:
            await capture.close()
        if not len(exchange.parts) and wanted.protocol in ("tls", "quic"):
            exchange.notice = f"{wanted.title}: {NO_KEYS}"
        return exchange


def _numbers(wanted: DeepStream, found: Survey) -> str:
    """As `-z follow` takes them."""
    if wanted.protocol == "tls":
        return str(found.local_stream)
    known = found.substreams.get(wanted.protocol, ())
    substream = wanted.substream or found.substream_of(wanted.protocol, None)
    if wanted.protocol == "quic" and substream is None:
        # Nothing was decrypted, which an empty answer tells as well as another.
        substream = Substream(0, 0)
    if substream is None or (known and substream not in known):
        raise CannotFollow(_no_such_substream(wanted.protocol, substream, found))
    first = found.local_stream if wanted.protocol == "http2" else substream.connection
    return f"{first},{substream.number}"


def _no_such_substream(protocol: DeepProtocol, wanted: Substream | None, found: Survey) -> str:
    """Why it cannot be followed: what there is instead."""
    numbers = [one.number for one in found.substreams.get(protocol, ())]
    there = listed(numbers) if numbers else "none that can be read"
    which = f"no stream {wanted.number}" if wanted is not None else "no stream"
    return f"there is {which} of {TITLES[protocol]} in the conversation: {there}"


def listed(numbers: list[int], most: int = 12, show: Callable[[int], str] = str) -> str:
    """`0, 1, 3 and 5`, and of many the first ones and how many more."""
    words = [show(number) for number in numbers[:most]]
    if len(numbers) > most:
        return f"{', '.join(words)} and {len(numbers) - most:,} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
