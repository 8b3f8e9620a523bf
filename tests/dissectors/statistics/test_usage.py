"""Usage as a table: its orders, and its sparklines."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.usage import COLUMNS, SPARKS
from tests.dissectors.statistics.test_utilisation import TIMED, A, B, sparkline, used
from tests.dissectors.statistics.timed import SECOND
from tests.dissectors.streams.frames import tcp, udp


def test_a_sparkline_has_the_last_minute(tmp_path: Path) -> None:
    usage = used(TIMED, tmp_path, "protocol", 70 * SECOND)
    (udp_place,) = [place for place in range(len(usage)) if usage.users[place].name == "udp"]
    values = sparkline(usage, udp_place)
    assert len(values) == SPARKS
    assert {place: value for place, value in enumerate(values) if value} == {SPARKS - 20: 42}
    assert sum(sparkline(usage, udp_place, bytes=False)) == 1


def test_every_column_sorts_both_ways(tmp_path: Path) -> None:
    usage = used(TIMED, tmp_path, "host")
    for column in COLUMNS:
        up, down = usage.order(column).tolist(), usage.order(column, descending=True).tolist()
        assert sorted(up) == sorted(down) == [0, 1, 2]
    assert [usage.users[place].name for place in usage.order("name").tolist()] == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
    assert usage.users[int(usage.order("bytes_1s")[0])].name == "10.0.0.2"
    with pytest.raises(KeyError):
        usage.order("colour")


def test_who_has_no_time_stands_last_either_way(tmp_path: Path) -> None:
    usage = used(TIMED, tmp_path, "host")
    usage.first_times[0] = NO_TIME
    orders = [usage.order("first", descending=descending).tolist() for descending in (False, True)]
    assert [order[-1] for order in orders] == [0, 0]
    assert orders[0][:2] == orders[1][1::-1]


def test_those_alike_lately_are_in_the_order_of_longer_windows(tmp_path: Path) -> None:
    timed = [(0, tcp(A, B)), (0, udp(A, B)), (SECOND, udp(A, B))]
    usage = used(timed, tmp_path, "protocol", 30 * SECOND)
    for column in ("bytes_1s", "packets_10s", "bytes_60s"):
        assert [usage.users[place].name for place in usage.order(column, descending=True)] == ["udp", "tcp"]
