"""Messages that take several TCP segments, put together: which rows are to be asked for messages, and with which bytes.

Segments come from the layer index, and beginnings from `message_candidates`; a conversation is put together
(`following.reassembly`) from where one side begins what its segment does not end, until that is whole. What is whole
goes to `message_survey` with the row by which it became so, as tshark has it. Bytes that are lost, were cut, or are
more than a message has end it: then each segment stands for itself.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.message_framing import FRAMINGS
from dissectors.statistics.unfinished_messages import Joined, Unfinished
from dissectors.streams.following.parts import DATA, Part
from dissectors.streams.following.reassembly import Assembly
from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, ahead
from dissectors.transport.tcp_header import SYN

if TYPE_CHECKING:
    from dissectors.packets.table import Capture

Integers = NDArray[np.int64]

MOST_BYTES: Final = (1 << 16) + 2
"""Of one side that are put together: the longest message of DNS with its length; hellos and heads are shorter."""
MOST_SEGMENTS: Final = 1_024
"""Of a conversation that are looked at in vain before it is given up."""
MOST_CONVERSATIONS: Final = 256
"""That wait for segments at a time; beyond, the one that has waited longest is given up."""
MOST_READ: Final = 8_192
"""Sides of which it is known what has been read, so that nothing is read again from its middle."""
LOOK_BACK: Final = 64
"""Segments before a message's first that may be a later part of it."""
_AT_ONCE: Final = 16
"""Segments of a conversation that are put together before it is asked whether something is whole."""


class Asked(NamedTuple):
    """A row that may tell messages."""

    row: int
    joined: Joined | None = None
    """What it is asked with; None for what it has itself."""


