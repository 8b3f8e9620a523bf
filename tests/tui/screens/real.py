"""The packets screen on real packets and the real filter language."""

from __future__ import annotations

from pathlib import Path

from dissectors import PacketTable, open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from tests.conftest import SAMPLES
from tests.tui.toy import ToySource
from tui.app import RemoraApp
from tui.screens.packets import PacketsScreen
from tui.settings import Settings


class RealApp(RemoraApp):
    """Shows a shipped sample, all of it read."""

    def __init__(
        self,
        sample: str = "hello.pcapng",
        settings_path: Path | None = None,
        deep_choices: DeepChoices | None = None,
    ) -> None:
        capture = open_capture(SAMPLES / sample)
        while capture.refresh():
            pass
        settings = Settings(theme="remora-dark")
        super().__init__(
            PacketTable(capture), ToySource(), settings=settings, settings_path=settings_path, deep_choices=deep_choices
        )

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen

    @property
    def shown_numbers(self) -> list[int]:
        """Of the packets in the list."""
        displayed = self.packets.displayed
        return [displayed[position] + 1 for position in range(len(displayed))]
