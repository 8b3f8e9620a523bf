"""What both AF_PACKET engines do alike: the socket that hears, and the file that is written, are one capture's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.capture.conftest import Datagrams, open_output, records
from tui.capture.packet_socket import PacketSocket
from tui.capture.packet_socket_source import PacketSocketSource
from tui.capture.source import EngineError, Request


@pytest.fixture
def source(require_root: None, datagrams: Datagrams, tmp_path: Path) -> PacketSocketSource:
    return PacketSocketSource(PacketSocket(Request("lo", datagrams.filter)), open_output(tmp_path / "first.pcap"))


def test_it_goes_on_in_another_file(source: PacketSocketSource, tmp_path: Path) -> None:
    header = source.written_bytes()
    source.switch(open_output(tmp_path / "second.pcap"))
    assert source.written_bytes() == header == 24
    source.close()
    assert records(tmp_path / "first.pcap") == records(tmp_path / "second.pcap") == []


def test_it_tells_what_it_hears_and_that_nothing_is_wrong(source: PacketSocketSource) -> None:
    assert (source.engine, source.link_type, source.dropped(), source.failed()) == ("af_packet", 1, 0, None)
    source.stop()
    assert source.fileno() > 2
    source.close()
    assert source.fileno() == -1


def test_what_cannot_be_written_is_told(require_root: None, datagrams: Datagrams, tmp_path: Path) -> None:
    (tmp_path / "a.pcap").touch()
    with (tmp_path / "a.pcap").open("rb") as only_read, pytest.raises((EngineError, OSError)):
        PacketSocketSource(PacketSocket(Request("lo", datagrams.filter)), only_read.fileno())
