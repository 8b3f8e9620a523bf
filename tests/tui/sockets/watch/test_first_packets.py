"""Packets that begin conversations: read, thinned where there are too many, and heard from the machine."""

from __future__ import annotations

import select
import socket

import pytest

from dissectors.processes.attribution import End
from tests.tui.sockets.watch.packets import ACK, SYN, SYN_ACK, ip, tcp, udp
from tui.sockets.watch.first_packets import (
    MOST_A_WINDOW,
    WINDOW_SECONDS,
    FirstPackets,
    Flow,
    Thinning,
    read_flow,
)
from tui.sockets.watch.packet_filter import MOST_PASSED_OVER

ENDS = [("10.0.0.1", "10.0.0.2"), ("fd00::1", "fd00::2")]


@pytest.mark.parametrize("ends", ENDS)
def test_a_syn_and_its_answer_are_of_one_connection(ends: tuple[str, str]) -> None:
    client, server = End(ends[0], 40000), End(ends[1], 80)
    syn = read_flow(ip(6, *ends, tcp(40000, 80, SYN, sequence=5)), 1)
    answer = read_flow(ip(6, ends[1], ends[0], tcp(80, 40000, SYN_ACK, 99, 6)), 2)
    assert syn == Flow("tcp", client, server, 1, 5, False)
    assert answer == Flow("tcp", server, client, 2, 5, True)


def test_sequence_numbers_begin_anew_after_the_last() -> None:
    answer = read_flow(ip(6, *ENDS[0], tcp(80, 40000, SYN_ACK, 99, 0)), 2)
    assert answer is not None
    assert answer.number == 0xFFFF_FFFF


@pytest.mark.parametrize("ends", ENDS)
def test_a_datagram_has_two_ends_and_no_number(ends: tuple[str, str]) -> None:
    flow = read_flow(ip(17, *ends, udp(40000, 53)), 1, "eth0")
    assert flow == Flow("udp", End(ends[0], 40000), End(ends[1], 53), 1)


def test_link_local_ends_have_an_interface() -> None:
    flow = read_flow(ip(17, "fe80::1", "ff02::fb", udp(5353, 5353)), 1, "eth0")
    assert flow is not None
    assert flow.interface == "eth0"


def test_options_are_stepped_over() -> None:
    flow = read_flow(ip(6, *ENDS[0], tcp(40000, 80, SYN), options=3), 1)
    assert flow is not None
    assert flow.source.port == 40000


@pytest.mark.parametrize(
    "data",
    [b"", b"\x45", bytes(40), ip(1, *ENDS[0], bytes(20)), ip(6, *ENDS[0], tcp(1, 2, ACK)), b"\x41" + bytes(39)],
)
def test_what_begins_nothing_is_none(data: bytes) -> None:
    assert read_flow(data, 1) is None


def test_no_cut_packet_is_an_error() -> None:
    for ends in ENDS:
        for packet in (ip(6, *ends, tcp(40000, 80, SYN)), ip(17, *ends, udp(40000, 53))):
            assert all(read_flow(packet[:length], 1) is None for length in range(len(packet) - 14))


# Thinning ---------------------------------------------------------------------------------------------------


def see(thinning: Thinning, count: int, now: float, *, port: int = 40000, protocol: str = "udp") -> bool:
    """So many packets of one flow at one time; whether another filter is wanted then."""
    payload = udp(port, 53) if protocol == "udp" else tcp(port, 80, SYN)
    data = ip(17 if protocol == "udp" else 6, *ENDS[0], payload)
    flow = read_flow(data, 1)
    assert flow is not None
    for _ in range(count):
        thinning.saw(flow, data)
    return thinning.is_changed_at(now)


def test_little_is_let_through_as_it_is() -> None:
    thinning = Thinning(0.0)
    assert not any(see(thinning, MOST_A_WINDOW, second * 1.0) for second in range(1, 10))
    assert thinning.due(5.0) is None


