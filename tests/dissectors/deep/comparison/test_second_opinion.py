from __future__ import annotations

import pytest

from dissectors.byte_source import ByteSource
from dissectors.deep.comparison.expected_differences import ELSEWHERE
from dissectors.deep.comparison.second_opinion import Pair, SecondOpinion, compare
from dissectors.fields import SPECS, Field
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made


def opinion(ours: list[Field], theirs: list[Field]) -> SecondOpinion:
    return compare(ByHand(ours), ByHand(theirs))


def verdicts(found: SecondOpinion) -> list[tuple[str, str]]:
    return [(pair.name, pair.verdict) for pair in found.pairs]


def the(found: SecondOpinion, name: str) -> Pair:
    (pair,) = [pair for pair in found.pairs if pair.name == name]
    return pair


def test_trees_that_agree_have_no_news() -> None:
    def tree() -> list[Field]:
        return [layer("toy", 0, 8, made("toy.port", 7, 0, 2), made("toy.name", "anna", 2, 6))]

    found = opinion(tree(), tree())
    assert verdicts(found) == [("toy", "same"), ("toy.port", "same"), ("toy.name", "same")]
    assert found.news == []


def test_the_weightiest_difference_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SPECS, "toy.theirs", [])
    ours = [
        layer(
            "toy",
            0,
            9,
            made("toy.mine", 1, 0, 1),
            made("toy.place", 5, 2, 3),
            made("toy.words", 5, 4, 5, label="Words"),
            made("toy.value", 5, 6, 7),
        )
    ]
    theirs = [
        layer(
            "toy",
            0,
            9,
            made("toy.place", 5, 3, 4),
            made("toy.words", 5, 4, 5, label="Other words"),
            made("toy.value", 6, 6, 7),
            made("toy.theirs", 1, 8, 9),
        )
    ]
    found = opinion(ours, theirs)
    news = [(pair.name, pair.verdict) for pair in found.news]
    assert news == [
        ("toy.value", "value"),
        ("toy.place", "place"),
        ("toy.mine", "only native"),
        ("toy.theirs", "only tshark"),
    ]
    assert the(found, "toy.words").verdict == "text"
    assert not the(found, "toy.words").is_news
    assert found.counts() == {
        "same": 1,
        "text": 1,
        "value": 1,
        "place": 1,
        "only native": 1,
        "only tshark": 1,
    }


def test_repeated_fields_meet_at_their_place() -> None:
    ours = [layer("toy", 0, 9, made("toy.item", 1, 0, 1), made("toy.item", 2, 1, 2), made("toy.item", 3, 2, 3))]
    theirs = [layer("toy", 0, 9, made("toy.item", 1, 0, 1), made("toy.item", 3, 2, 3))]
    found = opinion(ours, theirs)
    assert verdicts(found) == [
        ("toy", "same"),
        ("toy.item", "same"),
        ("toy.item", "only native"),
        ("toy.item", "same"),
    ]


def test_nesting_and_order_are_no_difference() -> None:
    ours = [layer("toy", 0, 9, made("toy.b", 2, 1, 2), made("toy.a", 1, 0, 1, made("toy.c", 3, 2, 3)))]
    theirs = [
        layer("toy", 0, 9, made("", None, 0, 3, made("toy.a", 1, 0, 1), made("toy.c", 3, 2, 3)), ours[0].children[0])
    ]
    assert opinion(ours, theirs).news == []


def test_a_layer_that_one_side_lacks_is_one_piece_of_news() -> None:
    ours = [layer("toy", 0, 4), layer("data", 4, 9, made("data.data", b"12345", 4, 9))]
    theirs = [layer("toy", 0, 4), layer("deeper", 4, 9, made("deeper.a", 1, 4, 5), made("deeper.b", 1, 5, 6))]
    found = opinion(ours, theirs)
    assert [(pair.name, pair.verdict) for pair in found.news] == [("data", "only native"), ("deeper", "only tshark")]
    assert the(found, "deeper.a").reason == "native has no such layer here"


def test_layers_of_a_tunnel_belong_together_in_their_order() -> None:
    def tree(ttl: int) -> list[Field]:
        return [
            layer("ip", 0, 4, made("ip.ttl", 64, 0, 1)),
            layer("gre", 4, 8),
            layer("ip", 8, 12, made("ip.ttl", ttl, 8, 9)),
        ]

    found = opinion(tree(1), tree(2))
    assert [(pair.name, pair.verdict, pair.native.start) for pair in found.news if pair.native] == [
        ("ip.ttl", "value", 8)
    ]


def test_a_protocol_with_a_name_of_its_own_answers_to_wiresharks() -> None:
    ours = [layer("dns.tcp", 0, 4, made("dns.id", 1, 0, 2), also=("dns",))]
    theirs = [layer("dns", 0, 4, made("dns.id", 1, 0, 2))]
    assert opinion(ours, theirs).news == []


def test_what_is_meant_to_differ_says_why() -> None:
    ours = [layer("tcp", 0, 9, made("tcp.checksum.status", 1, 5, 5, generated=True), made("tcp.stream", 4, 0, 0))]
    theirs = [layer("tcp", 0, 9, made("tcp.checksum.status", 2, 5, 5), made("tcp.stream", 0, 0, 0))]
    found = opinion(ours, theirs)
    assert found.news == []
    assert "checksums" in the(found, "tcp.checksum.status").reason
    assert the(found, "tcp.stream").verdict == "value"


