from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.screens.open_dialog import OpenDialog


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "one.pcap").touch()
    (tmp_path / "captures" / "two\x1b[2J.pcap").touch()
    return tmp_path


async def opened(start: Path, *steps: Sequence[str]) -> tuple[list[Path | None], str]:
    app = RemoraApp()
    ended: list[Path | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(OpenDialog(start), ended.append)
        await pilot.pause()
        for keys in steps:
            await pilot.press(*keys)
        await pilot.pause()
        return ended, screen_text(app)


async def test_tab_completes_and_enter_opens(folder: Path) -> None:
    ended, _ = await opened(folder, "ca", ["tab"], "o", ["tab", "enter"])
    assert ended == [folder / "captures" / "one.pcap"]


async def test_a_name_is_picked_from_the_list_and_folders_are_gone_into(folder: Path) -> None:
    ended, shown = await opened(folder, ["down", "enter"])
    assert ended == []
    assert "one.pcap" in shown
    ended, _ = await opened(folder, ["down", "enter", "down", "enter"])
    assert ended == [folder / "captures" / "one.pcap"]


async def test_a_name_full_of_control_characters_is_shown_harmless_and_can_be_picked(folder: Path) -> None:
    ended, shown = await opened(folder / "captures", ["down", "down"])
    assert "two\N{SYMBOL FOR ESCAPE}[2J.pcap" in shown
    assert "\x1b" not in shown
    ended, _ = await opened(folder / "captures", ["down", "down", "enter"])
    assert ended == [folder / "captures" / "two\x1b[2J.pcap"]


async def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    ended, shown = await opened(folder, "nothing", ["enter"])
    assert ended == []
    assert "there is no file" in shown


async def test_escape_opens_nothing(folder: Path) -> None:
    assert (await opened(folder, ["escape"]))[0] == [None]
