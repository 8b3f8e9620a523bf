from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import on
from textual.app import App, ComposeResult

from tui.panes.path_field import PathField


class FieldApp(App[None]):
    """A field alone."""

    def __init__(self, value: str = "") -> None:
        super().__init__()
        self.value = value
        self.chosen: list[Path] = []

    def compose(self) -> ComposeResult:
        yield PathField(self.value)

    def on_mount(self) -> None:
        self.query_one(PathField).input.focus()

    @on(PathField.Chosen)
    def _chosen(self, message: PathField.Chosen) -> None:
        self.chosen.append(message.path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("abc.pcap", "abd.pcap", "x.pcap"):
        (tmp_path / name).touch()
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "inner").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def after(*keys: Sequence[str]) -> tuple[str, list[Path], list[str]]:
    """The text, what was chosen, and the names offered, after some keys."""
    app = FieldApp()
    async with app.run_test() as pilot:
        for some in keys:
            await pilot.press(*some)
        await pilot.pause()
        field = app.query_one(PathField)
        offered = [candidate.name for candidate in field.candidate_list.candidates]
        return field.input.value, app.chosen, offered


async def test_names_that_could_be_meant_are_offered_while_typing(folder: Path) -> None:
    assert (await after("ab"))[2] == ["abc.pcap", "abd.pcap"]


async def test_tab_adds_what_they_have_in_common(folder: Path) -> None:
    assert (await after("a", ["tab"]))[0] == "ab"


async def test_enter_chooses_what_is_typed_even_if_it_is_not_there(folder: Path) -> None:
    assert (await after("new", ["enter"]))[1] == [Path("new")]


async def test_a_folder_is_gone_into(folder: Path) -> None:
    text, chosen, offered = await after("dir", ["enter"])
    assert (text, chosen, offered) == ("dir/", [], ["inner"])


async def test_arrows_pick_from_the_list(folder: Path) -> None:
    assert (await after("ab", ["down", "down", "enter"]))[1] == [Path("abd.pcap")]
    assert (await after("ab", ["down", "down", "up", "enter"]))[1] == [Path("abc.pcap")]
