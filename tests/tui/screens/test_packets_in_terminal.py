"""The packets screen in a real terminal, from the command line, on a shipped sample."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.tui.terminal import Tmux

HELLO = str(SAMPLES / "hello.pcapng")


def line_with(shown: str, text: str) -> str:
    return next(line for line in shown.splitlines() if text in line)


@pytest.mark.tools
def test_a_sample_is_opened_walked_and_left(open_terminal: Callable[..., Tmux]) -> None:
    terminal = open_terminal(HELLO, columns=160, lines=48)
    shown = terminal.wait_for("hello.pcapng", "[SYN]", "Transmission Control Protocol", "0000  ")
    assert line_with(shown, "captured").rstrip().endswith("dropped")
    terminal.press("j", "j", "Tab", "j", "j", "Right")
    terminal.wait_for("Frame 3:", "Source Port:")
    terminal.press("j", "j")
    shown = terminal.wait_for("tcp.dstport ·")
    assert re.search(r"bytes 36–37 *$", line_with(shown, "tcp.dstport ·"))
    terminal.press("Tab", "Right", "Right")
    terminal.wait_until(lambda now: "tcp.dstport ·" not in now and "byte 38 " in now)
    terminal.press("q")
    terminal.wait_until(lambda now: "Decoded packet" not in now)


@pytest.mark.tools
def test_a_filter_is_typed_and_applied(open_terminal: Callable[..., Tmux]) -> None:
    terminal = open_terminal(HELLO)
    terminal.wait_for("[SYN]")
    terminal.press("/", "tcp.flags.syn == x")
    terminal.wait_for("^")
    terminal.press("BSpace", "1", "Enter")
    shown = terminal.wait_for("2 displayed", "✓ 2 of")
    assert len([line for line in shown.splitlines() if "[SYN" in line]) == 2
    terminal.press("/", "C-u", "Enter")
    terminal.wait_until(lambda now: "2 displayed" not in now)


@pytest.mark.tools
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (160, 48)])
def test_a_filter_is_completed_and_a_field_is_applied_as_one(
    open_terminal: Callable[..., Tmux], columns: int, lines: int
) -> None:
    terminal = open_terminal(HELLO, columns=columns, lines=lines)
    terminal.wait_for("[SYN]")
    terminal.press("/", "tcp.srcp")
    terminal.wait_for("Source Port, a number")
    terminal.press("Tab")
    terminal.wait_for("tcp.srcport ", "any value is equal")
    terminal.press("== 1234", "Enter")
    terminal.wait_until(lambda now: re.search(r"✓ \d+ of \d+ .*columns", now) is not None)
    terminal.press("Tab", "j", "j", "j", "Right", "a")
    terminal.wait_for("Apply as filter", "tcp.srcport == 1234 && tcp")
    terminal.press("Right", "n")
    terminal.wait_for("filter !(frame[34:", "✓")
    terminal.press("/", "C-u")
    terminal.press('frame contains "x"')
    terminal.wait_until(lambda now: re.search(r"dissection of \d+ candidates", now) is not None)
    terminal.press("C-u")
    terminal.press("ip.addr != 127.0.0.1")
    terminal.wait_for("neither ip.src nor ip.dst is 127.0.0.1")


@pytest.mark.tools
def test_the_filter_of_the_command_line_is_applied(open_terminal: Callable[..., Tmux]) -> None:
    terminal = open_terminal(HELLO, "-Y", "tcp.flags.fin == 1")
    shown = terminal.wait_for("2 displayed", "[FIN")
    assert "[SYN" not in shown


@pytest.mark.tools
@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}], ids=["none", "16"])
def test_few_colours_show_the_same_text(open_terminal: Callable[..., Tmux], changes: dict[str, str]) -> None:
    terminal = open_terminal(HELLO, **changes)
    shown = terminal.wait_for("[SYN]", "Decoded packet")
    assert re.search(r"^S +1 ", shown, re.MULTILINE)
    terminal.press("?")
    terminal.wait_for("Packet list", "Esc")


@pytest.mark.tools
def test_a_damaged_file_is_shown_up_to_the_damage(open_terminal: Callable[..., Tmux], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pcapng"
    damaged.write_bytes(Path(HELLO).read_bytes()[:-50])
    terminal = open_terminal(str(damaged))
    terminal.wait_for("The file ends in the middle", "[SYN]")
    terminal.press("Escape")
    terminal.wait_until(lambda now: "The file ends" not in now)
