"""The kernel's own word: on sockets that are made here, beside what `ss` tells of them."""

from __future__ import annotations

import errno
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.tui.sockets.messages import ESTABLISHED, LISTEN_UNIX, message
from tests.tui.sockets.zoo import zoo
from tui.socket_view.words import local_words, protocol_words, remote_words
from tui.sockets import sock_diag
from tui.sockets.diag_messages import packed
from tui.sockets.entry import PROTOCOLS, Endpoint, Socket
from tui.sockets.namespaces import made_in
from tui.sockets.netlink import DUMP, Message, NetlinkError
from tui.sockets.processes import Owners
from tui.sockets.snapshot import OwnedSocket, Source, open_source
from tui.sockets.sock_diag import Endings, SockDiag

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")

SS_STATES = {"ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED", "UNCONN": "UNCONNECTED"}
SS_KINDS = {"u_str": "unix-stream", "u_dgr": "unix-datagram", "u_seq": "unix-seqpacket", "p_raw": "packet-raw"}


@dataclass(frozen=True, slots=True)
class Told:
    """What both tell of one socket."""

    protocol: str
    state: str
    queues: tuple[int | None, int | None]
    local: str
    remote: str
    uid: int
    inode: int
    cookie: int
    owners: frozenset[tuple[int, int]]
    memory: str
    timer: str


