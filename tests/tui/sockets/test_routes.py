"""The way to an address, as this machine's kernel tells it."""

from __future__ import annotations

import socket
import sys

import pytest

from tui.sockets.routes import interface_towards

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux's routing table")


@on_linux
@pytest.mark.parametrize("local", ["", "127.0.0.1"])
def test_this_machine_is_reached_over_loopback(local: str) -> None:
    assert interface_towards("127.0.0.1", local) == socket.if_nametoindex("lo")


@on_linux
def test_an_address_that_is_not_the_machines_own_as_a_source_is_refused_by_the_kernel() -> None:
    assert interface_towards("127.0.0.1", "198.51.100.77") is None


def test_other_systems_do_not_tell() -> None:
    assert interface_towards("127.0.0.1", for_platform="darwin") is None


@pytest.mark.parametrize(("remote", "local"), [("nonsense", ""), ("127.0.0.1", "::1"), ("::1", "127.0.0.1")])
def test_what_is_no_address_is_refused(remote: str, local: str) -> None:
    with pytest.raises(ValueError, match="no addresses"):
        interface_towards(remote, local)