def test_a_busy_flow_is_passed_over_for_a_while() -> None:
    thinning = Thinning(0.0)
    assert see(thinning, MOST_A_WINDOW + 1, 0.1)
    (flow,) = thinning.passed_over
    assert flow.ports == 40000 << 16 | 53
    assert (thinning.udp_in, thinning.tcp_in) == (0, 0)
    due = thinning.due(0.1)
    assert due is not None
    assert thinning.is_changed_at(0.1 + due + 0.001)
    assert thinning.passed_over == ()


def test_of_many_flows_some_are_let_through_and_all_again_when_it_is_over() -> None:
    thinning = Thinning(0.0)
    for port in range(MOST_A_WINDOW + 1):
        see(thinning, 1, 0.0, port=port + 1)
    assert (thinning.udp_in, thinning.passed_over) == (1, ())
    now = 0.0
    while (due := thinning.due(now)) is not None:
        now += due
        thinning.is_changed_at(now)
    assert thinning.udp_in == 0
    assert now <= 2 * WINDOW_SECONDS


def test_too_many_connections_are_thinned_apart() -> None:
    thinning = Thinning(0.0)
    assert see(thinning, MOST_A_WINDOW + 1, 0.01, protocol="tcp")
    assert see(thinning, MOST_A_WINDOW + 1, 0.02, protocol="tcp")
    assert (thinning.tcp_in, thinning.udp_in) == (2, 0)


def test_what_waited_before_the_filter_became_narrower_does_not_make_it_narrower_again() -> None:
    thinning = Thinning(0.0)
    assert see(thinning, MOST_A_WINDOW + 1, 0.01, protocol="tcp")
    thinning.since_ns = 10
    assert not any(see(thinning, MOST_A_WINDOW + 1, 0.01, protocol="tcp") for _ in range(5))
    assert thinning.tcp_in == 1


def test_flows_passed_over_are_not_too_many() -> None:
    thinning = Thinning(0.0)
    for port in range(200):
        see(thinning, MOST_A_WINDOW + 1, 0.01, port=port + 1)
    assert len(thinning.passed_over) == MOST_PASSED_OVER


# The machine's ----------------------------------------------------------------------------------------------


@pytest.fixture
def packets(require_root: None) -> FirstPackets:
    return FirstPackets()


def heard(packets: FirstPackets, count: int, *ends: End) -> list[Flow]:
    """The first flows between these ends and any."""
    found: list[Flow] = []
    while len(found) < count:
        assert select.select([packets], [], [], 10)[0]
        found += [flow for flow in packets.read() if flow.source in ends or flow.destination in ends]
    return found


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_real_connection_is_heard_once_each_way(packets: FirstPackets, family: int, address: str) -> None:
    with socket.create_server((address, 0), family=family) as listener:
        server = End(*listener.getsockname()[:2])
        with socket.create_connection(server) as one:
            client = End(*one.getsockname()[:2])
            syn, answer = heard(packets, 2, server)
    assert (syn.source, syn.destination, syn.is_answer) == (client, server, False)
    assert (answer.source, answer.destination, answer.is_answer) == (server, client, True)
    assert syn.number == answer.number
    assert 0 <= answer.time_ns - syn.time_ns < 10**9
    packets.close()


def test_a_flood_of_one_flow_is_passed_over_and_the_next_is_heard(packets: FirstPackets) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink, socket.socket(type=socket.SOCK_DGRAM) as flood:
        sink.bind(("127.0.0.1", 0))
        flood.connect(sink.getsockname())
        while not packets.due():
            for _ in range(200):
                flood.send(b"x")
            packets.read()
        while packets.read():
            pass
        flood.send(b"x")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"x", sink.getsockname())
            port = other.getsockname()[1]
            found = heard(packets, 1, End("127.0.0.1", port), End(*flood.getsockname()))
    assert [flow.source.port for flow in found] == [port]
    packets.close()


def test_who_may_not_hear_packets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> socket.socket:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(PermissionError):
        FirstPackets()
