"""What packets tell of one socket after the other."""

from __future__ import annotations

import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from dissectors.errors import RemoraError
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.talk import ACK, CLIENT, FIN, PSH, SERVER, Talk
from tests.tui.sockets.story.made import listening, owned, tcp
from tests.tui.sockets.wire.live import SECOND, Recording, look, recording, wait_for
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.wire import beside
from tui.sockets.wire.beside import KEPT, BesideKernel
from tui.sockets.wire.reading import WireReader

HERE, THERE = Endpoint(*CLIENT), Endpoint(*SERVER)
CLIENT_SOCKET = owned(tcp("CLOSE-WAIT", HERE, THERE, cookie=1))
SERVER_SOCKET = owned(tcp("FIN-WAIT-2", THERE, HERE, cookie=2), "nginx", pid=9)


@pytest.fixture
def talk() -> Talk:
    return Talk().shake().send(0, PSH | ACK, b"x" * 10).send(1, FIN | ACK).send(0)


def told(found: BesideKernel, entry: OwnedSocket, later: float = 40, **more: bool) -> list[str]:
    now = 1_700_000_000_000_000_000 + int(later * 1e9)
    parts = found.parts(entry, [CLIENT_SOCKET, SERVER_SOCKET], now, **more)
    return [" ".join(remark.text.split()) for part in parts for remark in part.remarks]


def test_both_ends_of_a_connection_have_theirs(talk: Talk, tmp_path: Path) -> None:
    found = BesideKernel(talk.table(tmp_path))
    texts = told(found, CLIENT_SOCKET)
    assert texts[0].startswith("CLOSE-WAIT for 39 s after the peer's FIN (packet 5)")
    assert "CLOSE-WAIT · CLOSE-WAIT" in texts
    assert "FIN-WAIT-2 · FIN-WAIT-2" in texts
    assert told(found, SERVER_SOCKET)[0].startswith("FIN-WAIT-2 for 39 s")


def test_one_that_is_gone_is_told_by_its_packets(talk: Talk, tmp_path: Path) -> None:
    texts = told(BesideKernel(talk.table(tmp_path)), CLIENT_SOCKET, is_gone=True)
    assert texts[0].startswith("The packets imply CLOSE-WAIT, and the kernel has no such socket")


def test_a_socket_that_is_gone_has_the_conversation_of_its_time(talk: Talk, tmp_path: Path) -> None:
    again = Talk(first=(900_000, 800_000)).wait(60_000).shake()
    found = BesideKernel(talk.table(tmp_path, again))
    assert "tcp.stream == 0: by the packets · by the kernel" in told(found, CLIENT_SOCKET, is_gone=True)
    assert "tcp.stream == 1: by the packets · by the kernel" in told(found, CLIENT_SOCKET, 70, is_gone=True)
    assert "tcp.stream == 1: by the packets · by the kernel" in told(found, CLIENT_SOCKET)


def test_listeners_have_their_calls(talk: Talk, tmp_path: Path) -> None:
    texts = told(BesideKernel(talk.table(tmp_path)), owned(listening("0.0.0.0", 80)))
    assert texts[0] == "tcp.dstport == 80: by the packets · by the kernel"


