"""Sockets in print: a table, details below, nothing that a terminal would obey."""

from __future__ import annotations

from tui.printing.sockets import Layout, in_order, is_connection, is_listener, paths_of, text_lines
from tui.sockets.entry import Endpoint, Socket, SocketMemory, Timer
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.tcp_info import TcpInfo

NGINX = (Owner(Process(812, 1, "nginx", 0), 6),)
WEB = OwnedSocket(
    Socket("tcp", "ipv4", "LISTEN", Endpoint("0.0.0.0", 80), None, 0, 511, uid=0, inode=5, cookie=17, only_ipv6=None),
    NGINX,
)
TALK = OwnedSocket(
    Socket(
        "tcp",
        "ipv4",
        "ESTABLISHED",
        Endpoint("127.0.0.1", 80),
        Endpoint("127.0.0.1", 50000),
        7,
        0,
        uid=33,
        inode=6,
        cookie=18,
        timer=Timer("keepalive", 6500, 0),
        memory=SocketMemory(1, 2, 3, 4, 5, 6, 7, 8, 9),
        congestion="cubic",
        options=0b10,
        info=TcpInfo(
            {"options": 7, "snd_wscale": 7, "rcv_wscale": 8, "rto": 204000, "rtt": 52, "rttvar": 26, "snd_cwnd": 10}
        ),
    ),
    unknown="owned by another user",
    unit="web.service",
)
HOSTILE = OwnedSocket(
    Socket("unix", "unix", "LISTEN", kind="stream", path="/tmp/\x1b]0;gone\x07\n[red]x", inode=9, uid=0),
    (Owner(Process(5, 1, "a\x1b[2Jb\nc", 0), 3),),
)


def lines(*found: OwnedSocket, layout: Layout) -> list[str]:
    return list(text_lines(found, paths_of(found), layout))


def test_a_line_each_and_listeners_first() -> None:
    assert lines(TALK, WEB, layout=Layout(None, numeric=True)) == [
        "Proto  State        Recv-Q  Send-Q  Local         Remote           User      PID  Process",
        "tcp    LISTEN        0/511       —  0.0.0.0:80    —                root      812  nginx",
        "tcp    ESTABLISHED       7       0  127.0.0.1:80  127.0.0.1:50000  www-data    —  (owned by another user)",
    ]


def test_on_a_narrow_terminal_users_and_queues_give_way() -> None:
    narrow, wider = (lines(WEB, TALK, layout=Layout(width, numeric=True))[0] for width in (76, 87))
    assert narrow.split() == ["Proto", "State", "Local", "Remote", "PID", "Process"]
    assert wider.split() == ["Proto", "State", "Local", "Remote", "User", "PID", "Process"]


def test_on_a_terminal_only_the_last_column_is_cut() -> None:
    *_, line = lines(WEB, TALK, layout=Layout(76, numeric=True))
    assert line.endswith("127.0.0.1:80  127.0.0.1:50000    —  (owned by another u…")
    *_, whole = lines(WEB, TALK, layout=Layout(120, numeric=True))
    assert whole.endswith("(owned by another user)")


def test_details_stand_below() -> None:
    printed = lines(TALK, layout=Layout(None, details=frozenset({"timer"})))
    assert printed[-1] == "    timer:(keepalive,6.500s,0)"


def test_names_and_paths_of_others_move_no_cursor() -> None:
    heading, line = lines(HOSTILE, layout=Layout(None))
    assert heading.startswith("Proto")
    assert line.isprintable()
    assert "/tmp/\\033]0;gone\\a\\n[red]x" in line
    assert line.endswith("a\\033[2Jb\\nc")


def test_peers_of_unix_sockets_are_named() -> None:
    server = OwnedSocket(Socket("unix", "unix", "ESTABLISHED", path="/run/bus", inode=1, peer_inode=2))
    client = OwnedSocket(Socket("unix", "unix", "ESTABLISHED", inode=2, peer_inode=1))
    (_, line) = text_lines([client], paths_of([client, server]), Layout(None))
    assert "#2" in line
    assert "/run/bus" in line


def test_nothing_is_no_table() -> None:
    assert lines(layout=Layout(80)) == []


def test_kinds_come_one_after_the_other() -> None:
    found = [HOSTILE, TALK, WEB]
    assert in_order(found) == [WEB, TALK, HOSTILE]


def test_what_waits_and_what_talks() -> None:
    states = ("LISTEN", "UNCONNECTED", "ESTABLISHED", "TIME-WAIT", "SYN-SENT")
    sockets = [Socket("tcp", "ipv4", state) for state in states]
    assert [is_listener(one) for one in sockets] == [True, True, False, False, False]
    assert [is_connection(one) for one in sockets] == [False, False, True, False, True]
