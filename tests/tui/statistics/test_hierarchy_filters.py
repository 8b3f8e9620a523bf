"""Filters that choose what was counted at a place of the hierarchy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dissectors.filters import compile_filter
from dissectors.statistics.hierarchy import ProtocolCount
from tui.statistics import hierarchy_filters
from tui.statistics.hierarchy_filters import HierarchyFilters


def place(name: str, ends: int, *children: ProtocolCount) -> ProtocolCount:
    packets = ends + sum(one.packets for one in children)
    return ProtocolCount(name, packets, 60 * packets, ends, 60 * ends, children)


TREE = place(
    "frame",
    0,
    place(
        "eth",
        0,
        place("vlan", 4, place("vlan", 20), place("llc", 0, place("data", 4))),
        place("llc", 0, place("data", 2)),
        place("ip", 0, place("tcp", 1), place("ip", 0, place("tcp", 1)), place("udp", 1)),
    ),
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("frame", "frame"),
        ("eth", "eth"),
        ("eth:vlan", "eth && vlan"),
        ("eth:vlan:vlan", "eth && vlan#2"),
        ("eth:llc:data", "eth && llc && data && !vlan"),
        ("eth:vlan:llc:data", "eth && vlan && llc && data"),
        ("eth:ip:tcp", "eth && ip && tcp && !ip#2"),
        ("eth:ip:ip:tcp", "eth && ip#2 && tcp"),
        ("eth:ip:udp", "udp"),
    ],
)
def test_a_place_is_told_from_all_others(path: str, text: str) -> None:
    found = HierarchyFilters(TREE).of(tuple(path.split(":")))
    assert found == text
    compile_filter(found)


def test_what_only_somebody_else_knows_is_not_in_a_filter() -> None:
    told = place("frame", 0, place("tcp", 0, place("data", 1)), place("udp", 0, place("tcp", 0, place("data", 1))))
    tcp, udp = told.children
    foreign = replace(tcp, children=(*tcp.children, replace(place("QUIC", 3), is_known=False)))
    filters = HierarchyFilters(replace(told, children=(foreign, udp)))
    assert filters.of(("tcp", "data")) == "tcp && data && !udp"


def test_of_very_many_places_nobody_works_out_how_they_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hierarchy_filters, "MOST_PLACES", 3)
    assert HierarchyFilters(TREE).of(("eth", "llc", "data")) == "eth && llc && data"
