"""What is marked in graphs, and whose data they are about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.statistics.tcp_graphs.points import (
    EVENTS,
    OF_ANSWERS,
    OF_DATA,
    Event,
    Events,
    acknowledgments_of,
    busier_side,
    data_of,
    events_of,
    positions,
)
from dissectors.streams.tcp_analysis.marks import Mark
from tests.dissectors.statistics.tcp_graphs.talk import ACK, RST, Said, observed_of, transfer


def told(events: Events) -> list[tuple[Event, int]]:
    return [(EVENTS[kind], row) for kind, row in zip(events.kinds.tolist(), events.rows.tolist(), strict=True)]


def test_what_happened_is_told_in_the_order_of_packets(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    events = events_of(seen, 0, None, positions(seen, 0))
    assert told(events) == [
        ("lost segment", 4),
        ("duplicate ACK", 6),
        ("duplicate ACK", 8),
        ("fast retransmission", 9),
    ]
    assert events.y.tolist() == [201, 101, 101, 101]


def test_the_other_direction_has_what_concerns_its_data(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert told(events_of(seen, 1, None, positions(seen, 1))) == []


def test_a_reset_stands_within_what_was_sent(tmp_path: Path) -> None:
    said = [*transfer()[:4], Said(1, 40, 1 << 31, 12345, flags=RST | ACK), Said(0, 41, 1 << 30, flags=RST)]
    seen = observed_of(said, tmp_path)
    events = events_of(seen, 0, None, positions(seen, 0))
    resets = events.kinds == EVENTS.index("reset")
    assert events.rows[resets].tolist() == [4, 5]
    assert np.all((events.y[resets] >= 0) & (events.y[resets] <= 101))


def test_data_takes_numbers_and_acknowledgments_come_from_the_other_side(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert data_of(seen, 0).tolist() == [0, 3, 4, 7, 9, 11]
    assert acknowledgments_of(seen, 0).tolist() == [1, 5, 6, 8, 10, 12]


def test_the_busier_side_sent_more_data(tmp_path: Path) -> None:
    assert busier_side(observed_of(transfer(), tmp_path)) == 0
    assert busier_side(observed_of([Said(0, 0, 1, 1), Said(1, 1, 1, 1, 10)], tmp_path)) == 1


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_of_one_side_only(event: Event) -> None:
    assert (event in OF_DATA) + (event in OF_ANSWERS) + (event == "reset") == 1


def test_every_mark_of_trouble_is_an_event() -> None:
    shown = [*OF_DATA.values(), *OF_ANSWERS.values()]
    untold = {Mark.WINDOW_UPDATE, Mark.KEEP_ALIVE_ACK, Mark.ZERO_WINDOW_PROBE_ACK, Mark.REUSED_PORTS}
    assert set(Mark) - set(shown) == untold
