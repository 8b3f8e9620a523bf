"""The counters in a real terminal, on this machine's own."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable

import pytest

from tests.tui.terminal import Tmux

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")


def test_datagrams_for_nobody_grow_a_counter_that_is_explained(open_terminal: Callable[..., Tmux]) -> None:
    terminal = open_terminal("sockets", columns=180, lines=30)
    terminal.wait_for("sockets", "live")
    terminal.press("c")
    terminal.wait_for("IpInReceives", "since")
    terminal.press("o", "/", "UdpNoPorts")
    terminal.wait_for("words UdpNoPorts", "1 shown")
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone,
    ):
        gone.bind(("127.0.0.1", 0))
        address = gone.getsockname()
        gone.close()
        for _ in range(20):
            one.sendto(b"anybody?", address)
    shown = terminal.wait_until(
        lambda now: re.search(r"^! UdpNoPorts +[\d,]+ +\+[\d,]+", now, re.MULTILINE) is not None
    )
    assert " UDP! " in shown
    # The terminal is so wide that a note about the session stands beside it.
    terminal.wait_for("The filter icmp.type == 3 && icmp.code == 3 shows")
    terminal.press("Escape")
    terminal.wait_for("UdpInErrors")
    terminal.press("Tab", "Tab")
    terminal.wait_for("Interface", " lo ", "Packets/s")
    terminal.press("Escape")
    terminal.wait_for("sockets", "its packets")
    terminal.press("q")
