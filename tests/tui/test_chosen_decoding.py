from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.deep.choices import choice_check
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark import program
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

HTTP = DecodeAs.parse("tcp.port==1234,http")
ODD = DecodeAs.parse("tcp.port==1234,odd")
GET = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"


class App(RemoraApp):
    """Decodes natively, whatever is chosen for tshark."""

    def make_decoder(self, table: PacketTable) -> None:
        return None


def app_of(folder: Path, choices: DeepChoices) -> App:
    capture = capture_of([tcp(("10.0.0.1", 40000), ("10.0.0.2", 1234), 1, ACK, GET)], folder)
    # tshark's columns are not what this is about.
    settings = Settings(theme="remora-dark", deep_columns_up_to=0)
    return App(PacketTable(capture), FileSource(capture, "made.pcap"), settings=settings, deep_choices=choices)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> DeepChoices:
    """What tshark takes of whatever it is asked about; the rest has a sentence."""
    usable = DeepChoices(decode_as=(HTTP,))

    def usable_choices(tshark: object, choices: DeepChoices) -> tuple[DeepChoices, tuple[str, ...]]:
        return usable, ("" if choices == usable else "-d tcp.port==1234,odd: tshark has no dissector odd",)

    monkeypatch.setattr(program, "find_tshark", lambda path=None: object())
    monkeypatch.setattr(choice_check, "usable_choices", usable_choices)
    return usable


async def test_what_tshark_does_not_take_is_told_and_left_out(tmp_path: Path, taken: DeepChoices) -> None:
    app = app_of(tmp_path, DeepChoices(decode_as=(ODD,)))
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.decisions == (ODD,)
        app.check_choices()
        await until(pilot, lambda: app.deep_choices == taken)
        assert app.decisions == (HTTP,)
        assert any("has no dissector odd" in str(toast.message) for toast in app._notifications)
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        await until(pilot, lambda: ("tcp.port", 1234) in screen.table.registry.decided)


async def test_a_later_decision_goes_before_an_answer_about_an_earlier_one(tmp_path: Path, taken: DeepChoices) -> None:
    app = app_of(tmp_path, DeepChoices())
    async with app.run_test(size=(100, 30)):
        earlier = DeepChoices(decode_as=(ODD,))
        app.choose(DeepChoices(profile="Other"))
        app._checked(earlier, taken, ("told",))
        assert app.deep_choices == DeepChoices(profile="Other")
        assert not list(app._notifications)


async def test_a_tshark_that_cannot_be_asked_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str | None = None) -> object:
        raise TsharkFailed("no")

    monkeypatch.setattr(program, "find_tshark", fail)
    choices = DeepChoices(decode_as=(ODD,))
    app = app_of(tmp_path, choices)
    async with app.run_test(size=(100, 30)):
        app._ask(choices)
        assert app.deep_choices == choices


async def test_without_a_tshark_decisions_are_native_and_kept() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)):
        app.decide((HTTP,))
        assert (app.decisions, app.deep_choices) == ((HTTP,), None)
        assert app.settings.decode_as == ("tcp.port==1234,http",)
