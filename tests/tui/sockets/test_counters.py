"""Counters by name, out of the texts of /proc/net."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sockets.counters import FILES, Counters, is_gauge, protocol_counters
from tui.sockets.interface_counters import InterfaceCounters

SNMP = """Ip: Forwarding DefaultTTL InReceives
Ip: 2 64 100
Tcp: MaxConn CurrEstab InSegs RetransSegs
Tcp: -1 3 50 7
"""


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "snmp",
            SNMP,
            {
                "IpForwarding": 2,
                "IpDefaultTTL": 64,
                "IpInReceives": 100,
                "TcpMaxConn": -1,
                "TcpCurrEstab": 3,
                "TcpInSegs": 50,
                "TcpRetransSegs": 7,
            },
        ),
        (
            "netstat",
            "TcpExt: ListenOverflows NewName\nTcpExt: 4 5\nIpExt: X\nOther: 5\n",
            {"TcpExtListenOverflows": 4, "TcpExtNewName": 5},
        ),
        ("snmp6", "Ip6InReceives                   \t11\nbad line here\nUdp6NoPorts x\n", {"Ip6InReceives": 11}),
        (
            "sockstat",
            "sockets: used 100\nTCP: inuse 3 orphan 0 tw\n",
            {"sockstat.sockets.used": 100, "sockstat.TCP.inuse": 3, "sockstat.TCP.orphan": 0},
        ),
        ("sockstat6", "TCP6: inuse 2\n", {"sockstat.TCP6.inuse": 2}),
        ("snmp", "Ip: A\nIp: 99999999999999999999999\n", {}),
    ],
)
def test_each_is_found_by_its_name(file: str, text: str, told: dict[str, int]) -> None:
    assert protocol_counters(file, text) == told


def lo(index: int, **values: int) -> dict[str, InterfaceCounters]:
    return {"lo": InterfaceCounters("lo", values, index)}


def test_growth_is_of_counters_only() -> None:
    before = Counters(0, {"TcpInSegs": 5, "TcpCurrEstab": 1, "UdpNoPorts": 9}, lo(1, rx_bytes=1))
    now = Counters(1, {"TcpInSegs": 7, "TcpCurrEstab": 3, "UdpNoPorts": 2, "IpNew": 1}, lo(1, rx_bytes=4))
    assert now.since(before) == {"TcpInSegs": 2}
    assert now.interfaces_since(before) == {"lo": {"rx_bytes": 3}}
    assert is_gauge("sockstat.TCP.inuse")


def test_types_of_icmp_that_the_kernel_left_out_had_counted_nothing() -> None:
    before = Counters(0, {"IcmpInMsgs": 1}, {})
    now = Counters(1, {"IcmpInMsgs": 3, "IcmpMsgInType3": 2, "Icmp6OutType133": 1}, {})
    assert now.since(before) == {"IcmpInMsgs": 2, "IcmpMsgInType3": 2, "Icmp6OutType133": 1}
    assert now.since(Counters(0, {}, {})) == {}


def test_an_interface_made_anew_has_not_grown() -> None:
    assert Counters(1, {}, lo(2, rx_bytes=9)).interfaces_since(Counters(0, {}, lo(1, rx_bytes=1))) == {}


@pytest.mark.parametrize("file", FILES)
@given(text=st.text(max_size=120))
def test_any_text_is_counters_or_none(file: str, text: str) -> None:
    assert all(isinstance(value, int) for value in protocol_counters(file, text).values())
