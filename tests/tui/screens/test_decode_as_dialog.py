from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.widgets import Input

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.decode_subjects import Subject
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import assert_looks_like, screen_text
from tests.tui.waiting_for import until
from tui.keys import Keys
from tui.screens.decode_as_dialog import DecodeAsDialog

SUBJECTS = [Subject("tcp.port", 8888, "Destination Port"), Subject("ip.proto", 6, "Protocol")]
ELSEWHERE = DecodeAs.parse("udp.port==99,dns")


class Plain(Host):
    """Shows the dialog over nothing; remembers what is decided, and which tables were asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[list[str]] = []
        self.asked: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def keep(self, decisions: tuple[DecodeAs, ...]) -> None:
        self.made.append([decision.parameter for decision in decisions])

    def native(self, table: str) -> Mapping[str, str]:
        return {"http": "Hypertext Transfer Protocol"} if table == "tcp.port" else {}

    def foreign(self, table: str) -> Mapping[str, str]:
        self.asked.append(table)
        return {"smtp": "Simple Mail Transfer Protocol"}

    def ask(self, decisions: Sequence[DecodeAs] = (), subjects: Sequence[Subject] = SUBJECTS) -> None:
        self.push_screen(DecodeAsDialog(Keys(), subjects, decisions, self.keep, self.native, self.foreign))


async def test_the_packets_numbers_come_first_then_decisions_about_others() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask([ELSEWHERE, DecodeAs.parse("tcp.port==8888,http")])
        await pilot.pause()
        assert_looks_like(app, "decode-as-80x24")


async def test_a_protocol_is_chosen_for_a_number() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: "1 natively; 1 by tshark" in screen_text(app))
        await pilot.press(*"smtp", "enter")
        await pilot.pause()
        assert app.made == [["tcp.port==8888,smtp"]]
        assert app.asked == ["tcp.port"]
        assert "as smtp" in screen_text(app)


async def test_decisions_are_taken_back_and_changed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask([DecodeAs.parse("tcp.port==8888,http"), ELSEWHERE, DecodeAs.parse("tcp.port==1-9,http")])
        await pilot.pause()
        await pilot.press("d", "j", "d", "j", "delete")
        assert app.made == [["udp.port==99,dns", "tcp.port==1-9,http"], ["tcp.port==1-9,http"]]
        await pilot.press("enter")
        await until(pilot, lambda: "by tshark" in screen_text(app))
        await pilot.press("ctrl+u", *"smtp", "enter")
        await pilot.pause()
        assert app.made[-1] == ["tcp.port==1-9,smtp"]


async def test_with_nothing_left_the_keys_do_nothing() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask([ELSEWHERE], ())
        await pilot.pause()
        await pilot.press("d", "d", "enter", "j")
        assert app.made == [[]]
