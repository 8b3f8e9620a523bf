"""A capture at a glance."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file.contents import Interface, Section
from dissectors.capture_file.writer import PcapngWriter
from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.overview import InterfaceOverview, OverviewCounts, link_type_name
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.statistics.timed import FRAME, SECOND, at_times
from tests.dissectors.streams.frames import capture_of, tcp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def test_lengths_and_what_was_cut(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B, data=bytes(1000)), tcp(A, B)], tmp_path, snap_length=60))
    found = whole(OverviewCounts(index)).overview()
    assert (found.packets, found.bytes, found.captured_bytes, found.cut) == (2, 1108, 114, 1)
    assert found.average_length == 554
    assert found.link_types == (("Ethernet", 2),)


def test_times_and_rates(tmp_path: Path) -> None:
    index = at_times([SECOND, 5 * SECOND, 2 * SECOND, None, SECOND], tmp_path).index
    found = whole(OverviewCounts(index)).overview()
    assert (found.first_time, found.last_time, found.duration, found.backwards) == (SECOND, 5 * SECOND, 4 * SECOND, 1)
    assert (found.packet_rate, found.bit_rate) == (5 / 4, 5 * len(FRAME) * 8 / 4)
    for step in (1, 2, 3):
        assert stepwise(OverviewCounts(index), step).overview() == found


@pytest.mark.parametrize("times", [[], [None], [7], [7, 7]])
def test_without_a_duration_there_is_no_rate(tmp_path: Path, times: list[int | None]) -> None:
    found = whole(OverviewCounts(at_times(times, tmp_path).index)).overview()
    assert (found.packets, found.packet_rate, found.bit_rate) == (len(times), None, None)
    assert (found.average_length is None) == (not times)


def test_of_chosen_rows_only(tmp_path: Path) -> None:
    found = whole(OverviewCounts(at_times([0, SECOND, 2 * SECOND], tmp_path).index), [0, 1]).overview()
    assert (found.packets, found.duration) == (2, SECOND)


def test_interfaces_have_their_packets(tmp_path: Path) -> None:
    written = io.BytesIO()
    writer = PcapngWriter(written)
    writer.section(Section(0, "<"))
    for number, name in enumerate(("eth0", "lo")):
        writer.interface(Interface(number, 0, number, 1, 262144, name=name, description="a wire" if number else None))
    for interface in (0, 1, 1):
        writer.packet(interface, 0, FRAME, len(FRAME))
    writer.statistics(1, 0, 9)
    path = tmp_path / "two.pcapng"
    path.write_bytes(written.getvalue())
    with open_capture(path) as capture:
        capture.refresh()
        found = whole(OverviewCounts(LayerIndex(capture))).overview()
    assert found.interfaces == (
        InterfaceOverview("eth0", "", "Ethernet", 1, 262144),
        InterfaceOverview("lo", "a wire", "Ethernet", 2, 262144),
    )
    assert found.dropped == 9


def test_a_link_type_without_a_name_is_a_number() -> None:
    assert link_type_name(65_000) == "link type 65000"
