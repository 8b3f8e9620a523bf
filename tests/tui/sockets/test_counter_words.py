"""What there is to say of a counter by its name."""

from __future__ import annotations

import sys

import pytest

from tui.sockets.counter_source import open_counters
from tui.sockets.counter_words import GROUPS, advice_of, group_of, meaning_of, tells_trouble


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")
def test_nearly_all_of_this_kernel_have_a_meaning_and_a_group() -> None:
    with open_counters() as source:
        names = source.read().values.keys()
    assert len([name for name in names if not meaning_of(name)]) <= len(names) // 20
    assert [name for name in names if not group_of(name)] == []


@pytest.mark.parametrize(
    ("name", "group", "meaning"),
    [
        ("TcpRetransSegs", "TCP", "Segments sent again: the network loses packets"),
        ("TcpExtTW", "TCP", "Connections that went through TIME-WAIT"),
        ("Ip6InReceives", "IPv6", "IPv6: packets that came in"),
        ("Ip6InNoECTPkts", "IPv6", "IPv6: packets that came without explicit congestion notification"),
        ("UdpLite6NoPorts", "IPv6", "UDP-Lite over IPv6: datagrams for ports that nobody listens on."),
        ("UdpLiteInErrors", "UDP", "UDP-Lite: datagrams that could not"),
        ("Icmp6InType128", "IPv6", "ICMPv6 messages of type 128 (Echo (ping) request) that came."),
        ("IcmpMsgOutType3", "ICMP", "ICMP messages of type 3 (Destination unreachable) that were sent."),
        ("IcmpMsgInType250", "ICMP", "ICMP messages of type 250 that came."),
        ("Icmp6InErrors", "IPv6", "IPv6: ICMP messages that were no good"),
        ("MPTcpExtMPJoinSynRx", "MPTCP", "SYNs that came to join a connection."),
        ("sockstat.TCP.tw", "Sockets", "Connections in TIME-WAIT"),
    ],
)
def test_each_is_explained(name: str, group: str, meaning: str) -> None:
    assert group_of(name) == group
    assert meaning_of(name).startswith(meaning)


def test_a_name_that_nobody_knows_means_nothing() -> None:
    for name in ("", "Odd", "TcpExtNewThing", "Ip6NewThing", "MPTcpExtNewThing", "sockstat.X.y", "IcmpMsgInTypeX"):
        assert (meaning_of(name), tells_trouble(name), advice_of(name)) == ("", False, "")
    assert (group_of("Odd"), group_of("TcpExtNewThing")) == ("", "TCP")


def test_what_tells_of_trouble_does_so_of_ipv6_too() -> None:
    assert tells_trouble("UdpRcvbufErrors")
    assert tells_trouble("Udp6RcvbufErrors")
    assert advice_of("Udp6RcvbufErrors") == advice_of("UdpRcvbufErrors") != ""
    assert "icmpv6.type" in advice_of("Icmp6InDestUnreachs")
    assert not tells_trouble("TcpInSegs")


def test_every_group_has_names() -> None:
    assert all(beginnings for beginnings in GROUPS.values())
