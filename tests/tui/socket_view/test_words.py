"""Sockets in words."""

from __future__ import annotations

import pytest

from tui.socket_view.words import (
    interface_name,
    local_words,
    pid_words,
    process_words,
    protocol_words,
    queue_words,
    remote_words,
    user_words,
)
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket

WEB = Socket("tcp", "ipv4", "LISTEN", Endpoint("0.0.0.0", 80), receive_queue=2, send_queue=128, uid=0)
CLIENT = Socket("tcp", "ipv6", "ESTABLISHED", Endpoint("::1", 50000), Endpoint("2001:db8::1", 443), 5, 6)


def test_ends_are_ip_and_port() -> None:
    assert local_words(WEB, numeric=True) == "0.0.0.0:80"
    assert local_words(WEB, numeric=False) == "0.0.0.0:http"
    assert remote_words(WEB, {}, numeric=True) == "—"
    assert local_words(CLIENT, numeric=False) == "[::1]:50000"
    assert remote_words(CLIENT, {}, numeric=False) == "[2001:db8::1]:https"
    assert local_words(CLIENT._replace(local=Endpoint("::", 0)), numeric=True) == "[::]:*"
    assert local_words(CLIENT._replace(local=None), numeric=True) == "—"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_process_that_calls_itself_nothing_is_told_to_have_no_name(name: str) -> None:
    web, nameless = Owner(Process(2, 1, "web", 0), 3), Owner(Process(3, 1, name, 0), 3)
    assert process_words(OwnedSocket(WEB, (nameless,))) == "(no name)"
    assert process_words(OwnedSocket(WEB, (web, nameless))) == "web, (no name) 3"


def test_an_interface_stands_behind_the_address() -> None:
    there = CLIENT._replace(local=Endpoint("fe80::1", 7), remote=Endpoint("fe80::2", 8), interface=9_999_999)
    assert local_words(there, numeric=True) == "[fe80::1%#9999999]:7"
    assert remote_words(there, {}, numeric=True) == "[fe80::2%#9999999]:8"
    bound = WEB._replace(interface=3, namespace="blue")
    assert local_words(bound, numeric=True) == "0.0.0.0%#3:80"
    assert interface_name(WEB) == ""


def test_raw_sockets_have_a_protocol_in_place_of_a_port() -> None:
    ping = Socket("raw", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 0), Endpoint("10.0.0.1", 0), raw_protocol=1)
    assert local_words(ping, numeric=False) == "0.0.0.0:icmp"
    assert local_words(ping, numeric=True) == "0.0.0.0:1"
    assert remote_words(ping, {}, numeric=False) == "10.0.0.1:*"


@pytest.mark.parametrize(
    ("number", "numeric", "words"),
    [
        (3, False, "all frames on any"),
        (0, False, "no frames on any"),
        (0x800, False, "IPv4 on any"),
        (0x800, True, "0x0800 on any"),
    ],
)
def test_packet_sockets_tell_their_frames(number: int, numeric: bool, words: str) -> None:
    one = Socket("packet", "packet", "UNCONNECTED", raw_protocol=number, kind="raw")
    assert local_words(one, numeric=numeric) == words
    assert protocol_words(one) == "packet-raw"


def test_unix_sockets_have_paths_or_numbers() -> None:
    one = Socket("unix", "unix", "ESTABLISHED", inode=5, peer_inode=6, kind="stream")
    assert (local_words(one, numeric=False), remote_words(one, {}, numeric=False)) == ("#5", "#6")
    assert remote_words(one, {6: "/run/bus"}, numeric=False) == "/run/bus"
    assert local_words(one._replace(path="@x"), numeric=False) == "@x"
    assert local_words(one._replace(inode=0), numeric=False) == "—"


def test_queues_of_a_listener_are_connections() -> None:
    assert queue_words(WEB) == ("2/128", "—")
    assert queue_words(CLIENT) == ("5", "6")
    assert queue_words(WEB._replace(receive_queue=None)) == ("—", "—")


def test_processes_are_named_and_others_counted() -> None:
    owners = tuple(Owner(Process(pid, 1, f"w{pid}", 0), 3) for pid in range(1, 6))
    assert process_words(OwnedSocket(WEB, owners[:1])) == "w1"
    assert process_words(OwnedSocket(WEB, owners)) == "w1, w2 2, w3 3 and 2 more"
    assert pid_words(OwnedSocket(WEB, owners)) == "1"
    assert process_words(OwnedSocket(WEB, unknown="owned by another user")) == "(owned by another user)"
    assert (process_words(OwnedSocket(WEB)), pid_words(OwnedSocket(WEB))) == ("—", "—")


def test_users_are_of_the_socket_else_of_its_process() -> None:
    assert user_words(OwnedSocket(WEB)) == "root"
    assert user_words(OwnedSocket(CLIENT)) == "—"
    assert user_words(OwnedSocket(CLIENT, (Owner(Process(1, 1, "x", 0), 3),))) == "root"
