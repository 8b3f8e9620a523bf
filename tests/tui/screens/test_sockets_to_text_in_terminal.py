"""From the sockets of two programs that talk to their packets, to what they said, and back: in a real terminal."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from dissectors.privilege import effective_capabilities
from tests.tui.terminal import Tmux
from tests.tui.test_viewer import broker_of, empty_field, free_port, viewer_of

START = Callable[..., Tmux]


class Talk:
    """netcat that listens on loopback, and netcat that connects; lines are typed into either."""

    def __init__(self, nc: str) -> None:
        self.port = free_port()
        self._nc = nc
        self._running: list[subprocess.Popen[bytes]] = []

    def listen(self, address: str = "127.0.0.1") -> int:
        """The listener's pid."""
        return self._start("-l", address, str(self.port))

    def connect(self) -> int:
        """The other's pid; only as soon as there is a listener."""
        return self._start("127.0.0.1", str(self.port))

    def _start(self, *arguments: str) -> int:
        self._running.append(subprocess.Popen([self._nc, *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))
        return self._running[-1].pid

    def type(self, line: bytes, *, into: int) -> None:
        keyboard: IO[bytes] | None = self._running[into].stdin
        assert keyboard is not None
        keyboard.write(line)
        keyboard.flush()

    def end(self) -> None:
        for program in self._running:
            program.kill()
            program.communicate()


@pytest.fixture
def talk(require_tool: Callable[[str], str]) -> Iterator[Talk]:
    made = Talk(require_tool("nc"))
    yield made
    made.end()


def close_menu(terminal: Tmux) -> None:
    """A letter right behind an escape would be another key."""
    terminal.press("Escape")
    terminal.wait_until(lambda now: "the pid" not in now)


@pytest.mark.tools
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (160, 48)])
def test_both_ends_their_packets_what_was_said_and_back(
    require_root: None, open_terminal: START, talk: Talk, tmp_path: Path, columns: int, lines: int
) -> None:
    listener = talk.listen()
    terminal = open_terminal("sockets", columns=columns, lines=lines)
    terminal.wait_for("sockets ● live")
    terminal.press("/", f"sock.port == {talk.port}", "Enter")
    terminal.wait_for("LISTEN", f"127.0.0.1:{talk.port}", "nc", "1 shown of")
    client = talk.connect()
    terminal.wait_until(lambda now: " 3 shown of" in now and len(re.findall(r"ESTABLISHED .*:.* nc\b", now)) == 2)
    if columns > 100:
        terminal.wait_for(str(listener), str(client))
    viewer = viewer_of(tmp_path)
    assert effective_capabilities(viewer.pid) == 0
    assert effective_capabilities(broker_of(viewer).pid) != 0

    # Only the connections: on the first of them its packets are wanted, and nothing captures yet.
    terminal.press("o")
    terminal.wait_for(" 2 shown of")
    terminal.press("Home", "Enter")
    terminal.wait_for("No capture is running: capture on lo and show this socket's packets?")
    terminal.press("y")
    terminal.wait_for("lo ● live", "Waiting for packets on lo")
    talk.type(b"what the client says\n", into=1)
    terminal.wait_for("[PSH, ACK]", f"→ {talk.port}")

    # What was said, and more of it as it comes.
    terminal.press("f")
    terminal.wait_for("what the client says")
    talk.type(b"what the server says\n", into=0)
    terminal.wait_for("what the client says", "what the server says")
    terminal.press("Escape")
    terminal.wait_for("lo ● live", "[PSH, ACK]")

    # The socket of the packet under the cursor: its sender's, and then the one at the other end.
    terminal.press("Home", "s")
    terminal.wait_for("sockets ● live", " 2 shown of")
    terminal.press("y")
    terminal.wait_for("the pid", str(client))
    close_menu(terminal)
    terminal.press("s", "y")
    terminal.wait_for("the pid", str(listener))
    close_menu(terminal)
    terminal.press("f")
    terminal.wait_for("what the client says", "what the server says")
    terminal.press("Escape")
    terminal.wait_for("sockets ● live")

    # Closed from outside: the packets tell of it, and still lead to what became of the socket.
    terminal.press("K")
    terminal.wait_for("Close this socket?", f"nc (pid {listener}), user root", f"type its local port, {talk.port}")
    terminal.press("1", "Enter")
    terminal.wait_for(f"type {talk.port} to close it")
    empty_field(terminal, f"type its local port, {talk.port}")
    terminal.press(str(talk.port), "Enter")
    terminal.wait_for("Closed: tcp")
    terminal.press("1")
    terminal.wait_for("lo ● live", "[RST, ACK]")
    terminal.press("s")
    terminal.wait_until(lambda now: "This socket closed" in now or "There is no such socket now" in now)
    terminal.press("1")
    terminal.wait_for("[RST, ACK]")
    terminal.press("q", "d")
    terminal.wait_for("discarded")


@pytest.mark.tools
def test_a_listener_is_there_before_any_packet_and_whoever_connects_is_seen(
    require_root: None, open_terminal: START, talk: Talk
) -> None:
    talk.listen("0.0.0.0")
    terminal = open_terminal(columns=100, lines=30)
    terminal.wait_for("Interfaces")
    terminal.press("3")
    terminal.wait_for("sockets ● live")
    terminal.press("/", f"sock.port == {talk.port}", "Enter")
    terminal.wait_for("LISTEN", f"0.0.0.0:{talk.port}", "nc", "1 shown of")
    terminal.press("f")
    terminal.wait_for("A listener says nothing itself")
    terminal.press("Enter")
    terminal.wait_for("capture on all interfaces and show this socket")
    terminal.press("y")
    terminal.wait_for("any ● live", f"tcp.port == {talk.port}", "0 captured")
    talk.connect()
    terminal.wait_for("[SYN]", "[SYN, ACK]", " 3 captured")
    terminal.press("3")
    terminal.wait_for("LISTEN", "ESTABLISHED", " 3 shown of")
    terminal.press("Escape")
    terminal.wait_until(lambda now: " 3 shown of" not in now)
    terminal.press("1")
    terminal.wait_for("[SYN, ACK]")
    terminal.press("q", "d")
    terminal.wait_for("discarded")
