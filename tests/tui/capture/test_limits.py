from __future__ import annotations

import pytest

from tui.capture.limits import Limits, Ring, parse_ring, parse_stop


def test_stop_conditions_are_tsharks() -> None:
    assert parse_stop([]) == Limits()
    assert parse_stop(["duration:2.5", "filesize:10", "files:3"], packets=7) == Limits(7, 2.5, 10_000, 3)
    assert parse_stop(["packets:5"], packets=7).packets == 5
    assert parse_stop(["packets:9"], packets=7).packets == 7


def test_ring_conditions_are_tsharks() -> None:
    assert parse_ring([]) is None
    assert parse_ring(["duration:2", "filesize:10", "packets:4", "files:3", "interval:60"]) == Ring(
        packets=4, duration_seconds=2, size_bytes=10_000, keep_files=3, interval_seconds=60
    )


@pytest.mark.parametrize(
    "text", ["", "duration", "duration:", "size:3", "packets:1.5", "packets:0", "files:-1", "filesize:x"]
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"-a|whole number"):
        parse_stop([text])
    with pytest.raises(ValueError, match=r"-b|whole number"):
        parse_ring([text])


def test_a_ring_needs_a_reason_to_change_files() -> None:
    with pytest.raises(ValueError, match="files:N needs"):
        parse_ring(["files:3"])
    assert not Ring(keep_files=3).rotates
