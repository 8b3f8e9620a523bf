"""Sockets out of sock_diag's messages: as a kernel gave them, made up, and cut anywhere."""

from __future__ import annotations

import struct
import sys

import pytest

from tests.tui.sockets.messages import ESTABLISHED, LISTEN_UNIX, PACKET, attribute, internet, message
from tui.sockets.diag_messages import (
    internet_question,
    internet_socket,
    packed,
    packet_socket,
    socket_id,
    unix_socket,
)
from tui.sockets.entry import Endpoint, SocketMemory, Timer

pytestmark = pytest.mark.skipif(sys.byteorder != "little", reason="these were recorded on a little-endian machine")


def test_a_connection_with_all_that_was_asked_for() -> None:
    one = internet_socket(message(ESTABLISHED), "tcp", "blue")
    assert one is not None
    assert (one.protocol, one.family, one.state, one.namespace) == ("tcp", "ipv4", "ESTABLISHED", "blue")
    assert (one.local, one.remote) == (Endpoint("127.0.0.1", 40005), Endpoint("127.0.0.1", 44530))
    assert (one.receive_queue, one.send_queue, one.uid, one.inode, one.cookie) == (5, 0, 0, 5146808, 46)
    assert (one.congestion, one.cgroup, one.tos, one.shutdown) == ("bbr", 1, 0, 0)
    assert one.option_names == ("is_icsk", "mc_loop", "mc_all")
    assert one.memory == SocketMemory(837, 131072, 0, 3939840, 3259, 0, 0, 0, 0)


def test_an_abstract_name_keeps_what_it_holds() -> None:
    one = unix_socket(message(LISTEN_UNIX), "")
    assert one is not None
    assert (one.path, one.kind, one.state) == ("@remora\nab", "stream", "LISTEN")
    assert (one.receive_queue, one.send_queue, one.inode, one.uid) == (0, 3, 5146824, 0)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"/run/x\0", "/run/x"),
        (b"/run/\xff\x1b[2J", "/run/\\xff\x1b[2J"),
        (b"\0a\0b", "@a\0b"),
        (b"", ""),
    ],
)
def test_paths_are_text_whatever_they_hold(name: bytes, path: str) -> None:
    one = unix_socket(message(LISTEN_UNIX[:16] + attribute(0, name)), "")
    assert one is not None
    assert one.path == path
    assert (one.receive_queue, one.uid) == (None, None)


def test_a_packet_socket_tells_interface_user_and_frames() -> None:
    one = packet_socket(message(PACKET), "")
    assert one is not None
    assert (one.kind, one.raw_protocol, one.interface, one.uid, one.inode) == ("raw", 3, 1, 0, 5146826)
    assert one.memory is not None
    assert one.memory.receive_limit == 212992


def test_a_raw_socket_has_a_protocol_and_no_ports() -> None:
    body = internet(7, ("10.0.0.1", 1), attributes=attribute(10, b"\x01"))
    one = internet_socket(message(body), "raw", "")
    assert one is not None
    assert (one.local, one.remote, one.raw_protocol) == (Endpoint("10.0.0.1", 0), None, 1)


def test_a_listener_for_ipv6_says_whether_it_takes_ipv4() -> None:
    both, only = (
        internet_socket(message(internet(10, ("::", 80), attributes=attribute(11, value))), "tcp", "")
        for value in (b"\0", b"\1")
    )
    assert both is not None
    assert only is not None
    assert (both.only_ipv6, only.only_ipv6, both.family, both.remote) == (False, True, "ipv6", None)


@pytest.mark.parametrize(("state", "inode", "uid"), [(6, 0, None), (12, 0, None), (3, 0, None), (1, 0, 0), (6, 9, 0)])
def test_without_an_inode_a_handshake_and_a_past_connection_have_no_user(
    state: int, inode: int, uid: int | None
) -> None:
    one = internet_socket(message(internet(state, ("10.0.0.1", 1), ("10.0.0.2", 2), inode=inode)), "tcp", "")
    assert one is not None
    assert one.uid == uid


def test_timers_have_names() -> None:
    one = internet_socket(message(internet(2, ("10.0.0.1", 1), ("10.0.0.2", 2), timer=(1, 950, 3))), "tcp", "")
    assert one is not None
    assert one.timer == Timer("retransmit", 950, 3)
    odd = internet_socket(message(internet(2, ("10.0.0.1", 1), ("10.0.0.2", 2), timer=(77, 950, 3))), "tcp", "")
    assert odd is not None
    assert odd.timer is None


def test_a_state_of_a_later_kernel_is_told_by_its_number() -> None:
    one = internet_socket(message(internet(200, ("10.0.0.1", 1))), "tcp", "")
    assert one is not None
    assert one.state == "state 200"


def test_an_ending_names_its_protocol() -> None:
    ended = internet_socket(message(internet(7, ("::1", 1), attributes=attribute(10, b"\x11"))), None, "")
    assert ended is not None
    assert ended.protocol == "udp"
    assert internet_socket(message(internet(7, ("::1", 1))), None, "") is None


def test_a_message_cut_anywhere_is_a_socket_or_none() -> None:
    for body, read in (
        (ESTABLISHED, lambda cut: internet_socket(message(cut), "tcp", "")),
        (LISTEN_UNIX, lambda cut: unix_socket(message(cut), "")),
        (PACKET, lambda cut: packet_socket(message(cut), "")),
    ):
        found = [read(body[:size]) is not None for size in range(len(body))]
        assert found[0] is False
        assert found[-1] is True
        assert found == sorted(found)


def test_other_families_are_no_sockets_of_ours() -> None:
    assert internet_socket(message(b"\x63" + ESTABLISHED[1:]), "tcp", "") is None
    assert unix_socket(message(b"\x63" + LISTEN_UNIX[1:]), "") is None
    assert packet_socket(message(b"\x63" + PACKET[1:]), "") is None


def test_a_question_names_both_sides_in_network_order() -> None:
    identity = socket_id((packed("10.0.0.1"), 80), (packed("10.0.0.2"), 81), 7)
    assert identity.hex() == (
        "00500051" + "0a000001".ljust(32, "0") + "0a000002".ljust(32, "0") + "07000000" + "ff" * 8
    )
    question = internet_question("udp", 2, with_details=False, identity=identity)
    assert question == struct.pack("=BBBxI", 2, 17, 0, 0xFFFFFFFF) + identity
