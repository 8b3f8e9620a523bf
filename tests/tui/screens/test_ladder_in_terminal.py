"""The ladder in a real terminal, from the list of a shipped sample and back; and what hostile packets send there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of, udp
from tests.tui.terminal import Pty, Tmux

HELLO = str(SAMPLES / "hello.pcapng")
HOSTILE = b"\x07x\x1b]0;owned\x07\x1b[31m"


@pytest.mark.tools
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (160, 48)])
def test_from_the_list_to_the_ladder_and_back(open_terminal: Callable[..., Tmux], columns: int, lines: int) -> None:
    terminal = open_terminal(HELLO, columns=columns, lines=lines)
    terminal.wait_for("[SYN]")
    terminal.press("j", "j", "L")
    shown = terminal.wait_for("Ladder of tcp.stream 0", "SYN-SENT ├── SYN seq=0", "┤ SYN-RECEIVED", "Frame 3:")
    assert re.search(r"ESTABLISHED ├── ACK seq=1 ack=1 .*▶│ ESTABLISHED", shown)
    terminal.press("G")
    shown = terminal.wait_for("TIME-WAIT ├──", "▶│ CLOSED", "Frame 20:")
    assert all(len(line) <= columns for line in shown.splitlines())
    terminal.press("Enter")
    terminal.wait_until(lambda now: "Ladder of" not in now and "Frame 20:" in now and "captured" in now)


@pytest.mark.tools
def test_texts_of_packets_send_nothing_to_the_terminal(tmp_path: Path) -> None:
    question = bytes.fromhex("123401000001000000000000") + bytes([len(HOSTILE)]) + HOSTILE + b"\x00\x00\x01\x00\x01"
    frame = bytearray(udp(("10.0.0.1", 5000), ("10.0.0.2", 53))) + question
    frame[16:18] = (len(frame) - 14).to_bytes(2, "big")
    frame[38:40] = (8 + len(question)).to_bytes(2, "big")
    capture_of([bytes(frame)], tmp_path)
    terminal = Pty(["-m", "tui", str(tmp_path / "made.pcap")], 120, 30, REMORA_CONFIG=str(tmp_path / "settings.toml"))
    try:
        terminal.wait_for(b"DNS")
        terminal.press(b"L")
        terminal.wait_for(b"udp.stream 0")
        terminal.settle()
        terminal.press(b"q")
        assert terminal.end() == 0
    except BaseException:
        terminal.kill()
        raise
    assert b"owned" in terminal.output
    assert b"\x1b]0;owned" not in terminal.output
    assert HOSTILE[:2] not in terminal.output
