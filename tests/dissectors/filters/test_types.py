"""Literals of every type."""

from __future__ import annotations

import pytest

from dissectors.fields import SPECS, Field
from dissectors.filters import types
from dissectors.filters.networks import Network
from dissectors.filters.types import NoSuchValue, integer, named_value, octets, type_of, value_of
from dissectors.registry import default

default()


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("80", 80), ("0x1F", 31), ("017", 15), ("0b101", 5)])
def test_numbers_in_every_base(text: str, number: int) -> None:
    assert integer(text) == number


@pytest.mark.parametrize("text", ["", "x", "08", "0x", "0xg", "0b2", "1.5", "-1", "9" * 5_000, "١"])
def test_what_is_no_number(text: str) -> None:
    assert integer(text) is None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("00:1a", b"\x00\x1a"),
        ("00-1a", b"\x00\x1a"),
        ("001a.2b3c", b"\x00\x1a\x2b\x3c"),
        (":45", b"\x45"),
        ("0x45", b"\x45"),
        ("0", b"\x00"),
        ("abc", b"\xab\x0c"),
    ],
)
def test_bytes_in_every_spelling(text: str, data: bytes) -> None:
    assert octets(text) == data


@pytest.mark.parametrize("text", ["", "xy", "0x0016", "00::11", "é"])
def test_what_is_no_byte_string(text: str) -> None:
    assert octets(text) is None


def test_addresses_are_numbers_and_networks() -> None:
    assert types.IPV4.word("10.0.0.1", None) == 0x0A000001
    network = types.IPV4.word("10.0.0.1/8", None)
    assert isinstance(network, Network)
    assert network == 0x0AFFFFFF
    assert types.IPV6.word("::1", None) == 1
    assert types.IPV6.word("fe80::/10", None) == 0xFEBF << 112


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (types.IPV4, "10.0.0.0/33"),
        (types.IPV4, "256.0.0.1"),
        (types.IPV6, "::1/129"),
        (types.IPV6, "1:2"),
        (types.MAC, "00:11:22"),
        (types.BOOLEAN, "true"),
        (types.ABSOLUTE_TIME, "1368878400"),
        (types.RELATIVE_TIME, "1s"),
        (types.FLOAT, "x"),
        (types.NONE, "1"),
    ],
)
def test_values_that_do_not_exist(kind: types.ValueType, text: str) -> None:
    with pytest.raises(NoSuchValue):
        kind.word(text, None)


def test_named_values_are_found_whatever_their_case() -> None:
    (spec,) = SPECS["eth.type"][:1]
    assert named_value("ipv4", [spec]) == 0x0800
    assert named_value("nonsense", [spec]) is None


def test_a_field_gives_what_its_type_compares_by() -> None:
    protocol = SPECS["udp"][0]
    assert type_of(protocol) is types.PROTOCOL
    assert value_of(Field(protocol, None, 2, 4), b"abcdef") == b"cd"
    assert value_of(Field(SPECS["ipv6.src"][0], bytes(15) + b"\x01", 0, 16), b"") == 1


def test_eui64_addresses_are_numbers() -> None:
    assert types.EUI64.word("08:07:06:05:04:03:02:01", None) == 0x0807060504030201
    assert types.EUI64.word("0x10", None) == 16
    spec = SPECS["dns.eui64"][0]
    assert value_of(Field(spec, bytes.fromhex("0807060504030201"), 0, 8), b"") == 0x0807060504030201
    for text in ("00:11", "18446744073709551616", "x"):
        with pytest.raises(NoSuchValue):
            types.EUI64.word(text, spec)


def test_guids_are_written_with_dashes() -> None:
    assert types.GUID.word("00112233-4455-6677-8899-aabbccddeeff", None) == bytes.fromhex(
        "33221100554477668899aabbccddeeff"
    )
    for text in ("00112233", "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", "0011223344556677-8899aabbccddeeff-00"):
        with pytest.raises(NoSuchValue):
            types.GUID.word(text, None)


def test_booleans_take_characters_and_their_own_words_only() -> None:
    declared = SPECS["ip.flags.df"][0]
    assert types.from_character("a", types.BOOLEAN) == 1
    assert types.from_character("\0", types.BOOLEAN) == 0
    assert types.from_text("Set", types.BOOLEAN, declared) == 1
    assert types.from_text("True", types.BOOLEAN, None) == 1
    with pytest.raises(NoSuchValue):
        types.from_text("True", types.BOOLEAN, declared)
    with pytest.raises(NoSuchValue):
        types.BOOLEAN.word("18446744073709551616", declared)


@pytest.mark.parametrize("text", ["a:b", "00:", "0:1", "00:11-22", ":xy", "00:11:22.33", "1:2:3"])
def test_colons_stand_between_pairs_of_digits(text: str) -> None:
    assert types.has_odd_colons(text)


@pytest.mark.parametrize("text", ["abc", "00:11", ":45", "::1", "fe80::/10", "::ffff:1.2.3.4"])
def test_colons_of_bytes_and_addresses(text: str) -> None:
    assert not types.has_odd_colons(text)
