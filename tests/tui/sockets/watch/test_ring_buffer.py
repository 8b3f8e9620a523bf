"""Pages of the trace's ring buffer: as the kernel writes them, and as nobody should."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from tui.sockets.watch.ring_buffer import Event, Page, read_page

START = 1_000_000


def word(kind: int, delta: int) -> bytes:
    return struct.pack("=I", delta << 5 | kind)


def page(*parts: bytes, flags: int = 0, start: int = START) -> bytes:
    body = b"".join(parts)
    return (struct.pack("=QQ", start, len(body) | flags) + body).ljust(4096, b"\xee")


def read(data: bytes) -> Page:
    return read_page(data, 8, byteorder="little")


def test_times_are_counted_from_the_event_before() -> None:
    found = read(page(word(1, 5), b"aaaa", word(2, 7), b"bbbbcccc"))
    assert found == Page((Event(START + 5, b"aaaa"), Event(START + 12, b"bbbbcccc")), False)


def test_a_long_event_tells_its_length_in_front() -> None:
    data = bytes(200)
    assert read(page(word(0, 1), struct.pack("=I", 204), data, word(1, 1), b"next")).events == (
        Event(START + 1, data),
        Event(START + 2, b"next"),
    )


def test_long_times_have_words_of_their_own() -> None:
    extended, absolute = word(30, 3) + struct.pack("=I", 2), word(31, 9) + struct.pack("=I", 1)
    found = read(page(extended, word(1, 1), b"late", absolute, word(1, 1), b"told", start=(3 << 59) + 5))
    assert found.events == (
        Event((3 << 59) + 5 + (2 << 27) + 3 + 1, b"late"),
        Event((3 << 59) + (1 << 27) + 9 + 1, b"told"),
    )


def test_events_that_were_taken_back_are_passed_over() -> None:
    padding = word(29, 4) + struct.pack("=I", 8) + b"gone"
    assert read(page(padding, word(1, 1), b"here")).events == (Event(START + 5, b"here"),)


def test_padding_without_a_time_ends_the_page() -> None:
    assert read(page(word(1, 1), b"here", word(29, 0), bytes(40))).events == (Event(START + 1, b"here"),)


def test_what_was_overwritten_is_told() -> None:
    assert read(page(word(1, 1), b"here", flags=1 << 31)).has_lost
    assert not read(page()).has_lost


def test_an_event_that_ends_behind_its_page_is_lost() -> None:
    assert read(page(word(1, 1), b"here", word(20, 1), b"cut")) == Page((Event(START + 1, b"here"),), True)
    assert read(page(word(0, 1))) == Page((), True)


def test_the_other_byte_order_and_the_shorter_long_are_read() -> None:
    body = struct.pack("=I", 2 << 27 | 5) + b"bbbbcccc"
    data = struct.pack("=QI", START, len(body)) + body
    assert read_page(data, 4, byteorder="big").events == (Event(START + 5, b"bbbbcccc"),)


@given(st.binary(max_size=300))
def test_anything_is_read_without_an_error_and_no_event_is_longer_than_its_page(data: bytes) -> None:
    assert sum(len(event.data) for event in read(data).events) <= len(data)
    assert sum(len(event.data) for event in read(page(data)).events) <= len(data)
