"""Window scale: found among a SYN's options, whatever stands before it, and agreed on by both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.tcp_analysis.window_scale import NO_OPTION, UNKNOWN, UNUSED, agree, offered
from dissectors.transport.tcp_header import ACK, SYN
from tests.dissectors.streams.segments_made import Made, segments

MSS, NOTHING, SCALE_7, SACK, STAMP = b"\x02\x04\x05\xb4", b"\x01", b"\x03\x03\x07", b"\x04\x02", b"\x08\x0a" + bytes(8)


def found_in(options: bytes, cut: int | None = None) -> int:
    """The options behind a header of 20 bytes; only `cut` bytes of them are in the file."""
    from dataclasses import replace

    data = np.frombuffer(bytes(20) + options, np.uint8)[: None if cut is None else 20 + cut]
    one = segments([Made(0, 0, flags=SYN)])
    length = 20 + len(options)
    one = replace(one, header_lengths=np.array([length]), payloads=np.array([length]))
    return int(offered(one, data)[0])


@pytest.mark.parametrize(
    ("options", "shift"),
    [
        (b"", NO_OPTION),
        (MSS, NO_OPTION),
        (SCALE_7 + NOTHING, 7),
        (MSS + NOTHING + SCALE_7, 7),
        (MSS + SACK + STAMP + NOTHING + SCALE_7, 7),
        (b"\x00" + SCALE_7, NO_OPTION),
        (b"\x03\x04\x07\x00", NO_OPTION),
        (b"\x05\x00" + SCALE_7, NO_OPTION),
        (b"\x05\x01" + SCALE_7, NO_OPTION),
        (b"\x03\x03\xff\x00", 255),
        (SCALE_7 + b"\x03\x03\x02", 2),
    ],
    ids=[
        "none",
        "others",
        "alone",
        "behind one",
        "behind many",
        "behind the end",
        "too long",
        "0",
        "1",
        "255",
        "twice",
    ],
)
def test_the_shift_is_found(options: bytes, shift: int) -> None:
    assert found_in(options) == shift


def test_an_option_that_was_cut_off_is_none() -> None:
    assert [found_in(MSS + SCALE_7, cut) for cut in range(8)] == [NO_OPTION] * 7 + [7]


@given(st.binary(max_size=40))
def test_whatever_stands_there_is_read_to_its_end(options: bytes) -> None:
    assert NO_OPTION <= found_in(options) <= 255


def test_both_sides_must_offer() -> None:
    client, server = agree(SYN, 7, UNKNOWN, UNKNOWN)
    assert (client, server) == (7, UNKNOWN)
    assert agree(SYN | ACK, 2, server, client) == (2, 7)
    assert agree(SYN | ACK, NO_OPTION, server, client) == (UNUSED, UNUSED)
    client, server = agree(SYN, NO_OPTION, UNKNOWN, UNKNOWN)
    assert client == UNUSED
    assert agree(SYN | ACK, 2, server, client)[0] == UNUSED


def test_a_shift_is_14_at_most() -> None:
    assert agree(SYN, 200, UNKNOWN, UNKNOWN)[0] == 14
