"""`remora sockets --json` beside `ss`, at the same instant, of two hundred sockets of every kind and state."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.conftest import PROJECT
from tests.tui.sockets.beside_ss import (
    Told,
    both,
    differences,
    internet_by_ss,
    internet_by_us,
    unix_by_ss,
    unix_by_us,
)
from tests.tui.sockets.zoo import ROUNDS

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="ss is Linux's"),
    pytest.mark.usefixtures("require_root"),
]
ATTEMPTS = 12
"""Between two looks something may have been sent again."""
STATES = {
    *("ESTABLISHED", "LISTEN", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "TIME-WAIT"),
    *("SYN-SENT", "SYN-RECEIVED", "CLOSING", "LAST-ACK"),
}


@contextmanager
def other_namespace(unshare: str, rounds: int) -> Iterator[int]:
    """The process that holds sockets of all kinds in a network namespace of its own."""
    program = f'ip link set lo up && exec {sys.executable} -m tests.tui.sockets.zoo "$0"'
    command = [unshare, "-n", "sh", "-c", program, str(rounds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        yield child.pid
        assert child.stdin is not None
        child.stdin.close()


@pytest.fixture(scope="module")
def namespace(require_tool: Callable[[str], str]) -> Iterator[int]:
    """Nothing is in it but what is there to be seen."""
    require_tool("ip")
    with other_namespace(require_tool("unshare"), ROUNDS) as pid:
        yield pid


@pytest.fixture
def ss(require_tool: Callable[[str], str]) -> str:
    return require_tool("ss")


@pytest.fixture
def nsenter(require_tool: Callable[[str], str]) -> str:
    return require_tool("nsenter")


def told(
    pid: int,
    program: list[str],
    options: str,
    by_ss: Callable[[str], Mapping[int, Told]],
    by_us: Callable[[list[Told]], Mapping[int, Told]],
) -> tuple[Mapping[int, Told], list[str]]:
    """Our word on all sockets of a namespace, and what ss tells otherwise."""
    for _ in range(ATTEMPTS):
        text, objects = both([*program, "-t", str(pid), "-n", "ss", "-OH", options], ["--netns", str(pid)])
        assert {one["namespace"] for one in objects} == {str(pid)}
        ours = by_us(objects)
        wrong = differences(ours, by_ss(text))
        if not wrong:
            break
    return ours, wrong


@pytest.mark.usefixtures("ss")
def test_internet_sockets_are_those_of_ss_in_all_that_it_tells(namespace: int, nsenter: str) -> None:
    ours, wrong = told(namespace, [nsenter], "-tunapeoim", internet_by_ss, internet_by_us)
    assert wrong == []
    states = Counter(one["state"] for one in ours.values())
    assert states.keys() == {*STATES, "UNCONNECTED"}
    assert all(count >= 4 for count in states.values())
    assert len(ours) > 180
    assert {one["timer"][0] for one in ours.values() if one["timer"]} >= {
        "retransmit", "keepalive", "persist", "time-wait",
    }  # fmt: skip
    assert {one["uid"] for one in ours.values()} == {0, 65534}
    assert max(len(one["owners"]) for one in ours.values()) == 2
    # Each way of ending is there, and each kind of address.
    assert {one["shutdown"] for one in ours.values()} >= {"<->", "<--", "---"}
    assert any("%lo" in one["local"] for one in ours.values())
    assert any("::ffff:127.0.0.1" in one["local"] for one in ours.values())
    assert any(one["local"].startswith("*:") for one in ours.values())


@pytest.mark.usefixtures("ss")
def test_unix_sockets_are_those_of_ss(namespace: int, nsenter: str) -> None:
    ours, wrong = told(namespace, [nsenter], "-xpa", unix_by_ss, unix_by_us)
    assert wrong == []
    assert {one["kind"] for one in ours.values()} == {"stream", "datagram", "seqpacket"}
    assert {one["state"] for one in ours.values()} == {"LISTEN", "ESTABLISHED", "UNCONNECTED"}
    assert any(one["path"].startswith("@") for one in ours.values())
    assert len(ours) > 40


@pytest.mark.usefixtures("ss")
def test_raw_and_packet_sockets_are_all_there(namespace: int) -> None:
    _, objects = both(["true"], ["--netns", str(namespace)])
    assert Counter((one["protocol"], one["family"]) for one in objects if one["protocol"] in ("raw", "packet")) == {
        ("raw", "ipv4"): ROUNDS,
        ("raw", "ipv6"): ROUNDS,
        ("packet", "packet"): ROUNDS,
    }
    assert {one["raw_protocol"] for one in objects if one["protocol"] == "raw"} == {1, 58}
    assert {one["raw_protocol"] for one in objects if one["protocol"] == "packet"} == {0x88B5}
    assert len(objects) > 230


def test_namespaces_are_told_apart(namespace: int, require_tool: Callable[[str], str], nsenter: str) -> None:
    with other_namespace(require_tool("unshare"), 1) as other:
        sets: list[set[int]] = []
        for pid in (namespace, other, os.getpid()):
            text, objects = both(
                [nsenter, "-t", str(pid), "-n", require_tool("ss"), "-OH", "-tunape"], ["--netns", str(pid)]
            )
            sets.append({one["inode"] for one in objects if one["inode"]})
            listeners = {one["cookie"] for one in objects if one["state"] == "LISTEN" and one["protocol"] == "tcp"}
            theirs = {cookie for cookie, one in internet_by_ss(text).items() if one["state"] == "LISTEN"}
            if pid != os.getpid():
                # Here other programs come and go.
                assert listeners == theirs
        assert all(not one & two for number, one in enumerate(sets) for two in sets[:number])
