"""Windows about conversations, to which the kernel's word is added."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.dissectors.streams.talk import Talk
from tests.tui.fake_sockets import FakeSockets
from tests.tui.screens.test_conversations import open_conversations
from tests.tui.snapshots import screen_text
from tests.tui.sockets.story.made import info, owned, tcp
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.panes.packet_tree import PacketTree
from tui.screens.conversations import ConversationsScreen
from tui.screens.dialogs import ReadDialog
from tui.screens.kernel_dialog import KernelDialog
from tui.screens.packets import PacketsScreen
from tui.settings import Settings
from tui.sockets.entry import Endpoint
from tui.sockets.snapshot import Source

SOCKET = owned(tcp(local=Endpoint("10.0.0.2", 40_000), remote=Endpoint("10.0.0.1", 80), info=info()))


class LiveApp(RemoraApp):
    """Packets that are said to be this machine's, and its sockets."""

    def __init__(self, folder: Path, *, is_live: bool = True) -> None:
        super().__init__(Talk().shake().table(folder), ToySource(), settings=Settings(theme="remora-dark"))
        self.may_answer = threading.Event()
        self.is_live = is_live

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        screen.is_of_this_machine = self.is_live
        return screen

    @property
    def conversations(self) -> ConversationsScreen:
        assert isinstance(self.screen, ConversationsScreen)
        return self.screen

    def open_sockets(self) -> Source:
        self.may_answer.wait(10)
        return FakeSockets(SOCKET)


async def test_a_conversation_s_verdict_is_followed_by_what_the_kernel_says(tmp_path: Path) -> None:
    app = LiveApp(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.packets
        await open_conversations(pilot, app, 1)  # type: ignore[arg-type]
        await until(pilot, lambda: "still-open" in screen_text(app))
        await pilot.press("e")
        assert isinstance(app.screen, KernelDialog)
        assert "Still open" in screen_text(app)
        assert "Asking the kernel" in screen_text(app)
        app.may_answer.set()
        await until(pilot, lambda: "curl talks to 10.0.0.1:80" in screen_text(app))
        assert "Asking the kernel" not in screen_text(app)
        assert "Still open" in screen_text(app)


async def test_a_window_that_is_closed_hears_no_answer(tmp_path: Path) -> None:
    app = LiveApp(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.packets
        await open_conversations(pilot, app, 1)  # type: ignore[arg-type]
        await until(pilot, lambda: "still-open" in screen_text(app))
        await pilot.press("e", "escape")
        app.may_answer.set()
        await pilot.pause()
        assert not isinstance(app.screen, ReadDialog)


async def test_a_layer_is_about_its_conversation_and_a_field_about_its_packet(tmp_path: Path) -> None:
    app = LiveApp(tmp_path)
    app.may_answer.set()
    async with app.run_test(size=(100, 40)) as pilot:
        tree = app.packets.query_one(PacketTree)
        await until(pilot, lambda: tree.line_count() > 3)
        await pilot.press("enter", "G")
        await until(pilot, lambda: app.packets.chosen_field[0] is not None)
        await pilot.press("e")
        assert isinstance(app.screen, KernelDialog)
        await until(pilot, lambda: "curl talks to 10.0.0.1:80" in screen_text(app))
        await pilot.press("escape", "right", "down", "e")
        assert type(app.screen) is ReadDialog


async def test_of_packets_from_elsewhere_the_kernel_knows_nothing(tmp_path: Path) -> None:
    app = LiveApp(tmp_path, is_live=False)
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.packets
        await open_conversations(pilot, app, 1)  # type: ignore[arg-type]
        await until(pilot, lambda: "still-open" in screen_text(app))
        await pilot.press("e")
        assert type(app.screen) is ReadDialog
