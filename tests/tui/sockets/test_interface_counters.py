"""Counters of interfaces: messages of rtnetlink made here, and the machine's beside /sys."""

from __future__ import annotations

import errno
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.sockets.messages import attribute
from tui.sockets.interface_counters import (
    GET_LINK,
    GET_QUEUEING,
    STATISTICS,
    InterfaceCounters,
    interfaces_by_netlink,
    interfaces_elsewhere,
    interfaces_in_dev,
)
from tui.sockets.netlink import DUMP, NETLINK_ROUTE, Message, NetlinkError, NetlinkSocket

DEV = """Inter-|   Receive  |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo:  900       9    0    1    0     0          0         0   901      10    0    2    0     0       0          0
e:th\x1b0: 1 2 3
"""
UP, ROOT = 1, 0xFFFFFFFF


def link(name: bytes, index: int, *parts: bytes, flags: int = UP) -> bytes:
    return struct.pack("=BxHiII", 0, 1, index, flags, 0) + attribute(3, name + b"\0") + b"".join(parts)


def statistics(*values: int) -> bytes:
    return attribute(23, struct.pack(f"={len(values)}Q", *values))


def queueing(index: int, parent: int, drops: int) -> bytes:
    queue = attribute(3, struct.pack("=IIIII", 0, 0, drops, 0, 0))
    return struct.pack("=BxxxiIII", 0, index, 0, parent, 0) + attribute(7, queue)


class Kernel:
    """Answers with these bodies."""

    def __init__(self, links: list[bytes], queues: list[bytes] | None = None) -> None:
        self.bodies = {GET_LINK: links, GET_QUEUEING: queues or []}

    def ask(self, kind: int, body: bytes, flags: int = DUMP) -> Iterator[Message]:
        return (Message(kind, 0, one) for one in self.bodies[kind])


def test_an_interface_has_its_numbers_by_their_names() -> None:
    body = link(b"eth0", 4, statistics(*range(10, 35)), attribute(4, b"\xdc\x05\0\0"), attribute(16, b"\6"))
    (one,) = interfaces_by_netlink(Kernel([body + attribute(35, b"\2\0\0\0")])).values()
    assert (one.name, one.index, one.mtu, one.state) == ("eth0", 4, 1500, "up")
    assert (one.get("rx_packets"), one.get("rx_otherhost_dropped"), one.get("carrier_changes")) == (10, 34, 2)
    assert one.get("no_such") == 0


def test_an_older_kernel_tells_fewer() -> None:
    (one,) = interfaces_by_netlink(Kernel([link(b"lo", 1, statistics(1, 2, 3), flags=0)])).values()
    assert one.values == {"rx_packets": 1, "tx_packets": 2, "rx_bytes": 3}
    assert one.state == "off"


def test_what_the_outermost_queue_drops_is_the_interfaces() -> None:
    queues = [queueing(4, ROOT, 7), queueing(4, 0x10001, 7), queueing(9, ROOT, 1), b"cut"]
    found = interfaces_by_netlink(Kernel([link(b"eth0", 4), link(b"lo", 1)], queues))
    assert found["eth0"].get("queue_dropped") == 7
    assert "queue_dropped" not in found["lo"].values


def test_a_kernel_without_queues_tells_the_rest() -> None:
    class Without(Kernel):
        def ask(self, kind: int, body: bytes, flags: int = DUMP) -> Iterator[Message]:
            if kind == GET_QUEUEING:
                raise NetlinkError(errno.EOPNOTSUPP, "Operation not supported")
            return super().ask(kind, body, flags)

    assert "eth0" in interfaces_by_netlink(Without([link(b"eth0", 4)]))


def test_a_name_may_be_any_bytes() -> None:
    found = interfaces_by_netlink(Kernel([link(b"\xff\x1b[2J", 1), link(b"", 2), b""]))
    assert list(found) == ["\\xff\x1b[2J"]


def test_a_state_that_is_not_known_is_none() -> None:
    (one,) = interfaces_by_netlink(Kernel([link(b"x", 1, attribute(16, b"\x63"), attribute(4, b"\1"))])).values()
    assert (one.state, one.mtu) == ("", 0)


@given(st.binary(max_size=120), st.binary(max_size=60))
def test_any_bytes_are_interfaces_or_none(first: bytes, second: bytes) -> None:
    assert all(isinstance(one, InterfaceCounters) for one in interfaces_by_netlink(Kernel([first], [second])).values())


def test_the_file_dev_tells_fewer_by_the_same_names() -> None:
    found = interfaces_in_dev(DEV)
    assert (found["lo"].get("rx_dropped"), found["lo"].get("tx_packets")) == (1, 10)
    assert found["e:th\x1b0"].values == {"rx_bytes": 1, "rx_packets": 2, "rx_errors": 3}
    assert interfaces_in_dev("") == {}


def test_elsewhere_psutil_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    told = SimpleNamespace(
        packets_recv=1, packets_sent=2, bytes_recv=3, bytes_sent=4, errin=5, errout=6, dropin=7, dropout=8
    )
    state = SimpleNamespace(isup=True, mtu=1500)
    system = SimpleNamespace(
        net_io_counters=lambda pernic, nowrap: {"en0": told, "en1": told}, net_if_stats=lambda: {"en0": state}
    )
    monkeypatch.setitem(sys.modules, "psutil", system)
    found = interfaces_elsewhere()
    assert (found["en0"].state, found["en0"].mtu, found["en1"].state) == ("up", 1500, "")
    assert [found["en0"].get(name) for name in ("rx_packets", "tx_bytes", "rx_errors", "tx_dropped")] == [1, 4, 5, 8]


@pytest.mark.skipif(sys.platform != "linux", reason="rtnetlink is Linux's")
def test_names_and_numbers_are_those_of_sys() -> None:
    folder = Path("/sys/class/net")
    with NetlinkSocket(NETLINK_ROUTE) as netlink:
        found = interfaces_by_netlink(netlink)
    assert set(found) == {path.name for path in folder.iterdir() if path.is_dir()}
    named = {path.name for path in (folder / "lo" / "statistics").iterdir()}
    assert named <= set(STATISTICS)
    for name, one in found.items():
        assert one.get("tx_errors") == int((folder / name / "statistics" / "tx_errors").read_text())
        assert one.mtu == int((folder / name / "mtu").read_text())
        assert one.index == int((folder / name / "ifindex").read_text())
