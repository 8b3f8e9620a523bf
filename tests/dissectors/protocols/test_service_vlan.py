"""802.1ad: one tag alone, two of a kind, or one around an 802.1Q tag."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame

HEADER = bytes.fromhex("020000000002 020000000001 88a8")


@pytest.mark.parametrize(
    ("tags", "expected", "line"),
    [
        ("60649999", {"ieee8021ad.id": [100], "ieee8021ah.etype": [0x9999]}, "IEEE 802.1ad, ID: 100"),
        (
            "006488a800059999",
            {"ieee8021ad.svid": [100], "ieee8021ad.cvid": [5], "ieee8021ah.etype": [0x9999]},
            "IEEE 802.1ad, S-VID: 100, C-VID: 5",
        ),
        ("0064810000059999", {"ieee8021ad.id": [100], "vlan.id": [5]}, "IEEE 802.1ad, ID: 100"),
        (
            "006488a8000588a800079999",
            {"ieee8021ad.svid": [100], "ieee8021ad.cvid": [5], "ieee8021ad.id": [7]},
            "IEEE 802.1ad, S-VID: 100, C-VID: 5",
        ),
    ],
    ids=["alone", "two", "around 802.1Q", "three"],
)
def test_tags(tags: str, expected: dict[str, list[int]], line: str) -> None:
    dissection = dissect(Frame(HEADER + bytes.fromhex(tags) + b"data", 1))
    assert {name: [field.value for field in dissection.find(name)] for name in expected} == expected
    assert dissection.layers[2].root.line == line
    assert [field.value for field in dissection.find("data.data")] == [b"data"]
