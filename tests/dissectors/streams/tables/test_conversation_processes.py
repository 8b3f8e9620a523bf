"""A table of conversations knows whose its ends are."""

from __future__ import annotations

from pathlib import Path

from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.conversations import Conversations
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, tcp, udp

OTHER = ("10.0.0.0", 9)
"""Sorts below the others."""
CURL = found("curl", 7, time_ns=0)
NGINX = found("nginx", 9, time_ns=0, local=SERVER, remote=CLIENT)


def told(table: PacketTable) -> Conversations:
    counts = ConversationCounts(table.index)
    counts.extend(len(table))
    table.join_processes()
    tables = tell_processes(table.index, {kind: counts.table(kind) for kind in ("tcp", "ip")})
    assert tables["ip"].ends is None
    return tables["tcp"]


def test_both_ends_stand_where_their_addresses_do(tmp_path: Path) -> None:
    frames = [tcp(CLIENT, SERVER), tcp(SERVER, CLIENT), tcp(SERVER, OTHER), tcp(OTHER, SERVER), udp(CLIENT, SERVER)]
    table = PacketTable(capture_of(frames, tmp_path))
    server = found("nginx", 9, time_ns=2, local=SERVER, remote=CLIENT._replace(address=OTHER[0], port=OTHER[1]))
    table.attributions.append([CURL, NGINX, server])
    first, second = (told(table).record(place) for place in range(2))
    assert (first.process_a, first.process_b) == (CURL, NGINX)
    assert (second.process_a, second.process_b) == (server, None)


def test_where_nobody_is_known_nothing_is_told(tmp_path: Path) -> None:
    table = told(PacketTable(capture_of([tcp(CLIENT, SERVER)], tmp_path)))
    assert table.ends is None
    assert table.record(0).process_a is None
    assert table.order("process_a").tolist() == [0]


def test_a_table_stays_as_it_was_told(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(CLIENT, SERVER)], tmp_path))
    table.attributions.append([NGINX])
    before = told(table)
    table.attributions.append([CURL])
    assert told(table).record(0).process_a == CURL
    assert before.record(0).process_a is None


def test_they_are_ordered_by_the_words_for_a_process(tmp_path: Path) -> None:
    ports = [5, 3, 9, 4]
    table = PacketTable(capture_of([tcp((CLIENT.address, port), SERVER) for port in ports], tmp_path))
    names = {5: "nc", 3: "curl", 4: "curl"}
    ends = ((CLIENT._replace(port=port), name) for port, name in names.items())
    table.attributions.append(found(name, end.port, local=end, time_ns=9) for end, name in ends)
    conversations = told(table)
    assert conversations.order("process_a").tolist() == [2, 1, 3, 0]
    assert conversations.order("process_a", descending=True).tolist() == [0, 1, 3, 2]
    assert conversations.order("process_b").tolist() == [0, 1, 2, 3]
