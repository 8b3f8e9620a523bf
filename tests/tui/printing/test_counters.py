"""Counters in print."""

from __future__ import annotations

from tui.printing.counters import as_object, change_lines, text_lines
from tui.sockets.counters import Counters

BEFORE = Counters(0, {"TcpInSegs": 5, "TcpRetransSegs": 0, "TcpCurrEstab": 2}, {"lo": {"rx_packets": 1}})
NOW = Counters(
    2_000_000_000,
    {"TcpInSegs": 1005, "TcpRetransSegs": 4, "TcpCurrEstab": 3, "UdpNoPorts": 0},
    {"lo": {"rx_packets": 3, "rx_bytes": 200, "rx_dropped": 1}, "\x1b[2J": {}},
)


def test_signs_of_trouble_come_first_and_are_explained() -> None:
    found = list(text_lines(NOW, None, with_zeros=False))
    assert found[0] == "Signs of trouble:"
    assert found[1].startswith("  TcpRetransSegs      4  Segments sent again")
    assert found[2:5] == ["Others:", "  TcpInSegs       1,005", "  TcpCurrEstab        3"]
    assert found[5:] == [
        "Interfaces:",
        "  lo  in 3 packets 200 bytes, out 0 packets 0 bytes, rx_dropped 1",
        "  \\033[2J  in 0 packets 0 bytes, out 0 packets 0 bytes",
    ]
    assert any("UdpNoPorts" in line for line in text_lines(NOW, None, with_zeros=True))


def test_growth_has_a_rate() -> None:
    first, second, third = change_lines(NOW, BEFORE, None)
    assert first.startswith("! TcpRetransSegs")
    assert first.split()[2:5] == ["+4", "2.0/s", "4"]
    assert second.split() == ["TcpInSegs", "+1,000", "500.0/s", "1,005"]
    assert third == "  lo  in 2 packets 0 bytes, out 0 packets 0 bytes"


def test_on_a_narrow_terminal_meanings_stand_below() -> None:
    found = list(text_lines(NOW, 80, with_zeros=False))
    assert found[1] == "  TcpRetransSegs      4"
    assert found[2].startswith("      Segments sent again")
    first, below, *_ = change_lines(NOW, BEFORE, 80)
    assert first.endswith("2.0/s  4")
    assert below.startswith("      Segments sent again")


def test_that_nothing_grew_is_said() -> None:
    assert list(change_lines(NOW, NOW, None)) == ["  nothing has grown"]


def test_objects_for_scripts() -> None:
    told = as_object(NOW, BEFORE)
    assert told["grown"] == {"TcpInSegs": 1000, "TcpRetransSegs": 4}
    assert (told["seconds"], told["gauges"]) == (2.0, ["TcpCurrEstab"])
    assert "grown" not in as_object(NOW)
    assert list(as_object(NOW)["meanings"]) == ["TcpRetransSegs"]
