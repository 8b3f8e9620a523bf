"""Attributions find their conversations, whichever comes first, and never another's."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.packets.table import PacketTable
from dissectors.processes.agreement import SEVERAL
from dissectors.processes.attribution import Attribution, End
from dissectors.processes.between import LATE_NS
from dissectors.processes.ends import NOBODY, Ends
from tests.dissectors.processes.found import BEGAN, CLIENT, SERVER, found
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp
from tests.dissectors.streams.talk import PSH, Talk

CURL = found("curl", 7)
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")
SECOND = 1_000_000_000


def numbered(table: PacketTable, *known: Attribution) -> PacketTable:
    table.attributions.append(known)
    table.number_streams(len(table))
    return table


def port_used_again(folder: Path) -> PacketTable:
    """Two conversations between the same ends, a second apart; the second one's first row is 3."""
    talk = Talk().shake().wait(999)
    talk.next = [900_000, 800_000]
    return talk.send(0, SYN).send(1, SYN | ACK).table(folder)


AGAIN = BEGAN + SECOND + 2_000_000
"""When the second of these begins."""


def test_sender_and_receiver_change_places(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path), CURL, NGINX)
    assert [table.ends(row) for row in range(3)] == [Ends(CURL, NGINX), Ends(NGINX, CURL), Ends(CURL, NGINX)]
    assert table.ends_of("tcp", 0) == Ends(CURL, NGINX)


def test_nothing_is_known_without_attributions(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path))
    assert table.ends(0) == table.ends_of("tcp", 0) == NOBODY
    assert not table.join_processes()
    assert table.index.processes.of_row(0) is None


def test_an_attribution_that_comes_later_is_joined_then(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path))
    table.attributions.append([NGINX])
    assert table.join_processes()
    assert not table.join_processes()
    assert table.ends(0) == Ends(None, NGINX)
    table.attributions.append([CURL])
    assert table.join_processes()
    assert table.ends(0) == Ends(CURL, NGINX)


def test_what_says_nothing_new_changes_nothing(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path), found("curl", 7, how="traced"))
    before = table.index.processes.changes
    table.attributions.append([CURL, found("nc", 8, how="listener")])
    assert not table.join_processes()
    assert table.index.processes.changes == before


def test_a_port_used_again_is_another_process(tmp_path: Path) -> None:
    first, second = found("curl", 7), found("nc", 8, time_ns=AGAIN + 5)
    table = numbered(port_used_again(tmp_path), second, first)
    assert [table.ends(row).text for row in range(5)] == ["curl"] * 3 + ["nc"] * 2


def test_a_conversation_that_is_seen_later_takes_what_is_its_own(tmp_path: Path) -> None:
    table = port_used_again(tmp_path)
    table.attributions.append([found("curl", 7), found("nc", 8, time_ns=AGAIN)])
    for stop in (3, 5):
        table.index.extend(stop - table.index.rows_done)
        table.number_streams(stop)
    assert [table.ends(row).text for row in range(5)] == ["curl"] * 3 + ["nc"] * 2


def test_one_said_of_both_is_taken_back_when_the_second_is_seen(tmp_path: Path) -> None:
    table = port_used_again(tmp_path)
    table.attributions.append([found("nc", 8, time_ns=AGAIN)])
    table.index.extend(3)
    table.number_streams(3)
    assert table.ends(0).text == "nc"
    table.number_streams(5)
    assert [table.ends(row).text for row in range(5)] == [""] * 3 + ["nc"] * 2


def test_clocks_may_differ_by_a_millisecond(tmp_path: Path) -> None:
    early = numbered(Talk().shake().table(tmp_path), found("curl", 7, time_ns=BEGAN - LATE_NS))
    assert early.ends(0).text == "curl"
    too_early = numbered(Talk().shake().table(tmp_path), found("curl", 7, time_ns=BEGAN - LATE_NS - 1))
    assert too_early.ends(0) == NOBODY


def test_two_processes_that_are_known_as_well_are_none(tmp_path: Path) -> None:
    other = found("nginx", 10, local=SERVER, remote=CLIENT, how="listener")
    table = numbered(Talk().shake().table(tmp_path), NGINX, other)
    receiver = table.ends(0).receiver
    assert receiver is not None
    assert (receiver.pid, receiver.name, receiver.unknown) == (None, "nginx", SEVERAL)


