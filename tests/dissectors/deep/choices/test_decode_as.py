from __future__ import annotations

from collections.abc import Callable

import pytest

from dissectors.deep.choices.choice_check import dissectors_of
from dissectors.deep.choices.decode_as import (
    NATIVE_TABLES,
    BadDecodeAs,
    DecodeAs,
    decided,
    is_native,
    native_protocols,
    native_registry,
)
from dissectors.deep.tshark.program import find_tshark
from dissectors.registry import default


@pytest.mark.parametrize(
    ("text", "expected", "parameter"),
    [
        ("tcp.port==8888,http", DecodeAs("tcp.port", 8888, "http"), "tcp.port==8888,http"),
        (" udp.port == 0x35 , dns ", DecodeAs("udp.port", 53, "dns"), "udp.port==53,dns"),
        ("tcp.port==010,http", DecodeAs("tcp.port", 8, "http"), "tcp.port==8,http"),
        ("tcp.port==80-90,tls", DecodeAs("tcp.port", None, "tls", "80-90"), "tcp.port==80-90,tls"),
        ("media_type==a/b,json", DecodeAs("media_type", None, "json", "a/b"), "media_type==a/b,json"),
        ("bthci_cmd.vendor,data", DecodeAs("bthci_cmd.vendor", None, "data"), "bthci_cmd.vendor,data"),
    ],
)
def test_a_decision_is_read_as_tshark_writes_it(text: str, expected: DecodeAs, parameter: str) -> None:
    decision = DecodeAs.parse(text)
    assert decision == expected
    assert decision.parameter == parameter
    assert DecodeAs.parse(parameter) == decision


@pytest.mark.parametrize("text", ["", "http", "tcp.port==80", "tcp.port==80,", "==80,http", "tcp.port==8\n0,http"])
def test_what_is_no_decision_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadDecodeAs, match=r"write it as tcp\.port==8888,http"):
        DecodeAs.parse(text)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [("7", range(7, 8)), ("7-9", range(7, 10)), ("7:2", range(7, 9)), ("9-7", range(9, 8)), ("a", range(0))],
)
def test_numbers_of_a_selection(selector: str, expected: range) -> None:
    assert DecodeAs.parse(f"tcp.port=={selector},http").numbers() == expected


def test_the_last_decision_about_a_number_holds() -> None:
    made = [DecodeAs.parse(text) for text in ("tcp.port==1,http", "tcp.port==2,http", "tcp.port==1,tls")]
    assert [decision.parameter for decision in decided(made)] == ["tcp.port==1,tls", "tcp.port==2,http"]


def test_native_tables_follow_and_the_shared_ones_stay() -> None:
    registry = default()
    decisions = [DecodeAs.parse(text) for text in ("tcp.port==8888-8889,http", "tcp.port==80,smtp", "udp.port==9,dns")]
    own = native_registry(registry, decisions)
    assert [own.tables["tcp.port"][number].name for number in (8888, 8889, 80)] == ["http", "http", "data"]
    assert own.tables["udp.port"][9].name == "dns"
    assert ("tcp.port", 8889) in own.decided
    assert 8888 not in registry.tables["tcp.port"]
    assert not registry.decided


def test_dns_over_tcp_goes_by_the_name_of_dns() -> None:
    own = native_registry(default(), [DecodeAs("tcp.port", 99, "dns")])
    assert own.tables["tcp.port"][99].name == "dns.tcp"
    assert "dns.tcp" not in native_protocols(default(), "tcp.port")
    assert native_protocols(default(), "udp.port")["dns"].name == "dns"


@pytest.mark.tools
def test_tshark_has_the_native_tables_and_protocols_under_the_same_names(require_tool: Callable[[str], str]) -> None:
    tshark = find_tshark(require_tool("tshark"))
    for table in NATIVE_TABLES:
        assert set(native_protocols(default(), table)) <= set(dissectors_of(tshark, table)), table


def test_a_registry_without_native_decisions_is_not_copied() -> None:
    registry = default()
    assert native_registry(registry, [DecodeAs("sctp.ppi", 3, "m3ua"), DecodeAs("llc.bridged", 0, "data")]) is registry


def test_numbers_told_to_the_native_tables_are_bounded() -> None:
    own = native_registry(default(), [DecodeAs.parse("tcp.port==0-99999999999999999999,http")])
    assert len(own.tables["tcp.port"]) == 65_536


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tcp.port==1,tls", True),
        ("tcp.port==1,data", True),
        ("tcp.port==1,smtp", False),
        ("tcp.port==1,vxlan", False),
        ("sctp.port==1,data", False),
        ("tcp.port==5-3,tls", False),
    ],
)
def test_what_the_native_dissectors_can_do_alone(text: str, expected: bool) -> None:
    assert is_native(default(), DecodeAs.parse(text)) is expected
