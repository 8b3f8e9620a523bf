"""tshark's tree in a real terminal: painted, switched, and gone with the viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import SAMPLES
from tests.tui.terminal import PATIENCE_SECONDS, Pty

HELLO = str(SAMPLES / "hello.pcapng")
pytestmark = pytest.mark.tools


@pytest.fixture
def viewer(require_tool: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[..., Pty]]:
    """A function that runs `remora` with arguments in a terminal, until tshark's tree is there."""
    require_tool("tshark")
    opened: list[Pty] = []

    def start(*arguments: str, **changes: str) -> Pty:
        changes = {"REMORA_CONFIG": str(tmp_path / "settings.toml"), "XDG_STATE_HOME": str(tmp_path), **changes}
        opened.append(Pty(["-m", "tui", *arguments], 120, 40, **changes))
        return opened[-1]

    yield start
    for terminal in opened:
        if psutil.pid_exists(terminal.pid):
            terminal.kill()


def tsharks_of(terminal: Pty) -> list[psutil.Process]:
    found = psutil.Process(terminal.pid).children(recursive=True)
    return [child for child in found if "tshark" in child.name()]


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all of them end soon."""
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)
    return not alive


def test_the_title_tells_when_tsharks_tree_is_painted(viewer: Callable[..., Pty]) -> None:
    terminal = viewer(HELLO)
    terminal.wait_for(b"packet 1 \xc2\xb7 tshark ")
    terminal.press(b"jjj")
    terminal.wait_for(b"packet 4 \xc2\xb7 tshark ")
    terminal.press(b"d")
    terminal.wait_for(b"packet 4 \xc2\xb7 native")
    terminal.press(b"d")
    terminal.wait_for(b"second opinion")
    spares = tsharks_of(terminal)
    terminal.press(b"q")
    assert terminal.end() == 0
    assert gone(spares)


def test_without_tshark_one_line_says_what_to_install(viewer: Callable[..., Pty], tmp_path: Path) -> None:
    terminal = viewer(HELLO, PATH=str(tmp_path))
    terminal.wait_for(b"There is no tshark on this machine: install it")
    assert "Decoded packet" in terminal.output.decode("utf-8", "replace")
    terminal.press(b"q")
    assert terminal.end() == 0


def test_the_settings_keep_what_was_chosen(viewer: Callable[..., Pty], tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('decoder = "native"\n', "utf-8")
    terminal = viewer(HELLO)
    terminal.wait_for(b"packet 1 \xc2\xb7 native")
    terminal.press(b"dd")
    terminal.wait_for(b"packet 1 \xc2\xb7 tshark ")
    terminal.press(b"q")
    assert terminal.end() == 0
    assert "decoder" not in (tmp_path / "settings.toml").read_text("utf-8")
