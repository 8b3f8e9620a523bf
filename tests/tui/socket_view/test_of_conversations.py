"""The kernel's sockets beside a captured conversation."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.talk import CLIENT, SERVER, Talk
from tests.tui.fake_sockets import FakeSockets
from tests.tui.sockets.story.made import info, owned, tcp
from tests.tui.sockets.wire.live import recording
from tui.socket_view.of_conversations import NONE, TITLE, kernel_parts
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket, Source, open_source
from tui.sockets.story.remark import Part

HERE, THERE = Endpoint(*CLIENT), Endpoint(*SERVER)


def told(table: PacketTable, protocol: str, *sockets: OwnedSocket) -> list[Part]:
    table.number_streams(len(table))
    return kernel_parts(table, protocol, 0, lambda: FakeSockets(*sockets))  # type: ignore[arg-type]


def texts(part: Part) -> list[str]:
    return [" ".join(remark.text.split()) for remark in part.remarks]


def test_each_end_on_this_machine_has_its_part(tmp_path: Path) -> None:
    client = owned(tcp(local=HERE, remote=THERE, cookie=1, info=info()))
    mapped = tcp(local=Endpoint("::ffff:10.0.0.1", 80), remote=Endpoint("::ffff:10.0.0.2", 40_000), cookie=2)
    parts = told(Talk().shake().table(tmp_path), "tcp", client, owned(mapped, "nginx", pid=9))
    assert [part.title for part in parts] == [f"{TITLE}: 10.0.0.2:40000", f"{TITLE}: 10.0.0.1:80"]
    assert texts(parts[0])[0] == "curl talks to 10.0.0.1:80 (nginx, on this machine) from port 40000."
    assert "ESTABLISHED · ESTABLISHED" in texts(parts[1])


def test_one_end_may_be_elsewhere_and_so_may_both(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    (part,) = told(table, "tcp", owned(tcp(local=HERE, remote=THERE, info=info())), owned(tcp(cookie=4)))
    assert part.title == f"{TITLE}: 10.0.0.2:40000"
    assert told(table, "tcp", owned(tcp())) == [Part(TITLE, told(table, "tcp")[0].remarks)]
    assert texts(told(table, "tcp")[0]) == [NONE]


def test_a_udp_socket_without_a_peer_gets_what_comes_to_its_port(tmp_path: Path) -> None:
    table = PacketTable(capture_of([udp(CLIENT, SERVER)], tmp_path))
    waiting = Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 80), None, 0, 0, inode=1, cookie=1)
    (part,) = told(table, "udp", owned(waiting, "dns"))
    assert texts(part)[0].startswith("dns gets the datagrams that come for port 80")
    assert "0 packets sent, 1 packet received · —" in texts(part)


def test_what_cannot_be_asked_says_why(tmp_path: Path) -> None:
    def fail() -> Source:
        raise PermissionError(1, "Operation not permitted")

    table = Talk().shake().table(tmp_path)
    table.number_streams(len(table))
    assert texts(kernel_parts(table, "tcp", 0, fail)[0]) == ["It cannot be asked: Operation not permitted."]


@pytest.mark.usefixtures("require_root")
@pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")
def test_a_real_connection_is_told_from_both_ends(tmp_path: Path) -> None:
    with (
        recording(tmp_path) as recorded,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0],
    ):
        table = recorded.table()
        table.number_streams(len(table))
        port, numbers = client.getsockname()[1], table.conversations_since("tcp", 0)
        stream = next(number for number, sender, _, _ in numbers if sender.port == port)
        parts = kernel_parts(table, "tcp", stream, open_source)
    assert [part.title.startswith(f"{TITLE}: 127.0.0.1:") for part in parts] == [True, True]
    assert all("ESTABLISHED · ESTABLISHED" in texts(part) for part in parts)
