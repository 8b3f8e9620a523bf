from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from dissectors.decoded import Decoded
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

HELLO = bytes.fromhex("160303002e0100002a0303") + bytes(32) + bytes.fromhex("00000213010100 0000")
CLIENT, SERVER = ("10.0.0.1", 40000), ("10.0.0.2", 1234)


class Decoder:
    """Says what the native dissectors say, and keeps nothing."""

    def __init__(self, table: PacketTable) -> None:
        self.table = table
        self.asked: list[int] = []

    async def prepare(self) -> SimpleNamespace:
        return SimpleNamespace(name="tshark 0")

    async def decode(self, row: int) -> Decoded:
        self.asked.append(row)
        return self.table.decode(row)

    def kept(self, row: int) -> Decoded | None:
        return None

    async def close(self) -> None:
        pass


class App(RemoraApp):
    decoder: Decoder

    def make_decoder(self, table: PacketTable) -> Decoder:
        self.decoder = Decoder(table)
        return self.decoder


def app_of(folder: Path, data: bytes, choices: DeepChoices) -> App:
    capture = capture_of([tcp(CLIENT, SERVER, 1, ACK, data)], folder)
    settings = Settings(theme="remora-dark", deep_columns_up_to=0)
    return App(PacketTable(capture), FileSource(capture, "made.pcap"), settings=settings, deep_choices=choices)


@pytest.mark.parametrize(("data", "times"), [(HELLO, [0, 0]), (b"plain", [0])], ids=["hidden", "open"])
async def test_a_packet_that_hides_something_is_asked_about_again(
    data: bytes, times: list[int], tmp_path: Path
) -> None:
    log = tmp_path / "keys.log"
    app = app_of(tmp_path, data, DeepChoices(key_logs=(log,)))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        await until(pilot, lambda: screen.deep is not None)
        screen.look_at_key_logs()
        await pilot.pause()
        assert app.decoder.asked == [0]
        log.write_text("# more\n")
        screen.look_at_key_logs()
        await until(pilot, lambda: app.decoder.asked == times)
        screen.look_at_key_logs()
        await pilot.pause()
        assert app.decoder.asked == times


async def test_without_key_logs_nothing_is_looked_at(tmp_path: Path) -> None:
    app = app_of(tmp_path, HELLO, DeepChoices())
    async with app.run_test(size=(100, 30)) as pilot:
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        await until(pilot, lambda: screen.deep is not None)
        screen.look_at_key_logs()
        await pilot.pause()
        assert app.decoder.asked == [0]
