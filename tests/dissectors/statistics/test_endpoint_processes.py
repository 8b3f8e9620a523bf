"""Processes of endpoints and of addresses, as the conversations of these tell them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import Attribution, End
from dissectors.processes.numbered import NumberedProcesses
from dissectors.statistics.endpoint_processes import endpoint_processes
from dissectors.statistics.endpoints import endpoints
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.kinds import Kind
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import capture_of, tcp, udp

HERE, THERE, SIX = "10.0.0.2", "10.0.0.1", "2001:db8::1"
SERVER = End(THERE, 80)


def whose(table: PacketTable, kind: Kind, *told: Kind) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Of each endpoint the processes, and the endpoints by these, ascending and descending."""
    counts = ConversationCounts(table.index)
    counts.extend(len(table))
    table.join_processes()
    ends = endpoints(counts.table(kind))
    tables = tell_processes(table.index, {one: counts.table(one) for one in told})
    processes = endpoint_processes(ends, tables.values(), NumberedProcesses())
    assert processes is not None
    names = [str(ends.record(place).end) for place in range(len(ends))]
    assert [processes.count(place) for place in range(len(ends))] == [
        len(processes.of(place, 9)) for place in range(len(ends))
    ]
    orders = ([names[place] for place in processes.order(descending=way)] for way in (False, True))
    return {name: processes.of(place, 9) for place, name in enumerate(names)}, *orders


def of_port(port: int, name: str, pid: int, address: str = HERE, remote: End = SERVER, **more: object) -> Attribution:
    return found(name, pid, local=End(address, port), remote=remote, time_ns=9, **more)  # type: ignore[arg-type]


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    frames = [tcp((HERE, port), SERVER) for port in (1, 2, 3, 4)]
    frames += [udp((HERE, 1), SERVER), udp((SIX, 1), ("2001:db8::2", 53))]
    table = PacketTable(capture_of(frames, tmp_path))
    table.attributions.append([of_port(1, "nc", 9), of_port(2, "curl", 7), of_port(3, "curl", 7)])
    table.attributions.append([of_port(1, "dig", 5, protocol="udp")])
    table.attributions.append([of_port(1, "dig", 6, SIX, End("2001:db8::2", 53), protocol="udp")])
    return table


def test_an_endpoint_has_the_process_of_its_conversations(table: PacketTable) -> None:
    found, ascending, descending = whose(table, "tcp", "tcp")
    assert found == {
        "10.0.0.2:1": ["nc (9)"],
        "10.0.0.2:2": ["curl (7)"],
        "10.0.0.2:3": ["curl (7)"],
        "10.0.0.2:4": [],
        "10.0.0.1:80": [],
    }
    assert ascending[:3] == ["10.0.0.2:2", "10.0.0.2:3", "10.0.0.2:1"]
    assert descending[:3] == ["10.0.0.2:1", "10.0.0.2:2", "10.0.0.2:3"]
    assert {*ascending[3:]} == {*descending[3:]} == {"10.0.0.2:4", "10.0.0.1:80"}


def test_an_address_has_all_processes_of_its_endpoints_the_busiest_first(table: PacketTable) -> None:
    assert whose(table, "ip", "tcp", "udp")[0] == {HERE: ["curl (7)", "nc (9)", "dig (5)"], THERE: []}
    assert whose(table, "ipv6", "tcp", "udp")[0] == {SIX: ["dig (6)"], "2001:db8::2": []}


def test_few_are_named_of_many(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp((HERE, port), SERVER) for port in range(1, 30)], tmp_path))
    table.attributions.append(of_port(port, "nc", port) for port in range(1, 30))
    counts = ConversationCounts(table.index)
    counts.extend(len(table))
    table.join_processes()
    told = tell_processes(table.index, {"tcp": counts.table("tcp")})
    processes = endpoint_processes(endpoints(counts.table("ip")), told.values(), NumberedProcesses())
    assert processes is not None
    assert (processes.count(0), len(processes.of(0, 3))) == (29, 3)


def test_where_nobody_is_known_there_is_nothing_to_be_told(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp((HERE, 1), SERVER)], tmp_path))
    counts = ConversationCounts(table.index)
    counts.extend(1)
    told = tell_processes(table.index, {"tcp": counts.table("tcp")})
    assert endpoint_processes(endpoints(counts.table("tcp")), told.values(), NumberedProcesses()) is None
    table.attributions.append([found(unknown="the process was gone", time_ns=9)])
    table.join_processes()
    told = tell_processes(table.index, {"tcp": counts.table("tcp")})
    assert endpoint_processes(endpoints(counts.table("tcp")), told.values(), NumberedProcesses()) is None