class _Conversation:
    """One whose sides are put together."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.assembly = Assembly()
        self.unfinished: dict[int, Unfinished] = {}
        """By side."""
        self.taken = 0
        """Segments since something was whole."""
        self.parts_done = 0
        self.reached = [(-1, 0), (-1, 0)]
        """Of each side the last row that it took to read so far, and where its TCP header begins."""

    def side(self, side: int) -> int:
        """As segments number it, or the other way round."""
        client = self.assembly.client or 0
        return 1 - client if side else client


class MessageJoiner:
    """Takes a capture's segments as they come."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._conversations: OrderedDict[int, _Conversation] = OrderedDict()
        self._read: OrderedDict[tuple[int, int], tuple[int, int]] = OrderedDict()
        """By stream and side, the sequence numbers between which bytes were last put together."""
        self._beginnings: Mapping[int, str] = {}
        self._sequences: dict[int, int] = {}
        """By the place of a beginning."""
        self._speaking: set[int] = set()
        self._asked: list[Asked] = []

    @property
    def is_waiting(self) -> bool:
        """Something has begun whose end is still to come."""
        return bool(self._conversations)

    def take(self, segments: Segments, first: int, speaking: Integers, beginnings: Mapping[int, str]) -> list[Asked]:
        """The rows to ask of those from `first` on, ascending, and earlier ones that waited in vain.

        `speaking` are those that may tell messages by themselves; `beginnings` are the places in the mapped file where
        payloads of `segments` begin that may not end what they begin, with their protocols. Segments of rows before
        `first` were there before. Raises CaptureFileError.
        """
        self._speaking, self._asked = set(speaking.tolist()), []
        if len(segments):
            self._beginnings, self._sequences = self._unended(segments, beginnings), {}
            self._join(segments, first)
        self._asked += [Asked(row) for row in self._speaking]
        return sorted(self._asked, key=lambda one: one.row)

    def _unended(self, segments: Segments, beginnings: Mapping[int, str]) -> Mapping[int, str]:
        """The beginnings of what really goes on."""
        if not beginnings:
            return {}
        found: dict[int, str] = {}
        chosen = np.flatnonzero(np.isin(segments.payloads, np.fromiter(beginnings, np.int64)))
        whole = segments.captured[chosen] >= segments.lengths[chosen]
        for place, length in zip(
            segments.payloads[chosen][whole].tolist(), segments.lengths[chosen][whole].tolist(), strict=True
        ):
            protocol = beginnings[place]
            if 0 < length < MOST_BYTES and FRAMINGS[protocol](self._capture.read(place, length), 0).wanted:
                found[place] = protocol
        return found

    def _join(self, segments: Segments, first: int) -> None:
        begins = np.isin(segments.payloads, np.fromiter(self._beginnings, np.int64)) & (segments.lengths > 0)
        begins &= segments.rows >= first
        matters = begins | np.isin(segments.rows, np.fromiter(self._speaking, np.int64))
        known = np.array([*self._conversations, *(stream for stream, _ in self._read)], np.int64)
        places = np.flatnonzero(np.isin(segments.streams, np.union1d(segments.streams[begins], known)))
        places = places[np.argsort(segments.streams[places], kind="stable")]
        borders = np.flatnonzero(np.diff(segments.streams[places])) + 1
        for mine in np.split(places, borders) if len(places) else ():
            if matters[mine].any() or int(segments.streams[mine[0]]) in self._conversations:
                new = int(np.searchsorted(segments.rows[mine], first))
                self._join_stream(segments.select(mine), begins[mine], np.flatnonzero(matters[mine]), new)

    def _join_stream(self, segments: Segments, begins: NDArray[np.bool_], matters: Integers, at: int) -> None:
        """The segments of one conversation, of which those from `at` on are new."""
        stream = int(segments.streams[0])
        conversation = self._conversations.get(stream)
        left = deque(matters.tolist())
        while at < len(segments):
            if conversation is None:
                while left and left[0] < at:
                    left.popleft()
                at = self._first_beginning(segments, begins, left)
                if at == len(segments):
                    return
                conversation = self._begin(stream)
                self._feed(conversation, segments.select(np.arange(at, at + 1)))
                self._feed(conversation, segments.select(_behind(segments, at)))
                at += 1
            stop = min(at + _AT_ONCE, len(segments))
            if at < stop:
                self._feed(conversation, segments.select(np.arange(at, stop)))
                at = stop
            if not conversation.unfinished or conversation.taken > MOST_SEGMENTS:
                self._give_up(stream)
                conversation = None

    def _first_beginning(self, segments: Segments, begins: NDArray[np.bool_], matters: Iterable[int]) -> int:
        """The first of these segments that begins something; behind all where none does."""
        stream = int(segments.streams[0])
        for at in matters:
            read = self._read.get((stream, int(segments.sides[at])))
            if read is not None and _is_between(segments, at, *read):
                self._speaking.discard(int(segments.rows[at]))
            elif begins[at]:
                return at
        return len(segments)

    def _begin(self, stream: int) -> _Conversation:
        conversation = self._conversations[stream] = _Conversation(stream)
        if len(self._conversations) > MOST_CONVERSATIONS:
            self._give_up(next(iter(self._conversations)))
        return conversation

    def _give_up(self, stream: int) -> None:
        for unfinished in self._conversations.pop(stream).unfinished.values():
            self._release(unfinished)

    def _release(self, unfinished: Unfinished) -> None:
        """Its rows stand for themselves."""
        self._asked += [Asked(row) for row in unfinished.rows]

    def _feed(self, conversation: _Conversation, segments: Segments) -> None:
        if not len(segments):
            return
        sequences = (segments.sequence + (segments.flags & SYN > 0)) % MODULUS
        for place, sequence in zip(segments.payloads.tolist(), sequences.tolist(), strict=True):
            if place in self._beginnings:
                self._sequences[place] = sequence
        starts = dict(zip(segments.rows.tolist(), segments.starts.tolist(), strict=True))
        conversation.taken += len(segments)
        conversation.assembly.feed(segments)
        parts = conversation.assembly.parts
        for number in range(conversation.parts_done, len(parts)):
            part = parts[number]
            if part.kind == DATA and part.row in starts:
                reached = conversation.reached[part.side]
                conversation.reached[part.side] = max(reached, (part.row, starts[part.row]))
            self._take(conversation, part)
        conversation.parts_done = len(parts)
        self._leave_repeated(conversation, segments)

    def _leave_repeated(self, conversation: _Conversation, segments: Segments) -> None:
        """What is sent again of what was put together does not speak by itself: it may be the middle of a message."""
        for at, (row, side) in enumerate(zip(segments.rows.tolist(), segments.sides.tolist(), strict=True)):
            if row in self._speaking and self._is_repeated(conversation, segments, at, side):
                self._speaking.remove(row)

    def _is_repeated(self, conversation: _Conversation, segments: Segments, at: int, side: int) -> bool:
        read = self._read.get((conversation.stream, side))
        if read is not None and _is_between(segments, at, *read):
            return True
        unfinished = conversation.unfinished.get(conversation.side(side))
        return unfinished is not None and _is_between(segments, at, unfinished.sequence, unfinished.stop)

    def _note(self, conversation: _Conversation, side: int, start: int, stop: int) -> None:
        """Bytes have been read."""
        key = (conversation.stream, conversation.side(side))
        before = self._read.pop(key, None)
        if (
            before is not None
            and ahead(start, before[0]) >= 0 >= ahead(start, before[1])
            and ahead(stop, before[0]) > 0
        ):
            start = before[0]
        self._read[key] = (start, stop)
        if len(self._read) > MOST_READ:
            self._read.popitem(last=False)

    def _take(self, conversation: _Conversation, part: Part) -> None:
        side, unfinished = part.side, conversation.unfinished.get(part.side)
        if part.kind != DATA:
            if unfinished is not None:
                self._release(conversation.unfinished.pop(side))
            return
        if unfinished is None:
            protocol = self._beginnings.get(part.place)
            if protocol is None:
                return
            unfinished = Unfinished(FRAMINGS[protocol], self._sequences[part.place])
            conversation.unfinished[side] = unfinished
        if part.row in self._speaking:
            self._speaking.remove(part.row)
            unfinished.rows.append(part.row)
        unfinished.add(part.place, self._capture.read(part.place, part.length))
        if len(unfinished.data) >= unfinished.wanted:
            self._look(conversation, side, unfinished)

    def _look(self, conversation: _Conversation, side: int, unfinished: Unfinished) -> None:
        """Whether something is whole by now."""
        (row, start), sequence = conversation.reached[side], unfinished.sequence
        is_whole, joined = unfinished.take_whole(start)
        if is_whole:
            conversation.taken = 0
            self._note(conversation, side, sequence, unfinished.stop)
        if joined is not None:
            self._asked.append(Asked(row, joined))
        if not unfinished.wanted or len(unfinished.data) > MOST_BYTES:
            self._release(conversation.unfinished.pop(side))


def _is_between(segments: Segments, at: int, start: int, stop: int) -> bool:
    """Whether a segment carries bytes from `start` to before `stop` alone."""
    first = int(segments.sequence[at])
    return ahead(first, start) >= 0 and ahead(first + int(segments.lengths[at]), stop) <= 0


def _behind(segments: Segments, at: int) -> Integers:
    """Segments before one in the capture that are behind it in what its side says."""
    before = np.arange(max(at - LOOK_BACK, 0), at)
    apart = ahead(segments.sequence[before], int(segments.sequence[at]))
    mine = (segments.sides[before] == segments.sides[at]) & (segments.lengths[before] > 0)
    found: Integers = before[mine & (apart > 0) & (apart <= MOST_BYTES)]
    return found
