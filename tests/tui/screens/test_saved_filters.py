from textual.app import ComposeResult
from textual.widgets import Input

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.keys import Keys
from tui.screens.dialogs import InputDialog
from tui.screens.saved_filters import MOST_NAME, SavedFiltersDialog

SAVED = {"web": "tcp.port == 80", "Names": "dns || mdns"}


class Plain(Host):
    """Shows the dialog over nothing; remembers what is saved."""

    saved: dict[str, str] | None = None

    def compose(self) -> ComposeResult:
        yield Input()

    def ask(self, text: str = "", saved: dict[str, str] | None = None) -> None:
        def keep(changed) -> None:  # type: ignore[no-untyped-def]
            self.saved = dict(changed)

        self.push_screen(SavedFiltersDialog(Keys(), SAVED if saved is None else saved, text, keep), self.heard.append)


async def test_they_stand_in_order_of_their_names_and_one_is_used() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        shown = screen_text(app)
        assert shown.index("Names") < shown.index("web")
        await pilot.press("down", "enter")
        assert app.heard == ["tcp.port == 80"]


async def test_the_filter_in_the_bar_is_saved_under_a_name() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask("udp.port == 53")
        await pilot.pause()
        await pilot.press("s", "space", "enter", *"a b", "enter")
        await pilot.pause()
        assert app.saved == {**SAVED, "a b": "udp.port == 53"}
        await pilot.press("enter")
        assert app.heard == ["udp.port == 53"]


async def test_a_name_has_an_end() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask("udp")
        await pilot.pause()
        await pilot.press("s", *["x"] * (MOST_NAME + 1), "enter")
        assert isinstance(app.screen, InputDialog)
        assert app.saved is None


async def test_one_is_discarded() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press("d")
        assert app.saved == {"web": "tcp.port == 80"}
        await pilot.press("delete", "delete", "enter", "escape")
        assert app.saved == {}
        assert app.heard == [None]


async def test_without_any_it_says_so() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(saved={})
        await pilot.pause()
        assert "No filter is saved yet." in screen_text(app)
        await pilot.press("s")
        assert isinstance(app.screen, SavedFiltersDialog)


async def test_hostile_names_go_through_the_gate() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(saved={"\x1b]2;x\x07": "[b]tcp"})
        await pilot.pause()
        assert "␛]2;x␇" in screen_text(app)
        assert "[b]tcp" in screen_text(app)