def told_by_ss(program: str, options: str) -> Iterator[Told]:
    text = subprocess.run([program, "-OH", options], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        kind, state, receive, send, *rest = line.split()
        ends = rest[:2] if not kind.startswith("u_") else [rest[0], rest[2]]
        inode = found(r"\bino:(\d+)", line) if not kind.startswith("u_") else rest[1]
        yield Told(
            SS_KINDS.get(kind, kind),
            SS_STATES.get(state, state),
            (int(receive), int(send)),
            ends[0],
            ends[1],
            int(found(r"\buid:(\d+)", line) or 0),
            int(inode or 0),
            int(found(r"\bsk:([0-9a-f]+)", line) or "0", 16),
            frozenset((int(pid), int(fd)) for pid, fd in re.findall(r"pid=(\d+),fd=(\d+)", line)),
            found(r"skmem:\(([^)]*)\)", line),
            found(r"timer:\((\w+)", line),
        )


def found(pattern: str, line: str) -> str:
    match = re.search(pattern, line)
    return match[1] if match else ""


def told_by_us(entry: OwnedSocket) -> Told:
    one = entry.socket
    return Told(
        protocol_words(one),
        one.state,
        (one.receive_queue, one.send_queue),
        as_ss(local_words(one, numeric=True), one),
        as_ss(remote_words(one, {}, numeric=True), one),
        one.uid or 0,
        one.inode,
        one.cookie or 0,
        frozenset((owner.process.pid, owner.descriptor) for owner in entry.owners),
        memory_as_ss(one),
        {"retransmit": "on", "time-wait": "timewait"}.get(one.timer.purpose, one.timer.purpose) if one.timer else "",
    )


def as_ss(end: str, one: Socket) -> str:
    """ss writes any address of both families as *, and no peer as any address."""
    if end == "—":
        return "0.0.0.0:*" if one.family == "ipv4" else "*:*" if is_for_both(one) else "[::]:*"
    return end.replace("[::]:", "*:") if is_for_both(one) else end


def is_for_both(one: Socket) -> bool:
    return one.family == "ipv6" and one.only_ipv6 is False


def memory_as_ss(one: Socket) -> str:
    memory = one.memory
    if memory is None:
        return ""
    letters = ("r", "rb", "t", "tb", "f", "w", "o", "bl", "d")
    return ",".join(f"{letter}{getattr(memory, name)}" for letter, name in zip(letters, memory.__slots__, strict=True))


@pytest.fixture
def ss(require_tool: Callable[[str], str]) -> str:
    return require_tool("ss")


@pytest.mark.usefixtures("require_root")
def test_two_hundred_sockets_are_told_as_ss_tells_them(ss: str) -> None:
    with zoo(privileged=True) as inodes, open_source() as source:
        assert len(inodes) > 200
        never_alike: set[int] | None = None
        for _ in range(20):
            ours, theirs = told_by_both(source, ss, inodes)
            unlike = {cookie for cookie in ours.keys() | theirs.keys() if ours.get(cookie) != theirs.get(cookie)}
            # Between the two looks something may be sent again, or dropped.
            never_alike = unlike if never_alike is None else never_alike & unlike
            if not never_alike:
                break
        assert not never_alike, [(ours.get(cookie), theirs.get(cookie)) for cookie in never_alike]
        assert {one.state for one in ours.values()} >= {
            *("ESTABLISHED", "LISTEN", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "TIME-WAIT"),
            *("SYN-SENT", "SYN-RECEIVED", "UNCONNECTED"),
        }


def told_by_both(source: Source, program: str, inodes: set[int]) -> tuple[dict[int, Told], dict[int, Told]]:
    """The sockets of these inodes by their cookies, and those that have lost theirs."""
    snapshot = source.take(["tcp", "udp"], with_details=True)
    ss = list(told_by_ss(program, "-tunapeoim"))
    us = [told_by_us(entry) for entry in snapshot.sockets]
    ends = {one.local for one in us if one.inode in inodes}

    def is_ours(one: Told) -> bool:
        return one.inode in inodes or (not one.inode and bool({one.local, one.remote} & ends))

    return {one.cookie: one for one in us if is_ours(one)}, {one.cookie: one for one in ss if is_ours(one)}


@pytest.mark.usefixtures("require_root")
def test_unix_sockets_are_told_as_ss_tells_them(ss: str) -> None:
    with zoo(privileged=False) as inodes, open_source() as source:
        snapshot = source.take(["unix"], with_details=True)
        theirs = {one.inode: one for one in told_by_ss(ss, "-xape") if one.inode in inodes}
        ours = {entry.socket.inode: entry for entry in snapshot.sockets if entry.socket.inode in inodes}
        assert ours.keys() == theirs.keys()
        for inode, entry in ours.items():
            told, one = theirs[inode], entry.socket
            assert (told.protocol, told.state, told.queues) == (
                protocol_words(one),
                one.state,
                (one.receive_queue, one.send_queue),
            )
            assert told.local == (one.path or "*")
            assert told.owners == {(owner.process.pid, owner.descriptor) for owner in entry.owners}


@pytest.mark.usefixtures("require_root")
def test_raw_and_packet_sockets_are_told_as_ss_tells_them(ss: str) -> None:
    with zoo(privileged=True) as inodes, open_source() as source:
        snapshot = source.take(["raw", "packet"], with_details=True)
        ours = {entry.socket.inode: entry for entry in snapshot.sockets if entry.socket.inode in inodes}
        for options, protocol in (("-wnape", "raw"), ("-0nape", "packet")):
            theirs = {one.inode: one for one in told_by_ss_alone(ss, options, protocol) if one.inode in inodes}
            mine = {inode: entry for inode, entry in ours.items() if entry.socket.protocol == protocol}
            assert theirs.keys() == mine.keys()
            assert len(mine) >= 3
            for inode, entry in mine.items():
                assert theirs[inode].owners == {(owner.process.pid, owner.descriptor) for owner in entry.owners}
                assert theirs[inode].uid == entry.socket.uid


def told_by_ss_alone(program: str, options: str, protocol: str) -> Iterator[Told]:
    """Without the kind, which ss leaves out where there is only one."""
    text = subprocess.run([program, "-OH", options], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        owners = frozenset((int(pid), int(fd)) for pid, fd in re.findall(r"pid=(\d+),fd=(\d+)", line))
        inode, uid = int(found(r"\bino:(\d+)", line) or 0), int(found(r"\buid:(\d+)", line) or 0)
        if not inode:
            # Raw sockets that ss read out of /proc/net/raw come without: their process tells.
            inode = next((os.stat(f"/proc/{pid}/fd/{fd}").st_ino for pid, fd in owners if pid == os.getpid()), 0)
        yield Told(protocol, "", (0, 0), "", "", uid, inode, 0, owners, "", "")


@pytest.mark.usefixtures("require_root")
def test_another_namespace_has_sockets_of_its_own(require_tool: Callable[[str], str]) -> None:
    code = "import socket, sys; a = socket.create_server(('127.0.0.1', 4711)); print('ready', flush=True); input()"
    command = [require_tool("unshare"), "-n", sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        with open_source(str(child.pid)) as source:
            (entry,) = source.take(PROTOCOLS, with_details=False).sockets
            assert source.take(["raw"], with_details=False).sockets == ()
        assert (entry.socket.local, entry.socket.namespace) == (Endpoint("127.0.0.1", 4711), str(child.pid))
        assert [owner.process.pid for owner in entry.owners] == [child.pid]
        with SockDiag() as here:
            assert entry.socket.inode not in {one.inode for one in here.all(["tcp"], with_details=False)}


def pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        return client, listener.accept()[0]


def side(one: tuple[str, int]) -> tuple[bytes, int]:
    return packed(one[0]), one[1]


def test_one_socket_is_found_by_its_four_numbers() -> None:
    client, server = pair()
    with client, server, SockDiag() as kernel:
        one = kernel.find("tcp", side(client.getsockname()), side(client.getpeername()))
        other = kernel.find("tcp", side(server.getsockname()), side(server.getpeername()))
        assert one is not None
        assert other is not None
        assert one.inode == os.fstat(client.fileno()).st_ino
        assert other.inode == os.fstat(server.fileno()).st_ino
        assert one.info is not None
        nobody = (packed("127.0.0.1"), 1)
        assert kernel.find("tcp", nobody, nobody) is None


def test_a_datagram_socket_is_found_from_its_own_side() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, SockDiag() as kernel:
        one.bind(("127.0.0.1", 0))
        found = kernel.find("udp", side(one.getsockname()), (packed("127.0.0.1"), 9))
        assert found is not None
        assert found.inode == os.fstat(one.fileno()).st_ino
        assert found.state == "UNCONNECTED"


def test_ipv4_of_a_dual_stack_program_is_found_by_its_packets_addresses() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        client = socket.create_connection(("127.0.0.1", listener.getsockname()[1]))
        server = listener.accept()[0]
    with client, server, SockDiag() as kernel:
        found = kernel.find("tcp", side(client.getpeername()), side(client.getsockname()))
        assert found is not None
        assert found.inode == os.fstat(server.fileno()).st_ino
        assert found.family == "ipv6"
        assert found.local is not None
        assert found.local.on_the_wire.address == "127.0.0.1"
        listed = {one.inode: one for one in kernel.all(["tcp"], with_details=False)}
        assert listed[found.inode].local == found.local


def test_the_last_word_on_a_connection_tells_its_bytes() -> None:
    client, server = pair()
    with Endings() as endings, server:
        ends = (client.getsockname(), client.getpeername())
        client.send(b"x" * 1000)
        server.recv(2000)
        client.close()
        server.close()
        found: dict[object, Socket] = {}
        deadline = time.monotonic() + 10
        while len(found) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
            found.update((one.local, one) for one in endings.read() if one.local in [Endpoint(*end) for end in ends])
        sent, got = (found[Endpoint(*end)].info for end in ends)
        assert sent is not None
        assert got is not None
        # The kernel counts the end of the other side's data (FIN) as one byte.
        assert (sent.bytes_sent, got.bytes_received) == (1000, 1001)


@pytest.mark.usefixtures("require_root")
def test_a_socket_is_ended_and_its_program_sees_that() -> None:
    client, server = pair()
    with client, server, SockDiag() as kernel:
        one = kernel.find("tcp", side(client.getsockname()), side(client.getpeername()))
        assert one is not None
        kernel.end(one)
        with pytest.raises(ConnectionAbortedError):
            client.recv(1)
        with pytest.raises(OSError, match="No such file") as gone:
            kernel.end(one)
        assert gone.value.errno == errno.ENOENT
        with pytest.raises(ValueError, match="unix"):
            kernel.end(Socket("unix", "unix", "LISTEN"))


class Kernel:
    """Answers as told, in turns: messages, or what is raised."""

    def __init__(self, *answers: list[Message] | OSError, interrupted: tuple[bool, ...] = ()) -> None:
        self.answers, self.interrupted = list(answers), list(interrupted)
        self.was_interrupted = False

    def ask(self, kind: int, body: bytes, flags: int = DUMP) -> Iterator[Message]:
        answer = self.answers.pop(0) if self.answers else []
        self.was_interrupted = self.interrupted.pop(0) if self.interrupted else False
        if isinstance(answer, OSError):
            raise answer
        yield from answer

    def heard(self) -> list[Message]:
        return list(self.ask(0, b""))

    def close(self) -> None: ...


def overflow() -> OSError:
    return OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kernel], SockDiag]:
    def make(kernel: Kernel) -> SockDiag:
        monkeypatch.setattr(sock_diag, "NetlinkSocket", lambda *_: kernel)
        return SockDiag()

    return make


def test_a_list_that_was_interrupted_is_asked_for_again(fake: Callable[[Kernel], SockDiag]) -> None:
    first, second = [message(LISTEN_UNIX)], [message(LISTEN_UNIX), message(LISTEN_UNIX[:8] + bytes(8))]
    assert len(fake(Kernel(first, second, interrupted=(True, False))).all(["unix"], with_details=False)) == 2
    assert len(fake(Kernel(first, first, second, interrupted=(True,) * 3)).all(["unix"], with_details=False)) == 2


def test_an_overflow_is_asked_again_and_told_when_it_stays(fake: Callable[[Kernel], SockDiag]) -> None:
    assert len(fake(Kernel(overflow(), [message(LISTEN_UNIX)])).all(["unix"], with_details=False)) == 1
    with pytest.raises(OSError, match="No buffer space"):
        fake(Kernel(*(overflow() for _ in range(3)))).all(["unix"], with_details=False)


def test_one_that_is_told_twice_is_one(fake: Callable[[Kernel], SockDiag]) -> None:
    assert len(fake(Kernel([message(ESTABLISHED)] * 2)).all(["tcp"], with_details=False)) == 1


def test_a_protocol_that_the_kernel_does_not_have_has_no_sockets(fake: Callable[[Kernel], SockDiag]) -> None:
    missing = NetlinkError(errno.ENOENT, "none")
    assert fake(Kernel(missing, missing)).all(["udplite"], with_details=False) == []
    with pytest.raises(NetlinkError):
        fake(Kernel(NetlinkError(errno.EPERM, "no"))).all(["tcp"], with_details=False)


def test_lost_endings_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(overflow(), [message(ESTABLISHED)])
    monkeypatch.setattr(sock_diag, "NetlinkSocket", lambda *_: kernel)
    with Endings() as endings:
        assert endings.read() == []
        assert endings.lost == 1
        # Its protocol is not named in what was recorded.
        assert endings.read() == []


def test_twenty_thousand_sockets_are_each_there(fake: Callable[[Kernel], SockDiag]) -> None:
    bodies = [ESTABLISHED[:44] + struct.pack("=Q", number) + ESTABLISHED[52:] for number in range(20_000)]
    found = fake(Kernel([message(body) for body in bodies])).all(["tcp"], with_details=False)
    assert {one.cookie for one in found} == set(range(20_000))


@pytest.mark.usefixtures("require_root")
def test_nobody_sees_every_socket_and_is_told_whose_are_hidden() -> None:
    code = (
        "import os, pwd, tui.sockets.snapshot as snapshot\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "with snapshot.open_source() as source:\n"
        "    taken = source.take(['tcp', 'packet'], with_details=True)\n"
        "for entry in taken.sockets:\n"
        "    print(entry.socket.inode, entry.socket.info is not None, len(entry.owners), entry.unknown, sep=';')\n"
        "print(taken.notices)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        inode = os.fstat(listener.fileno()).st_ino
        assert f"{inode};True;0;owned by another user" in ran.stdout.splitlines(), ran.stderr
        assert "root sees those of all users" in ran.stdout
        assert Owners().of([inode])


@pytest.mark.usefixtures("require_root")
def test_endings_of_a_namespace_are_heard_from_outside() -> None:
    with made_in(str(os.getpid()), lambda: Endings("here")) as endings:
        client, server = pair()
        with client, server:
            local = Endpoint(*client.getsockname())
        found: list[Socket] = []
        deadline = time.monotonic() + 10
        while not found and time.monotonic() < deadline:
            time.sleep(0.01)
            found = [one for one in endings.read() if one.local == local]
        assert found[0].namespace == "here"
