"""Draws the pictures in README.md from the running application: `python -m tests.picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from dissectors import PacketTable, open_capture
from tests.conftest import PROJECT, SAMPLES
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.panes.packet_tree import PacketTree
from tui.screens.tcp_graph import TCPGraphScreen

PICTURES = PROJECT / ".pictures"
PACKET_KEYS = ("down", "down", "down", "tab")
"""To the fourth packet, the first with data, and into its tree."""
OPENED = ("tcp", "tcp.flags", "tcp.flags.push")


async def draw_packets(path: Path) -> None:
    """The packets screen: list, decoded packet, bytes."""
    app = app_of("hello.pcapng")
    async with app.run_test(size=(132, 40)) as pilot:
        await pilot.press(*PACKET_KEYS)
        tree = app.screen.query_one(PacketTree)
        for name in OPENED:
            while tree.selected is None or tree.selected.field.name != name:
                await pilot.press("down")
            await pilot.press("right")
        await pilot.pause()
        write(app, path, "remora hello.pcapng")


async def draw_tcp_graph(path: Path) -> None:
    """A conversation over time: a receiver that does not read closes its window."""
    app = app_of("zero-window.pcapng")
    async with app.run_test(size=(132, 34)) as pilot:
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, TCPGraphScreen) and app.screen.picture is not None)
        await pilot.press("n", "n")
        await pilot.pause()
        write(app, path, "remora zero-window.pcapng")


def app_of(sample: str) -> RemoraApp:
    """Shows a sample."""
    capture = open_capture(SAMPLES / sample)
    return RemoraApp(PacketTable(capture), FileSource(capture, sample))


def write(app: RemoraApp, path: Path, title: str) -> None:
    """What is on the screen, as SVG."""
    svg = app.export_screenshot(title=title)
    # The fonts would be fetched from elsewhere; every system has some monospaced one.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    path.write_text(svg.replace("<text ", '<text xml:space="preserve" '), "utf-8")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    asyncio.run(draw_packets(PICTURES / "packets.svg"))
    asyncio.run(draw_tcp_graph(PICTURES / "tcp-graph.svg"))
