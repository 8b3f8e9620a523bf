"""The kernel's own counters of protocols, by name, as nstat and `netstat -s` have them, and those of interfaces.

/proc/net/snmp and netstat have pairs of lines, names and values, each begun by a group's name; snmp6 has a name and a
value a line; sockstat has a group and pairs in a line. New kernels add names, so that nothing is found by its place.
Read by `tui.sockets.counter_source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tui.sockets.interface_counters import InterfaceCounters

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
SOCKSTAT_PREFIX: Final = "sockstat."
_TOLD_FROM_ONE_ON: Final = ("IcmpMsg", "Icmp6InType", "Icmp6OutType")
"""How the names of those begin that the kernel leaves out as long as they are 0 (icmpmsg_put in net/ipv4/proc.c)."""


@dataclass(frozen=True, slots=True)
class Counters:
    """All counters at one moment, by nstat's names: group and name together."""

    time_ns: int
    """Of the monotonic clock."""
    values: Mapping[str, int]
    interfaces: Mapping[str, InterfaceCounters]
    """By the interface's name."""

    def value(self, name: str) -> int | None:
        """One counter of a protocol; None where it is not told."""
        left_out = 0 if self.values and name.startswith(_TOLD_FROM_ONE_ON) else None
        return self.values.get(name, left_out)

    def since(self, before: Counters) -> Mapping[str, int]:
        """How much each has grown; gauges are left out, and what was not told before or has begun anew."""
        told = {name: value for name in self.values if (value := before.value(name)) is not None}
        return _growth(self.values, told)

    def interfaces_since(self, before: Counters) -> Mapping[str, Mapping[str, int]]:
        """The same of interfaces; one that has another's name by now is another."""
        return {
            name: _growth(one.values, before.interfaces[name].values)
            for name, one in self.interfaces.items()
            if name in before.interfaces and one.index == before.interfaces[name].index
        }


def is_gauge(name: str) -> bool:
    """Whether it tells how things are now."""
    return name in GAUGES or name.startswith(SOCKSTAT_PREFIX)


def protocol_counters(file: str, text: str) -> Mapping[str, int]:
    """What one of `FILES` holds, by nstat's names."""
    return dict(FILES[file](text))


def _growth(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    return {
        name: value - before[name]
        for name, value in now.items()
        if name in before and value >= before[name] and not is_gauge(name)
    }


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
        yield from _numbers((f"{SOCKSTAT_PREFIX}{group}.{name}", value) for name, value in named)


def _numbers(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for name, value in pairs:
        digits = value.removeprefix("-")
        if digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS:
            yield name, int(value)


FILES: Final[Mapping[str, Callable[[str], Iterator[tuple[str, int]]]]] = {
    "snmp": _pairs_of_lines,
    "netstat": _pairs_of_lines,
    "snmp6": _lines,
    "sockstat": _pairs,
    "sockstat6": _pairs,
}
"""Files of /proc/net that count protocols, and how each is read."""
