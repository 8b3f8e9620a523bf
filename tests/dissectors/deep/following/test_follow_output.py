"""What tshark prints of a followed conversation, whole, in pieces and broken."""

from __future__ import annotations

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.following.follow_output import LONGEST_LINE, FollowYaml, Spoken

# tshark 4.0.17 -r quic.pcapng -q -z follow,quic,yaml,0,4
PRINTED = b"""peers:
  - peer: 0
    host: 127.0.0.1
    port: 42848
  - peer: 1
    host: 127.0.0.1
    port: 18444
packets:
  - packet: 9
    peer: 0
    timestamp: 1795231285.106822014
    data: !!binary |
      R0VUIC90d28NCg==
  - packet: 10
    peer: 1
    timestamp: 1795231285.106964111
    data: !!binary |
      ZWNobyBHRVQgL3R3bw0K
"""
MEANT = [Spoken(9, 0, b"GET /two\r\n"), Spoken(10, 1, b"echo GET /two\r\n")]


def read(printed: bytes, size: int = 1 << 20) -> list[Spoken]:
    reader = FollowYaml()
    pieces = (printed[start : start + size] for start in range(0, len(printed), size))
    return [*(spoken for piece in pieces for spoken in reader.feed(piece)), *reader.end()]


@pytest.mark.parametrize("size", [1, 5, 64, 10_000])
def test_output_in_pieces_of_any_size(size: int) -> None:
    assert read(PRINTED, size) == MEANT


def test_lines_that_other_versions_add_are_passed_over() -> None:
    changed = PRINTED.replace(b"    peer: 1\n", b"    index: 7\n    sub_stream: 3\n    peer: 1\n")
    changed = changed.replace(b"\n", b"\r\n")
    assert read(b"** a plug-in says hello\n" + changed + b"trailer: yes\n") == MEANT


def test_data_of_many_lines_and_of_none() -> None:
    data = bytes(range(256)) * 3
    lines = b"".join(b"      " + line + b"\n" for line in base64.encodebytes(data).split())
    printed = b"packets:\n  - packet: 1\n    peer: 0\n    data: !!binary |\n" + lines
    printed += b"  - packet: 2\n    peer: 1\n    data: !!binary |\n  - packet: 3\n    peer: 1\n"
    assert read(printed) == [Spoken(1, 0, data)]


def test_a_conversation_that_says_nothing() -> None:
    assert read(b"peers:\n  - peer: 0\n    host: \n    port: 0\npackets:\n") == []


def test_numbers_that_are_none_are_0() -> None:
    printed = b"packets:\n  - packet: 99999999999999\n    peer: 7\n    data: !!binary |\n      QQ==\n"
    assert read(printed) == [Spoken(0, 1, b"A")]


@pytest.mark.parametrize("printed", [
    b"x" * (LONGEST_LINE + 1),
    b"packets:\n  - packet: 1\n    data: !!binary |\n      AAA\n",
], ids=["no end", "no base 64"])  # fmt: skip
def test_what_is_no_such_output_is_told(printed: bytes) -> None:
    with pytest.raises(TsharkFailed, match="tshark's answer"):
        read(printed)


@given(st.binary(max_size=400))
def test_anything_at_all_ends_in_an_answer(printed: bytes) -> None:
    with contextlib.suppress(TsharkFailed):
        assert all(spoken.data for spoken in read(b"packets:\n  - packet: 1\n    data: !!binary |\n" + printed, 9))