def test_the_same_packets_are_not_read_again(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = BesideKernel(talk.table(tmp_path))
    made = []

    def remember(*given: object) -> WireReader:
        made.append(given)
        return WireReader(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(beside, "WireReader", remember)
    for entry in (CLIENT_SOCKET, SERVER_SOCKET, CLIENT_SOCKET):
        assert told(found, entry)
    assert len(made) == 1
    found.table.forget()
    assert told(found, CLIENT_SOCKET)
    assert len(made) == 2


def test_readers_of_few_conversations_are_kept(tmp_path: Path) -> None:
    talks = [Talk(("10.0.0.2", port)).shake() for port in range(1, KEPT + 4)]
    found = BesideKernel(talks[0].table(tmp_path, *talks[1:]))
    for port in range(1, KEPT + 4):
        assert told(found, owned(tcp(local=Endpoint("10.0.0.2", port), remote=THERE)))
    assert len(found._readers) == KEPT


def test_datagrams_are_compared(tmp_path: Path) -> None:
    found = BesideKernel(PacketTable(capture_of([udp(CLIENT, SERVER)], tmp_path)))
    one = Socket("udp", "ipv4", "ESTABLISHED", HERE, THERE, 0, 0)
    assert "1 packet sent, 0 packets received · —" in told(found, owned(one))
    assert told(found, owned(one._replace(remote=None))) == []


def test_what_has_no_packets_has_nothing_to_tell(talk: Talk, tmp_path: Path) -> None:
    table = talk.table(tmp_path)
    for one in (
        tcp(local=HERE, remote=Endpoint("10.0.0.1", 81)),
        tcp(local=HERE, remote=THERE, namespace="blue"),
        tcp(local=HERE, remote=HERE),
        listening("0.0.0.0", 81),
        Socket("unix", "unix", "LISTEN"),
    ):
        assert told(BesideKernel(table), owned(one)) == []
    assert told(BesideKernel(PacketTable(capture_of([], tmp_path))), CLIENT_SOCKET) == []


def test_packets_of_a_namespace_are_its_sockets(talk: Talk, tmp_path: Path) -> None:
    found = BesideKernel(talk.table(tmp_path), "blue")
    assert told(found, owned(tcp(local=HERE, remote=THERE, namespace="blue")))
    assert told(found, CLIENT_SOCKET) == []


def test_a_capture_that_is_gone_is_said(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise RemoraError("the file is gone")

    monkeypatch.setattr(beside, "streams_of", fail)
    assert told(BesideKernel(talk.table(tmp_path)), CLIENT_SOCKET) == ["The packets cannot be read: the file is gone."]


real = pytest.mark.usefixtures("require_root")
linux = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")


def looked(recorded: Recording, local: Endpoint, remote: Endpoint | None) -> list[str]:
    """A socket of this machine beside what was recorded, as if it were looked at 40 seconds later."""
    snapshot = look()
    wanted = (local, remote)
    entry = next(entry for entry in snapshot.sockets if (entry.socket.local, entry.socket.remote) == wanted)
    parts = BesideKernel(recorded.table()).parts(entry, snapshot.sockets, snapshot.time_ns + 40 * SECOND)
    return [" ".join(remark.text.split()) for part in parts for remark in part.remarks]


@real
@linux
def test_a_real_listener_drops_calls_while_its_queue_is_full(tmp_path: Path) -> None:
    with recording(tmp_path) as recorded, socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        here = Endpoint(*listener.getsockname())
        for _ in range(3):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(here)
        entry: list[OwnedSocket] = []

        def is_full() -> bool:
            entry[:] = [entry for entry in look().sockets if entry.socket.local == here and entry.socket.is_listening]
            return entry[0].socket.receive_queue == 1

        wait_for(is_full)
        texts = looked(recorded, here, None)
    assert texts[0].startswith("Accept queue full (1 of 1): 2 of 3 calls had no answer, the last ")
    assert texts[1] == f"tcp.dstport == {here.port}: by the packets · by the kernel"
    assert "1 · 0 held by a program, 1 not accepted" in texts


@real
@linux
def test_real_datagrams_that_are_not_read_are_dropped(tmp_path: Path) -> None:
    with (
        recording(tmp_path) as recorded,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as reader,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as writer,
    ):
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for one in (reader, writer):
            one.bind(("127.0.0.1", 0))
        reader.connect(writer.getsockname())
        writer.connect(reader.getsockname())
        for _ in range(40):
            writer.send(b"x" * 500)
        here, there = Endpoint(*reader.getsockname()), Endpoint(*writer.getsockname())
        texts = looked(recorded, here, there)
        others = looked(recorded, there, here)
    assert any("40 datagrams of this conversation came by the wire" in text for text in texts)
    assert any(text.startswith("0 packets sent, 40 packets received") for text in texts)
    assert others[0].startswith("40 datagrams sent, and none came back in ")
