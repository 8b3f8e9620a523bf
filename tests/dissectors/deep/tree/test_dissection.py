"""A packet as tshark decodes it: recorded answers, and those of the tshark at hand, of whole and of cut contexts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from dissectors.capture_file.capture import open_capture
from dissectors.decoded import Decoded
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tree.dissection import DeepDissection, deep_dissection, wants_dump
from dissectors.deep.tshark.context import Context
from dissectors.deep.tshark.feeding import Feed
from dissectors.fields import Field
from dissectors.frame import Frame
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.tree.test_hex_dump import dump
from tests.dissectors.deep.xml import context, field, packet, proto
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tui.field_nodes import all_nodes, bit_range, owners, path_at_byte

RECORDED = Path(__file__).parent / "recorded"
MARK = "remora 00ff00ff"
CONFIGURATION = {"WIRESHARK_CONFIG_DIR": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


def table_of(path: Path) -> PacketTable:
    capture = open_capture(path)
    while capture.refresh():
        pass
    table = PacketTable(capture)
    table.number_streams(len(capture.frames))
    return table


def rendered(dissection: DeepDissection) -> str:
    """A line a field: what is drawn, then name, place and value."""
    lines = []
    waiting: list[tuple[Field, int]] = [(root, 0) for root in reversed(dissection.roots)]
    while waiting:
        each, depth = waiting.pop()
        marks = ("hidden " if each.spec.hidden else "") + (f"{each.severity} " if each.severity else "")
        bits = bit_range(each)
        place = f"{each.source}:{each.start}-{each.stop}" + (f" bits {bits[0]}-{bits[1]}" if bits else "")
        lines.append(f"{'  ' * depth}{each.line} | {marks}{each.name} {place} {each.value!r}\n")
        waiting += [(child, depth + 1) for child in reversed(each.children)]
    return "".join(lines)


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.pdml")), ids=lambda path: path.stem)
def test_recorded_answers(path: Path, samples: Path, request: pytest.FixtureRequest) -> None:
    name, _, number = path.stem.rpartition("-")
    table = table_of(samples / f"{name}.pcapng")
    row = int(number) - 1
    found = deep_dissection(table.frame(row), path.read_bytes(), Context(np.arange(row + 1), is_whole=True))
    golden = path.with_suffix(".tree")
    if request.config.getoption("--update-goldens"):
        golden.write_text(rendered(found), encoding="utf-8")
    assert rendered(found) == golden.read_text(encoding="utf-8")
    assert not wants_dump(found)
    assert not found.ambiguous


def http_response(source: int) -> bytes:
    """The XML of a response whose head lies in the bytes put together."""
    return packet(
        proto("frame", 0, 20, label="Frame 1: 20 bytes on wire"),
        proto("http", source, 4, field("http.x", "X: HTTP", source, 4, show="HTTP", value=b"HTTP".hex())),
        proto(
            "tcp",
            8,
            4,
            field(
                "_ws.expert",
                "Expert Info (Warning/Sequence): lost",
                0,
                0,
                field("_ws.expert.severity", "Severity level: Warning", show="6291456"),
            ),
        ),
    )


def test_it_is_what_panes_take() -> None:
    frame = Frame(b"0123HTTP" + bytes(12), 1)
    found = deep_dissection(frame, http_response(4), context([0], is_whole=True))
    decoded: Decoded = found
    assert [root.name for root in decoded.roots] == ["frame", "http", "tcp"]
    assert [notice.line for notice in decoded.notices] == ["[Expert Info (Warning/Sequence): lost]"]
    assert [each.value for each in decoded.find("http.x")] == ["HTTP"]
    assert [source.name for source in decoded.sources] == ["Frame (20 bytes)"]
    assert [node.path for node in all_nodes(found.roots)][2] == ("http", "http.x")
    assert not wants_dump(found)


def test_bytes_that_are_elsewhere_want_a_dump_and_are_found_in_it() -> None:
    frame, whole = Frame(bytes(20), 1), b"HTTP/1.1 200"
    xml = http_response(0)
    found = deep_dissection(frame, xml, context([0], is_whole=True))
    assert wants_dump(found)
    assert all(each.start == each.stop for each in found.find("http.x"))
    text = f"Frame (20 bytes):\n{dump(frame.data)}\nReassembled TCP (12 bytes):\n{dump(whole)}\n"
    found = deep_dissection(frame, xml, context([0], is_whole=True), dump=text.encode())
    assert [source.name for source in found.sources] == ["Frame (20 bytes)", "Reassembled TCP (12 bytes)"]
    (head,) = found.find("http.x")
    assert (head.source, head.start, head.stop) == (1, 0, 4)
    assert path_at_byte(found, 1, source=1) == ("http", "http.x")
    assert owners(found, 1)[:4] == b"\1\1\1\1"
    assert not wants_dump(found)


@pytest.mark.parametrize("xml", [b"", b"garbage \xff", b"<packet></packet>"])
def test_no_tree_is_an_error_in_a_sentence(xml: bytes) -> None:
    with pytest.raises(TsharkFailed, match="packet 1"):
        deep_dissection(Frame(b"", 1), xml, context([0]))


def answer(program: str, *more: str, given: bytes | None = None) -> bytes:
    ran = subprocess.run([program, "-n", *more], input=given, env=CONFIGURATION, capture_output=True, check=True)
    return ran.stdout


def of_whole_file(program: str, table: PacketTable, path: Path, row: int) -> DeepDissection:
    def asked(*more: str) -> bytes:
        return answer(program, "-r", str(path), "-Y", f"frame.number == {row + 1}", *more)

    return decoded(table.frame(row), Context(np.arange(row + 1), is_whole=True), asked)


def of_context(program: str, table: PacketTable, rows: Sequence[int]) -> DeepDissection:
    given = b"".join(Feed(table, b"", MARK).chunks(np.array(rows, np.int64), rows[-1]))

    def asked(*more: str) -> bytes:
        return answer(program, "-Y", f'frame.comment == "{MARK}"', "-r", "-", *more, given=given)

    return decoded(table.frame(rows[-1]), context(rows), asked)


def decoded(frame: Frame, context: Context, asked: Callable[..., bytes]) -> DeepDissection:
    """With a dump where one is wanted, as the decoder does it."""
    xml = asked("-T", "pdml")
    found = deep_dissection(frame, xml, context, marker=MARK)
    return deep_dissection(frame, xml, context, dump=asked("-x"), marker=MARK) if wants_dump(found) else found


def without_completeness(dissection: DeepDissection) -> str:
    """Whether a conversation is complete can only be told of all of it."""
    return re.sub(r".*tcp\.completeness.*\n", "", rendered(dissection))


def test_a_cut_context_tells_what_the_whole_capture_tells(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    server, client = ("10.0.0.1", 80), ("10.0.0.2", 4000)
    noise = udp(("10.0.0.3", 5000), ("10.0.0.4", 5001))
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nremora 42"
    frames = [noise, tcp(client, ("10.0.0.9", 80)), noise, tcp(server, client, 1, data=response[:20]), noise]
    capture_of([*frames, tcp(server, client, 21, data=response[20:])], tmp_path)
    path = tmp_path / "made.pcap"
    table, program = table_of(path), require_tool("tshark")
    whole = of_whole_file(program, table, path, 5)
    assert "Reassembled TCP" in whole.sources[1].title
    (segments,) = whole.find("tcp.segments")
    assert "#4(20), #6(27)" in segments.line
    cut = of_context(program, table, [3, 5])
    assert without_completeness(cut) == without_completeness(whole)
    assert [source.data for source in cut.sources] == [source.data for source in whole.sources]


@pytest.mark.parametrize("name", ["http", "dns", "wire"])
def test_samples_are_told_as_in_the_whole_file(name: str, samples: Path, require_tool: Callable[[str], str]) -> None:
    path = samples / f"{name}.pcapng"
    table, program = table_of(path), require_tool("tshark")
    row = min(len(table), 6) - 1
    whole = of_whole_file(program, table, path, row)
    assert rendered(of_context(program, table, range(row + 1))) == rendered(whole)
    assert not whole.ambiguous
