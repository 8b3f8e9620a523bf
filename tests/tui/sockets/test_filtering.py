"""The filter language over sockets."""

from __future__ import annotations

import pytest

from dissectors.filters.errors import FilterError
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.filtering import compile_socket_filter
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.tcp_info import TcpInfo

NGINX = OwnedSocket(
    Socket("tcp", "ipv4", "LISTEN", Endpoint("127.0.0.1", 80), receive_queue=2, uid=0, inode=5),
    (Owner(Process(7, 1, "nginx", 0), 3), Owner(Process(8, 1, "worker", 33), 3)),
)
SSH = OwnedSocket(
    Socket(
        "tcp",
        "ipv6",
        "FIN-WAIT-1",
        Endpoint("::ffff:10.0.0.1", 22),
        Endpoint("::ffff:10.0.0.9", 50000),
        info=TcpInfo({"rtt": 1500, "total_retrans": 3}),
    )
)
BUS = OwnedSocket(Socket("unix", "unix", "LISTEN", kind="stream", path="/run/bus"))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", [NGINX, SSH, BUS]),
        ('sock.state == LISTEN && proc.name == "nginx"', [NGINX]),
        ("sock.state == listen", [NGINX, BUS]),
        ('sock.state == "FIN-WAIT-1"', [SSH]),
        ("sock.ip == 10.0.0.0/8", [SSH]),
        ("sock.ip.remote == 10.0.0.9 && sock.port.local < 1024", [SSH]),
        ("sock.ipv6", []),
        ("sock.port in {80, 443}", [NGINX]),
        ("proc.pid == 8", [NGINX]),
        ("!proc.pid", [SSH, BUS]),
        ('proc.user == "root"', [NGINX]),
        ("sock.rtt > 1.2", [SSH]),
        ('sock.retransmissions >= 3 or sock.path contains "bus"', [SSH, BUS]),
        ('sock.protocol != "tcp"', [BUS]),
        ("sock.recvq", [NGINX]),
        # Words that are protocols' names where packets are asked.
        ("sock.protocol == tcp && sock.family == ipv6", [SSH]),
        ("sock.protocol in {unix, udp}", [BUS]),
        ("proc.name contains nginx", [NGINX]),
    ],
)
def test_sockets_are_chosen(text: str, chosen: list[OwnedSocket]) -> None:
    wanted = compile_socket_filter(text)
    assert [entry for entry in (NGINX, SSH, BUS) if wanted.matches(entry)] == chosen


@pytest.mark.parametrize(
    ("text", "told", "column"),
    [
        ("sock.port == 1 && ip.src == 1.2.3.4", "ip.src is of packets", 18),
        ("udp && sock.port == 1", "udp is of packets", 0),
        ("sock.protocol == ip.src", "do not compare", 17),
        ("sock.stat == 1", "did you mean sock.state", 0),
        ("sock.port ==", "ends too early", 12),
        ("sock.state == FOO", "none of the named values", 14),
    ],
)
def test_what_is_wrong_is_told_with_its_column(text: str, told: str, column: int) -> None:
    with pytest.raises(FilterError, match=told) as wrong:
        compile_socket_filter(text)
    assert wrong.value.column == column