def test_bits_count_and_not_the_bytes_that_are_drawn_for_them() -> None:
    ours = [layer("toy", 0, 2, made("toy.flag", 1, 1, 2, bits=(3, 1)))]
    same = [layer("toy", 0, 2, made("toy.flag", 1, 0, 2, bits=(11, 1)))]
    other = [layer("toy", 0, 2, made("toy.flag", 1, 0, 2, bits=(12, 1)))]
    assert opinion(ours, same).news == []
    assert [pair.verdict for pair in opinion(ours, other).news] == ["place"]


def test_the_same_bytes_in_another_source_of_that_number_are_the_same_place() -> None:
    whole = ByteSource("Reassembled TCP", b"0123456789")
    other = ByteSource("Decrypted TLS", b"abc")
    ours = ByHand([layer("toy", 0, 1, made("toy.a", 1, 0, 1, source=1))], more_sources=(whole,))
    theirs = ByHand([layer("toy", 0, 1, made("toy.a", 1, 0, 1, source=2))], more_sources=(other, whole))
    assert compare(ours, theirs).news == []
    in_the_frame = ByHand([layer("toy", 0, 1, made("toy.a", 1, 0, 1))], more_sources=(other, whole))
    assert [pair.verdict for pair in compare(ours, in_the_frame).news] == ["place"]
    decrypted = ByHand([layer("toy", 0, 1, made("toy.a", 1, 0, 1, source=1))], more_sources=(other, whole))
    found = compare(ours, decrypted)
    assert found.news == []
    assert the(found, "toy.a").reason


def test_a_field_that_answers_to_the_name_is_no_missing_one() -> None:
    ours = [layer("toy", 0, 9, made("toy.src", 1, 0, 1, also=("toy.addr",)))]
    theirs = [layer("toy", 0, 9, made("toy.src", 1, 0, 1, made("toy.addr", 1, 0, 1)))]
    assert verdicts(opinion(ours, theirs)) == [("toy", "same"), ("toy.src", "same")]


def test_hidden_fields_are_compared_where_the_other_side_draws_them() -> None:
    ours = [layer("toy", 0, 9, made("toy.a", 1, 0, 1, hidden=True), made("toy.b", 1, 1, 2, hidden=True))]
    theirs = [layer("toy", 0, 9, made("toy.a", 2, 0, 1))]
    assert verdicts(opinion(ours, theirs)) == [("toy", "same"), ("toy.a", "value")]


def test_lines_that_only_group_are_no_news() -> None:
    ours = [layer("toy", 0, 9, made("", None, 0, 2, label="Why this is so"))]
    theirs = [layer("toy", 0, 9)]
    assert opinion(ours, theirs).news == []


def test_what_lies_in_bytes_that_only_tshark_put_together_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SPECS, "toy.theirs", [])
    ours = ByHand([layer("toy", 0, 9)])
    parts = [layer("toy", 0, 9, made("toy.theirs", 1, 0, 1), made("toy.theirs", 1, 0, 1, source=1))]
    found = compare(ours, ByHand(parts, more_sources=(ByteSource("Reassembled TCP", b"0123"),)))
    assert [pair.reason for pair in found.pairs if pair.verdict == "only tshark"] == ["", ELSEWHERE]


def test_a_layer_that_tshark_draws_within_another_is_the_same_layer() -> None:
    ours = [layer("icmp", 0, 8, made("icmp.type", 8, 0, 1)), layer("data", 8, 12, made("data.data", b"abcd", 8, 12))]
    within = layer("data", 8, 12, made("data.data", b"abcd", 8, 12))
    theirs = [layer("icmp", 0, 12, made("icmp.type", 8, 0, 1), within)]
    found = opinion(ours, theirs)
    assert [(pair.name, pair.verdict, pair.layer) for pair in found.pairs] == [
        ("icmp", "same", "icmp"),
        ("icmp.type", "same", "icmp"),
        ("data", "same", "data"),
        ("data.data", "same", "data"),
    ]


def test_a_layer_that_begins_elsewhere_is_news() -> None:
    assert [pair.verdict for pair in opinion([layer("toy", 0, 9)], [layer("toy", 1, 9)]).news] == ["place"]


def test_a_layer_that_tshark_draws_in_parts_is_one_layer() -> None:
    ours = [layer("sctp", 0, 40, made("sctp.chunk", 1, 12, 20), made("sctp.chunk", 2, 20, 40))]
    theirs = [
        layer("sctp", 0, 20, made("sctp.chunk", 1, 12, 20)),
        layer("sctp", 0, 40, made("sctp.chunk", 2, 20, 40)),
    ]
    assert verdicts(opinion(ours, theirs)) == [("sctp", "same"), ("sctp.chunk", "same"), ("sctp.chunk", "same")]


def test_a_second_layer_of_a_tunnel_is_no_part_of_the_first() -> None:
    ours = [layer("ip", 0, 20), layer("udp", 20, 28), layer("data", 28, 60)]
    theirs = [layer("ip", 0, 20), layer("udp", 20, 28), layer("l2tp", 28, 40), layer("ip", 40, 60)]
    assert [(pair.name, pair.verdict) for pair in opinion(ours, theirs).news] == [
        ("data", "only native"),
        ("l2tp", "only tshark"),
        ("ip", "only tshark"),
    ]
