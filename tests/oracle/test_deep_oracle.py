"""A selection of what `python -m tests.oracle deep`, `second` and `foreign` compare, and that differences are found."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from tests.conftest import SAMPLES
from tests.oracle import deep, deviations, foreign, handmade, second, whole_file
from tests.oracle.compare import Difference
from tests.oracle.whole_file import Node

HELLO, DNS = SAMPLES / "hello.pcapng", SAMPLES / "dns.pcapng"


@pytest.mark.parametrize("name", ["dns.pcapng", "ping.pcapng"])
def test_deep_trees_are_those_of_the_whole_file(name: str, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    path = SAMPLES / name
    found = deep.compare_deep(path)
    assert found.frames > 3
    assert found.compared > 300
    assert found.brackets > 200
    assert found.lit == found.lit_equal > 150
    assert deep.judged(found, [path]) == []


def test_deep_trees_of_protocols_that_are_not_native(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    path = handmade.write(tmp_path)
    found = deep.compare_deep(path)
    assert found.frames == len(handmade.packets())
    assert found.differences == []
    assert found.brackets_equal > 0.99 * found.brackets


def test_a_deep_tree_that_differs_is_found(require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    require_tool("tshark")
    told = deep.their_trees(DNS, 6, range(6))
    ttl = next(place for place, node in enumerate(told[1]) if node.name == "ip.ttl")
    told[1][ttl] = replace(told[1][ttl], label="Time to Live: 7")
    told[3].pop()
    monkeypatch.setattr(deep, "their_trees", lambda *arguments: told)
    found = deep.compare_deep(DNS)
    assert [(one.frame, one.name) for one in found.differences] == [(2, "ip.ttl"), (4, "dns.time")]
    assert found.equal == found.compared - 2


def node(name: str, start: int = 0, size: int = 1, *, depth: int = 0, label: str = "", above: int = 0) -> Node:
    return Node(depth, name, label or name, start, size, above=above)


def test_nodes_are_the_same_wherever_tshark_counts_from() -> None:
    assert deep.same(node("a", 4), node("a", 4))
    assert deep.same(node("a", 4), node("a", 34, above=30))
    assert not deep.same(node("a", 5), node("a", 34, above=30))
    assert not deep.same(node("a", 4, 2), node("a", 4))
    assert deep.same(node("data", 4, 2), node("data", -1, -1))
    assert not deep.same(node("a"), node("a", depth=1))
    assert not deep.same(node("a"), node("a", label="A"))


def test_one_node_more_leaves_the_others_side_by_side() -> None:
    theirs = [node("a"), node("b"), node("c", label="C"), node("d")]
    pairs = list(deep.aligned([node("a"), node("x"), node("b"), node("c"), node("d")], theirs))
    assert [(we and we.name, they and they.name) for we, they in pairs] == [
        ("a", "a"),
        ("x", None),
        ("b", "b"),
        ("c", "c"),
        ("d", "d"),
    ]


def test_the_same_frames_are_compared_every_time() -> None:
    rows = deep.chosen_rows(HELLO, 10_000, 60)
    assert rows == deep.chosen_rows(HELLO, 10_000, 60)
    assert len(rows) > 55
    assert sum(row >= 9_000 for row in rows) >= 20
    assert deep.chosen_rows(HELLO, 200, 60) == list(range(200))


PDML = b"""<pdml><packet>
<proto name="geninfo"><field name="num" show="7"/></proto>
<proto name="frame" showname="Frame 7" size="9" pos="0"/>
<proto name="fake-field-wrapper">
 <field name="tcp.segments" showname="2 Segments" hide="yes" size="9" pos="0" show="" value="">
  <field name="x.bits" showname=".1.. = X" size="1" pos="2" show="1" value="1" unmaskedvalue="4f"/>
 </field>
 <field name="data" value="616263"><field name="" show="only text" size="2" pos="1" value="6162"/></field>
</proto></packet></pdml>"""


def test_pdml_is_read_as_a_tree() -> None:
    assert list(whole_file.read_pdml(io.BytesIO(PDML))) == [
        (
            7,
            [
                Node(0, "frame", "Frame 7", 0, 9),
                Node(0, "tcp.segments", "2 Segments", 0, 9, is_hidden=True),
                Node(1, "x.bits", ".1.. = X", 2, 1, octets=b"\x4f"),
                Node(0, "data", "Data (3 bytes)", -1, -1),
                Node(1, "", "only text", 1, 2, octets=b"ab"),
            ],
        )
    ]
    with pytest.raises(ParseError):
        list(whole_file.read_pdml(io.BytesIO(PDML[:-30])))
    assert list(whole_file.read_pdml(io.BytesIO(b""))) == []


@pytest.mark.parametrize("name", ["dns.pcapng", "ping.pcapng", "udp-unreachable.pcapng"])
def test_native_and_deep_trees_agree_except_where_it_is_listed(name: str, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    path = SAMPLES / name
    found = second.compare_second(path)
    assert found.frames >= 2
    assert found.verdicts["same"] > 60
    assert second.judged(found, [path]) == []


def test_a_reason_that_was_given_once_holds_for_other_captures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(second, "LIST", tmp_path / "second.toml")
    first = Difference("a.pcap", "00", 1, "value x.y", ("1",), ("2",))
    deviations.write([first], second.LIST, {("00", "value x.y"): "for a reason"})
    other, unknown = replace(first, content="01"), replace(first, name="value x.z")
    assert second.reasons_of_fields([other, unknown]) == {("01", "value x.y"): "for a reason"}


def test_foreign_filters_give_tsharks_frames(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    asked = [question for question in foreign.questions() if question.capture == foreign.HANDMADE][::5]
    found = foreign.compare_foreign([], asked)
    assert found.complaints == []
    assert found.asked == len(asked) > 5
    assert found.rows >= found.asked


def test_a_foreign_filter_that_finds_other_frames_is_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    monkeypatch.setattr(foreign, "rows_matching", lambda table, text: [4])
    asked = [foreign.Question(foreign.HANDMADE, text, is_twice=False) for text in ("mqtt", "tcp", "mqtt.topic == 7")]
    told = foreign.compare_foreign([], asked).complaints
    assert "only we [5], only tshark [6, 7, 8]" in told[0]
    assert "is native by now" in told[1]


def test_there_are_enough_foreign_expressions() -> None:
    asked = foreign.questions()
    assert len(asked) >= 60
    assert sum(question.is_twice for question in asked) >= 4
    assert len({question.capture for question in asked}) >= 20


@pytest.mark.parametrize("path", [deep.LIST, second.LIST], ids=lambda path: path.name)
def test_every_deviation_has_its_reason(path: Path) -> None:
    known = deviations.listed(path)
    assert known
    assert all(one.packets > 0 and one.reason not in ("", deviations.UNEXPLAINED) for one in known.values())
