from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.saving import SaveWish
from tui.screens.save_dialog import SaveDialog

COUNTS = {"all": 10, "displayed": 4, "marked": 0}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the program was started: names are short to type."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def wished(*steps: Sequence[str]) -> tuple[list[SaveWish | None], str]:
    """What the dialog ended with, if it did, and what it showed last."""
    app = RemoraApp()
    ended: list[SaveWish | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(SaveDialog(COUNTS, ""), ended.append)  # type: ignore[arg-type]
        await pilot.pause()
        for keys in steps:
            await pilot.press(*keys)
        await pilot.pause()
        return ended, screen_text(app)


async def test_a_name_is_enough_to_save_all() -> None:
    ended, _ = await wished("a.pcap", ["enter"])
    assert ended == [SaveWish(Path("a.pcap"), "all")]


async def test_the_format_is_told_by_the_name() -> None:
    assert "a pcap file" in (await wished("a.pcap"))[1]
    assert "a pcapng file" in (await wished("a"))[1]


async def test_a_range_is_asked_for_and_checked() -> None:
    name = "a"
    ended, shown = await wished(name, ["tab", "down", "down", "down", "tab"], "9-12,30", ["enter"])
    assert ended == []
    assert "there are packets 1 to 10" in shown
    ended, _ = await wished(name, ["tab", "down", "down", "down", "tab"], "2-5", ["enter"])
    assert ended == [SaveWish(Path(name), "range", "2-5")]


async def test_packets_that_are_not_there_cannot_be_saved() -> None:
    ended, shown = await wished("a", ["tab", "down", "down", "enter"])
    assert ended == []
    assert "no packet is marked" in shown


async def test_a_file_that_is_there_is_replaced_only_after_a_yes() -> None:
    there = Path("b")
    there.touch()
    ended, shown = await wished("b", ["enter"])
    assert ended == []
    assert "exists already" in shown
    assert (await wished("b", ["enter", "n"]))[0] == []
    assert (await wished("b", ["enter", "escape"]))[0] == []
    assert (await wished("b", ["enter", "y"]))[0] == [SaveWish(there, "all", overwrite=True)]


async def test_it_asks_once_about_a_file_that_is_there_though_enter_repeats_itself() -> None:
    Path("b").touch()
    app = RemoraApp()
    ended: list[SaveWish | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = SaveDialog(COUNTS, "b")  # type: ignore[arg-type]
        app.push_screen(dialog, ended.append)
        await pilot.pause()
        dialog.submit()
        dialog.submit()
        await pilot.pause()
        assert len(app.screen_stack) == 3
        await pilot.press("y")
        assert ended == [SaveWish(Path("b"), "all", overwrite=True)]


async def test_a_folder_that_is_not_there_is_told() -> None:
    ended, shown = await wished("no/a", ["enter"])
    assert ended == []
    assert "there is no folder" in shown


async def test_escape_saves_nothing() -> None:
    ended, _ = await wished("a", ["escape"])
    assert ended == [None]
