"""A followed conversation in a file: under which name, and what is in it."""

from __future__ import annotations

from pathlib import Path

from dissectors.deep.following.conversation_survey import Substream
from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from tests.dissectors.streams.following.test_follow import FRAMES
from tests.dissectors.streams.frames import capture_of
from tui.exchange_saving import exchange_saving, usual_name


def test_names_tell_conversation_side_and_form(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    assert usual_name(Exchange(table, "tcp", 3), "raw", 0) == "tcp-3-client.bin"
    assert usual_name(Exchange(table, "udp", 0), "ascii", None) == "udp-0.txt"
    inside = DeepStream("http2", "tcp", 3, Substream(0, 5))
    assert usual_name(DeepExchange(table, inside, None, 0), "yaml", 1) == "http2-3-5-server.yaml"


def test_the_bytes_of_a_side_are_in_the_file(tmp_path: Path) -> None:
    write = exchange_saving(Exchange(PacketTable(capture_of(FRAMES, tmp_path)), "tcp", 0), "raw", 0)
    path = tmp_path / "said.bin"
    with path.open("wb") as file:
        assert write(file, lambda: False) == "12 B"
    assert path.read_bytes() == b"hello, world"
