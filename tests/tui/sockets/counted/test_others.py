"""What the counters of UDP count, and what sockstat tells."""

from __future__ import annotations

from tui.sockets.counted.others import SOCKSTAT, UDP
from tui.sockets.counted.trouble import TROUBLE
from tui.sockets.counters import is_gauge


def test_each_is_a_sentence() -> None:
    for meaning in (*UDP.values(), *SOCKSTAT.values()):
        assert meaning.endswith(".")
    assert UDP.keys().isdisjoint(TROUBLE)
    assert all(is_gauge(f"sockstat.{name}") for name in SOCKSTAT)
