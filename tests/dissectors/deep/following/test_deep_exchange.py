"""Parts with bytes of their own, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.deep.following import deep_exchange
from dissectors.deep.following.conversation_survey import Substream
from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA, LOST
from tests.dissectors.deep.talks import WEBSOCKET, table_of, tcp_frames


def exchange(folder: Path) -> DeepExchange:
    return DeepExchange(table_of(tcp_frames(WEBSOCKET), folder), DeepStream("tls", "tcp", 0), None, 4)


def test_parts_tell_sides_packets_and_offsets(tmp_path: Path) -> None:
    made = exchange(tmp_path)
    made.extend([Piece(0, DATA, 3, 2, b"ab"), Piece(1, DATA, 4, 0, b""), Piece(1, LOST, 5, 7, b"")])
    made.extend([Piece(1, DATA, 5, 1, b"c"), Piece(0, DATA, 6, 2, b"de")])
    assert made.parts.sides.tolist() == [0, 1, 1, 0]
    assert made.parts.rows.tolist() == [3, 5, 5, 6]
    assert made.parts.offsets.tolist() == [0, 0, 7, 2]
    assert made.data(range(4)) == [b"ab", b"", b"c", b"de"]
    assert made.read_places([(1, 2), (-1, 5)]) == [b"bc", b""]
    assert not made.finish()


def test_what_is_too_much_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_exchange, "MOST_KEPT", 3)
    made = exchange(tmp_path)
    made.extend([Piece(0, DATA, 3, 2, b"ab"), Piece(0, DATA, 3, 2, b"cd"), Piece(0, DATA, 3, 1, b"e")])
    assert made.is_full
    assert made.data(range(len(made.parts))) == [b"ab"]


@pytest.mark.parametrize(("stream", "title", "display_filter", "file_name"), [
    (DeepStream("tls", "tcp", 3), "TLS · tcp.stream 3", "tcp.stream == 3 && tls", "tls-3"),
    (DeepStream("http2", "tcp", 3, Substream(0, 5)), "HTTP/2 stream 5 · tcp.stream 3",
     "tcp.stream == 3 && http2.streamid == 5", "http2-3-5"),
    (DeepStream("quic", "udp", 0, Substream(1, 4)), "QUIC stream 4 · udp.stream 0",
     "udp.stream == 0 && quic.stream.stream_id == 4", "quic-0-4"),
    (DeepStream("sip", "udp", 0, Substream(0, 1), "a@b"), "SIP call 1 · udp.stream 0",
     'udp.stream == 0 && sip.Call-ID == "a@b"', "sip-0-1"),
    (DeepStream("sip", "udp", 0, Substream(0, 1), 'a" || tcp || "'), "SIP call 1 · udp.stream 0",
     "udp.stream == 0 && sip", "sip-0-1"),
])  # fmt: skip
def test_names(stream: DeepStream, title: str, display_filter: str, file_name: str) -> None:
    assert (stream.title, stream.filter, stream.file_name) == (title, display_filter, file_name)
