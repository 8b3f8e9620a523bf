"""tshark's own trees on the packets screen: TLS with its keys, HTTP/2, QUIC, SIP, DNS over TCP; SMB, 802.11, USB."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors import PacketTable, open_capture
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from tests.conftest import SAMPLES
from tests.dissectors.deep.left_behind import nothing_left_behind
from tests.dissectors.deep.talks import SERVER, http2, quic_table, sip, sip_frames, table_of, tcp_frames, tls
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

pytestmark = pytest.mark.tools
SIZE = (120, 40)
QUERY = bytes.fromhex("1001010000010000000000000672656d6f726104746573740000010001")


class TsharkApp(RemoraApp):
    """The packets screen on a table, with the tshark of this machine."""

    def __init__(self, table: PacketTable, choices: DeepChoices | None = None) -> None:
        settings = Settings(theme="remora-dark")
        super().__init__(table, ToySource(), settings=settings, deep_choices=choices or DeepChoices())

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen


@pytest.fixture(autouse=True)
def tshark(require_tool: Callable[[str], str]) -> str:
    return require_tool("tshark")


async def deep(pilot: Pilot[str], app: TsharkApp, row: int) -> list[str]:
    """Go to a row, wait for tshark's tree, and give its layers."""
    await pilot.pause()
    app.packets.go_to_row(row)
    await until(pilot, lambda: app.packets.shown_row == row and app.packets.dissection is app.packets.deep is not None)
    assert app.packets.deep is not None
    return [root.name for root in app.packets.deep.roots]


def select(pilot: Pilot[str], app: TsharkApp, name: str) -> PacketBytes:
    """Select the first field of a name in the tree as the user does, and give the bytes."""
    tree = app.screen.query_one(PacketTree)
    tree.action_expand_all()
    line = next(line for line, node in enumerate(tree._tree_lines) if node.field.name == name)
    tree.move_cursor(line)
    return app.screen.query_one(PacketBytes)


async def test_tls_with_its_keys_has_decrypted_bytes_beside_the_frames(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    said = [(0, b"GET / HTTP/1.1\r\nHost: remora.test\r\n\r\n")]
    table = table_of(tcp_frames(tls(said, keys), (SERVER[0], 443)), tmp_path)
    app = TsharkApp(table, DeepChoices(key_logs=(keys,)))
    async with app.run_test(size=SIZE) as pilot:
        assert (await deep(pilot, app, len(table) - 1))[-2:] == ["tls", "http"]
        packet_bytes = select(pilot, app, "http.host")
        await pilot.pause()
        assert packet_bytes.source > 0
        assert packet_bytes.data[packet_bytes._lit.start : packet_bytes._lit.stop] == b"Host: remora.test\r\n"
        packet_bytes.focus()
        await pilot.press("b")
        assert packet_bytes.source == 0


async def test_http2_where_the_user_decided_so(tmp_path: Path) -> None:
    table = table_of(tcp_frames(http2(1, 3), (SERVER[0], 8099)), tmp_path)
    app = TsharkApp(table, DeepChoices(decode_as=(DecodeAs("tcp.port", 8099, "http2"),)))
    async with app.run_test(size=SIZE) as pilot:
        assert "http2" in await deep(pilot, app, 4)
        assert app.packets.native is not None
        assert "http2" not in [root.name for root in app.packets.native.roots]


async def test_quic_with_the_secrets_of_the_capture() -> None:
    table = quic_table()
    app = TsharkApp(table)
    async with app.run_test(size=SIZE) as pilot:
        assert "quic" in await deep(pilot, app, 0)


async def test_sip_over_udp(tmp_path: Path) -> None:
    table = table_of(sip_frames([(0, sip("INVITE", "one"))]), tmp_path)
    app = TsharkApp(table)
    async with app.run_test(size=SIZE) as pilot:
        assert (await deep(pilot, app, 0))[-1] == "sip"
        packet_bytes = select(pilot, app, "sip.Method")
        await pilot.pause()
        assert packet_bytes.data[packet_bytes._lit.start : packet_bytes._lit.stop] == b"INVITE"


async def test_dns_over_tcp_in_two_segments_lies_in_what_was_put_together(tmp_path: Path) -> None:
    message = len(QUERY).to_bytes(2, "big") + QUERY
    table = table_of(tcp_frames([(0, message[:12]), (0, message[12:])], (SERVER[0], 53)), tmp_path)
    app = TsharkApp(table)
    async with app.run_test(size=SIZE) as pilot:
        assert (await deep(pilot, app, 3))[-1] == "dns"
        packet_bytes = select(pilot, app, "dns.qry.name")
        await pilot.pause()
        assert packet_bytes.source > 0
        assert b"remora" in packet_bytes.data[packet_bytes._lit.start : packet_bytes._lit.stop]


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.pcapng")))
async def test_every_sample_has_tsharks_tree_and_a_second_opinion(sample: str) -> None:
    capture = open_capture(SAMPLES / sample)
    while capture.refresh():
        pass
    app = TsharkApp(PacketTable(capture))
    async with app.run_test(size=SIZE) as pilot:
        row = len(app.packets.table) // 2
        assert (await deep(pilot, app, row))[0] == "frame"
        app.packets.action_decoder()
        app.packets.action_decoder()
        await until(pilot, lambda: app.packets.opinion_pane.opinion is not None)
        opinion = app.packets.opinion_pane.opinion
        assert opinion is not None
        assert [pair for pair in opinion.news if pair.verdict in ("value", "place")] == []


@pytest.mark.parametrize(
    ("part", "name", "layer"),
    [
        ("traces/smb/", "smb3.pcap", "smb2"),
        ("traces/sip/", "wireshark.pcap", "sip"),
        ("traces/quic/", "", "quic"),
        ("", "usb-linux-mmapped.pcap", "usb"),
        ("", "ieee802.11_parse_elements_oobr.pcap", "wlan"),
        ("", "tls12-ipv4-linkframe-keylog.pcapng", "http"),
    ],
)
async def test_real_captures_of_what_only_tshark_decodes(part: str, name: str, layer: str) -> None:
    folder = os.environ.get("REMORA_CAPTURES")
    found = (
        sorted(path for path in Path(folder).rglob(name or "*cap*") if part in str(path).lower() and path.is_file())
        if folder
        else []
    )
    if not found:
        pytest.skip("REMORA_CAPTURES has no such capture")
    capture = open_capture(found[0])
    while capture.refresh():
        pass
    app = TsharkApp(PacketTable(capture))
    async with app.run_test(size=SIZE) as pilot:
        seen: set[str] = set()
        for row in range(min(len(app.packets.table), 20)):
            seen |= set(await deep(pilot, app, row))
            if layer in seen:
                break
        assert layer in seen


async def test_nothing_of_tshark_outlives_the_screen(tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path):
        table = table_of(sip_frames([(0, sip("INVITE", "one")), (0, sip("BYE", "one"))]), tmp_path)
        app = TsharkApp(table)
        async with app.run_test(size=SIZE) as pilot:
            await deep(pilot, app, 1)
            app.packets.go_to_row(0)
        table.capture.close()
