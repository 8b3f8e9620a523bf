from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.filters import compile_filter
from dissectors.packets.row_filters import cell_filter, row_filters
from tests.dissectors import golden


def packet(name: str) -> Dissection:
    return dissect(golden.read(golden.FOLDER / f"{name}.golden").frame)


@pytest.mark.parametrize("path", golden.paths(), ids=lambda path: path.stem)
def test_every_filter_of_a_row_finds_its_packet(path: Path) -> None:
    dissection = dissect(golden.read(path).frame)
    columns = ("number", "time", "source", "destination", "protocol", "length", "frame.len", "no.such")
    texts = [cell_filter(dissection, column) for column in columns] + row_filters(dissection)
    assert [text for text in texts if text and not compile_filter(text).matches(dissection)] == []


def test_a_cell_is_asked_for_by_its_field() -> None:
    dissection = packet("tcp_syn_ack_options")
    ip = dissection.find("ip.src")[0]
    assert cell_filter(dissection, "protocol") == "tcp"
    assert cell_filter(dissection, "source") == f"ip.src == {ip.text}"
    assert cell_filter(dissection, "length") == f"frame.len == {dissection.frame.length}"
    assert cell_filter(dissection, "tcp.srcport") == f"tcp.srcport == {dissection.find('tcp.srcport')[0].value}"
    assert cell_filter(dissection, "info") is None


def test_the_cell_comes_first_and_nothing_comes_twice() -> None:
    dissection = packet("tcp_syn_ack_options")
    found = row_filters(dissection, "destination")
    assert found[0].startswith("ip.dst == ")
    assert found[1] == "tcp"
    assert len(found) == len(set(found))
    assert any("ip.src" in text and "ip.dst" in text for text in found)


def test_what_an_error_quotes_is_not_the_row() -> None:
    dissection = packet("icmp_port_unreachable")
    assert cell_filter(dissection, "protocol") == "icmp"
    assert compile_filter(cell_filter(dissection, "source") or "").matches(dissection)
