"""Tree and bytes of one packet, each lighting the other."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.tui.ladders import sample
from tui.app import RemoraApp
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_details import PacketDetails
from tui.panes.packet_tree import PacketTree
from tui.settings import Settings


class DetailsApp(RemoraApp):
    def __init__(self) -> None:
        super().__init__(settings=Settings(theme="remora-dark"))

    def compose(self) -> ComposeResult:
        yield PacketDetails(id="details")


async def test_a_field_lights_its_bytes_and_a_byte_its_field() -> None:
    app: App[str] = DetailsApp()
    async with app.run_test(size=(100, 30)) as pilot:
        details = app.query_one(PacketDetails)
        details.show(sample("hello.pcapng").table.dissection(0))
        tree, packet_bytes = app.query_one(PacketTree), app.query_one(PacketBytes)
        tree.focus()
        await pilot.press("down")
        await pilot.pause()
        assert packet_bytes.byte == 14
        packet_bytes.focus()
        await pilot.press("right")
        await pilot.pause()
        assert tree.selected is not None
        assert tree.selected.field.name.startswith("ip.dsfield")
        await pilot.press("enter")
        assert app.focused is tree


async def test_no_packet_shows_nothing() -> None:
    app: App[str] = DetailsApp()
    async with app.run_test(size=(100, 30)):
        details = app.query_one(PacketDetails)
        details.show(sample("hello.pcapng").table.dissection(0))
        details.show(None)
        assert app.query_one(PacketTree).selected is None
        assert app.query_one(PacketBytes).data == b""
