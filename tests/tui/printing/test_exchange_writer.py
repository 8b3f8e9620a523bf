"""An exchange on its way to standard output, as it becomes known."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tui.printing.exchange_writer import ExchangeWriter

CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
FRAMES = [
    tcp(CLIENT, SERVER, 1, ACK, b"one "),
    tcp(SERVER, CLIENT, 1, ACK, b"\xff"),
    tcp(CLIENT, SERVER, 9, ACK, b"two"),
]


def test_what_is_known_is_written_at_once_and_the_rest_as_it_comes(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    capture = capture_of(FRAMES[:1], tmp_path)
    writer = ExchangeWriter(Exchange(PacketTable(capture), "tcp", 0), "raw", None)
    writer.write_on()
    assert capfdbinary.readouterr().out == b"one "
    capture_of(FRAMES, tmp_path)
    capture.refresh()
    writer.write_on()
    assert capfdbinary.readouterr().out == b"\xff"
    writer.end()
    writer.flush()
    assert capfdbinary.readouterr().out == b"two"


@pytest.mark.parametrize(("side", "said"), [(0, b"one two"), (1, b"\xff")])
def test_one_side_is_written_alone(
    side: int, said: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    writer = ExchangeWriter(Exchange(PacketTable(capture_of(FRAMES, tmp_path)), "tcp", 0), "raw", side)
    writer.write_on()
    writer.end()
    writer.flush()
    assert capfdbinary.readouterr().out == said
