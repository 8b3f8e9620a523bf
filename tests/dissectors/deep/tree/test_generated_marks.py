"""What tshark concluded is marked as `tshark -V` draws it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.tree.generated_marks import is_generated
from dissectors.deep.tree.pdml import PdmlNode, read_packet
from tests.dissectors.deep.xml import field, node, proto

CONFIGURATION = {"WIRESHARK_CONFIG_DIR": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}

UNDECODED = re.compile(r"Data: |\[Length: \d+\]$|[0-9a-f]{4}  [0-9a-f]{2} ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (field("tcp.stream", "Stream index: 0", 34, 0, show="0"), True),
        (field("tcp.srcport", "Source Port: 80", 34, 2, show="80", value="0050"), False),
        (field("tcp.window_size", "Calculated window size: 9", 48, 2, show="9", value="0009"), True),
        (field("frame.number", "Frame Number: 1", show="1"), False),
        (field("frame.protocols", "Protocols in frame: eth", show="eth"), True),
        (field("", "SEQ/ACK analysis", show="SEQ/ACK analysis"), True),
        (field("tcp.segments", "2 Reassembled TCP Segments (9 bytes): #1(4), #2(5)", 0, 9), True),
        (field("tcp.segment", "Frame: 1, payload: 0-3 (4 bytes)", 0, 4, show="1", value="00000000"), True),
        (field("x.segment", "Segment: 4", 0, 4, show="4", value="00000004"), False),
        (field("dns.opt.cookie.server", "Server Cookie: <MISSING>"), False),
        (field("_ws.expert", "Expert Info (Note/Sequence): again"), True),
        (proto("tcp", 34, 20), False),
    ],
)
def test_a_field_is_generated(text: str, expected: bool) -> None:
    assert is_generated(node(text), None, None) == expected


def test_what_an_expert_item_tells_is_generated() -> None:
    expert = node(field("_ws.expert", "Expert Info", 0, 0, field("a.b", "Again", 3, 4, value="00000000")))
    assert is_generated(expert.children[0], expert, "FT_NONE")


def test_an_empty_text_was_read() -> None:
    assert not is_generated(node(field("mysql.user", "Username: ")), None, "FT_STRING")


def _drawn(nodes: list[PdmlNode]) -> list[str]:
    return [
        f"[{each.label}]" if is_generated(each, above, None) else each.label for each, above in _visible(nodes, None)
    ]


def _visible(nodes: list[PdmlNode], above: PdmlNode | None) -> list[tuple[PdmlNode, PdmlNode | None]]:
    return [pair for each in nodes if not each.is_hidden for pair in [(each, above), *_visible(each.children, each)]]


@pytest.mark.parametrize("name", ["http", "dns", "reset", "ping", "zero-window"])
def test_marks_are_those_of_tshark(name: str, samples: Path, require_tool: Callable[[str], str]) -> None:
    def answer(*more: str) -> bytes:
        command = [require_tool("tshark"), "-n", "-r", str(samples / f"{name}.pcapng"), *more]
        return subprocess.run(command, env=CONFIGURATION, capture_output=True, check=True).stdout

    packets = re.findall(rb"<packet>.*?</packet>", answer("-T", "pdml"), re.DOTALL)
    lines = [line.strip() for line in answer("-V").decode().splitlines() if line.strip()]
    drawn = [line.strip() for xml in packets for line in _drawn(read_packet(xml))]
    assert packets
    # Undecoded bytes are dumped in the text, and are fields in XML.
    assert [line for line in drawn if not UNDECODED.match(line)] == [
        line for line in lines if not UNDECODED.match(line)
    ]
