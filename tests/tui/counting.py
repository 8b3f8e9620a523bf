"""Looks at made-up counters, a second apart."""

from __future__ import annotations

from tui.counter_view.history import CounterHistory
from tui.sockets.counters import Counters
from tui.sockets.interface_counters import InterfaceCounters

SECOND = 1_000_000_000
PROTOCOLS = {
    "IpInReceives": 1000,
    "TcpCurrEstab": 3,
    "TcpInSegs": 500,
    "TcpRetransSegs": 7,
    "TcpExtListenOverflows": 0,
    "TcpExtNewThing": 1,
    "UdpNoPorts": 2,
    "Ip6InReceives": 0,
    "sockstat.TCP.inuse": 9,
}
LINKS = {
    "lo": {"rx_packets": 10, "tx_packets": 10, "rx_bytes": 1000, "tx_bytes": 1000, "rx_dropped": 0},
    "eth0": {"rx_packets": 0, "tx_packets": 5, "rx_bytes": 0, "tx_bytes": 400, "rx_missed_errors": 0},
    "dummy0": {"rx_packets": 0, "tx_packets": 0, "rx_bytes": 0, "tx_bytes": 0},
}


def look(seconds: float = 0, *, index: int = 1, **changes: int) -> Counters:
    """Of `PROTOCOLS` and `LINKS`, with some changed: `lo__rx_packets` is of an interface."""
    values, links = dict(PROTOCOLS), {name: dict(counted) for name, counted in LINKS.items()}
    for name, value in changes.items():
        interface, _, counter = name.rpartition("__")
        (links[interface] if interface else values)[counter] = value
    interfaces = {
        name: InterfaceCounters(name, counted, place + index, 1500, "off" if name == "dummy0" else "up")
        for place, (name, counted) in enumerate(links.items())
    }
    return Counters(int(seconds * SECOND), values, interfaces)


def history_of(*looks: Counters) -> CounterHistory:
    history = CounterHistory()
    for one in looks:
        history.add(one)
    return history


class Machine:
    """A source of looks: those told, then the last one again and again, a second later each time."""

    def __init__(self, *looks: Counters | OSError) -> None:
        self.looks = list(looks)
        self.is_open = True
        self._seconds = 0

    def read(self) -> Counters:
        one = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(one, OSError):
            raise one
        self._seconds += 1
        return Counters(self._seconds * SECOND, one.values, one.interfaces)

    def close(self) -> None:
        self.is_open = False
