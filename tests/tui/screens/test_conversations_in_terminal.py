"""The conversations screen in a real terminal: from the list of a shipped sample and back, and a capture that grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import ACK, capture_of, tcp, udp
from tests.tui.terminal import Tmux

HELLO = str(SAMPLES / "hello-ipv6.pcapng")


@pytest.mark.tools
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (160, 48)])
def test_from_the_list_to_a_conversations_packets(open_terminal: Callable[..., Tmux], columns: int, lines: int) -> None:
    terminal = open_terminal(HELLO, columns=columns, lines=lines)
    terminal.wait_for("[SYN]")
    terminal.press("2")
    shown = terminal.wait_for("TCP 1", "[::1]:56890 ↔ [::1]:1234", "201,694", "closed")
    assert all(len(line) <= columns for line in shown.splitlines())
    terminal.press("S", "Enter")
    terminal.wait_for("tcp.stream == 0", "19 of 19")
    terminal.press("2", "1")
    terminal.wait_until(lambda now: "all packets" not in now and "[SYN]" in now)


@pytest.mark.tools
def test_a_file_that_grows(open_terminal: Callable[..., Tmux], tmp_path: Path) -> None:
    ends = ("10.0.0.1", 80), ("10.0.0.2", 1000)
    frames = [tcp(*ends, 1, ACK), udp(*ends), tcp(("10.0.0.3", 7), ends[0], 1, ACK, bytes(500))]
    capture_of(frames, tmp_path).close()
    path = tmp_path / "made.pcap"
    whole = path.read_bytes()
    path.write_bytes(whole[: 24 + 16 + len(frames[0])])
    terminal = open_terminal("--tail", str(path), columns=100, lines=24)
    terminal.wait_for("10.0.0.1")
    terminal.press("2")
    terminal.wait_for("TCP 1", "UDP 0", "10.0.0.1:80 ↔ 10.0.0.2:1000")
    with path.open("ab") as growing:
        growing.write(whole[path.stat().st_size :])
    # The one with most bytes comes to the top, and is shown: none was chosen.
    terminal.wait_for("TCP 2", "UDP 1", "10.0.0.1:80 10.0.0.2:1000", "10.0.0.3:7 ↔ 10.0.0.1:80")
