"""The key that looks up names: nobody is asked before it, and names come while the screen is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from tests.dissectors.streams.frames import capture_of
from tests.tui.screens.some_frames import FRAMES
from tests.tui.screens.test_statistics import SomeApp, open_view
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.resolver import Resolver
from tui.screens import looking_up
from tui.statistics.names_in_sight import NamesInSight


class Fake(Resolver):
    def __init__(self) -> None:
        super().__init__(lambda address: f"host{address[-1]}\x1b.test")


@pytest.fixture
def resolver() -> Iterator[Fake]:
    resolver = Fake()
    yield resolver
    resolver.close()


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    return SomeApp(capture_of(FRAMES, tmp_path))


async def test_names_are_looked_up_when_wanted_and_then_no_more(
    app: SomeApp, resolver: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(app, "tell", said.append)
    async with app.run_test(size=(160, 30)) as pilot:
        await open_view(pilot, app, "endpoints")
        app.statistics.view.names = NamesInSight(lambda: resolver)
        await pilot.press("v")
        app.statistics.look()
        assert resolver.asked == 0
        await pilot.press("N")
        assert said[-1] == looking_up.BEGUN
        await until(pilot, lambda: "host1␛.test" in screen_text(app))
        await until(pilot, lambda: "names were looked up" in screen_text(app))
        assert resolver.asked == 3
        await pilot.press("v", "N")
        assert said[-1] == looking_up.ENDED
        assert "looked up" not in screen_text(app).replace(looking_up.ENDED, "")
        asked = resolver.asked
        app.statistics.look()
        assert (resolver.asked, resolver.waiting) == (asked, 0)


@pytest.mark.parametrize(("name", "by"), [("endpoints", "name"), ("usage", "host_name")])
async def test_rows_sorted_by_name_stand_in_their_order_when_names_come(app: SomeApp, name: str, by: str) -> None:
    names, may_answer = {"1": "zebra", "2": "ape", "3": "cow"}, Event()

    def answer(address: str) -> str:
        may_answer.wait()
        return f"{names[address[-1]]}.test"

    resolver = Resolver(answer)
    try:
        async with app.run_test(size=(160, 30)) as pilot:
            await open_view(pilot, app, name)
            view = app.statistics.view
            view.names = NamesInSight(lambda: resolver)
            if name == "endpoints":
                await pilot.press("v")
            await pilot.press("N")
            await until(pilot, lambda: by in {column.by for column in view.shown.rows.every()})
            app.statistics.sort_by_next(by)
            app.statistics.table.move_cursor(1)
            here = view.shown.rows.key(1)
            may_answer.set()
            sorted_names = ["ape.test", "cow.test", "zebra.test"]

            def told() -> list[str]:
                return list(dict.fromkeys(one[by] for one in view.shown.rows.records))

            await until(pilot, lambda: told() == sorted_names)
            assert view.shown.rows.key(app.statistics.table.cursor) == here
    finally:
        may_answer.set()
        resolver.close()


async def test_where_numbers_are_wanted_nobody_is_asked(
    app: SomeApp, resolver: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(app, "tell", said.append)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_view(pilot, app, "endpoints")
        app.statistics.view.names = NamesInSight(lambda: resolver)
        await pilot.press("v", "x", "N")
        assert said == [looking_up.HIDDEN]
        assert resolver.asked == 0


async def test_the_command_line_may_want_them_from_the_beginning(app: SomeApp, resolver: Fake) -> None:
    async with app.run_test(size=(160, 30)) as pilot:
        await open_view(pilot, app, "usage")
        app.statistics.view.names = NamesInSight(lambda: resolver)
        app.statistics.begin_as_told()
        assert not app.statistics.view.names.is_on
        app.deep_choices = DeepChoices(resolve_names=True)
        await pilot.press("escape", "4")
        await until(pilot, lambda: "host1␛.test" in screen_text(app))
        await pilot.press("N", "escape", "4")
        assert not app.statistics.view.names.is_on
