"""What reaches a terminal that wants no colours, or has few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.tui.snapshots import screen_segments, screen_text
from tests.tui.terminal import Pty
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tests.tui.waiting_for import until

DEFAULTS = {b"39", b"49"}
ATTRIBUTES = {b"", b"0", b"1", b"2", b"3", b"4", b"7"}


def styles_of(tmp_path: Path, **changes: str) -> list[list[bytes]]:
    """The parameters of every SGR sequence that the viewer sends."""
    settings = tmp_path / "settings.toml"
    settings.write_text('decoder = "native"\n', "utf-8")
    terminal = Pty(["-m", "tui", str(SAMPLES / "refused.pcapng")], 80, 24, REMORA_CONFIG=str(settings), **changes)
    try:
        terminal.wait_for(b"Decoded packet")
        terminal.settle()
        terminal.press(b"q")
        terminal.end()
    except BaseException:
        terminal.kill()
        raise
    return [found.split(b";") for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.output)]


@pytest.mark.parametrize("terminal", ["xterm-256color", "screen", ""])
def test_without_colours_there_are_the_terminals_own_and_attributes(tmp_path: Path, terminal: str) -> None:
    styles = styles_of(tmp_path, NO_COLOR="1", TERM=terminal, COLORTERM="")
    assert {part for style in styles for part in style} <= DEFAULTS | ATTRIBUTES
    assert [b"1", b"7", b"39", b"49"] in styles, "the cursor's row is reversed"


@pytest.mark.parametrize("terminal", ["xterm", "screen", ""])
def test_few_colours_are_the_terminals_sixteen(tmp_path: Path, terminal: str) -> None:
    styles = styles_of(tmp_path, TERM=terminal, COLORTERM="")
    assert not [style for style in styles if b"38" in style or b"48" in style]
    assert [b"32", b"49"] in styles


@pytest.mark.parametrize(
    ("no_color", "theme"), [("1", "remora-dark"), ("1", "remora-terminal"), ("", "remora-terminal")]
)
async def test_what_is_told_and_the_line_in_focus_stand_out(
    monkeypatch: pytest.MonkeyPatch, no_color: str, theme: str
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    app = ToyApp(ToyTable(toy_frames(3)), theme=theme)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.tell("It is told.")
        await until(pilot, lambda: "It is told." in screen_text(app))
        (told,) = (piece.style for line in screen_segments(app) for piece in line if "It is told." in piece.text)
        assert told is not None
        assert told.reverse
        for colour in (told.color, told.bgcolor):
            assert colour is None or colour.is_default
        if no_color:
            await pilot.press("ctrl+f", "tab")
            await until(pilot, lambda: "Look for" in screen_text(app))
            (label,) = (piece.style for line in screen_segments(app) for piece in line if "Look for" in piece.text)
            assert label is not None
            assert label.reverse


@pytest.mark.parametrize("theme", ["remora-terminal", "remora-dark"])
async def test_without_a_terminal_both_themes_are_drawn(monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    for name in ("TERM", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    app = ToyApp(ToyTable(toy_frames(3)), theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Packet list" in screen_text(app)
