"""Counters read again and again: from made-up files, this machine, and another namespace."""

from __future__ import annotations

import errno
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.sockets.test_counters import SNMP
from tests.tui.sockets.test_interface_counters import DEV
from tui.sockets.counter_source import CounterSource, open_counters
from tui.sockets.interface_counters import InterfaceCounters
from tui.sockets.namespaces import NoNamespace

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")


def test_files_are_read_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "snmp").write_text(SNMP)
    (tmp_path / "dev").write_text(DEV)
    with CounterSource(tmp_path, with_netlink=False, clock=lambda: 5) as source:
        first = source.read()
        (tmp_path / "snmp").write_text("Udp: NoPorts\nUdp: 3\n")
        second = source.read()
    assert (first.time_ns, first.values["TcpInSegs"], first.interfaces["lo"].get("rx_bytes")) == (5, 50, 900)
    assert second.values == {"UdpNoPorts": 3}


def test_a_machine_that_tells_nothing_says_so(tmp_path: Path) -> None:
    with CounterSource(tmp_path, with_netlink=False) as source, pytest.raises(OSError, match="cannot be read"):
        source.read()


def test_a_source_that_is_closed_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "snmp").write_text(SNMP)
    source = CounterSource(tmp_path, with_netlink=False)
    source.close()
    with pytest.raises(OSError, match="cannot be read"):
        source.read()


def test_elsewhere_only_interfaces_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"en0": InterfaceCounters("en0", {"rx_packets": 1})}
    monkeypatch.setattr("tui.sockets.counter_source.interfaces_elsewhere", lambda: told)
    with open_counters(for_platform="darwin") as source:
        found = source.read()
    assert (found.values, found.interfaces) == ({}, told)
    with pytest.raises(NoNamespace, match="no network namespaces"):
        open_counters("blue", for_platform="darwin")


@linux
def test_without_netlink_the_file_tells_interfaces() -> None:
    with CounterSource(with_netlink=False) as source:
        assert "lo" in source.read().interfaces


@linux
def test_names_are_those_of_nstat() -> None:
    program = shutil.which("nstat")
    if program is None:
        pytest.skip("nstat is not installed: apt install iproute2")
    told = subprocess.run([program, "-asz"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in told.splitlines() if not line.startswith("#")}
    with open_counters() as source:
        assert names <= source.read().values.keys()


@linux
def test_a_datagram_for_nobody_is_counted() -> None:
    with open_counters() as source, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
            gone.bind(("127.0.0.1", 0))
            address = gone.getsockname()
        before = source.read()
        for _ in range(3):
            one.sendto(b"anybody?", address)
        grown = source.read().since(before)
    assert grown["UdpNoPorts"] >= 3
    assert grown["IcmpOutDestUnreachs"] >= 1


@pytest.mark.usefixtures("require_root")
def test_another_namespace_is_told_as_long_as_the_source_is_open(require_tool: Callable[[str], str]) -> None:
    code = (
        "import socket\n"
        "print('ready', flush=True)\n"
        "input()\n"
        "one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "one.sendto(b'anybody?', ('127.0.0.1', 9))\n"
        "print('sent', flush=True)\n"
        "input()\n"
    )
    program = f'{require_tool("ip")} link set lo up && exec {sys.executable} -c "$0"'
    command = [require_tool("unshare"), "-n", "sh", "-c", program, code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        with open_counters(str(child.pid)) as source:
            before = source.read()
            assert "lo" in before.interfaces
            assert before.values["UdpNoPorts"] == 0
            child.stdin.write(b"\n")
            child.stdin.flush()
            assert child.stdout.readline() == b"sent\n"
            after = source.read()
            assert after.since(before)["UdpNoPorts"] == 1
            assert after.interfaces_since(before)["lo"]["rx_packets"] == 2
            child.stdin.close()


def test_an_overflow_of_netlink_leaves_it_to_the_file(tmp_path: Path) -> None:
    class Full:
        def ask(self, kind: int, body: bytes, flags: int = 0) -> list[object]:
            raise OSError(errno.ENOBUFS, "No buffer space available")

    (tmp_path / "dev").write_text(DEV)
    with CounterSource(tmp_path, with_netlink=False) as source:
        source._netlink = Full()  # type: ignore[assignment]
        assert source.read().interfaces["lo"].get("rx_bytes") == 900
