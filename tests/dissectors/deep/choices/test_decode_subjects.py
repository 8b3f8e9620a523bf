from __future__ import annotations

from collections.abc import Callable

import pytest

from dissectors.deep.choices.choice_check import dissectors_of
from dissectors.deep.choices.decode_subjects import _SECURED, _TABLES, Subject, subjects_of
from dissectors.deep.tshark.program import find_tshark
from dissectors.dissect import dissect
from dissectors.frame import Frame
from tests.dissectors.streams.frames import tcp


def packet(payload: bytes = b"") -> Frame:
    data = tcp(("10.0.0.1", 40000), ("10.0.0.2", 1234), 1, 0x18, payload)
    return Frame(data, 1, 1, 0, len(data))


def selected(subjects: list[Subject]) -> list[str]:
    return [subject.selected for subject in subjects]


def test_numbers_are_offered_from_the_innermost_layer_out_and_servers_first() -> None:
    found = subjects_of(dissect(packet(b"hello")))
    assert selected(found) == ["tcp.port==1234", "tcp.port==40000", "ip.proto==6", "ethertype==2048"]
    assert [subject.label for subject in found][:2] == ["Destination Port", "Source Port"]


def test_the_layer_and_the_field_under_the_cursor_come_first() -> None:
    dissection = dissect(packet())
    (source,) = dissection.find("tcp.srcport")
    assert selected(subjects_of(dissection, source))[:2] == ["tcp.port==40000", "tcp.port==1234"]
    (address,) = dissection.find("ip.src")
    assert selected(subjects_of(dissection, address))[0] == "ip.proto==6"


def test_what_tls_carries_is_decided_by_the_ports_below() -> None:
    hello = bytes.fromhex("16030300 2e 0100 002a 0303") + bytes(32) + bytes.fromhex("00 0002 1301 01 00 0000")
    dissection = dissect(packet(hello))
    assert dissection.roots[-1].name == "tls"
    found = selected(subjects_of(dissection))
    assert found[:4] == ["tls.port==1234", "tls.port==40000", "tcp.port==1234", "tcp.port==40000"]


def test_the_same_number_is_offered_once() -> None:
    data = tcp(("10.0.0.1", 9), ("10.0.0.2", 9), 1, 0x18)
    assert selected(subjects_of(dissect(Frame(data, 1, 1, 0, len(data))))).count("tcp.port==9") == 1


@pytest.mark.tools
def test_tshark_has_every_table(require_tool: Callable[[str], str]) -> None:
    tshark = find_tshark(require_tool("tshark"))
    for table in sorted({*_TABLES.values(), *(table for _, table in _SECURED.values())}):
        assert dissectors_of(tshark, table), table
