"""Counters by name: a made-up /proc/net, and the machine's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sockets.counters import Counters, is_gauge, read_counters

SNMP = """Ip: Forwarding DefaultTTL InReceives
Ip: 2 64 100
Tcp: MaxConn CurrEstab InSegs RetransSegs
Tcp: -1 3 50 7
"""
DEV = """Inter-|   Receive  |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo:  900       9    0    1    0     0          0         0   901      10    0    2    0     0       0          0
e:th\x1b0: 1 2 3
"""


def make(net: Path) -> None:
    (net / "snmp").write_text(SNMP)
    (net / "netstat").write_text("TcpExt: ListenOverflows NewName\nTcpExt: 4 5\nIpExt: X\nOther: 5\n")
    (net / "snmp6").write_text("Ip6InReceives                   \t11\nbad line here\nUdp6NoPorts x\n")
    (net / "sockstat").write_text("sockets: used 100\nTCP: inuse 3 orphan 0 tw\n")
    (net / "dev").write_text(DEV)


def test_each_is_found_by_its_name(tmp_path: Path) -> None:
    make(tmp_path)
    found = read_counters(5, tmp_path)
    assert found.values == {
        "IpForwarding": 2,
        "IpDefaultTTL": 64,
        "IpInReceives": 100,
        "TcpMaxConn": -1,
        "TcpCurrEstab": 3,
        "TcpInSegs": 50,
        "TcpRetransSegs": 7,
        "TcpExtListenOverflows": 4,
        "TcpExtNewName": 5,
        "Ip6InReceives": 11,
        "sockstat.sockets.used": 100,
        "sockstat.TCP.inuse": 3,
        "sockstat.TCP.orphan": 0,
    }
    assert found.interfaces["lo"]["rx_dropped"] == 1
    assert found.interfaces["lo"]["tx_packets"] == 10
    assert found.interfaces["e:th\x1b0"] == {"rx_bytes": 1, "rx_packets": 2, "rx_errors": 3}


def test_growth_is_of_counters_only() -> None:
    before = Counters(0, {"TcpInSegs": 5, "TcpCurrEstab": 1, "UdpNoPorts": 9}, {"lo": {"rx_bytes": 1}})
    now = Counters(
        1, {"TcpInSegs": 7, "TcpCurrEstab": 3, "UdpNoPorts": 2, "IpNew": 1}, {"lo": {"rx_bytes": 4}, "x": {}}
    )
    assert now.since(before) == {"TcpInSegs": 2}
    assert now.interfaces_since(before) == {"lo": {"rx_bytes": 3}}
    assert is_gauge("sockstat.TCP.inuse")


@given(st.text(max_size=120))
def test_any_text_is_counters_or_none(text: str) -> None:
    from tui.sockets import counters

    for read in (counters._pairs_of_lines, counters._lines, counters._pairs):
        assert all(isinstance(value, int) for _, value in read(text))
    assert all(name for name, _ in counters._interfaces(text))


def test_files_that_are_not_there_count_nothing(tmp_path: Path) -> None:
    assert read_counters(1, tmp_path) == Counters(1, {}, {})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")
def test_names_are_those_of_nstat() -> None:
    program = shutil.which("nstat")
    if program is None:
        pytest.skip("nstat is not installed: apt install iproute2")
    told = subprocess.run([program, "-asz"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in told.splitlines() if not line.startswith("#")}
    assert names <= read_counters(0).values.keys()
