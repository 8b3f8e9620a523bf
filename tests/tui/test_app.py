from pathlib import Path

import pytest
from textual.screen import Screen

from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui import settings as settings_file
from tui import theme
from tui.settings import Settings
from tui.time_format import TimeFormat


async def test_settings_decide_columns_time_theme_and_keys() -> None:
    chosen = Settings(
        columns=("number", "toy.port"), keys={"mark": "M"}, theme="nord", time_format="delta", filter_history=("7",)
    )
    app = ToyApp(ToyTable(toy_frames(3)), settings=chosen)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert app.theme == "nord"
        assert "toy.port" in screen_text(app)
        assert app.packets.rows.time_format is TimeFormat.DELTA
        await pilot.press("m")
        assert app.packets.rows.marked == set()
        await pilot.press("M")
        assert app.packets.rows.marked == {0}
        await pilot.press("slash", "up")
        assert "7" in screen_text(app).splitlines()[1]


async def test_what_is_wrong_in_the_settings_is_told() -> None:
    app = ToyApp(ToyTable(toy_frames(3)), settings=Settings(keys={"mark": "ctrl+m"}, theme="[no] such"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        assert "keys: mark: ctrl+m sends the same byte" in " ".join(screen_text(app).split())
        assert app.theme == theme.default_theme()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_what_is_told_stands_where_the_keys_stood(size: tuple[int, int]) -> None:
    app = ToyApp(ToyTable(toy_frames(300)))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        before = screen_lines(app)
        sentence = "The filter in use is not told again, as nothing matches it."
        app.tell(sentence)
        await until(pilot, lambda: sentence in screen_lines(app)[-1])
        after = screen_lines(app)
        assert after[:-1] == before[:-1]
        assert after[-1].endswith(" ? help  q quit ")
        app.tell("Another one.", "warning")
        await until(pilot, lambda: "Another one." in screen_lines(app)[-1])
        assert sentence in screen_lines(app)[-2]
        assert screen_lines(app)[:-2] == before[:-2]


async def test_a_filter_in_use_is_remembered(tmp_path: Path) -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    app.settings_path = tmp_path / "settings.toml"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("slash", "2", "enter")
        await pilot.pause()
    assert settings_file.load(app.settings_path)[0].filter_history == ("2",)


async def test_settings_that_cannot_be_saved_do_not_stop_anything(tmp_path: Path) -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    (tmp_path / "file").touch()
    app.settings_path = tmp_path / "file" / "settings.toml"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("t")
        await pilot.pause()
        assert "cannot be saved" in " ".join(screen_text(app).split())


async def test_the_terminals_own_colours_work() -> None:
    app = ToyApp(ToyTable(toy_frames(3)), theme=theme.TERMINAL)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "tab", "right", "j", "tab", "question_mark")
        await pilot.pause()
        assert "Help" in screen_text(app)


async def test_what_is_behind_an_opaque_screen_is_not_painted() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        assert app.screen is not app.packets
        assert app.packets.is_current  # seen around the dialog
        await pilot.press("escape")
        app.push_screen(Screen())
        await pilot.pause()
        assert not app.packets.is_current
        app.pop_screen()
        assert app.packets.is_current
