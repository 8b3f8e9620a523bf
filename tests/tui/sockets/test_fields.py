"""What filters may ask of a socket."""

from __future__ import annotations

from tui.sockets.entry import STATES, Endpoint, Socket, SocketMemory, Timer
from tui.sockets.fields import FIELDS, STATE_NUMBERS
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.tcp_info import TcpInfo

BARE = OwnedSocket(Socket("unix", "unix", ""))
FULL = OwnedSocket(
    Socket(
        "tcp",
        "ipv6",
        "ESTABLISHED",
        Endpoint("::1", 1),
        Endpoint("2001:db8::1", 2),
        receive_queue=3,
        send_queue=4,
        uid=0,
        inode=5,
        timer=Timer("keepalive", 1, 0),
        memory=SocketMemory(0, 0, 0, 0, 0, 0, 0, 0, 6),
        congestion="bbr",
        info=TcpInfo({"rtt": 2000, "snd_cwnd": 7, "total_retrans": 8, "bytes_sent": 9, "bytes_received": 10}),
    ),
    (Owner(Process(11, 1, "x", 0), 1),),
    unit="x.service",
)


def values(name: str, entry: OwnedSocket) -> list[object]:
    return [value for value in FIELDS[name].values(entry) if value is not None]


def test_what_is_not_known_is_not_there() -> None:
    assert {name for name in FIELDS if values(name, BARE)} == {"sock.protocol", "sock.family"}


def test_values_of_each() -> None:
    assert values("sock.ipv6.remote", FULL) == [bytes.fromhex("20010db8" + "0" * 23 + "1")]
    assert values("sock.ip", FULL) == []
    assert values("sock.port", FULL) == [1, 2]
    assert values("sock.rtt", FULL) == [2.0]
    numbers = ("sock.recvq", "sock.sendq", "sock.inode", "sock.drops", "sock.cwnd", "sock.retransmissions", "proc.pid")
    assert [values(name, FULL) for name in numbers] == [[3], [4], [5], [6], [7], [8], [11]]
    assert [values(name, FULL) for name in ("sock.unit", "sock.timer", "proc.user")] == [
        ["x.service"],
        ["keepalive"],
        ["root"],
    ]


def test_each_state_has_one_number() -> None:
    assert STATE_NUMBERS.keys() == set(STATES) - {""}
    assert STATE_NUMBERS["SYN-RECEIVED"] == 3
