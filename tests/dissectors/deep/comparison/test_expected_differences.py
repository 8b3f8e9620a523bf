from __future__ import annotations

import pytest

from dissectors.deep.comparison.expected_differences import GROUPING, NOT_NATIVE, NOT_READ, reason_for, reason_for_lone
from dissectors.registry import default
from tests.dissectors.deep.decoded_by_hand import layer, made


@pytest.mark.parametrize(
    "name", ["ip.checksum.status", "tcp.checksum_calculated", "tcp.stream", "udp.stream", "tcp.analysis.ack_rtt"]
)
def test_what_is_told_differently_on_purpose(name: str) -> None:
    assert reason_for(made(name, 1, 0, 1), made(name, 2, 0, 1), "value")


@pytest.mark.parametrize("name", ["ip.checksum", "tcp.srcport", "dns.qry.name", "tls.handshake.type"])
def test_what_is_news(name: str) -> None:
    default()
    assert reason_for(made(name, 1, 0, 1), made(name, 2, 0, 1), "value") == ""
    assert reason_for_lone(made(name, 1, 0, 1), "only tshark") == ""


def test_what_agrees_needs_no_reason() -> None:
    assert reason_for(made("tcp.stream", 1), made("tcp.stream", 1), "same") == ""


def test_a_lone_field_that_nobody_read() -> None:
    assert reason_for_lone(made("x.y", 1, 4, 4), "only native") == NOT_READ
    assert reason_for_lone(made("x.y", 1, 4, 5, generated=True), "only native") == NOT_READ
    assert reason_for_lone(made("", None, 4, 5), "only native") == GROUPING


def test_a_field_of_tsharks_that_is_not_native_is_no_news_but_a_layer_is() -> None:
    assert reason_for_lone(made("x.y", 1, 4, 5), "only tshark") == NOT_NATIVE
    assert reason_for_lone(made("x.y", 1, 4, 5), "only native") == ""
    assert reason_for_lone(layer("x", 4, 5), "only tshark") == ""
