"""The filter on packets of all kinds, run as the kernel runs it."""

from __future__ import annotations

import struct

import pytest

from tests.tui.sockets.watch.bpf import run
from tests.tui.sockets.watch.packets import ACK, SYN, SYN_ACK, SYN_RST, ip, tcp, udp
from tui.sockets.watch.packet_filter import KEPT_BYTES, MOST_PASSED_OVER, Passed, packed, program

HERE, OTHER_HOST, OUTGOING = 0, 3, 4
ENDS = [("10.0.0.1", "10.0.0.2"), ("fd00::1", "fd00::2")]


def passes(
    packet: bytes,
    *passed: Passed,
    kind: int = HERE,
    interface: int = 2,
    random: int = 0,
    tcp_in: int = 0,
    udp_in: int = 0,
) -> bool:
    ether_type = 0x86DD if packet[0] >> 4 == 6 else 0x0800
    ancillary = {0: ether_type, 4: kind, 8: interface, 56: random}
    return run(program(passed, tcp_in=tcp_in, udp_in=udp_in), packet, ancillary) == KEPT_BYTES


@pytest.mark.parametrize("ends", ENDS)
def test_of_tcp_what_begins_a_connection_passes(ends: tuple[str, str]) -> None:
    assert passes(ip(6, *ends, tcp(40000, 80, SYN)))
    assert passes(ip(6, *ends, tcp(80, 40000, SYN_ACK)))
    assert not passes(ip(6, *ends, tcp(80, 40000, ACK)))
    assert not passes(ip(6, *ends, tcp(80, 40000, SYN_RST)))


def test_options_of_ipv4_are_stepped_over() -> None:
    assert passes(ip(6, *ENDS[0], tcp(40000, 80, SYN), options=10))
    assert not passes(ip(6, *ENDS[0], tcp(40000, 80, ACK), options=10))


@pytest.mark.parametrize("ends", ENDS)
def test_udp_passes_and_other_protocols_do_not(ends: tuple[str, str]) -> None:
    assert passes(ip(17, *ends, udp(40000, 53)))
    assert not passes(ip(1, *ends, udp(40000, 53)))


def test_fragments_but_the_first_do_not_pass() -> None:
    assert not passes(ip(17, *ENDS[0], udp(40000, 53), fragment=0x2010))
    assert passes(ip(17, *ENDS[0], udp(40000, 53), fragment=0x2000))


def test_what_is_for_others_and_the_first_pass_over_loopback_do_not_pass() -> None:
    packet = ip(6, *ENDS[0], tcp(40000, 80, SYN))
    assert not passes(packet, kind=OTHER_HOST)
    assert passes(packet, kind=OUTGOING)
    assert not passes(packet, kind=OUTGOING, interface=1)
    assert passes(packet, kind=HERE, interface=1)


def test_what_is_neither_ipv4_nor_ipv6_does_not_pass() -> None:
    assert run(program(), bytes(64), {0: 0x0806, 4: HERE, 8: 2, 56: 0}) == 0


@pytest.mark.parametrize("ends", ENDS)
def test_flows_that_are_known_are_passed_over_and_no_others(ends: tuple[str, str]) -> None:
    data = ip(17, *ends, udp(40000, 53))
    source, destination = (12, 16) if data[0] >> 4 == 4 else (20, 36)
    lows = [int.from_bytes(data[place : place + 4], "big") for place in (source, destination)]
    flow = Passed(40000 << 16 | 53, *lows)
    others = [Passed(n, n, n) for n in range(MOST_PASSED_OVER - 1)]
    assert not passes(data, *others, flow)
    assert not passes(data, flow, *others)
    assert passes(ip(17, *ends, udp(40001, 53)), flow, *others)
    assert passes(ip(17, ends[1], ends[0], udp(40000, 53)), flow, *others)
    assert passes(ip(6, *ends, tcp(40000, 53, SYN)), flow, *others)


def test_where_there_is_too_much_some_pass_by_chance() -> None:
    syn, query = ip(6, *ENDS[0], tcp(40000, 80, SYN)), ip(17, *ENDS[0], udp(40000, 53))
    assert [passes(syn, tcp_in=3, random=n) for n in (0, 1, 7, 8, 0xFFFF_FFF8)] == [True, False, False, True, True]
    assert passes(syn, udp_in=3, random=1)
    assert [passes(query, udp_in=1, random=n) for n in (0, 1)] == [True, False]
    assert passes(query, tcp_in=3, random=1)


def test_a_cut_packet_does_not_pass() -> None:
    packet = ip(6, *ENDS[0], tcp(40000, 80, SYN))
    assert not any(passes(packet[:length]) for length in range(1, 33))


def test_jumps_stay_in_the_program_and_it_is_short_enough() -> None:
    longest = program([Passed(n, n, n) for n in range(200)], tcp_in=5, udp_in=5)
    assert len(longest) < 4096
    for place, (code, if_true, if_false, _) in enumerate(longest):
        if code & 7 == 5:
            assert max(if_true, if_false) < 256
            assert place + 1 + max(if_true, if_false) < len(longest)


def test_the_kernel_gets_the_number_of_instructions_and_where_they_are() -> None:
    told, memory = packed([(0x06, 0, 0, 128)])
    assert struct.unpack_from("@H", told) == (1,)
    assert memory.raw[:8] == struct.pack("=HBBI", 6, 0, 0, 128)
