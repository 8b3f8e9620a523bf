"""Watchers as processes of their own: as root, by the broker, as nobody, in another namespace, and how they end."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dissectors.processes.attribution import Attribution, End
from tests.conftest import PROJECT
from tests.tui.capture.conftest import Wires, is_running, until, wires
from tui.capture.channel import Channel
from tui.capture.child import start_child
from tui.capture.children import WATCHER
from tui.capture.client import BrokerClient
from tui.sockets.entry import Socket
from tui.sockets.namespaces import made_in
from tui.sockets.sock_diag import SockDiag
from tui.sockets.watch.client import ENDED, WatchClient
from tui.sockets.watch.closing import NEEDS_PRIVILEGE
from tui.sockets.watch.messages import MOST_FLOWS, Flow, flow_row
from tui.sockets.watch.watcher import NOR_SHORT

pytestmark = pytest.mark.usefixtures("require_root")

__all__ = ["wires"]


@contextmanager
def pair(namespace: str | None = None) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection of this process to itself: the client's end, the server's."""

    def make() -> tuple[socket.socket, ...]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = socket.create_connection(listener.getsockname())
            return client, listener.accept()[0]

    client, server = make() if namespace is None else made_in(namespace, make)
    with client, server:
        yield client, server


def inode(one: socket.socket) -> int:
    return os.fstat(one.fileno()).st_ino


def in_the_kernel(one: socket.socket) -> Socket:
    """The connection as sock_diag tells it."""
    local, remote = ((socket.inet_aton(address), port) for address, port in (one.getsockname(), one.getpeername()))
    with SockDiag() as kernel:
        found = kernel.find("tcp", local, remote)
    assert found is not None
    return found


