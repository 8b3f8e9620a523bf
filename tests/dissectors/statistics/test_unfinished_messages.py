"""Bytes that come until a message is whole."""

from __future__ import annotations

from pathlib import Path

from dissectors.frame import JoinedPayload
from dissectors.statistics.message_framing import FRAMINGS
from dissectors.statistics.unfinished_messages import Joined, Unfinished
from tests.dissectors.protocols.dns import messages as dns
from tests.dissectors.streams.frames import capture_of

QUERY = dns.header(0x0100, 1) + dns.question()
FRAMED = len(QUERY).to_bytes(2, "big") + QUERY
SIZE = len(FRAMED)


def test_it_waits_for_the_end() -> None:
    unfinished = Unfinished(FRAMINGS["dns.tcp"], 2**32 - 4)
    unfinished.add(100, FRAMED[:10])
    assert unfinished.take_whole(34) == (False, None)
    assert (unfinished.wanted, unfinished.stop) == (SIZE, 6)
    unfinished.add(300, FRAMED[10:])
    assert unfinished.take_whole(54) == (True, Joined(54, 2**32 - 4, ((100, 10), (300, SIZE - 10))))
    assert (unfinished.wanted, unfinished.data, unfinished.places) == (0, b"", [])


def test_what_is_behind_begins_anew() -> None:
    unfinished = Unfinished(FRAMINGS["dns.tcp"], 1000, rows=[7])
    unfinished.add(100, FRAMED + FRAMED[:5])
    unfinished.add(200, b"")
    _, joined = unfinished.take_whole(34)
    assert joined == Joined(34, 1000, ((100, SIZE),))
    assert (unfinished.sequence, unfinished.data, unfinished.rows) == (1000 + SIZE, FRAMED[:5], [])
    assert (unfinished.places[0], unfinished.wanted) == ((100 + SIZE, 5), SIZE)


def test_the_bytes_are_read_when_they_are_needed(tmp_path: Path) -> None:
    capture = capture_of([b"abcdefgh"], tmp_path)
    start = int(capture.frames.column("offset", 0, 1)[0])
    joined = Joined(0, 5, ((start + 4, 2), (start, 3)))
    assert joined.payload(capture) == JoinedPayload(0, 5, b"efabc")
