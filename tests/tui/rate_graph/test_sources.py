"""What series count, and how far it is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable
from dissectors.filters import compile_filter
from dissectors.filters.errors import FilterError
from dissectors.statistics.rates import Quantity
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tui.rate_graph.sources import Sources
from tui.rate_graph.wanted import Counted

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
PACKETS, TCP = Counted(Quantity(), ""), Counted(Quantity(), "tcp")
LENGTHS = Counted(Quantity("SUM", "udp.length"), "")


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(PacketTable(capture_of([udp(A, B), tcp(A, B), udp(A, B)], tmp_path)), compile_filter, lambda: "over")


def test_series_share_a_filter_and_a_field(sources: Sources) -> None:
    sources.handed.extend(3)
    sizes = Counted(Quantity("bytes"), "tcp")
    assert sources.step(TCP).matched is sources.step(sizes).matched
    assert sources.step(LENGTHS).values is sources.step(Counted(Quantity("AVG", "udp.length"), "")).values
    sources.keep([sizes])
    before = sources.step(TCP).matched
    sources.keep([])
    assert sources.step(TCP).matched is not before
    sources.close()


def test_all_packets_need_no_search(sources: Sources) -> None:
    found = sources.step(PACKETS)
    assert (found.matched, found.values, found.has_more) == (None, None, False)
    sources.handed.extend(2)
    assert sources.progress(PACKETS) == (2, True, "")


def test_how_far_it_is(sources: Sources) -> None:
    assert sources.progress(TCP) == (0, False, "")
    assert not sources.step(TCP).has_more
    sources.handed.extend(3)
    assert not sources.is_done([PACKETS, TCP])
    assert not sources.step(TCP).has_more
    assert sources.is_done([PACKETS, TCP])
    assert sources.progress(TCP) == (3, True, "")
    while sources.step(LENGTHS).has_more:
        pass
    assert sources.progress(LENGTHS) == (3, True, "")


def test_what_cannot_be_counted_is_told(sources: Sources) -> None:
    sources.handed.extend(3)
    with pytest.raises(KeyError):
        sources.step(Counted(Quantity("SUM", "dns.qry.name"), ""))
    with pytest.raises(FilterError):
        sources.step(Counted(Quantity(), "no.such.field"))
    sources.end(Counted(Quantity(), "no.such.field"))
    assert sources.is_done([Counted(Quantity(), "no.such.field")])