def children_of(process: int) -> list[int]:
    """The processes that a process has started and not yet heard of the end of."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == process:
            found.append(int(place.parent.name))
    return found


def is_there(process: int) -> bool:
    """Running, or ended and not reaped."""
    return Path(f"/proc/{process}").exists()


def attributed(client: WatchClient, ends: tuple[socket.socket, socket.socket]) -> dict[End, Attribution]:
    """What is found out about both ends of a connection that is there already."""
    first, second = (End(*one.getsockname()) for one in ends)
    found: dict[End, Attribution] = {}
    client.watch(lambda batch: found.update((one.local, one) for one in batch))
    client.ask([("tcp", first, second)])
    until(lambda: {first, second} <= found.keys(), "both ends are attributed")
    client.unwatch()
    # Others on this machine connect too.
    return {end: found[end] for end in (first, second)}


@pytest.fixture
def client() -> Iterator[WatchClient]:
    with WatchClient.open(None) as one:
        assert one.wait_ready(20)
        yield one


def test_root_sees_whose_both_ends_are(client: WatchClient) -> None:
    assert (client.is_privileged, client.may_end, client.cannot_end) == (True, True, "")
    with pair() as ends:
        owners = client.owners([inode(one) for one in ends])
        assert [[owner.process.pid for owner in owners[inode(one)]] for one in ends] == [[os.getpid()]] * 2
        found = attributed(client, ends)
    for one in ends:
        assert one.fileno() == -1
    assert {found[end].pid for end in found} == {os.getpid()}
    details = client.process(os.getpid())
    assert details is not None
    assert (details.executable, details.hidden) == (os.path.realpath("/proc/self/exe"), "")


def test_a_new_connection_is_heard_of_while_watching(client: WatchClient) -> None:
    found: dict[End, Attribution] = {}
    told: list[str] = []
    client.watch(lambda batch: found.update((one.local, one) for one in batch))
    # An answer tells that the command before it was worked off.
    client.process(1)
    with pair() as (near, far):
        ends = {End(*one.getsockname()) for one in (near, far)}
        until(lambda: ends <= found.keys(), "both ends are attributed")
    assert {found[end].pid for end in ends} == {os.getpid()}
    assert told == []


def test_one_socket_is_closed_and_no_other(client: WatchClient) -> None:
    with pair() as (near, far), pair() as (other, _):
        one = in_the_kernel(near)
        assert one.cookie is not None
        with pytest.raises(FileNotFoundError):
            client.end(one._replace(cookie=one.cookie + 1))
        near.send(b"still there")
        assert far.recv(100) == b"still there"
        client.end(one)
        with pytest.raises(ConnectionAbortedError):
            near.recv(1)
        with pytest.raises(FileNotFoundError):
            client.end(one)
        other.send(b"!")


def every_kind() -> Iterator[tuple[str, socket.socket]]:
    """Sockets that can be closed from outside, and what they are."""
    yield "a listener", socket.create_server(("127.0.0.1", 0))
    yield "over IPv6", socket.create_server(("::1", 0), family=socket.AF_INET6)
    with socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True) as both:
        port = both.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            yield "IPv4 on an IPv6 socket", both.accept()[0]
    for name, family, address in (("udp", socket.AF_INET, "127.0.0.1"), ("udp over IPv6", socket.AF_INET6, "::")):
        unconnected = socket.socket(family, socket.SOCK_DGRAM)
        unconnected.bind((address, 0))
        yield name, unconnected
    connected = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connected.connect(("127.0.0.1", 9))
    yield "connected udp", connected


def test_each_kind_of_socket_is_closed(client: WatchClient) -> None:
    for name, one in every_kind():
        with one, SockDiag() as kernel:
            (found,) = (e for e in kernel.all(["tcp", "udp"], with_details=False) if e.inode == inode(one))
            client.end(found)
            left = [e for e in kernel.all(["tcp", "udp"], with_details=False) if e.inode == inode(one)]
            assert [e.state for e in left if e.local is not None and e.local.port] == [], name


def test_one_that_was_closed_is_gone() -> None:
    client = WatchClient.open(None)
    (process,) = (child for child in children_of(os.getpid()) if "watcher" in command(child))
    client.close()
    assert not is_there(process)


def test_one_that_was_killed_is_told_of_once_and_the_rest_goes_on() -> None:
    told: list[int] = []
    with WatchClient.open(None, told=lambda: told.append(1)) as client, pair() as (near, _):
        assert client.wait_ready(20)
        client.watch(lambda batch: None)
        (process,) = (child for child in children_of(os.getpid()) if "watcher" in command(child))
        until(lambda: len(told) == 2, "watching is answered")
        os.kill(process, signal.SIGKILL)
        until(lambda: len(told) == 3, "its end is told")
        assert (client.is_alive, client.is_privileged, client.notice) == (False, False, ENDED)
        (owner,) = client.owners([inode(near)])[inode(near)]
        assert owner.process.pid == os.getpid()
        assert not is_there(process)
    assert len(told) == 3


def test_one_that_is_told_to_end_does(client: WatchClient) -> None:
    (process,) = (child for child in children_of(os.getpid()) if "watcher" in command(child))
    os.kill(process, signal.SIGTERM)
    until(lambda: not client.is_alive)


def test_a_terminals_interrupt_does_not_reach_it(client: WatchClient) -> None:
    (process,) = (child for child in children_of(os.getpid()) if "watcher" in command(child))
    assert os.getpgid(process) != os.getpgid(0)
    os.kill(process, signal.SIGINT)
    assert client.process(1) is not None


def test_the_broker_gives_it_its_privilege_and_leaves_nothing() -> None:
    broker = BrokerClient.spawn()
    try:
        with WatchClient.open(broker) as client:
            assert client.wait_ready(20)
            (process,) = children_of(broker.process_id)
            assert "tui.sockets.watch.watcher" in command(process)
            assert (client.is_privileged, client.may_end) == (True, True)
            environment = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
            names = {entry.partition(b"=")[0] for entry in environment if entry}
            assert names <= {b"PYTHONPATH", b"PATH", b"LC_ALL", b"LD_LIBRARY_PATH"}
        until(lambda: not is_there(process), "the broker has heard of its end")
        assert broker.is_alive
    finally:
        broker.close()


def test_it_outlives_a_broker_that_died_and_ends_with_its_client() -> None:
    broker = BrokerClient.spawn()
    try:
        with WatchClient.open(broker) as client:
            assert client.wait_ready(20)
            (process,) = children_of(broker.process_id)
            os.kill(broker.process_id, signal.SIGKILL)
            until(lambda: not broker.is_alive)
            assert client.process(1) is not None
        until(lambda: not is_running(process))
        with WatchClient.open(broker) as client:
            assert client.wait_ready(20), "without a broker this process starts it"
    finally:
        broker.close()


KILLED = """
import sys, time
from tui.capture.client import BrokerClient
from tui.sockets.watch.client import WatchClient
clients = [WatchClient.open(None), WatchClient.open(BrokerClient.spawn())]
for client in clients:
    assert client.wait_ready(20)
    client.watch(lambda batch: None)
    client.process(1)
