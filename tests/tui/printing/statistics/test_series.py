"""Series over time in print."""

from __future__ import annotations

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.filters.errors import FilterError
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.printing.statistics.series import AskedSeries, RateDrawing, asked_series, rate_parts
from tui.printing.statistics.wanted import chosen_rows
from tui.statistics.tables import Table

MILLISECOND = 1_000_000


def asked(*texts: str) -> tuple[AskedSeries, ...]:
    return asked_series(texts, DeepChoices())


def test_without_series_packets_and_bytes_are_told_and_packets_are_drawn() -> None:
    with subject_of("http.pcapng") as subject:
        drawing, table = rate_parts(subject, (), chosen_rows)
        assert isinstance(drawing, RateDrawing)
        assert any("packets in" in line for line in drawing.lines(80))
        assert max(map(len, drawing.lines(80))) <= 80
        assert isinstance(table, Table)
        assert {"packets", "bytes"} < table.records[0].keys()


def test_series_are_counted_of_those_packets_that_were_meant() -> None:
    with subject_of("http.pcapng", interval=MILLISECOND) as subject:
        _, table = rate_parts(subject, asked("tcp.flags.syn == 1", "bytes", "MAX(tcp.len)"), chosen_rows)
        syns = sum(one["series"]["tcp.flags.syn == 1"] for one in table.records)
        assert syns == count_matching(subject, "tcp.flags.syn == 1") > 0
        sizes = sum(one["series"]["bytes"] for one in table.records)
    with subject_of("http.pcapng", [0, 2], interval=MILLISECOND) as subject:
        _, table = rate_parts(subject, asked("tcp.flags.syn == 1", "bytes"), chosen_rows)
        assert sum(one["series"]["tcp.flags.syn == 1"] for one in table.records) < syns
        assert 0 < sum(one["series"]["bytes"] for one in table.records) < sizes


def test_of_a_filter_that_nothing_matches_nothing_is_said_to_be_counted_still() -> None:
    with subject_of("http.pcapng") as subject:
        drawing, _ = rate_parts(subject, asked("[bars] tcp.port == 1"), chosen_rows)
        text = "\n".join(line for line in drawing.lines(80))
        assert "counting" not in text


def test_the_same_series_is_counted_once_and_each_has_a_colour() -> None:
    assert [(one.series.name, one.series.colour) for one in asked("tcp", "udp", "tcp")] == [("tcp", 0), ("udp", 1)]


@pytest.mark.parametrize("text", ["frames: tcp", "SUM(no.such)", "[thick] tcp"])
def test_what_is_none_is_told_with_its_text(text: str) -> None:
    with pytest.raises(FilterError) as failure:
        asked(text)
    assert str(failure.value).startswith(f"--series {text}: ")


def test_of_no_packets_nothing_is_drawn() -> None:
    with subject_of("http.pcapng", []) as subject:
        lines = [line for part in rate_parts(subject, asked("tcp"), chosen_rows) for line in part.lines(80)]
        assert " ".join(lines).endswith("no packets with a time")


def test_a_field_without_a_column_is_read_from_the_packets() -> None:
    with subject_of("http.pcapng", interval=1000 * MILLISECOND) as subject:
        _, table = rate_parts(subject, asked("SUM(http.content_length)", "COUNT(http.host): http.request"), chosen_rows)
        [one] = table.records
        assert one["series"]["COUNT(http.host): http.request"] == 2
        lengths = [
            field.value
            for row in range(len(subject.table))
            for field in subject.table.dissection(row).find("http.content_length")
        ]
        assert one["series"]["SUM(http.content_length)"] == sum(lengths) > 0  # type: ignore[arg-type]
