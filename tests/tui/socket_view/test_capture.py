"""Where a socket's packets pass, on a made-up machine with loopback and two other interfaces."""

from __future__ import annotations

import socket

import pytest

from tui.capture.interfaces import Counters, Interface
from tui.socket_view.capture import interface_of, is_seen_on
from tui.sockets.entry import Endpoint, Socket


def interface(name: str, *addresses: str) -> Interface:
    return Interface(name, addresses, True, name == "lo", 1, "", Counters())


INTERFACES = (
    interface("lo", "127.0.0.1", "::1"),
    interface("eth0", "10.0.0.5", "fd00::5"),
    interface("wlan0", "10.1.0.5"),
    interface("any"),
)
INDEXES = {"eth0": 2, "wlan0": 3}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = {index: name for name, index in INDEXES.items()}

    def name(index: int) -> str:
        if index not in by_index:
            raise OSError(6, "No such device")
        return by_index[index]

    monkeypatch.setattr(socket, "if_indextoname", name)


def no_route(remote: str, local: str) -> int | None:
    return None


def over_wlan(remote: str, local: str) -> int | None:
    return INDEXES["wlan0"]


def tcp(local: str, remote: str | None, interface: int = 0) -> Socket:
    family = "ipv6" if ":" in local else "ipv4"
    peer = Endpoint(remote, 443) if remote is not None else None
    return Socket("tcp", family, "ESTABLISHED", Endpoint(local, 50000), peer, interface=interface)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (tcp("127.0.0.1", "127.0.0.1"), "lo"),
        (tcp("127.0.0.1", None), "lo"),
        (tcp("127.0.0.9", None), "lo"),
        (tcp("::1", "::1"), "lo"),
        (tcp("::ffff:127.0.0.1", "::ffff:127.0.0.1"), "lo"),
        (tcp("10.0.0.5", "10.0.0.5"), "lo"),
        (tcp("10.0.0.5", "10.1.0.5"), "lo"),
        (tcp("10.0.0.5", "198.51.100.1"), "eth0"),
        (tcp("fd00::5", "fd00::9"), "eth0"),
        (tcp("10.1.0.5", None), "wlan0"),
        (tcp("0.0.0.0", None), "any"),
        (tcp("::", None), "any"),
        (tcp("192.0.2.1", "198.51.100.1"), "any"),
        (tcp("0.0.0.0", None, interface=2), "eth0"),
        (tcp("0.0.0.0", None, interface=77), "any"),
        (Socket("tcp", "ipv4", "LISTEN", Endpoint("127.0.0.1", 1), namespace="blue"), "any"),
    ],
)
def test_by_addresses_where_the_kernel_tells_no_route(one: Socket, wanted: str) -> None:
    assert interface_of(one, INTERFACES, no_route) == wanted


def test_the_route_comes_before_the_address() -> None:
    assert interface_of(tcp("10.0.0.5", "198.51.100.1"), INTERFACES, over_wlan) == "wlan0"


def test_a_route_over_an_interface_that_cannot_be_captured_on_is_none() -> None:
    assert interface_of(tcp("10.0.0.5", "198.51.100.1"), INTERFACES, lambda *_: 77) == "eth0"


def test_without_the_source_where_the_kernel_refuses_it() -> None:
    def only_without(remote: str, local: str) -> int | None:
        return None if local else INDEXES["wlan0"]

    assert interface_of(tcp("10.0.0.5", "198.51.100.1"), INTERFACES, only_without) == "wlan0"


def test_any_sees_what_passes_each_of_them() -> None:
    assert is_seen_on("lo", ("any",))
    assert is_seen_on("lo", ("eth0", "lo"))
    assert not is_seen_on("lo", ("eth0",))
    assert not is_seen_on("any", ("eth0", "lo"))
