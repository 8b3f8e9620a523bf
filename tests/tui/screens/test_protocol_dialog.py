import threading
from collections.abc import Mapping

from textual.app import ComposeResult
from textual.widgets import Input

from dissectors.errors import RemoraError
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens.protocol_dialog import Ask, ProtocolDialog

NATIVE = {"http": "Hypertext Transfer Protocol", "data": "Data"}
FOREIGN = {"smtp": "Simple Mail Transfer Protocol", "http": "Hypertext Transfer Protocol", "CamelCase": "Odd"}


class Plain(Host):
    """Shows the dialog over nothing."""

    def compose(self) -> ComposeResult:
        yield Input()

    def ask(self, ask: Ask) -> None:
        self.push_screen(ProtocolDialog("tcp.port==8888", NATIVE, ask), self.heard.append)


def refuse() -> Mapping[str, str]:
    raise RemoraError("there is no tshark on this machine: install it")


async def test_native_and_foreign_names_are_completed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(lambda: FOREIGN)
        await until(pilot, lambda: "2 natively; 3 by tshark" in screen_text(app))
        await pilot.press(*"transfer")
        await pilot.pause()
        assert "Hypertext Transfer Protocol · native" in screen_text(app)
        assert "Simple Mail Transfer Protocol" in screen_text(app)
        await pilot.press("ctrl+u", *"smt", "tab", "enter")
        assert app.heard == ["smtp"]


async def test_a_name_chosen_before_tshark_answered_is_judged_when_it_has() -> None:
    app, answered = Plain(), threading.Event()

    def slow() -> Mapping[str, str]:
        answered.wait(10)
        return FOREIGN

    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(slow)
        await pilot.pause()
        assert "tshark is being asked" in screen_text(app)
        await pilot.press(*"smtp", "enter")
        assert app.heard == []
        answered.set()
        await until(pilot, lambda: app.heard == ["smtp"])


async def test_the_beginning_of_a_name_is_the_first_that_is_offered() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(lambda: FOREIGN)
        await until(pilot, lambda: "3 by tshark" in screen_text(app))
        await pilot.press(*"SMT", "enter")
        assert app.heard == ["smtp"]


async def test_native_names_need_no_tshark() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(refuse)
        await until(pilot, lambda: "there is no tshark on this machine" in screen_text(app))
        await pilot.press(*"smtp", "enter")
        await pilot.pause()
        assert "no native dissector that this can lead to is called smtp" in screen_text(app)
        await pilot.press("ctrl+u", *"http", "enter")
        assert app.heard == ["http"]


async def test_names_are_those_of_tshark_whatever_case_is_typed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(lambda: FOREIGN)
        await until(pilot, lambda: "3 by tshark" in screen_text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert "the name of a protocol is wanted" in screen_text(app)
        await pilot.press(*"htpt", "enter")
        await pilot.pause()
        assert "is called htpt; did you mean http?" in screen_text(app)
        await pilot.press("ctrl+u", *"HTTP", "enter")
        assert app.heard == ["http"]
