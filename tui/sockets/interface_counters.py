"""What the kernel counts of each interface, as `ip -s link` has it: by rtnetlink, out of /proc/net/dev or by psutil.

/sys/class/net/*/statistics has the same numbers by the same names, but only those of the namespace in which /sys was
mounted: rtnetlink tells those of the namespace in which its socket was made. include/uapi/linux/if_link.h.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from tui.sockets.netlink import DUMP, Message, NetlinkError, attributes

GET_LINK, GET_QUEUEING = 18, 38
STATISTICS: Final = (
    "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "rx_dropped", "tx_dropped",
    "multicast", "collisions", "rx_length_errors", "rx_over_errors", "rx_crc_errors", "rx_frame_errors",
    "rx_fifo_errors", "rx_missed_errors", "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors",
    "tx_heartbeat_errors", "tx_window_errors", "rx_compressed", "tx_compressed", "rx_nohandler",
    "rx_otherhost_dropped",
)  # fmt: skip
"""struct rtnl_link_stats64, in its order; older kernels end earlier."""
CARRIER_CHANGES, QUEUE_DROPPED = "carrier_changes", "queue_dropped"
"""Names of our own: attributes of a link, and of the queue before it, that are counters too."""
DEV_COLUMNS: Final = (
    "rx_bytes", "rx_packets", "rx_errors", "rx_dropped", "rx_fifo_errors", "rx_frame_errors", "rx_compressed",
    "multicast", "tx_bytes", "tx_packets", "tx_errors", "tx_dropped", "tx_fifo_errors", "collisions",
    "tx_carrier_errors", "tx_compressed",
)  # fmt: skip
"""The columns of /proc/net/dev, which are the same since Linux 2.2."""
OPERATION_STATES: Final = ("unknown", "not present", "down", "lower layer down", "testing", "dormant", "up")
"""RFC 2863's, by IFLA_OPERSTATE."""

_LINK: Final = struct.Struct("=BxHiII")
"""struct ifinfomsg: family, device type, index, flags, mask."""
_QUEUEING: Final = struct.Struct("=BxxxiIII")
"""struct tcmsg: family, interface's index, handle, parent, information."""
_ROOT: Final = 0xFFFF_FFFF
"""The queue that all others of an interface are below: its numbers have theirs in them."""
_QUEUE: Final = struct.Struct("=IIIII")
"""struct gnet_stats_queue: length, backlog, drops, requeues, overlimits."""
_NAME, _MTU, _OPERATION_STATE, _STATS64, _CARRIER_CHANGES = 3, 4, 16, 23, 35
_STATS2, _STATS_QUEUE = 7, 3
_IS_UP: Final = 1
_MOST_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class InterfaceCounters:
    """One interface. The name may hold anything but spaces and slashes."""

    name: str
    values: Mapping[str, int]
    """By `STATISTICS` and the names of our own: those that are told."""
    index: int = 0
    """0 where it is not told."""
    mtu: int = 0
    """In bytes; 0 where it is not told."""
    state: str = ""
    """Of `OPERATION_STATES`, `off` where nobody switched it on; empty where it is not told."""

    def get(self, name: str) -> int:
        """A counter; 0 for one that is not told."""
        return self.values.get(name, 0)


class Asks(Protocol):
    """What is wanted of a `NetlinkSocket`."""

    def ask(self, kind: int, body: bytes, flags: int = DUMP) -> Iterable[Message]: ...


def interfaces_by_netlink(netlink: Asks) -> Mapping[str, InterfaceCounters]:
    """Those of the namespace of the socket, by their names. Raises OSError."""
    found = [one for message in netlink.ask(GET_LINK, _LINK.pack(0, 0, 0, 0, 0)) if (one := _link(message.body))]
    dropped: dict[int, int] = {}
    # A kernel without traffic control has no queues to tell of.
    with suppress(NetlinkError):
        for message in netlink.ask(GET_QUEUEING, _QUEUEING.pack(0, 0, 0, 0, 0)):
            dropped.update(_queue_drops(message.body))
    return {
        one.name: InterfaceCounters(
            one.name,
            {**one.values, QUEUE_DROPPED: dropped[one.index]} if one.index in dropped else one.values,
            one.index,
            one.mtu,
            one.state,
        )
        for one in found
    }


