"""What the tree says of a checksum."""

from __future__ import annotations

import pytest

from dissectors.fields import Field, group, u16
from dissectors.internet.checksum_status import BAD, GOOD, UNVERIFIED, status_field, told
from tests.dissectors.internet.packets import ipv4, layer, read, udp

CHECKSUM = u16("", "Checksum", hex_digits=4)
STATUS = status_field("")
WRONG = group("", "Bad checksum")


@pytest.mark.parametrize(
    ("expected", "status", "words"),
    [(0x1234, GOOD, "[correct]"), (0x1235, BAD, "should be 0x1235"), (None, UNVERIFIED, "[not verified]")],
)
def test_verdict_is_in_field_and_status(expected: int | None, status: int, words: str) -> None:
    found = layer(read(ipv4(17, udp())), "ip")
    field = Field(CHECKSUM, 0x1234, 10, 12)
    result = told(found, field, STATUS, WRONG, expected)
    assert result.value == status
    assert words in field.line
    assert [notice.severity for notice in found.notices] == (["warning"] if status == BAD else [])


def test_offload_is_a_note() -> None:
    found = layer(read(ipv4(17, udp())), "ip")
    told(found, Field(CHECKSUM, 0, 10, 12), STATUS, WRONG, 1, offloaded=True)
    assert [notice.severity for notice in found.notices] == ["note"]
