"""The TCP state of both ends of a connection (RFC 9293 §3.3.2), as far as who watches the wire can tell.

From each segment's flags and numbers, in the order of the capture, come the changes that it proves. Rules:
a side changes by what it sends; a SYN or FIN has reached the other side when that side acknowledges it; what
acknowledges is taken to arrive. So an unanswered SYN changes its sender only, and so does a lost FIN.
TIME-WAIT ends without a segment, and therefore never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from dissectors.streams.serial import MODULUS, ahead
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

LARGEST_WINDOW: Final = 65_535 << 14
"""Bytes, with the largest scale (RFC 7323 §2.3): a reset further ahead is outside of any window."""


FIRST_WINDOW: Final = 65_535
"""Bytes that may follow a SYN before its answer: what acknowledges more answers something else."""


class State(Enum):
    """RFC 9293 §3.3.2, by its names."""

    CLOSED = "CLOSED"
    LISTEN = "LISTEN"
    SYN_SENT = "SYN-SENT"
    SYN_RECEIVED = "SYN-RECEIVED"
    ESTABLISHED = "ESTABLISHED"
    FIN_WAIT_1 = "FIN-WAIT-1"
    FIN_WAIT_2 = "FIN-WAIT-2"
    CLOSE_WAIT = "CLOSE-WAIT"
    CLOSING = "CLOSING"
    LAST_ACK = "LAST-ACK"
    TIME_WAIT = "TIME-WAIT"


@dataclass(frozen=True, slots=True)
class Change:
    """What one segment tells of the state of one side."""

    side: int
    """0 or 1."""
    before: State | None
    """None where nothing was known."""
    states: tuple[State, ...]
    """Those it went through, in order; in the last one it is now."""

    @property
    def now(self) -> State:
        return self.states[-1]


@dataclass(slots=True)
class _Side:
    """What is known of one side. Numbers are sequence numbers as sent."""

    state: State | None = None
    has_opened: bool = False
    """It sent a SYN, or must have."""
    syn_end: int = 0
    """Behind its SYN, as long as that has not arrived."""
    syn_arrived: bool = False
    fin_end: int | None = None
    """Behind its FIN; None without one."""
    fin_arrived: bool = False
    closes_last: bool = False
    """It had the other's FIN when it sent its own."""
    was_reset: bool = False

    @property
    def waits(self) -> bool:
        """Something that it sent may still arrive."""
        pending = (self.has_opened and not self.syn_arrived) or (self.fin_end is not None and not self.fin_arrived)
        return pending and not self.was_reset


