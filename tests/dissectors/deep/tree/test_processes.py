from __future__ import annotations

from pathlib import Path

from dissectors.decoded import Decoded
from dissectors.deep.tree.dissection import DeepDissection, deep_dissection
from dissectors.deep.tree.processes import told_of_processes, with_processes
from dissectors.fields import Field
from dissectors.packets.table import PacketTable
from dissectors.processes.sentence import comment
from tests.dissectors.deep.xml import context, field, packet, proto
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import ACK, capture_of, tcp

CURL = found("curl", 7, time_ns=0)
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener", time_ns=0)


def table_of(folder: Path) -> PacketTable:
    table = PacketTable(capture_of([tcp(CLIENT, SERVER, 1, ACK)], folder))
    table.number_streams(1)
    return table


def deep_of(table: PacketTable) -> DeepDissection:
    port = field("tcp.srcport", "Source Port: 40000", 34, 2, show="40000")
    stream = field("tcp.stream", "Stream index: 0", 34, 0, show="0")
    checksum = field("tcp.checksum", "Checksum", 50, 2, show="0")
    root = proto("tcp", 34, 20, port, stream, checksum)
    return deep_dissection(table.frame(0), packet(root), context([1]))


def transport(decoded: Decoded) -> Field:
    return next(root for root in decoded.roots if root.name == "tcp")


def test_processes_stand_behind_the_number_of_the_stream(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    deep = deep_of(table)
    table.attributions.append([CURL, NGINX])
    joined = with_processes(deep, table.dissection(0))
    lines = [child.line for child in transport(joined).children]
    at = lines.index("[Sent by curl, pid 7]")
    assert lines[at + 1] == "[Received by nginx, pid 9]"
    assert transport(joined).children[at - 1].name == "tcp.stream"
    assert [one.value for one in joined.find("proc.name")] == ["curl", "nginx"]
    assert all(one.start == one.stop == transport(joined).start for one in joined.find("proc.name"))


def test_what_tshark_told_is_left_as_it_was(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    deep = deep_of(table)
    before = [child.line for child in transport(deep).children]
    table.attributions.append([CURL])
    joined = with_processes(deep, table.dissection(0))
    assert [child.line for child in transport(deep).children] == before
    assert [child.line for child in transport(joined).children if not child.line.startswith("[Sent by")] == before


def test_where_nothing_is_known_it_is_the_same(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    deep = deep_of(table)
    assert with_processes(deep, table.dissection(0)) is deep
    table.attributions.append([CURL])
    assert with_processes(table.dissection(0), table.dissection(0)) is table.dissection(0)


def test_a_table_tells_of_its_own_processes(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(CLIENT, SERVER, 1, ACK)], tmp_path))
    deep = deep_of(table)
    assert told_of_processes(deep, table) is deep
    table.attributions.append([CURL])
    # Nobody has numbered its conversations yet.
    assert [one.value for one in told_of_processes(deep, table).find("proc.name")] == ["curl"]


def test_our_own_comments_are_not_said_again_below_them(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    table.attributions.append([CURL, NGINX])
    ours, others = comment("sent", CURL), "sent by hand"
    item = field("_ws.expert", "Expert Info")
    comments = [field("frame.comment", one, 0, 0, item, show=one) for one in (ours, others)]
    packet_of = packet(proto("pkt_comment", 0, 0, *comments), proto("tcp", 34, 20))
    joined = with_processes(deep_dissection(table.frame(0), packet_of, context([1])), table.dissection(0))
    assert [(one.value, len(one.children)) for one in joined.roots[0].children] == [(ours, 0), (others, 1)]