def interfaces_in_dev(text: str) -> Mapping[str, InterfaceCounters]:
    """Out of /proc/net/dev: two lines of titles, then `  lo: 96 1 0 ...`. A name may have colons in it."""
    found = {}
    for line in text.splitlines()[2:]:
        name, _, rest = line.rpartition(":")
        named = zip(DEV_COLUMNS, rest.split(), strict=False)
        values = {key: int(word) for key, word in named if _is_number(word)}
        if name.strip():
            found[name.strip()] = InterfaceCounters(name.strip(), values)
    return found


def interfaces_elsewhere() -> Mapping[str, InterfaceCounters]:
    """Where the system is not Linux: by psutil."""
    import psutil  # only where the kernel is not asked

    states = psutil.net_if_stats()
    found = {}
    for name, told in psutil.net_io_counters(pernic=True, nowrap=False).items():
        values = {
            "rx_packets": told.packets_recv,
            "tx_packets": told.packets_sent,
            "rx_bytes": told.bytes_recv,
            "tx_bytes": told.bytes_sent,
            "rx_errors": told.errin,
            "tx_errors": told.errout,
            "rx_dropped": told.dropin,
            "tx_dropped": told.dropout,
        }
        state = states.get(name)
        words = "" if state is None else "up" if state.isup else "down"
        found[name] = InterfaceCounters(name, values, 0, state.mtu if state is not None else 0, words)
    return found


def _link(body: bytes) -> InterfaceCounters | None:
    """One answer to GET_LINK; None for what is cut short."""
    if len(body) < _LINK.size:
        return None
    _, _, index, flags, _ = _LINK.unpack_from(body)
    told = attributes(body, _LINK.size)
    # The kernel passes on whatever bytes a name was given.
    name = told.get(_NAME, b"").split(b"\0")[0].decode("utf-8", "backslashreplace")
    if not name:
        return None
    statistics = told.get(_STATS64, b"")
    count = min(len(statistics) // 8, len(STATISTICS))
    values = dict(zip(STATISTICS, struct.unpack_from(f"={count}Q", statistics), strict=False))
    if (changes := _number(told.get(_CARRIER_CHANGES))) is not None:
        values[CARRIER_CHANGES] = changes
    return InterfaceCounters(name, values, index, _number(told.get(_MTU)) or 0, _state(told, flags))


def _state(told: Mapping[int, bytes], flags: int) -> str:
    if not flags & _IS_UP:
        return "off"
    number = told.get(_OPERATION_STATE, b"\0")[:1] or b"\0"
    return OPERATION_STATES[number[0]] if number[0] < len(OPERATION_STATES) else ""


def _queue_drops(body: bytes) -> Iterator[tuple[int, int]]:
    """The interface's index, and what its outermost queue threw away."""
    if len(body) < _QUEUEING.size:
        return
    _, index, _, parent, _ = _QUEUEING.unpack_from(body)
    queue = attributes(attributes(body, _QUEUEING.size).get(_STATS2, b"")).get(_STATS_QUEUE, b"")
    if parent == _ROOT and len(queue) >= _QUEUE.size:
        yield index, _QUEUE.unpack_from(queue)[2]


def _number(value: bytes | None) -> int | None:
    """Of four bytes in the machine's order; None for others."""
    return int(struct.unpack("=I", value)[0]) if value is not None and len(value) == 4 else None


def _is_number(word: str) -> bool:
    return word.isdecimal() and word.isascii() and len(word) <= _MOST_DIGITS