class Observer:
    """Both sides of one connection; they are called 0 and 1."""

    def __init__(self) -> None:
        self._sides = (_Side(), _Side())
        self._journal: tuple[list[State], list[State]] = ([], [])

    def state(self, side: int) -> State | None:
        """The state of a side by now; None where nothing tells it."""
        return self._sides[side].state

    @property
    def is_settled(self) -> bool:
        """Only SYN, FIN and RST can change a state now: what merely acknowledges need not be observed."""
        return all(side.state is not None and not side.waits for side in self._sides)

    def observe(
        self, side: int, flags: int, sequence: int, acknowledgment: int, length: int, awaited: int | None = None
    ) -> tuple[Change, ...]:
        """The changes that a segment of a side proves, its sender's first.

        `length` is bytes of payload; `awaited` is what the other side acknowledged last, None where it has not: by it
        a reset is judged.
        """
        if flags & SYN and not flags & RST:
            self._begin(side, flags)
        before = [one.state for one in self._sides]
        self._journal = ([], [])
        if flags & RST:
            self._reset(side, flags, sequence, acknowledgment, awaited)
        elif not self._sides[side].was_reset:
            self._advance(side, flags, sequence, acknowledgment, length)
        return tuple(
            Change(number, before[number], tuple(self._journal[number]))
            for number in (side, 1 - side)
            if self._journal[number]
        )

    def _enter(self, side: int, state: State | None) -> None:
        if state is not None and self._sides[side].state is not state:
            self._sides[side].state = state
            self._journal[side].append(state)

    def _begin(self, side: int, flags: int) -> None:
        """Who sends a first SYN was CLOSED, who answers one was listening."""
        if self._sides[side].was_reset and not flags & ACK:
            # The same SYN again, after a refusal.
            states = [one.state for one in self._sides]
            self._sides = (_Side(states[0]), _Side(states[1]))
        sender = self._sides[side]
        if sender.state is None:
            sender.state = State.LISTEN if flags & ACK else State.CLOSED

    def _advance(self, side: int, flags: int, sequence: int, acknowledgment: int, length: int) -> None:
        """ "If the ACK bit is off, drop the segment and return" (§3.10.7.4): without it only a SYN matters."""
        sender, receiver = self._sides[side], self._sides[1 - side]
        acknowledges = bool(flags & ACK)
        both_open = flags & SYN and acknowledges and sender.state is State.SYN_SENT
        if acknowledges:
            if not flags & SYN:
                _assume_opened(sender, receiver, bool(length or flags & FIN))
            elif not receiver.has_opened:
                # The capture began between SYN and this answer.
                receiver.has_opened = receiver.syn_arrived = True
            _arrive(receiver, acknowledgment)
            if both_open and receiver.syn_arrived:
                self._enter(side, State.SYN_RECEIVED)
            self._settle(side)
        if flags & SYN and not sender.has_opened:
            sender.has_opened, sender.syn_end = True, (sequence + 1) % MODULUS
        if flags & FIN and acknowledges and not flags & SYN and sender.has_opened and sender.fin_end is None:
            sender.fin_end = (sequence + length + 1) % MODULUS
            sender.closes_last = receiver.fin_arrived
        self._settle(side)

    def _reset(self, side: int, flags: int, sequence: int, acknowledgment: int, awaited: int | None) -> None:
        """Both sides are closed, unless the receiver has to ignore the reset (§3.10.7.3, §3.10.7.4)."""
        sender, receiver = self._sides[side], self._sides[1 - side]
        if receiver.state is State.SYN_SENT and receiver.waits:
            if not flags & ACK or ahead(acknowledgment, receiver.syn_end) < 0:
                return
        elif awaited is not None and not 0 <= ahead(sequence, awaited) <= LARGEST_WINDOW:
            return
        listens = receiver.state is State.SYN_RECEIVED and sender.state is State.SYN_SENT
        is_known = receiver.state is not None or sender.state is None
        sender.was_reset = receiver.was_reset = True
        self._enter(side, State.CLOSED)
        if is_known:
            # "If this connection was initiated with a passive OPEN, then return this connection to the LISTEN state"
            self._enter(1 - side, State.LISTEN if listens else State.CLOSED)

    def _settle(self, side: int) -> None:
        """Put both sides into the states that follow from what is known."""
        for number in (side, 1 - side):
            self._enter(number, _state(self._sides[number], self._sides[1 - number]))


def _assume_opened(sender: _Side, receiver: _Side, sends: bool) -> None:
    """Without its SYN in the capture a connection was opened if one side goes on in it: `sends` data or FIN.

    One that merely acknowledges a SYN does not: that may be the first of the four steps of a split handshake.
    """
    if sender.has_opened:
        goes_on = not receiver.has_opened or (sends and receiver.syn_arrived)
    else:
        goes_on = sends or not receiver.has_opened or receiver.syn_arrived
    if goes_on and not receiver.has_opened:
        receiver.has_opened = receiver.syn_arrived = True
    if goes_on:
        sender.has_opened = sender.syn_arrived = True


def _arrive(side: _Side, acknowledgment: int) -> None:
    """What of a side's SYN and FIN the other one acknowledges has arrived."""
    if side.has_opened and not side.syn_arrived:
        side.syn_arrived = 0 <= ahead(acknowledgment, side.syn_end) <= FIRST_WINDOW
    if side.fin_end is not None and not side.fin_arrived:
        side.fin_arrived = ahead(acknowledgment, side.fin_end) >= 0


_CLOSING: Final = {
    (False, False, False): State.ESTABLISHED,
    (False, False, True): State.CLOSE_WAIT,
    (True, False, False): State.FIN_WAIT_1,
    (True, True, False): State.FIN_WAIT_2,
    (True, False, True): State.CLOSING,
    (True, True, True): State.TIME_WAIT,
}
"""By whether its FIN was sent, whether that arrived, and whether the other's FIN came; for who closes first."""
_CLOSING_LAST: Final = {**_CLOSING, (True, False, True): State.LAST_ACK, (True, True, True): State.CLOSED}


def _state(side: _Side, other: _Side) -> State | None:
    if not side.has_opened:
        return State.LISTEN if other.syn_arrived else None
    if not other.syn_arrived:
        return State.SYN_SENT
    if not side.syn_arrived:
        return State.SYN_RECEIVED
    table = _CLOSING_LAST if side.closes_last else _CLOSING
    return table[side.fin_end is not None, side.fin_arrived, other.fin_arrived]
