"""The diagnosis screen in a real terminal: a shipped sample, and a capture that grows into a flood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.dissectors.streams.patterns.test_syn_flood import flood
from tests.tui.terminal import Tmux

ZERO_WINDOW = str(SAMPLES / "zero-window.pcapng")


@pytest.mark.tools
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (160, 48)])
def test_from_the_list_to_an_items_packets(open_terminal: Callable[..., Tmux], columns: int, lines: int) -> None:
    terminal = open_terminal(ZERO_WINDOW, columns=columns, lines=lines)
    terminal.wait_for("[SYN]")
    terminal.press("5")
    shown = terminal.wait_for("looked at all of 65 packets", "stalled (TCP)", "▸ W 24  TCP", "No room", "12, 14")
    assert all(len(line) <= columns for line in shown.splitlines())
    terminal.press("j", "j", "Right")
    terminal.wait_for("the program there does not read", "filter: tcp.analysis.zero_window")
    terminal.press("Enter")
    terminal.wait_for("2 of 65", "tcp.analysis.zero_window")
    terminal.press("5", "Escape")
    terminal.wait_until(lambda now: "looked at" not in now and "2 of 65" in now)


@pytest.mark.tools
def test_a_file_that_grows_into_a_flood(open_terminal: Callable[..., Tmux], tmp_path: Path) -> None:
    flood().findings(tmp_path)  # writes the capture
    path = tmp_path / "scene.pcap"
    whole = path.read_bytes()
    path.write_bytes(whole[: 24 + 20 * (16 + 54)])
    terminal = open_terminal("--tail", str(path), columns=100, lines=24)
    terminal.wait_for("198.51.0.7")
    terminal.press("5")
    terminal.wait_for("looked at all of 20 packets")
    later = flood()
    later.wait(10)
    later.udp(("10.0.0.5", 1), ("10.0.0.6", 2))
    (tmp_path / "later").mkdir()
    later.findings(tmp_path / "later")
    whole = (tmp_path / "later" / "scene.pcap").read_bytes()
    with path.open("ab") as file:
        file.write(whole[path.stat().st_size :])
    terminal.wait_for("SYN flood (likely)", "looked at all of 301 packets")