print("ready", flush=True)
time.sleep(60)
"""


def test_however_its_client_ends_it_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, cwd=PROJECT) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"ready\n"
        started = children_of(program.pid)
        started += [below for child in started for below in children_of(child)]
        assert len(started) >= 3
        program.kill()
    until(lambda: not any(map(is_running, started)), "everything it had started has ended")


def test_a_client_that_asks_and_never_reads_is_not_listened_to_for_ever() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = start_child(WATCHER, theirs.fileno())
    ours.setblocking(False)
    channel = Channel(ours)
    flows = [flow_row(Flow("tcp", End("127.0.0.1", 1 + port), End("127.0.0.1", 1))) for port in range(MOST_FLOWS)]

    def is_heard_no_more() -> bool:
        channel.flush()
        while not channel.is_backed_up:
            channel.send({"command": "ask", "flows": flows})
        # It reads on as long as what it has found goes somewhere.
        status = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        queued = fcntl.ioctl(ours, termios.FIONREAD, bytes(4))
        return status[0] == "S" and int.from_bytes(queued, sys.byteorder) > 100_000

    until(is_heard_no_more, "its answers fill the socket, and it waits")
    (memory,) = (line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "VmHWM" in line)
    assert int(memory.split()[1]) < 100_000, "kilobytes"
    channel.close()
    assert process.wait(20) == 0


NOBODY = """
import ctypes, json, os, socket, subprocess, sys
import tui.sockets.watch.client as module
import tui.sockets.watch.lookout
from tui.capture.client import BrokerClient
from tui.sockets.watch.watcher import main

class Forked:
    def __init__(self, pid): self.pid = pid
    def wait(self, timeout=None): os.waitpid(self.pid, 0)

def start_child(name, descriptor, arguments=()):
    pid = os.fork()
    if not pid:
        os.closerange(3, descriptor)
        os._exit(main([str(os.dup(descriptor)), *arguments]))
    return Forked(pid)

root, start = int(sys.argv[1]), sys.argv[2]
broker = BrokerClient.spawn() if start == "broker" else None
os.setgroups([]); os.setgid(65534); os.setuid(65534)
# Who was root hides from its new user, until it begins another program or says otherwise (PR_SET_DUMPABLE).
ctypes.CDLL(None).prctl(4, 1)
module.start_child = start_child
listener = socket.create_server(("127.0.0.1", 0))
mine = os.fstat(listener.fileno()).st_ino
with module.WatchClient.open(broker) as client:
    assert client.wait_ready(20)
    owners = client.owners([root, mine])
    details = client.process(os.getppid())
    client.watch(lambda batch: None)
    client.process(1)
    told = dict(
        privileged=client.is_privileged, notice=client.notice, cannot_end=client.cannot_end, mine=mine in owners,
        roots=root in owners, hidden=sorted(client.hidden), details=details is not None and details.hidden,
    )
if broker is not None:
    broker.close()
print(json.dumps(told))
"""


def told_to_nobody(start: str) -> dict[str, object]:
    """What a user sees of a listener of root's, with a watcher that is started in one of two ways."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-c", NOBODY, str(inode(listener)), start]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, object] = json.loads(ran.stdout)
    return told


def test_nobody_sees_what_is_theirs_and_why_no_more() -> None:
    told = told_to_nobody("directly")
    assert (told["privileged"], told["mine"], told["roots"]) == (False, True, False)
    assert told["notice"] == f"{NOR_SHORT}: root sees those of all users"
    assert told["cannot_end"] == NEEDS_PRIVILEGE
    assert told["hidden"] == [0]
    assert "root" in str(told["details"])


def test_nobody_sees_all_by_a_broker_of_roots() -> None:
    told = told_to_nobody("broker")
    assert (told["privileged"], told["mine"], told["roots"], told["hidden"]) == (True, True, True, [])
    assert (told["cannot_end"], told["details"]) == ("", "")


@pytest.mark.parametrize("by", ["name", "broker", "broker's own"])
def test_it_watches_in_another_namespace(wires: Wires, by: str) -> None:
    subprocess.run(["ip", "-n", wires.near, "link", "set", "lo", "up"], check=True)
    broker = None if by == "name" else BrokerClient.spawn(wires.near if by == "broker's own" else None)
    try:
        with pair(wires.near) as ends, WatchClient.open(broker, None if by == "broker's own" else wires.near) as client:
            assert client.wait_ready(20)
            found = attributed(client, ends)
            assert {one.pid for one in found.values()} == {os.getpid()}
    finally:
        if broker is not None:
            broker.close()


def test_a_namespace_that_is_none_is_said_to_be() -> None:
    with WatchClient.open(None, "no-such") as client:
        until(lambda: not client.is_alive)
        assert "there is no network namespace no-such" in client.notice


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
