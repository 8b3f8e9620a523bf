"""Sockets and their ends as values."""

from __future__ import annotations

import pytest

from tui.sockets.entry import Endpoint, Socket


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (Endpoint("127.0.0.1", 80), "127.0.0.1:80"),
        (Endpoint("::1", 80), "[::1]:80"),
        (Endpoint("0.0.0.0", 0), "0.0.0.0:*"),
        (Endpoint("::ffff:10.0.0.1", 5), "[::ffff:10.0.0.1]:5"),
    ],
)
def test_an_end_is_written_with_its_port(end: Endpoint, text: str) -> None:
    assert str(end) == text


def test_ipv4_in_an_ipv6_socket_is_ipv4_on_the_wire() -> None:
    assert Endpoint("::ffff:10.0.0.1", 5).on_the_wire == Endpoint("10.0.0.1", 5)
    assert Endpoint("::ffff:1", 5).on_the_wire == Endpoint("::ffff:1", 5)
    assert Endpoint("::", 5).is_any


def test_a_cookie_is_what_stays_the_same() -> None:
    one = Socket("tcp", "ipv4", "ESTABLISHED", cookie=7, inode=3)
    assert one.key == one._replace(state="FIN-WAIT-2", inode=0).key
    assert one.key != one._replace(cookie=8).key
    without = one._replace(cookie=None)
    assert without.key != without._replace(local=Endpoint("10.0.0.1", 1)).key


def test_options_have_names() -> None:
    one = Socket("udp", "ipv4", "UNCONNECTED", options=0b101_0010)
    assert one.option_names == ("is_icsk", "mc_loop", "mc_all")
    assert Socket("udp", "ipv4", "UNCONNECTED").option_names == ()
