from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.capture.conftest import ENGINES, Datagrams, Wires, open_output, records, until
from tui.capture import af_packet
from tui.capture.af_packet import AfPacketSource, open_packet_source
from tui.capture.af_packet_single import SingleSource
from tui.capture.client import BrokerClient
from tui.capture.packet_socket import PacketSocket
from tui.capture.session import LiveCapture
from tui.capture.source import Request

SOURCE = b"\x02\0\0\0\0\1"
PLAIN = b"\xff" * 6 + SOURCE + b"\x88\xb5" + bytes(range(46))
TAGGED = b"\xff" * 6 + SOURCE + b"\x81\0\x20\x05\x88\xb5" + bytes(range(46))
TWICE = b"\xff" * 6 + SOURCE + b"\x88\xa8\x20\x07\x81\0\0\x05\x88\xb5" + bytes(range(46))


def cooked(frame: bytes) -> bytes:
    """What libpcap makes of a received broadcast frame on any: the SLL header, the tag before the protocol."""
    return struct.pack("!HHH8s", 1, 1, 6, SOURCE) + frame[12:]


@pytest.fixture
def far_broker(wires: Wires) -> Iterator[BrokerClient]:
    client = BrokerClient.spawn(wires.near)
    yield client
    client.close()


def captured_over_the_wire(
    wires: Wires, broker: BrokerClient, folder: Path, interface: str, engine: str, capture_filter: str = ""
) -> list[bytes]:
    """What an engine makes of three frames; a fourth kind marks the end."""
    live = LiveCapture(broker, folder=folder)
    live.start([interface], engine=engine, capture_filter=capture_filter)
    until(lambda: live.state != "starting", f"{engine} starts")
    assert live.state == "running", live.errors
    with wires.packet_socket(wires.far, wires.far_interface) as sender:
        for frame in (PLAIN, TAGGED, TWICE):
            sender.send(frame)
    live.stop()
    assert live.wait_stopped(20)
    found = [frame for frame in records(live.files[0]) if bytes(range(46)) in frame]
    live.capture.refresh()
    for row in range(len(live.capture.frames)):
        frame = live.capture.frames.frame(row)
        assert frame.captured_length == frame.original_length
    live.discard()
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_vlan_tags_are_put_back(
    wires: Wires, far_broker: BrokerClient, tmp_path: Path, engine: str, require_tool: Callable[[str], str]
) -> None:
    require_tool("dumpcap")
    found = captured_over_the_wire(wires, far_broker, tmp_path, wires.near_interface, engine)
    assert found == [PLAIN, TAGGED, TWICE]


def test_any_has_the_cooked_header_with_tags_whatever_the_engine(
    wires: Wires, far_broker: BrokerClient, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("dumpcap")
    found = [captured_over_the_wire(wires, far_broker, tmp_path, "any", engine) for engine in ENGINES]
    assert found[0][:2] == [cooked(PLAIN), cooked(TAGGED)]
    # Of two tags the kernel tells the outer one; what it calls the protocol then differs between kernels.
    assert found[0][2].startswith(cooked(TWICE)[:18])
    assert found[1] == found[0]
    assert found[2] == found[0]


@pytest.mark.parametrize("engine", ["libpcap", "af_packet"])
def test_a_filter_sees_tags_that_the_kernel_took_out(
    wires: Wires, far_broker: BrokerClient, tmp_path: Path, engine: str
) -> None:
    found = captured_over_the_wire(wires, far_broker, tmp_path, wires.near_interface, engine, "vlan 5")
    assert found == [TAGGED]


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(af_packet, "BLOCK_BYTES", 1 << 16)
    monkeypatch.setattr(af_packet, "BLOCKS", 4)


def test_the_ring_goes_round(require_root: None, datagrams: Datagrams, tmp_path: Path, small_blocks: None) -> None:
    path = tmp_path / "a.pcap"
    source = open_packet_source(Request("lo", datagrams.filter), open_output(path))
    assert isinstance(source, AfPacketSource)
    taken = 0
    for _ in range(8):
        datagrams.send(60, size=1000)

        def read() -> bool:
            nonlocal taken
            taken += source.read(7)
            return taken >= len(datagrams.sent)

        until(read, "all frames read")
    assert source.dropped() == 0
    assert source.read(7) == 0
    source.close()
    assert datagrams.payloads(records(path)) == datagrams.sent


def test_a_full_ring_is_reported(require_root: None, datagrams: Datagrams, tmp_path: Path, small_blocks: None) -> None:
    path = tmp_path / "a.pcap"
    source = open_packet_source(Request("lo", datagrams.filter), open_output(path))
    datagrams.send(600, size=1000)
    taken = 0

    def read() -> bool:
        nonlocal taken
        taken += source.read(1000)
        return taken + (source.dropped() or 0) == len(datagrams.sent)

    until(read, "what is not in the file was reported as dropped")
    assert (source.dropped() or 0) > 0
    source.close()


def test_without_a_ring_frames_are_taken_one_by_one(
    require_root: None, datagrams: Datagrams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(listening: PacketSocket, descriptor: int) -> None:
        raise OSError("no ring")

    monkeypatch.setattr(af_packet, "AfPacketSource", refuse)
    source = open_packet_source(Request("lo", datagrams.filter), open_output(tmp_path / "a.pcap"))
    assert isinstance(source, SingleSource)
    source.close()
