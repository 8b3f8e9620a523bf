"""The machine's interfaces: names, addresses, state, what they are, and how much passes through them now.

From the kernel's /sys/class/net and /proc/net/dev on Linux, from psutil elsewhere and for addresses.
"""

from __future__ import annotations

import contextlib
import re
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.capture.source import ANY

SYSTEM = Path("/sys/class/net")
COUNTERS = Path("/proc/net/dev")
IFF_UP, IFF_LOOPBACK = 0x1, 0x8

_ETHERNET, _RAW, _LINUX_SLL = 1, 101, 113
_LINK_TYPES = {1: _ETHERNET, 772: _ETHERNET, 801: 105, 802: 119, 803: 127} | dict.fromkeys(
    (512, 519, 768, 769, 776, 778, 823, 65534), _RAW
)
"""ARPHRD number -> LINKTYPE number; anything else is captured cooked."""
_KINDS = (
    (r"lo\d*$", "loopback"),
    (r"(docker|br-|virbr|lxcbr|cni)", "bridge"),
    (r"(veth|vnet)", "virtual Ethernet"),
    (r"(tun|utun|wg|ppp|tap|gre|sit|ip6tnl)", "tunnel"),
    (r"(wl|wifi|awdl)", "wireless"),
    (r"(en|eth|em)", "Ethernet"),
)
_DEVICE_TYPES = {
    "bond": "bonded",
    "bridge": "bridge",
    "vlan": "VLAN",
    "vxlan": "VXLAN",
    "wlan": "wireless",
    "wireguard": "WireGuard",
}


@dataclass(frozen=True, slots=True)
class Counters:
    """What an interface has carried since it exists."""

    received_bytes: int = 0
    received_packets: int = 0
    sent_bytes: int = 0
    sent_packets: int = 0


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface that may be captured on."""

    name: str
    addresses: tuple[str, ...]
    """IPv4 first, then IPv6 without its zone, then the hardware address if it has one."""
    is_up: bool
    is_loopback: bool
    link_type: int
    """LINKTYPE number that a capture has; 1 is Ethernet, 113 Linux cooked."""
    description: str
    """What it is, in a word or two."""
    counters: Counters


@dataclass(frozen=True, slots=True)
class Rate:
    """What passes an interface in a second."""

    received_bytes: float = 0.0
    received_packets: float = 0.0
    sent_bytes: float = 0.0
    sent_packets: float = 0.0


def list_interfaces() -> tuple[Interface, ...]:
    """Every interface, loopback and those that are up first, then `any` where the system has it."""
    import psutil  # 10 ms that the broker and the command line's help need not wait for

    counters = read_counters()
    addresses = {name: _addresses(entries) for name, entries in psutil.net_if_addrs().items()}
    states = {name: status.isup for name, status in psutil.net_if_stats().items()}
    names = dict.fromkeys([name for _, name in _indexes()] + list(addresses))
    found = [
        Interface(
            name=name,
            addresses=addresses.get(name, ()),
            is_up=states.get(name, False) or bool(_flags(name) & IFF_UP),
            is_loopback=_is_loopback(name),
            link_type=_link_type(name),
            description=_description(name),
            counters=counters.get(name, Counters()),
        )
        for name in names
    ]
    found.sort(key=lambda interface: (not interface.is_up, not interface.is_loopback, interface.name))
    if sys.platform.startswith("linux"):
        whole = Counters(
            *(sum(getattr(count, name) for count in counters.values()) for name in Counters.__dataclass_fields__)
        )
        found.append(Interface(ANY, (), True, False, _LINUX_SLL, "all interfaces together", whole))
    return tuple(found)


def read_counters() -> Mapping[str, Counters]:
    """The counters of every interface now. Takes about 0.1 ms on Linux."""
    if COUNTERS.exists():
        with contextlib.suppress(OSError, ValueError, IndexError):
            return parse_counters(COUNTERS.read_text("utf-8", "replace"))
    import psutil  # where there is no /proc/net/dev

    return {
        name: Counters(count.bytes_recv, count.packets_recv, count.bytes_sent, count.packets_sent)
        for name, count in psutil.net_io_counters(pernic=True).items()
    }


def parse_counters(text: str) -> Mapping[str, Counters]:
    """The lines of /proc/net/dev."""
    found = {}
    for line in text.splitlines()[2:]:
        name, _, numbers = line.rpartition(":")
        values = [int(number) for number in numbers.split()]
        found[name.strip()] = Counters(values[0], values[1], values[8], values[9])
    return found


class Rates:
    """Live rates: each `sample` tells what passed since the one before it."""

    def __init__(
        self,
        read: Callable[[], Mapping[str, Counters]] = read_counters,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._clock = clock
        self._before: Mapping[str, Counters] = {}
        self._time = 0.0

    def sample(self) -> dict[str, Rate]:
        """By interface; empty the first time. An interface that is new, or whose counters began anew, is left out."""
        now, counters = self._clock(), self._read()
        seconds = now - self._time
        rates = {}
        for name, count in counters.items():
            before = self._before.get(name)
            if before is None or seconds <= 0:
                continue
            differences = [getattr(count, field) - getattr(before, field) for field in Counters.__dataclass_fields__]
            if min(differences) >= 0:
                rates[name] = Rate(*(difference / seconds for difference in differences))
        self._before, self._time = counters, now
        return rates


def _addresses(entries: object) -> tuple[str, ...]:
    order = {int(socket.AF_INET): 0, int(socket.AF_INET6): 1}
    found = []
    for entry in entries if isinstance(entries, list) else []:
        address = str(entry.address).partition("%")[0]
        rank = order.get(int(entry.family), 2)
        if rank == 2 and not address.replace(":", "").replace("-", "").strip("0"):
            continue
        found.append((rank, address))
    return tuple(address for _, address in sorted(found, key=lambda pair: pair[0]))


def _indexes() -> list[tuple[int, str]]:
    try:
        return socket.if_nameindex()
    except (OSError, AttributeError):
        return []


def _number(name: str, file: str, base: int) -> int:
    try:
        return int((SYSTEM / name / file).read_text("utf-8"), base)
    except (OSError, ValueError):
        return 0


def _flags(name: str) -> int:
    return _number(name, "flags", 16)


def _is_loopback(name: str) -> bool:
    if SYSTEM.exists():
        return bool(_flags(name) & IFF_LOOPBACK)
    return re.match(r"lo\d*$", name) is not None or "Loopback" in name


def _link_type(name: str) -> int:
    if not SYSTEM.exists():
        return 0 if _is_loopback(name) else _ETHERNET
    return _LINK_TYPES.get(_number(name, "type", 10), _LINUX_SLL)


def _description(name: str) -> str:
    """The administrator's alias, else what the kernel or the name says it is."""
    with contextlib.suppress(OSError):
        alias = (SYSTEM / name / "ifalias").read_text("utf-8", "replace").strip()
        if alias:
            return alias
    with contextlib.suppress(OSError):
        for line in (SYSTEM / name / "uevent").read_text("utf-8", "replace").splitlines():
            key, _, value = line.partition("=")
            if key == "DEVTYPE":
                return _DEVICE_TYPES.get(value, value)
    return next((words for pattern, words in _KINDS if re.match(pattern, name)), "")
