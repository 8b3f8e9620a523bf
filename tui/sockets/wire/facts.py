"""What the packets of one conversation tell so far, seen from one of its ends; made by `tui.sockets.wire.reading`."""

from __future__ import annotations

from dataclasses import dataclass

from dissectors.streams.ladders.states import State


@dataclass(frozen=True, slots=True)
class Moment:
    """A packet and its time."""

    packet: int
    """Its number, from 1."""
    time_ns: int | None
    """Since 1970; None where the file has none."""

    def seconds_before(self, now_ns: int) -> float | None:
        """How long ago it was; None where it has no time."""
        return None if self.time_ns is None else (now_ns - self.time_ns) / 1e9


@dataclass(frozen=True, slots=True)
class WireEnd:
    """What one end has sent, and what that tells of it. None is what was not seen, or is not known."""

    state: State | None = None
    """That the packets imply (RFC 9293 §3.3.2)."""
    packets: int = 0
    bytes: int = 0
    """Of payload, what was sent again left out."""
    sent_again: int = 0
    """Packets."""
    next_sequence: int | None = None
    """Where its stream goes on, relative to its beginning."""
    acknowledged: int | None = None
    """Of its stream, by the other end, in the same way."""
    window: int | None = None
    """Bytes that it offered last."""
    syn: Moment | None = None
    syns: int = 0
    syn_ack: Moment | None = None
    syn_acks: int = 0
    fin: Moment | None = None
    fin_acked: Moment | None = None
    """The packet of the other end that acknowledged its FIN."""
    reset: Moment | None = None
    closed_window: Moment | None = None
    """Where it closed its window, as long as that is closed."""
    last_data: Moment | None = None
    last: Moment | None = None

    @property
    def stream_bytes(self) -> int | None:
        """Bytes of its stream by its numbers, also those that were not captured; None without its beginning."""
        if self.next_sequence is None or (self.syn or self.syn_ack) is None:
            return None
        return max(self.next_sequence - 1 - (self.fin is not None), 0)

    @property
    def unacknowledged(self) -> int | None:
        """Bytes that the other end has not acknowledged; SYN and FIN count as one each (RFC 9293 §3.4)."""
        acknowledged = self.acknowledged
        if acknowledged is None and (self.syn or self.syn_ack) is not None:
            acknowledged = 0
        if self.next_sequence is None or acknowledged is None:
            return None
        return max(self.next_sequence - acknowledged, 0)


@dataclass(frozen=True, slots=True)
class Wire:
    """One conversation."""

    protocol: str
    stream: int
    """`tcp.stream` or `udp.stream`."""
    here: WireEnd
    """The socket's end."""
    there: WireEnd
    first: Moment | None = None
    last: Moment | None = None
    handshake_ns: int | None = None
    """From the SYN to the first acknowledgment behind it."""
    handshake_done: Moment | None = None
    """The first acknowledgment of who opened it."""
    gaps: int = 0
    """Holes in what was captured, and acknowledgments of what was not."""
    dropped: int | None = None
    """Packets that the capture lost itself; None where it does not tell."""

    @property
    def is_whole(self) -> bool:
        """The capture has it from its beginning, and misses nothing that it knows of."""
        return (self.here.syn or self.there.syn) is not None and not self.gaps and not self.dropped

    def is_settled(self, now_ns: int, quiet_seconds: float) -> bool:
        """Nothing came for a while before a moment: so both have seen the same packets."""
        quiet = self.last.seconds_before(now_ns) if self.last is not None else None
        return quiet is not None and quiet >= quiet_seconds
