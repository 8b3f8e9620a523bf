from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tui.capture.conftest import Datagrams, open_output, records, until
from tui.capture.libpcap_source import LibpcapSource
from tui.capture.pcap_output import file_header
from tui.capture.source import EngineError, Request

pytestmark = pytest.mark.usefixtures("require_root")


def taken(source: LibpcapSource, count: int) -> None:
    left = [count]

    def read() -> bool:
        left[0] -= source.read(left[0])
        return left[0] == 0

    until(read, "all frames read")


def test_frames_are_in_the_file_after_each_read(datagrams: Datagrams, tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    source = LibpcapSource(Request("lo", datagrams.filter), open_output(path))
    assert source.link_type == 1
    assert records(path) == []
    for count in (3, 4):
        datagrams.send(count)
        taken(source, count)
        assert datagrams.payloads(records(path)) == datagrams.sent
        assert source.written_bytes() == path.stat().st_size
    assert source.dropped() == 0
    assert source.failed() is None
    source.close()


def test_a_file_goes_on_and_another_takes_over(datagrams: Datagrams, tmp_path: Path) -> None:
    for _ in range(2):
        source = LibpcapSource(Request("lo", datagrams.filter), open_output(tmp_path / "a.pcap"))
        datagrams.send(2)
        taken(source, 2)
        source.close()
    assert datagrams.payloads(records(tmp_path / "a.pcap")) == datagrams.sent
    source = LibpcapSource(Request("lo", datagrams.filter), open_output(tmp_path / "a.pcap"))
    source.switch(open_output(tmp_path / "b.pcap"))
    datagrams.send(1)
    taken(source, 1)
    source.close()
    assert len(records(tmp_path / "a.pcap")) == 4
    assert datagrams.payloads(records(tmp_path / "b.pcap")) == datagrams.sent[4:]


def test_a_file_of_another_link_type_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(113, 262144) + bytes(16))
    before = path.read_bytes()
    with pytest.raises(EngineError, match="link type 113"):
        LibpcapSource(Request("lo"), open_output(path))
    assert path.read_bytes() == before


def test_an_unknown_interface_is_told(tmp_path: Path) -> None:
    descriptor = open_output(tmp_path / "a.pcap")
    with pytest.raises(EngineError) as raised:
        LibpcapSource(Request("nosuch0"), descriptor)
    assert raised.value.code == "no-such-interface"
    os.close(descriptor)
