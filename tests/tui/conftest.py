"""The viewer in a terminal that tests look at and press keys in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.quiet import wait_for_idle
from tests.tui.style_sheets import parse_once
from tests.tui.terminal import Tmux


@pytest.fixture
def open_terminal(require_tool: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[..., Tmux]]:
    """A function that runs `remora` with arguments in a terminal of some size; or a program that runs it, `before`.

    Its own dissectors draw the tree, as the settings say: tshark takes longer to start than most tests take.
    """
    require_tool("tmux")
    opened: list[Tmux] = []
    settings = tmp_path / "settings.toml"
    settings.write_text('decoder = "native"\n', "utf-8")

    def start(*arguments: str, columns: int = 80, lines: int = 24, before: str = "", **changes: str) -> Tmux:
        changes = {"REMORA_CONFIG": str(settings), "XDG_STATE_HOME": str(tmp_path), **changes}
        words = ["-c", before, *arguments] if before else ["-m", "tui", *arguments]
        opened.append(Tmux(words, columns, lines, **changes))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.fixture(scope="session", autouse=True)
def quick_pilot() -> Iterator[None]:
    """Keys follow as soon as the screen has done what the one before wants, and style sheets are known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", wait_for_idle)
        patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
        parse_once(patch)
        yield
