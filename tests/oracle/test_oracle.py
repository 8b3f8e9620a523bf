"""A selection of what `python -m tests.oracle` compares: the samples, and small captures of many protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from dissectors.filters import compile_filter
from dissectors.streams.tables.kinds import KINDS
from tests.conftest import SAMPLES, all_captures
from tests.oracle import (
    analysis,
    columns,
    conversations,
    deviations,
    field_types,
    filters,
    follow,
    hierarchy,
    interval_sums,
    messages,
    rows,
    statistics,
)
from tests.oracle.choices import choices
from tests.oracle.compare import PACKETS, Comparison, Difference, capture_files, comparable, compare_file, content_hash
from tui.statistics.subject import Subject

SELECTED = (
    "vxlan.pcap",
    "raw_ip.pcap",
    "icmpv6.pcap",
    "mpls-in-vlan.pcap",
    "icmp-destunreach-udp.pcap",
    "ipv6_options.pcap",
    "dhcp_big_endian.pcapng",
    "tcp-ipv4frag.pcap",
    "ip4_fragments.pcap",
    "handshake-reorder.pcap",
    "http-hostile-header.pcap",
)
"""Names of captures in the folder that REMORA_CAPTURES names."""
ROWS_OF_AT_MOST = 1 << 14
HELLO = SAMPLES / "hello.pcapng"


def selection() -> list[Path]:
    """The samples, and the selected captures that are at hand."""
    return [*capture_files([SAMPLES]), *(path for path in all_captures() if path.name in SELECTED)]


def test_values_agree_with_tshark_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, names, result = selection(), comparable(), Comparison()
    for path in paths:
        result.add(compare_file(path, names))
    assert result.compared.total() > 10_000
    assert result.agreement > 0.99
    assert deviations.judge(result.differences, {content_hash(path) for path in paths}, names) == []


def test_filters_choose_what_tshark_chooses_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, result = selection(), filters.FilterComparison()
    for path in paths:
        result.add(filters.compare_filters(path, filters.expressions()))
    assert result.packets > 50_000
    contents = {content_hash(path) for path in paths}
    assert deviations.judge(result.differences, contents, filters.expressions(), filters.LIST) == []


def test_conversations_are_those_of_tshark_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, result = selection(), conversations.ConversationComparison()
    for path in paths:
        result.add(conversations.compare_conversations(path))
    assert result.answers > 40
    contents = {content_hash(path) for path in paths}
    assert deviations.judge(result.differences, contents, KINDS, conversations.LIST) == []


def test_a_conversation_that_is_counted_otherwise_is_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    theirs = {kind: [*lines, lines[0]] if lines else [] for kind, lines in conversations.tshark_lines(HELLO).items()}
    monkeypatch.setattr(conversations, "tshark_lines", lambda path: theirs)
    assert {one.name for one in conversations.compare_conversations(HELLO).differences} == {"eth", "ip", "tcp"}


def test_statistics_are_those_of_tshark_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, result = selection(), statistics.StatisticsComparison()
    for path in paths:
        result.add(statistics.compare_statistics(path))
    assert result.answers.keys() == {"hierarchy", "endpoints", "messages", "io", "sums"}
    # Hardly any sample speaks DNS, HTTP or TLS over TCP.
    assert result.answers.pop("messages") > 3
    assert min(result.answers.values()) > 15
    assert statistics.judge(result.differences, paths) == []


def test_statistics_that_are_otherwise_are_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    hello = hierarchy.ours(HELLO)
    monkeypatch.setattr(hierarchy, "ours", lambda path: {**hello, ("eth",): (1, 2), ("new",): (1, 2)})
    monkeypatch.setattr(statistics, "our_interval", lambda path: 1)
    monkeypatch.setattr(statistics, "our_rates", lambda path, interval: [("9", "1", "60")])
    monkeypatch.setattr(statistics, "our_ends", lambda path: {kind: [] for kind in KINDS})
    monkeypatch.setattr(interval_sums, "our_sums", lambda path, interval: {"sums SUM(frame.len)": [("9", "1")]})
    monkeypatch.setattr(messages, "our_messages", lambda path: {"messages dns": [("9", "0", "name")]})
    found = {one.name for one in statistics.compare_statistics(HELLO).differences}
    tables = {"io", "messages dns", "sums SUM(frame.len)", "endpoints eth", "endpoints ip", "endpoints tcp"}
    assert found == {"hierarchy eth", "hierarchy new", *tables}


@pytest.mark.parametrize("display_filter", [None, "frame.number & 1"])
def test_rows_lead_to_the_packets_that_they_count(display_filter: str | None) -> None:
    result = rows.RowComparison()
    for path in selection():
        if not display_filter or path.stat().st_size < ROWS_OF_AT_MOST:
            result.add(rows.compare_rows(path, display_filter))
    assert result.rows.total() > 500
    if display_filter is None:
        assert rows.judge(result.differences, selection()) == []
        return
    # Of the times between chosen packets no field tells.
    known = {name for _, name in deviations.listed(rows.LIST)} | {"gaps Gaps: no filter"}
    assert {one.name for one in result.differences} <= known


def test_a_row_that_leads_elsewhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows_of = rows.rows_of
    wrong = {"eth": "tcp.flags.syn == 1", "ip": "frame.number == 0", "tcp": "ip || arp"}

    def otherwise(subject: Subject) -> Iterator[rows.Row]:
        for one in rows_of(subject):
            if one.table == "hierarchy Protocols":
                yield one._replace(filter=wrong.get(str(one.filter), one.filter))

    monkeypatch.setattr(rows, "rows_of", otherwise)
    found = rows.compare_rows(HELLO)
    assert {one.name for one in found.differences} == {"hierarchy Protocols: fewer", "hierarchy Protocols: none"}


def test_segments_are_analysed_as_by_tshark_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, result = selection(), analysis.AnalysisComparison()
    for path in paths:
        result.add(analysis.compare_analysis(path))
    shares = result.shares()
    assert len(shares) >= 20
    assert sum(result.marked.values()) > 4_000
    assert min(every for count, _, every in shares.values() if count > 30) > 0.95
    assert analysis.judged(result, paths) == []


def test_a_segment_that_is_analysed_otherwise_is_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    ours = analysis.our_values(HELLO, analysis.names())
    ours[0]["tcp.seq"], ours[1]["tcp.ack"] = ["7"], [*ours[1]["tcp.ack"], "7"]
    ours[2]["tcp.analysis.zero_window"] = ["1"]
    monkeypatch.setattr(analysis, "our_values", lambda path, chosen: ours)
    result = analysis.compare_analysis(HELLO)
    assert {(one.frame, one.name) for one in result.differences} == {
        (1, "tcp.seq"),
        (2, "tcp.ack"),
        (3, "tcp.analysis.zero_window"),
    }
    # The first occurrence is still the same.
    assert result.first_equal["tcp.ack"] == result.marked["tcp.ack"]


def test_conversations_read_as_with_tshark_except_where_it_is_listed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    paths, result = selection(), follow.FollowComparison()
    for path in paths:
        result.add(follow.compare_follow(path))
    assert result.answers > 10
    assert follow.judged(result, paths) == []


def test_a_conversation_that_reads_otherwise_is_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    ((stream, client, turns),) = follow.tshark_turns(HELLO, "tcp", 1)
    for theirs in (turns[:-1], turns[::-1], [(side, said + b"x") for side, said in turns]):
        told = [(stream, client, theirs)]
        monkeypatch.setattr(follow, "tshark_turns", lambda path, protocol, count, told=told: told[:count])
        assert [one.name for one in follow.compare_follow(HELLO).differences] == ["tcp:0"]


def test_sizes_are_rounded_as_tshark_does() -> None:
    sizes = [conversations.rounded(size) for size in (0, 9_999, 10_000, 9_999_999, 10_000_000)]
    assert sizes == ["0 bytes", "9999 bytes", "10 kB", "9999 kB", "10 MB"]


def test_tshark_is_asked_many_filters_at_once(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    answer = choices(SAMPLES / "udp.pcapng", ["udp", "tcp", "frame.number in {1, 2}", "udp =="])
    rows = len(answer.stacks)
    assert answer.chosen["udp =="] is None
    assert [list(np.flatnonzero(answer.chosen[one])) for one in ("tcp", "frame.number in {1, 2}")] == [[], [0, 1]]
    assert answer.chosen["udp"].sum() == sum("udp" in stack for stack in answer.stacks) > rows / 2


def test_a_filter_that_chooses_otherwise_is_found(
    require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    wrong = {"udp": compile_filter("tcp"), "udp.port == 1": None}
    monkeypatch.setattr(filters, "compiled", lambda text: wrong.get(text, compile_filter(text)))
    found = filters.compare_filters(SAMPLES / "udp.pcapng", ["ip", "udp", "udp.port == 1"])
    assert (found.answers, found.differing) == (3, 2)
    assert {(one.name, one.ours) for one in found.differences} == {
        ("udp", filters.PASSED_OVER),
        ("udp.port == 1", filters.REFUSED),
    }


@pytest.mark.parametrize("path", [deviations.LIST, filters.LIST, analysis.LIST, rows.LIST], ids=lambda path: path.name)
def test_every_deviation_has_its_reason(path: Path) -> None:
    known = deviations.listed(path)
    assert known
    assert all(one.packets > 0 and one.reason not in ("", deviations.UNEXPLAINED) for one in known.values())


def test_no_deviation_is_listed_for_what_is_not_asked() -> None:
    assert {expression for _, expression in deviations.listed(filters.LIST)} <= {*filters.expressions(), PACKETS}


def test_fields_take_what_tsharks_take(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    assert list(field_types.disagreements(every=4)) == []


def test_there_are_enough_expressions() -> None:
    assert len(filters.expressions()) >= 300


@pytest.mark.parametrize("path", selection(), ids=lambda path: path.name)
def test_columns_equal_trees(path: Path) -> None:
    assert columns.differences(path) == []


def listed(tmp_path: Path, differences: Sequence[Difference]) -> Path:
    path = tmp_path / "deviations.toml"
    deviations.write(differences, path)
    return path


def test_a_list_of_deviations_may_only_shrink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Difference("a.pcap", "00ff", 1, "ip.src", ("1.2.3.4",), ("4.3.2.1",))
    two = Difference("a.pcap", "00ff", 2, "ip.src", (), ("4.3.2.1",))
    monkeypatch.setattr(deviations, "LIST", listed(tmp_path, [one]))
    assert deviations.judge([one], {"00ff"}, {"ip.src"}) == []
    assert "grew" in deviations.judge([one, two], {"00ff"}, {"ip.src"})[0]
    assert "shrank" in deviations.judge([], {"00ff"}, {"ip.src"})[0]
    assert deviations.judge([], {"other"}, {"ip.src"}) == []
    monkeypatch.setattr(deviations, "LIST", tmp_path / "none.toml")
    assert "new deviation" in deviations.judge([one], {"00ff"}, {"ip.src"})[0]
