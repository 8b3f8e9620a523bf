from __future__ import annotations

import sys

import pytest

from tui.capture.interfaces import Counters, Rate, Rates, list_interfaces, parse_counters, read_counters

NET_DEV = """Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier
    lo: 1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
eth0.5:7 2 0 0 0 0 0 0 9 3 0 0 0 0 0 0
"""


def test_the_kernels_table_is_read() -> None:
    assert parse_counters(NET_DEV) == {"lo": Counters(1000, 10, 1000, 10), "eth0.5": Counters(7, 2, 9, 3)}


def test_rates_are_differences_by_time() -> None:
    counts = iter(
        [{"lo": Counters(0, 0, 100, 1)}, {"lo": Counters(50, 5, 100, 1), "new": Counters()}, {"lo": Counters()}]
    )
    times = iter([1.0, 3.0, 4.0])
    rates = Rates(lambda: next(counts), lambda: next(times))
    assert rates.sample() == {}
    assert rates.sample() == {"lo": Rate(25.0, 2.5, 0.0, 0.0)}
    assert rates.sample() == {}, "the counters began anew"


def test_loopback_is_listed_with_its_address() -> None:
    loopback = next(interface for interface in list_interfaces() if interface.is_loopback)
    assert loopback.is_up
    assert "127.0.0.1" in loopback.addresses
    assert loopback.description
    assert loopback.name in read_counters()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such interface")
def test_any_comes_last_and_counts_everything() -> None:
    *others, last = list_interfaces()
    assert (last.name, last.link_type) == ("any", 113)
    assert last.counters.received_packets >= max(i.counters.received_packets for i in others)
    assert [i.is_up for i in others] == sorted((i.is_up for i in others), reverse=True)
