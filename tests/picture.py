"""Draws the picture in README.md from the running application: `python -m tests.picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from dissectors import PacketTable, open_capture
from tests.conftest import PROJECT, SAMPLES
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.panes.packet_tree import PacketTree

PICTURE = PROJECT / ".pictures" / "packets.svg"
SIZE = (132, 40)
PACKET_KEYS = ("down", "down", "down", "tab")
"""To the fourth packet, the first with data, and into its tree."""
OPENED = ("tcp", "tcp.flags", "tcp.flags.push")


async def draw(path: Path) -> None:
    capture = open_capture(SAMPLES / "hello.pcapng")
    app = RemoraApp(PacketTable(capture), FileSource(capture, "hello.pcapng"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*PACKET_KEYS)
        tree = app.screen.query_one(PacketTree)
        for name in OPENED:
            while tree.selected is None or tree.selected.field.name != name:
                await pilot.press("down")
            await pilot.press("right")
        await pilot.pause()
        svg = app.export_screenshot(title="remora hello.pcapng")
    # The fonts would be fetched from elsewhere; every system has some monospaced one.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    path.write_text(svg.replace("<text ", '<text xml:space="preserve" '), "utf-8")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    asyncio.run(draw(PICTURE))
