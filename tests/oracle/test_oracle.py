"""A selection of what `python -m tests.oracle` compares: the samples, and small captures of many protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, all_captures
from tests.oracle import columns, deviations, filters
from tests.oracle.compare import Comparison, Difference, capture_files, comparable, compare_file, content_hash

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


@pytest.mark.parametrize("sample", ["hello.pcapng", "dns.pcapng", "udp-unreachable.pcapng", "ping.pcapng"])
def test_filters_choose_what_wiresharks_choose(require_tool: Callable[[str], str], sample: str) -> None:
    require_tool("sharkd")
    assert list(filters.compare_filters(SAMPLES / sample, filters.expressions())) == []


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
