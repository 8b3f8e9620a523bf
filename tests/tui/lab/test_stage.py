"""Ports and places."""

from __future__ import annotations

import socket

import pytest

from tui.lab.stage import SceneError, Stage, bind, receive


def test_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as first, socket.socket() as second:
        taken = bind(first, "127.0.0.1", 0)
        first.listen()
        assert bind(second, "127.0.0.1", taken) not in (0, taken)


def test_address_that_is_not_ours_is_refused_in_a_sentence() -> None:
    with socket.socket() as opened, pytest.raises(SceneError, match=r"192\.0\.2\.77 port 0 cannot be used"):
        bind(opened, "192.0.2.77", 0)


def test_place_has_brackets_for_ipv6() -> None:
    assert Stage(socket.AF_INET6, 53, "::1").place == "[::1]:53"
    assert Stage(socket.AF_INET, 53, "127.0.0.1").place == "127.0.0.1:53"


def test_scene_without_server_has_no_socket_to_bind() -> None:
    with pytest.raises(SceneError):
        Stage(socket.AF_INET, 1, "127.0.0.1").listen()


def test_receive_ends_with_the_stream() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"abc")
        left.shutdown(socket.SHUT_WR)
        assert receive(right, 100) == 3
