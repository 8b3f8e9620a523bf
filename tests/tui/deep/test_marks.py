from __future__ import annotations

from tests.dissectors.deep.decoded_by_hand import ByHand, layer
from tui.deep.marks import ASK_TSHARK, ONLY_NATIVE, ONLY_TSHARK, marks_of_deep, marks_of_native


def packet(*names: str) -> ByHand:
    return ByHand([layer(name, 0, 4) for name in names])


def test_layers_that_only_tshark_knows_are_marked() -> None:
    assert marks_of_deep(packet("eth", "ip", "tls", "http2"), packet("eth", "ip", "tls")) == {3: ONLY_TSHARK}
    assert marks_of_deep(packet("eth"), None) == {}


def test_a_second_layer_of_a_protocol_counts() -> None:
    assert marks_of_deep(packet("ip", "gre", "ip"), packet("ip", "data")) == {1: ONLY_TSHARK, 2: ONLY_TSHARK}


def test_a_native_tree_says_where_tshark_knows_more() -> None:
    native = packet("eth", "udp", "data")
    assert marks_of_native(native, None, may_ask=True) == {2: ASK_TSHARK}
    assert marks_of_native(native, None, may_ask=False) == {}
    assert marks_of_native(native, packet("eth", "udp", "rtp", "rtcp"), may_ask=True) == {2: "tshark: rtp, rtcp"}
    assert marks_of_native(packet("eth", "tls"), packet("eth", "tls", "http"), may_ask=True) == {1: "tshark: http"}


def test_a_layer_that_only_is_native_is_marked() -> None:
    assert marks_of_native(packet("eth", "ours"), packet("eth"), may_ask=True) == {1: ONLY_NATIVE}


def test_a_layer_answers_to_wiresharks_name_too() -> None:
    ours = ByHand([layer("dns.tcp", 0, 4, also=("dns",))])
    assert marks_of_deep(packet("dns"), ours) == {}
    assert marks_of_native(ours, packet("dns"), may_ask=True) == {}
