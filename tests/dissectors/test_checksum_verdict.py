"""What the tree says of a checksum."""

from __future__ import annotations

import pytest

from dissectors.checksum_verdict import (
    BAD,
    GOOD,
    ILLEGAL,
    NOT_PRESENT,
    UNVERIFIED,
    ChecksumFields,
    ChecksumVerdict,
    bad_field,
    status_field,
)
from dissectors.fields import UNSIGNED, Field, generated, group, u16
from tests.dissectors.internet.packets import ipv4, layer, read, udp

CHECKSUM = u16("", "Checksum", hex_digits=4)
FIELDS = ChecksumFields(
    status_field(""),
    bad_field(""),
    group("", "Left to the card"),
    generated(UNSIGNED, "", "Calculated"),
    group("", "Missing"),
)


@pytest.mark.parametrize(
    ("verdict", "words", "severities"),
    [
        (ChecksumVerdict(GOOD, 0x1234), "0x1234 [correct]", []),
        (ChecksumVerdict(BAD, 0x1235), "0x1234 [incorrect, should be 0x1235]", ["warning"]),
        (ChecksumVerdict(BAD, 0x1235, offloaded=True), "0x1234 [left to the network card; will be 0x1235]", ["note"]),
        (ChecksumVerdict(UNVERIFIED, reason="it is dark"), "0x1234 [unverified: it is dark]", []),
        (ChecksumVerdict(NOT_PRESENT), "0x1234 [none]", []),
        (ChecksumVerdict(ILLEGAL, reason="it must be there"), "0x1234 [none, which is not allowed here]", ["warning"]),
    ],
)
def test_verdict_is_in_words_status_and_notice(verdict: ChecksumVerdict, words: str, severities: list[str]) -> None:
    found = layer(read(ipv4(17, udp())), "ip")
    field, behind = Field(CHECKSUM, 0x1234, 10, 12), Field(CHECKSUM, 0, 12, 14)
    siblings = [field, behind]
    FIELDS.tell(found, siblings, field, verdict)
    calculated = [] if verdict.expected is None else [verdict.expected]
    assert [told.value for told in siblings] == [0x1234, verdict.status, *calculated, 0]
    assert field.text == words
    assert (siblings[1].text == "Not computed yet: left to the network card") is verdict.offloaded
    assert [notice.severity for notice in found.notices] == severities
    assert field.children == found.notices


def test_comparison_knows_what_is_left_to_the_card() -> None:
    assert ChecksumVerdict.comparing(7, 7, (7,)) == ChecksumVerdict(GOOD, 7)
    assert ChecksumVerdict.comparing(0, 7, (0,)) == ChecksumVerdict(BAD, 7, offloaded=True)
    assert ChecksumVerdict.comparing(1, 7, (0,)) == ChecksumVerdict(BAD, 7)
