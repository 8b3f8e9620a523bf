"""What the menu offers of sockets of each kind."""

from __future__ import annotations

from tests.tui.printing.test_sockets import HOSTILE, NGINX, TALK, WEB
from tui.socket_view.copying import sockets_filter, ss_line, ways_to_copy_socket
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.filtering import compile_socket_filter
from tui.sockets.snapshot import OwnedSocket

TIME_WAIT = OwnedSocket(Socket("tcp", "ipv6", "TIME-WAIT", Endpoint("fd00::1", 80), Endpoint("fd00::2", 5000)))


def offered(found: OwnedSocket, row: str = "the row\tof it") -> dict[str, str]:
    return {way.key: way.text for way in ways_to_copy_socket(found, row, {9: "/run/one"})}


def test_of_a_connection() -> None:
    assert offered(TALK) == {
        "a": "127.0.0.1:80",
        "b": "127.0.0.1:50000",
        "d": "ip.src == 127.0.0.1 && ip.dst == 127.0.0.1 && tcp.port == 80 && tcp.port == 50000",
        "w": 'sock.protocol == "tcp" && sock.inode == 6',
        "r": "the row\tof it",
        "s": "tcp ESTAB 7 0 127.0.0.1:80 127.0.0.1:50000",
    }


def test_of_a_listener_with_its_process() -> None:
    ways = offered(WEB)
    assert "b" not in ways
    assert ways["p"] == "812"
    assert ways["s"] == 'tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=812,fd=6))'


def test_a_unix_socket_has_no_display_filter_and_names_its_peer() -> None:
    ways = offered(HOSTILE)
    assert "d" not in ways
    assert ways["s"].startswith("u_str LISTEN 0 0 /tmp/")
    assert not any(character in "".join(ways.values()) for character in "\x1b\x07\n")
    peer = OwnedSocket(Socket("unix", "unix", "ESTABLISHED", inode=8, peer_inode=9, kind="datagram"))
    assert offered(peer)["s"] == "u_dgr ESTAB 0 0 #8 /run/one"
    assert offered(peer)["b"] == "/run/one"


def test_several_processes() -> None:
    several = WEB._replace(owners=NGINX * 2)
    assert offered(several)["p"] == "812 812"
    assert ss_line(several, {}).endswith('users:(("nginx",pid=812,fd=6),("nginx",pid=812,fd=6))')


def test_the_filter_chooses_just_this_one() -> None:
    for found in (TALK, WEB, HOSTILE, TIME_WAIT):
        chosen = compile_socket_filter(sockets_filter(found.socket))
        assert [other for other in (TALK, WEB, HOSTILE, TIME_WAIT) if chosen.matches(other)] == [found]
    assert sockets_filter(Socket("unix", "unix", "ESTABLISHED")) == ""
