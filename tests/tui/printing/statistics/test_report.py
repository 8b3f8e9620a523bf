"""The report of one page: fits a ticket, and has what there is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from dissectors.capture_file import PcapWriter
from tests.conftest import SAMPLES
from tests.tui.statistics.subjects import subject_of
from tui.printing.statistics.report import KINDS_IN_ORDER, report_lines
from tui.statistics.dissecting import Coverage, Dissecting
from tui.statistics.kinds import MAKERS
from tui.statistics.subject import Subject


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.pcapng")))
@pytest.mark.parametrize("width", [80, 132])
def test_it_keeps_to_the_width(sample: str, width: int) -> None:
    with subject_of(sample) as subject:
        assert max(map(len, report_lines(subject, width))) <= width


def test_what_there_is_has_its_heading() -> None:
    with subject_of("http.pcapng") as subject:
        text = "\n".join(report_lines(subject, 80))
    for heading in ("Overview", "Notable", "Protocol hierarchy", "IPv4 endpoints", "TCP: ", "Bits a second"):
        assert heading in text
    for heading in ("Packet lengths", "Response times", "HTTP hosts", "HTTP statuses"):
        assert heading in text
    assert "DNS" not in text


def test_what_there_is_none_of_takes_no_room(tmp_path: Path) -> None:
    # Neither Ethernet nor IP: a point-to-point link with a protocol that nobody knows.
    written = io.BytesIO()
    PcapWriter(written, 9).write(0, b"\xff\x03\x99\x99")
    path = tmp_path / "ppp.pcap"
    path.write_bytes(written.getvalue())
    with open_capture(path) as capture:
        capture.refresh()
        text = "\n".join(report_lines(Subject("", PacketTable(capture), file=capture), 80))
    assert "Packet lengths" in text
    assert "Ethernet" not in text


def test_of_no_packets_only_the_overview_is_told() -> None:
    with subject_of("http.pcapng", []) as subject:
        assert "Protocol hierarchy" not in "\n".join(report_lines(subject, 80))


def test_what_was_not_dissected_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dissecting, "coverage", lambda self, spoken: Coverage(2, 12))
    with subject_of("http.pcapng") as subject:
        subject.is_interrupted = True
        assert list(report_lines(subject, 80))[-1].endswith("interrupted.")


def test_it_is_made_of_kinds_that_there_are() -> None:
    assert set(KINDS_IN_ORDER) <= set(MAKERS)