def test_other_ends_and_protocols_are_others(tmp_path: Path) -> None:
    wrong = [
        found("a", 1, remote=End("10.0.0.1", 81)),
        found("b", 2, local=End("10.0.0.3", 40000)),
        found("c", 3, protocol="udp"),
        found("d", 4, local=End("not an address", 1)),
    ]
    assert numbered(Talk().shake().table(tmp_path), *wrong).ends(0) == NOBODY


def test_one_socket_that_talks_to_itself_is_both_ends(tmp_path: Path) -> None:
    end = End("10.0.0.2", 40000)
    table = numbered(Talk(end, end).send(0, SYN).table(tmp_path), found("nc", 8, local=end, remote=end))
    assert table.ends(0).text == "nc → nc"


def test_udp_and_ipv6_are_joined_too(tmp_path: Path) -> None:
    client, server = End("2001:db8::2", 5000), End("2001:db8::1", 53)
    table = PacketTable(capture_of([udp(client, server), udp(server, client)], tmp_path))
    numbered(table, found("dig", 7, local=client, remote=server, protocol="udp", time_ns=0))
    assert table.ends(0).sender is not None
    assert table.ends(1).receiver == table.ends(0).sender


def test_an_error_is_not_sent_by_the_process_that_it_quotes(tmp_path: Path) -> None:
    sent = udp(CLIENT, SERVER)
    error = ip("10.0.0.1", "10.0.0.2", 1, struct.pack("!BBHI", 3, 3, 0, 0) + sent[14:])
    table = PacketTable(capture_of([sent, error], tmp_path))
    numbered(table, found("dig", 7, protocol="udp", time_ns=0))
    assert table.ends(0).text == "dig"
    assert table.ends(1) == NOBODY
    assert [ends.text for _, ends in table.index.processes.of_row(1) or ()] == ["dig"]


def test_attributions_stay_when_others_decode(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path), CURL)
    table.forget()
    table.number_streams(len(table))
    assert table.ends(0).text == "curl"


def test_whoever_has_the_index_is_not_waited_for(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path))
    table.attributions.append([CURL])
    with table.index.turn:
        assert not table.join_processes()
        assert table.ends(0) == NOBODY
    assert table.ends(0).text == "curl"


PORTS = (40000, 40001)
PACKETS = st.lists(st.tuples(st.sampled_from(PORTS), st.integers(1, 3)), min_size=1, max_size=8)
SAID = st.lists(st.tuples(st.sampled_from(PORTS), st.integers(0, 9), st.integers(1, 2)), max_size=6)


@settings(max_examples=60)
@given(PACKETS, SAID, st.data())
def test_it_does_not_matter_when_what_comes(
    tmp_path_factory: pytest.TempPathFactory,
    packets: list[tuple[int, int]],
    said: list[tuple[int, int, int]],
    data: st.DataObject,
) -> None:
    """Conversations one by one among attributions, or all at once: the same is known in the end."""
    folder = tmp_path_factory.mktemp("joined")
    frames = [tcp(("10.0.0.2", port), SERVER, sequence * 1000, SYN) for port, sequence in packets]
    known = [found("nc", pid, local=End("10.0.0.2", port), time_ns=time - LATE_NS) for port, time, pid in said]
    at_once = numbered(PacketTable(capture_of(frames, folder)), *known)
    in_steps = PacketTable(at_once.capture)
    for number in range(len(frames) + len(known)):
        place = data.draw(st.integers(0, 1))
        if place or number >= len(frames):
            in_steps.attributions.append(known[: number + 1])
        if in_steps.index.rows_done < len(frames):
            in_steps.index.extend(1)
            in_steps.number_streams(in_steps.index.rows_done)
        in_steps.join_processes()
    numbered(in_steps, *known)
    assert [in_steps.ends(row) for row in range(len(frames))] == [at_once.ends(row) for row in range(len(frames))]


def test_a_push_is_sent_by_the_same(tmp_path: Path) -> None:
    table = numbered(Talk().shake().send(0, PSH | ACK, b"x").table(tmp_path), CURL)
    assert table.ends(3).sender == CURL


def test_an_end_is_found_by_its_address_and_port(tmp_path: Path) -> None:
    table = numbered(Talk().shake().table(tmp_path), CURL)
    of = table.index.processes.of_endpoint
    assert (of("tcp", 0, CLIENT), of("tcp", 0, SERVER)) == (CURL, None)
    with pytest.raises(IndexError):
        of("tcp", 1, CLIENT)
