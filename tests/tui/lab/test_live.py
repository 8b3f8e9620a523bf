"""A scene played while it is shown, in a terminal and without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.terminal import PROJECT, Tmux, environment


@pytest.mark.root
@pytest.mark.tools
def test_a_scene_is_shown_with_its_words(
    require_root: None, require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    require_tool("tmux")
    settings = {"REMORA_CONFIG": str(tmp_path / "settings.toml"), "XDG_STATE_HOME": str(tmp_path)}
    terminal = Tmux(["-m", "tui", "lab", "udp"], 100, 30, **settings)
    try:
        terminal.wait_for("lab udp", "stopped", "2 captured", "It is over", "Frame 1:")
        terminal.press("w")
        terminal.wait_for("What happened", "client: sends a datagram", "Look for", "two packets and no more")
        terminal.press("Escape")
        terminal.wait_until(lambda now: "What happened" not in now)
        terminal.press("q")
        terminal.wait_for("2 captured, 0 dropped, discarded")
    finally:
        terminal.close()
    assert list(tmp_path.rglob("*.pcap")) == []


@pytest.mark.root
def test_without_a_terminal_its_packets_are_printed(require_root: None, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tui", "lab", "udp"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
        env={**environment(XDG_STATE_HOME=str(tmp_path)), "PATH": os.environ["PATH"]},
    )
    assert ran.returncode == 0, ran.stderr
    assert [line.split()[:2][0] for line in ran.stdout.splitlines()] == ["1", "2"]
    assert all("UDP" in line for line in ran.stdout.splitlines())
    assert "client: sends a datagram" in ran.stderr
