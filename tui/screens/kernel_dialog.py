"""A window to read about a conversation, to which what the kernel says is added as soon as it has been asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.message import Message

from tui.panes.text_lines import Paragraph, TextLines
from tui.screens.dialogs import ReadDialog

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Followed
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen
    from tui.sockets.story.remark import Part

Ask = Callable[[], "Sequence[Part]"]
"""Asks the kernel; called in a thread."""
ASKING = Paragraph("Asking the kernel of this machine ...", "text--dim")


def conversation_dialog(
    title: str, told: Sequence[Paragraph], packets: PacketsScreen, stream: tuple[Followed, int] | None
) -> ReadDialog:
    """The window: of packets that are captured on this machine it asks the kernel about their conversation."""
    if stream is None or not packets.is_of_this_machine:
        return ReadDialog(title, told)
    from tui.socket_view.of_conversations import kernel_parts  # read only when asked for

    return KernelDialog(
        title, told, partial(kernel_parts, packets.table, *stream, cast("RemoraApp", packets.app).open_sockets)
    )


class KernelTold(Message):
    """The answer."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = parts


class KernelDialog(ReadDialog):
    """Paragraphs, and behind them the answer."""

    def __init__(self, title: str, told: Sequence[Paragraph], ask: Ask) -> None:
        super().__init__(title, [*told, Paragraph(), ASKING])
        self._told = told
        self._ask = ask

    def on_mount(self) -> None:
        super().on_mount()
        threading.Thread(target=self._work, name="ask the kernel", daemon=True).start()

    def _work(self) -> None:
        # Nobody hears of it once the window is closed.
        self.post_message(KernelTold(self._ask()))

    def on_kernel_told(self, message: KernelTold) -> None:
        from tui.socket_view.story import paragraphs  # no other screen waits for it

        self._paragraphs = [*self._told, *paragraphs(message.parts)]
        self.query_one(TextLines).show(self._paragraphs)
        self._fit()
