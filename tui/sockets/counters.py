"""The kernel's own counters of protocols and interfaces, by name, as nstat, `netstat -s` and `netstat -i` have them.

/proc/net/snmp and netstat have pairs of lines, names and values, each begun by a group's name; snmp6 has a name and a
value a line; sockstat has a group and pairs in a line; dev has two rows of titles. New kernels add names, so that
nothing but those of dev is found by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NET: Final = Path("/proc/thread-self/net")
"""Of the namespace that the asking thread is in."""
_MOST_BYTES: Final = 1 << 20
_MOST_DIGITS: Final = 20

GAUGES: Final = frozenset(
    {
        "IpForwarding",
        "IpDefaultTTL",
        "TcpRtoAlgorithm",
        "TcpRtoMin",
        "TcpRtoMax",
        "TcpMaxConn",
        "TcpCurrEstab",
        "MPTcpExtMPCurrEstab",
    }
)
"""Numbers that tell how things are, not how often something was; those of sockstat are, too."""
_SOCKSTAT: Final = "sockstat."
INTERFACE_COUNTERS: Final = (
    "rx_bytes", "rx_packets", "rx_errors", "rx_dropped", "rx_fifo", "rx_frame", "rx_compressed", "rx_multicast",
    "tx_bytes", "tx_packets", "tx_errors", "tx_dropped", "tx_fifo", "tx_collisions", "tx_carrier", "tx_compressed",
)  # fmt: skip
"""The columns of /proc/net/dev, which are the same since Linux 2.2."""


@dataclass(frozen=True, slots=True)
class Counters:
    """All counters at one moment, by nstat's names: group and name together."""

    time_ns: int
    """Of the monotonic clock."""
    values: Mapping[str, int]
    interfaces: Mapping[str, Mapping[str, int]]
    """By the interface's name, and by `INTERFACE_COUNTERS`."""

    def since(self, before: Counters) -> Mapping[str, int]:
        """How much each has grown; gauges are left out, and what was not there before or has begun anew."""
        return _growth(self.values, before.values)

    def interfaces_since(self, before: Counters) -> Mapping[str, Mapping[str, int]]:
        """The same of interfaces."""
        return {
            name: _growth(values, before.interfaces[name])
            for name, values in self.interfaces.items()
            if name in before.interfaces
        }


def is_gauge(name: str) -> bool:
    """Whether it tells how things are now."""
    return name in GAUGES or name.startswith(_SOCKSTAT)


def read_counters(time_ns: int, net: Path = NET) -> Counters:
    """All that this network namespace counts; `time_ns` is now. A file that is not there counts nothing."""
    values: dict[str, int] = {}
    for name, read in (
        ("snmp", _pairs_of_lines),
        ("netstat", _pairs_of_lines),
        ("snmp6", _lines),
        ("sockstat", _pairs),
    ):
        values.update(read(_text(net / name)))
    values.update(_pairs(_text(net / "sockstat6")))
    return Counters(time_ns, values, dict(_interfaces(_text(net / "dev"))))


def _growth(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    return {
        name: value - before[name]
        for name, value in now.items()
        if name in before and value >= before[name] and not is_gauge(name)
    }


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_BYTES)
    except OSError:
        return ""


def _pairs_of_lines(text: str) -> Iterator[tuple[str, int]]:
    """`Tcp: InSegs OutSegs` and below it `Tcp: 3 4`."""
    lines = text.splitlines()
    for names, numbers in zip(lines[::2], lines[1::2], strict=False):
        group, _, columns = names.partition(":")
        same_group, _, values = numbers.partition(":")
        if group != same_group:
            return
        named = zip(columns.split(), values.split(), strict=False)
        yield from _numbers((f"{group}{name}", value) for name, value in named)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """`Ip6InReceives  12`."""
    words = (line.split() for line in text.splitlines())
    return _numbers((found[0], found[1]) for found in words if len(found) == 2)


def _pairs(text: str) -> Iterator[tuple[str, int]]:
    """`TCP: inuse 3 orphan 0`."""
    for line in text.splitlines():
        group, _, rest = line.partition(":")
        words = rest.split()
        named = zip(words[::2], words[1::2], strict=False)
        yield from _numbers((f"{_SOCKSTAT}{group}.{name}", value) for name, value in named)


def _interfaces(text: str) -> Iterator[tuple[str, Mapping[str, int]]]:
    """`  lo: 96 1 0 ...`: a name may hold anything but spaces and slashes, colons among that."""
    for line in text.splitlines()[2:]:
        name, _, rest = line.rpartition(":")
        named = zip(INTERFACE_COUNTERS, rest.split(), strict=False)
        if name.strip():
            yield name.strip(), dict(_numbers(named))


def _numbers(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for name, value in pairs:
        digits = value.removeprefix("-")
        if digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS:
            yield name, int(value)
