"""Sockets as display filters, each of which the filter language takes."""

from __future__ import annotations

import pytest

from dissectors import compile_filter
from tui.socket_view.packets import NoPackets, packets_filter, stream_protocol, why_no_stream
from tui.sockets.entry import Endpoint, Protocol, Socket


def tcp(local: Endpoint, remote: Endpoint | None = None, state: str = "ESTABLISHED") -> Socket:
    family = "ipv6" if ":" in local.address else "ipv4"
    return Socket("tcp", family, state, local, remote)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (
            tcp(Endpoint("10.0.0.5", 50000), Endpoint("10.0.0.9", 443)),
            "ip.addr == 10.0.0.5 && ip.addr == 10.0.0.9 && tcp.port == 443 && tcp.port == 50000",
        ),
        (
            tcp(Endpoint("127.0.0.1", 1234), Endpoint("127.0.0.1", 50000)),
            "ip.src == 127.0.0.1 && ip.dst == 127.0.0.1 && tcp.port == 1234 && tcp.port == 50000",
        ),
        (
            tcp(Endpoint("::ffff:10.0.0.5", 80), Endpoint("::ffff:10.0.0.9", 4000)),
            "ip.addr == 10.0.0.5 && ip.addr == 10.0.0.9 && tcp.port == 80 && tcp.port == 4000",
        ),
        (
            tcp(Endpoint("fd00::1", 80), Endpoint("fd00::2", 4000)),
            "ipv6.addr == fd00::1 && ipv6.addr == fd00::2 && tcp.port == 80 && tcp.port == 4000",
        ),
        (tcp(Endpoint("0.0.0.0", 1234), None, "LISTEN"), "tcp.port == 1234"),
        (tcp(Endpoint("::", 1234), None, "LISTEN"), "tcp.port == 1234"),
        (tcp(Endpoint("127.0.0.1", 1234), None, "LISTEN"), "ip.addr == 127.0.0.1 && tcp.port == 1234"),
        (tcp(Endpoint("::1", 1234), None, "LISTEN"), "ipv6.addr == ::1 && tcp.port == 1234"),
        (Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 53)), "udp.port == 53"),
        (
            Socket("udplite", "ipv4", "ESTABLISHED", Endpoint("10.0.0.5", 53), Endpoint("10.0.0.9", 53)),
            "ip.addr == 10.0.0.5 && ip.addr == 10.0.0.9 && udp.port == 53",
        ),
        (
            Socket("raw", "ipv4", "UNCONNECTED", Endpoint("10.0.0.5", 0), raw_protocol=1),
            "ip.addr == 10.0.0.5 && ip.proto == 1",
        ),
        (Socket("raw", "ipv6", "UNCONNECTED", Endpoint("::", 0), raw_protocol=58), "ipv6.nxt == 58"),
        (Socket("packet", "packet", "UNCONNECTED", raw_protocol=0x0806, kind="raw"), "eth.type == 0x0806"),
    ],
)
def test_the_packets_of_a_socket(one: Socket, wanted: str) -> None:
    assert packets_filter(one) == wanted
    compile_filter(wanted)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Socket("unix", "unix", "ESTABLISHED", kind="stream"), "A UNIX socket has no packets"),
        (tcp(Endpoint("0.0.0.0", 0), None, "UNCONNECTED"), "no port yet"),
        (Socket("packet", "packet", "UNCONNECTED", raw_protocol=3), "every frame of all interfaces"),
        (Socket("packet", "packet", "UNCONNECTED", raw_protocol=0), "no frames yet"),
        (Socket("raw", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 0), raw_protocol=255), "only sends"),
    ],
)
def test_why_a_socket_has_none(one: Socket, words: str) -> None:
    with pytest.raises(NoPackets, match=words):
        packets_filter(one)


@pytest.mark.parametrize(("protocol", "stream"), [("tcp", "tcp"), ("udp", "udp"), ("udplite", "udp"), ("raw", None)])
def test_what_can_be_followed(protocol: Protocol, stream: str | None) -> None:
    assert (
        stream_protocol(Socket(protocol, "ipv4", "ESTABLISHED", Endpoint("10.0.0.5", 1), Endpoint("10.0.0.9", 2)))
        == stream
    )


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (tcp(Endpoint("0.0.0.0", 80), None, "LISTEN"), "listener"),
        (tcp(Endpoint("0.0.0.0", 80), None, "UNCONNECTED"), "not connected"),
        (Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 53)), "no peer"),
        (Socket("unix", "unix", "LISTEN"), "Only TCP and UDP"),
    ],
)
def test_why_it_cannot(one: Socket, words: str) -> None:
    assert stream_protocol(one) is None
    assert words in why_no_stream(one)
