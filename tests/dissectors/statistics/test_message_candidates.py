"""What is left out without dissecting it tells nothing when it is dissected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.statistics import message_candidates
from dissectors.statistics.message_candidates import may_go_on, may_tell
from dissectors.statistics.message_framing import FRAMINGS
from dissectors.statistics.messages import SPEAKERS, Messages
from tests.conftest import SAMPLES
from tests.dissectors.statistics.spoken import ANSWER, CLIENT_HELLO, REQUEST, SERVER_HELLO
from tests.dissectors.streams.frames import capture_of, tcp

CLIENT, WEB, SECRET = ("10.0.0.2", 40000), ("10.0.0.1", 80), ("10.0.0.1", 443)
DATA = b"\x17\x03\x03\x00\x02ab"
CHANGE_CIPHER = b"\x14\x03\x03\x00\x01\x01"


def told_and_left(table: PacketTable) -> tuple[set[int], set[int]]:
    """Rows that have messages, and rows that are left out."""
    every, index = Messages(frozenset(SPEAKERS.values())), table.index
    told = {row for row in range(len(table)) if every(table.dissection(row))}
    chosen = set[int]()
    for piece in (index.piece_of(row) for row in range(0, len(table), 1000)):
        for name in SPEAKERS:
            layers = index.layers(piece, name)
            if layers is not None:
                chosen |= set((layers.rows[may_tell(name, layers, index.capture.view())] + piece.first).tolist())
    return told, set(range(len(table))) - chosen


def left_of(payloads: list[bytes], server: tuple[str, int], folder: Path, snap_length: int | None = None) -> list[int]:
    """The rows of those payloads that are left out, which must tell nothing."""
    frames = [tcp(CLIENT, server, 1000 * row, data=payload) for row, payload in enumerate(payloads)]
    told, left = told_and_left(PacketTable(capture_of(frames, folder, snap_length)))
    assert not told & left
    return sorted(left)


def test_the_middle_of_bodies_is_left_out(tmp_path: Path) -> None:
    payloads = [
        REQUEST,
        ANSWER,
        b"\r\n" + REQUEST,
        b"GET",
        b"GE",
        b"\r\n",
        b"\0" * 1000,
        b"body\r\n" + REQUEST,
        b"GET\n",
    ]
    assert left_of(payloads, WEB, tmp_path) == [4, 5, 6, 7]


def test_records_without_a_handshake_are_left_out(tmp_path: Path) -> None:
    payloads = [
        CLIENT_HELLO,
        SERVER_HELLO,
        DATA,
        DATA + SERVER_HELLO,
        CHANGE_CIPHER,
        CLIENT_HELLO[:-1],
        b"\x16\x03",
        b"?",
    ]
    assert left_of(payloads, SECRET, tmp_path) == [2, 4, 5, 6, 7]


def test_many_records_may_hide_a_handshake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_candidates, "MOST_RECORDS", 2)
    assert left_of([DATA * 3 + SERVER_HELLO, DATA * 3, DATA, DATA * 2], SECRET, tmp_path) == [2]


def going_on(payloads: list[bytes], server: tuple[str, int], folder: Path) -> list[int]:
    """The rows of those payloads that may begin what they do not end; none that does is missing."""
    frames = [tcp(CLIENT, server, 1000 * row, data=payload) for row, payload in enumerate(payloads)]
    table = PacketTable(capture_of(frames, folder))
    index, found = table.index, list[int]()
    piece = index.piece_of(0)
    for name in FRAMINGS:
        layers = index.layers(piece, name)
        if layers is not None:
            found += layers.rows[may_go_on(name, layers, index.capture.view())].tolist()
            going = [row for row in layers.rows.tolist() if FRAMINGS[name](payloads[row], 0).wanted]
            assert name == "http" or set(going) <= set(found)
    return found


def test_heads_and_records_may_go_on(tmp_path: Path) -> None:
    assert going_on([REQUEST, b"GET", b"body"], WEB, tmp_path) == [0, 1]
    payloads = [CLIENT_HELLO, CLIENT_HELLO[:9], DATA + CLIENT_HELLO[:3], DATA + b"\x17", DATA, DATA[:6], b"?"]
    assert going_on(payloads, SECRET, tmp_path) == [0, 1, 2]


def test_any_message_of_dns_may_go_on(tmp_path: Path) -> None:
    message = b"\0\x0c" + bytes(12)
    assert going_on([message, message * 3, message[:13]], ("10.0.0.1", 53), tmp_path) == [0, 1, 2]


PIECES = st.sampled_from(
    [
        REQUEST,
        ANSWER,
        b"\r\n",
        b"POST / HTTP/1.0\n\n",
        b"M-SEARCH",
        b"HTTP/",
        CLIENT_HELLO,
        SERVER_HELLO,
        DATA,
        CHANGE_CIPHER,
    ]
) | st.binary(max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.lists(PIECES, max_size=4).map(b"".join), min_size=1, max_size=12), st.sampled_from([WEB, SECRET]))
def test_no_message_is_missed(tmp_path: Path, payloads: list[bytes], server: tuple[str, int]) -> None:
    left_of(payloads, server, tmp_path)
    left_of(payloads, server, tmp_path, 70)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pcapng")), ids=lambda path: path.name)
def test_no_message_of_the_samples_is_missed(path: Path) -> None:
    with open_capture(path) as capture:
        capture.refresh()
        told, left = told_and_left(PacketTable(capture))
        assert not told & left
