"""What a conversation carries according to tshark: protocols that can be followed, and the streams within them.

One tshark reads the conversation's packets and prints a line of fields for each; the follow screen and command choose
from what is found, and the numbers here are those that following it takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.field_lines import Fields, fields_of, numbers_in, parameters_for
from dissectors.deep.tshark.splitters import Lines

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.feeding import Rows
    from dissectors.deep.tshark.program import Tshark
    from dissectors.packets.table import PacketTable

DeepProtocol = Literal["tls", "http2", "quic", "websocket", "sip"]
DEEP_PROTOCOLS: Final[tuple[DeepProtocol, ...]] = ("tls", "http2", "quic", "websocket", "sip")
TITLES: Final[dict[DeepProtocol, str]] = {
    "tls": "TLS", "http2": "HTTP/2", "quic": "QUIC", "websocket": "WebSocket", "sip": "SIP",
}  # fmt: skip

MOST_SUBSTREAMS: Final = 100_000
_ALWAYS: Final = ("frame.protocols", "tcp.stream")
_HTTP2_STREAM: Final = "http2.streamid"
_QUIC_CONNECTION: Final = "quic.connection.number"
_QUIC_STREAM: Final = "quic.stream.stream_id"
_OF_SUBSTREAMS: Final = (_HTTP2_STREAM, _QUIC_CONNECTION, _QUIC_STREAM)


@dataclass(frozen=True, slots=True, order=True)
class Substream:
    """One of the streams in an HTTP/2 or a QUIC connection."""

    connection: int
    """QUIC connections between the same two ports have tshark's numbers; 0 for HTTP/2."""
    number: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found; rows are those of the table."""

    protocols: tuple[DeepProtocol, ...]
    """In the order of DEEP_PROTOCOLS."""
    local_stream: int
    """The number that the conversation has where tshark is given only its packets."""
    is_inside_tls: bool
    """WebSocket or SIP is carried by TLS."""
    substreams: dict[DeepProtocol, tuple[Substream, ...]]
    """Of HTTP/2 and QUIC, ascending."""
    first_rows: dict[tuple[DeepProtocol, Substream], int]
    of_rows: dict[int, tuple[tuple[DeepProtocol, Substream], ...]]
    """Row -> the substreams in the packet."""
    rows: int
    """How many packets were looked at."""

    def substream_of(self, protocol: DeepProtocol, row: int | None) -> Substream | None:
        """The last one in a packet, else the first that carries a request; None where there is none."""
        found = [substream for name, substream in self.of_rows.get(-1 if row is None else row, ()) if name == protocol]
        if found:
            return found[-1]
        known = self.substreams.get(protocol, ())
        # Stream 0 of HTTP/2 is the connection's own (RFC 9113 section 5.1.1).
        return next((one for one in known if protocol != "http2" or one.number), known[0] if known else None)


async def survey(tshark: Tshark, choices: DeepChoices, table: PacketTable, rows: Rows, carrier: str) -> Survey:
    """What the rows of one conversation over `carrier`, "tcp" or "udp", have in them. Raises DeepError."""
    secrets = choices.secrets()
    try:
        return await _survey(tshark, choices, table, rows, carrier, secrets, _OF_SUBSTREAMS)
    except TsharkFailed:
        if tshark.version >= (3, 4):
            raise
        # One that does not know all these fields names them and ends.
        return await _survey(tshark, choices, table, rows, carrier, secrets, ())


async def _survey(
    tshark: Tshark,
    choices: DeepChoices,
    table: PacketTable,
    rows: Rows,
    carrier: str,
    secrets: bytes,
    fields: Sequence[str],
) -> Survey:
    from dissectors.deep.tshark.tshark_capture import TsharkCapture  # brings pyshark along

    surveying = _Surveying(rows, carrier, (*_ALWAYS, *fields))
    parameters = parameters_for(surveying.names)
    capture = TsharkCapture(tshark, choices, Lines(), output="fields", parameters=parameters)
    try:
        await capture.run(Feed(table, secrets).chunks(rows), surveying.take)
    finally:
        await capture.close()
    return surveying.survey()


class _Surveying:
    """Takes lines of fields."""

    def __init__(self, rows: Rows, carrier: str, names: Sequence[str]) -> None:
        """`names` are those of the fields in a line."""
        self.names = names
        self._rows = rows
        self._carrier = carrier
        self._protocols: set[str] = set()
        self._is_inside_tls = False
        self._streams: Counter[int] = Counter()
        self._first_rows: dict[tuple[DeepProtocol, Substream], int] = {}
        self._of_rows: dict[int, tuple[tuple[DeepProtocol, Substream], ...]] = {}

    def take(self, lines: list[bytes]) -> None:
        """Lines as `Lines` gives them; what is none is passed over."""
        for line in lines:
            told = fields_of(line, self.names)
            if told is not None and 1 <= told[0] <= len(self._rows):
                self._take(int(self._rows[told[0] - 1]), told[1])

    def _take(self, row: int, fields: Fields) -> None:
        names = ":".join(fields["frame.protocols"]).split(":")
        self._protocols.update(names)
        for inner in ("websocket", "sip"):
            if inner in names and "tls" in names[: names.index(inner)]:
                self._is_inside_tls = True
        self._streams.update(numbers_in(fields["tcp.stream"])[-1:])
        connection = next(iter(numbers_in(fields.get(_QUIC_CONNECTION, ()))), 0)
        found: list[tuple[DeepProtocol, Substream]] = []
        found += [("http2", Substream(0, number)) for number in numbers_in(fields.get(_HTTP2_STREAM, ()))]
        found += [("quic", Substream(connection, number)) for number in numbers_in(fields.get(_QUIC_STREAM, ()))]
        found = list(dict.fromkeys(found))
        for one in found:
            if len(self._first_rows) < MOST_SUBSTREAMS:
                self._first_rows.setdefault(one, row)
        if found:
            self._of_rows[row] = tuple(one for one in found if one in self._first_rows)

    def survey(self) -> Survey:
        protocols: list[DeepProtocol] = [name for name in DEEP_PROTOCOLS if name in self._protocols]
        # QUIC has TLS's handshake in it, and none of its records.
        protocols = [name for name in protocols if (name not in ("tls", "http2")) or self._carrier == "tcp"]
        protocols = [name for name in protocols if name not in ("quic",) or self._carrier == "udp"]
        substreams: dict[DeepProtocol, tuple[Substream, ...]] = {
            protocol: tuple(sorted(one for name, one in self._first_rows if name == protocol))
            for protocol in ("http2", "quic")
        }
        stream = self._streams.most_common(1)[0][0] if self._streams else 0
        return Survey(
            tuple(protocols),
            stream,
            self._is_inside_tls,
            {name: found for name, found in substreams.items() if found},
            self._first_rows,
            self._of_rows,
            len(self._rows),
        )
