"""Growth and rates out of looks."""

from __future__ import annotations

from tests.tui.counting import history_of, look
from tui.counter_view.history import MOST_LOOKS, CounterHistory, is_trouble


def test_before_the_first_look_nothing_is_known() -> None:
    history = CounterHistory()
    history.begin_anew()
    assert (history.latest, history.seconds) == (None, 0)
    assert (history.value("TcpInSegs"), history.rates("TcpInSegs")) == (None, [])


def test_growth_is_counted_from_the_first_look_and_rates_from_the_last() -> None:
    history = history_of(look(), look(1, TcpInSegs=600), look(3, TcpInSegs=630))
    assert history.value("TcpInSegs") == 630
    assert history.since_start("TcpInSegs") == 130
    assert history.rates("TcpInSegs") == [100.0, 15.0]
    assert history.rate("TcpInSegs") == 15.0
    assert history.rate("UdpNoPorts") == 0.0
    assert history.seconds == 3


def test_what_grows_now_is_told_apart_from_what_has_grown() -> None:
    history = history_of(look(), look(1, UdpNoPorts=3, lo__rx_dropped=1), look(2, UdpNoPorts=3, lo__rx_dropped=2))
    assert history.growing == {("lo", "rx_dropped")}
    assert history.grown == {("lo", "rx_dropped"), ("", "UdpNoPorts")}
    assert history.is_growing("rx_dropped", "lo")
    assert not history.is_growing("UdpNoPorts")
    assert history.has_grown("UdpNoPorts")


def test_a_type_of_icmp_that_comes_for_the_first_time_has_grown_from_0() -> None:
    history = history_of(look(), look(1, IcmpMsgInType3=4))
    assert (history.since_start("IcmpMsgInType3"), history.rate("IcmpMsgInType3")) == (4, 4.0)
    assert history.is_growing("IcmpMsgInType3")


def test_growth_may_be_counted_anew() -> None:
    history = history_of(look(), look(1, UdpNoPorts=30))
    history.begin_anew()
    assert (history.since_start("UdpNoPorts"), history.has_grown("UdpNoPorts"), history.seconds) == (0, False, 0)
    history.add(look(2, UdpNoPorts=31))
    assert history.since_start("UdpNoPorts") == 1


def test_a_gauge_may_fall_and_has_no_rate() -> None:
    history = history_of(look(), look(1, TcpCurrEstab=1))
    assert history.since_start("TcpCurrEstab") == -2
    assert history.rate("TcpCurrEstab") is None
    assert history.values("TcpCurrEstab") == [3, 1]
    assert not history.has_grown("TcpCurrEstab")


def test_a_counter_that_began_anew_has_no_growth() -> None:
    history = history_of(look(), look(1, TcpInSegs=10), look(2, TcpInSegs=12))
    assert history.since_start("TcpInSegs") is None
    assert history.rates("TcpInSegs") == [2.0]


def test_an_interface_made_anew_is_another() -> None:
    after = [look(second, lo__rx_packets=85 + 5 * second, index=5) for second in (1, 2)]
    history = history_of(look(lo__rx_packets=1), *after)
    assert history.since_start("rx_packets", "lo") is None
    assert history.rates("rx_packets", "lo") == [5.0]
    assert history.value("rx_packets", "gone") is None


def test_a_minute_is_kept() -> None:
    history = history_of(*(look(second, TcpInSegs=second) for second in range(100)))
    assert len(history.looks) == MOST_LOOKS
    assert history.rates("TcpInSegs") == [1.0] * (MOST_LOOKS - 1)
    assert history.since_start("TcpInSegs") == 99


def test_two_looks_at_once_have_no_rate() -> None:
    assert history_of(look(), look()).rate("TcpInSegs") is None


def test_which_tell_of_trouble() -> None:
    assert is_trouble("TcpRetransSegs")
    assert not is_trouble("TcpInSegs")
    assert is_trouble("rx_dropped", "lo")
    assert not is_trouble("rx_packets", "lo")
