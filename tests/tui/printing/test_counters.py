"""Counters in print."""

from __future__ import annotations

from tui.printing.counters import as_object, change_lines, text_lines
from tui.sockets.counters import Counters
from tui.sockets.interface_counters import InterfaceCounters


def interface(name: str, **values: int) -> InterfaceCounters:
    return InterfaceCounters(name, values, 1, 1500, "up")


BEFORE = Counters(
    0, {"TcpInSegs": 5, "TcpRetransSegs": 0, "TcpCurrEstab": 2}, {"lo": interface("lo", rx_packets=1, rx_bytes=0)}
)
NOW = Counters(
    2_000_000_000,
    {"TcpInSegs": 1005, "TcpRetransSegs": 4, "TcpCurrEstab": 3, "UdpNoPorts": 0},
    {
        "lo": interface("lo", rx_packets=3, rx_bytes=2000, rx_dropped=1, rx_missed_errors=1),
        "\x1b[2J": InterfaceCounters("\x1b[2J", {}),
    },
)


def test_signs_of_trouble_come_first_and_are_explained() -> None:
    found = list(text_lines(NOW, None, with_zeros=False))
    assert found[0] == "Signs of trouble:"
    assert found[1].startswith("  TcpRetransSegs      4  Segments sent again")
    assert found[2:5] == ["Others:", "  TcpInSegs       1,005", "  TcpCurrEstab        3"]
    assert found[5:8] == [
        "Interfaces:",
        "                packets  bytes  errors  dropped",
        "  lo       in         3  2,000       0        1",
    ]
    assert found[9].startswith("    rx_missed_errors 1  Packets lost as the host did not fetch them")
    assert found[10] == "  \\033[2J  in         0      0       0        0"
    assert any("UdpNoPorts" in line for line in text_lines(NOW, None, with_zeros=True))


def test_growth_has_a_rate() -> None:
    first, second, *interfaces = change_lines(NOW, BEFORE, None)
    assert first.startswith("! TcpRetransSegs")
    assert first.split()[2:5] == ["+4", "2.0/s", "4"]
    assert second.split() == ["TcpInSegs", "+1,000", "500.0/s", "1,005"]
    assert interfaces[0] == "  lo:"
    assert interfaces[1].split() == ["in", "+2", "packets", "+2,000", "bytes", "1,000.0", "bytes/s"]


def test_drops_that_grow_are_marked_and_explained() -> None:
    before = Counters(0, {}, {"lo": interface("lo", rx_dropped=0)})
    found = list(change_lines(Counters(1, {}, {"lo": interface("lo", rx_dropped=2)}), before, None))
    assert found[0] == "! lo:"
    assert found[3].startswith("  ! rx_dropped")
    assert "threw away" in found[3]


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
    assert told["interfaces"]["lo"]["state"] == "up"
    assert told["interfaces_grown"]["lo"]["rx_packets"] == 2
    assert "grown" not in as_object(NOW)
    assert list(as_object(NOW)["meanings"]) == ["TcpRetransSegs"]
