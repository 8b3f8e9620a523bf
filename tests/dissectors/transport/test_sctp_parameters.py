"""SCTP's parameters and error causes."""

from __future__ import annotations

import pytest

from tests.dissectors.transport.packets import chunk, dissected, ipv4, parameter, sctp, values

FIXED = bytes.fromhex("01020304 00010000 000a 000a 00000064")
DEEP = 4000


def of(*chunks: bytes) -> bytes:
    return ipv4(132, sctp(*chunks))


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (parameter(5, bytes((10, 0, 0, 1))), "sctp.parameter_ipv4_address", [0x0A000001]),
        (parameter(6, bytes(15) + b"\1"), "sctp.parameter_ipv6_address", [bytes(15) + b"\1"]),
        (parameter(9, bytes((0, 0, 3, 232))), "sctp.parameter_cookie_preservative_incr", [1000]),
        (parameter(12, b"\0\5\0\6"), "sctp.parameter_supported_address_type", [5, 6]),
        (parameter(0x8003, b"\0\x0f"), "sctp.chunk_type_to_auth", [0, 15]),
        (parameter(0x8004, b"\0\1\0\3"), "sctp.hmac_id", [1, 3]),
        (parameter(0x8002, b"random"), "sctp.random_number", [b"random"]),
        (parameter(0x1234, b"abc"), "sctp.parameter_value", [b"abc"]),
        (parameter(0xC001, b"\0\0\0\7" + parameter(5, bytes((10, 0, 0, 1)))), "sctp.correlation_id", [7]),
        (parameter(8, parameter(0x1234, b"abcd")), "sctp.parameter_type", [8, 0x1234]),
    ],
)
def test_parameter_has_its_fields(value: bytes, name: str, expected: list[object]) -> None:
    dissection = dissected(of(chunk(1, FIXED + value)))
    assert [field.value for field in dissection.find(name)] == expected


def test_padding_between_parameters_is_a_field() -> None:
    dissection = dissected(of(chunk(1, FIXED + parameter(0x8003, b"\0") + parameter(0x8000))))
    assert [field.value for field in dissection.find("sctp.parameter_padding")] == [bytes(3)]
    assert [field.value for field in dissection.find("sctp.parameter_type")] == [0x8003, 0x8000]


def test_impossible_length_keeps_what_was_read() -> None:
    dissection = dissected(of(chunk(1, FIXED + parameter(0x8000) + parameter(5, b"abcd", length=2))))
    assert values(dissection, "sctp.init_initial_tsn") == [100]
    assert [field.value for field in dissection.find("sctp.parameter_type")] == [0x8000, 5]
    assert dissection.find("sctp.parameter_length.bad")
    assert dissection.find("_ws.malformed")


def test_causes_have_their_fields() -> None:
    causes = (
        parameter(1, b"\0\7\0\0"),
        parameter(2, b"\0\0\0\2\0\7\0\5"),
        parameter(3, bytes((0, 0, 3, 232))),
        parameter(5, parameter(11, b"host\0")),
        parameter(6, chunk(0xC5, b"abcd")),
        parameter(9, b"\0\0\0\x64"),
        parameter(12, b"bye"),
    )
    dissection = dissected(of(chunk(9, b"".join(causes))))
    assert [field.value for field in dissection.find("sctp.cause_code")] == [1, 2, 3, 5, 6, 9, 12]
    assert [field.value for field in dissection.find("sctp.cause_missing_parameter_type")] == [7, 5]
    assert values(dissection, "sctp.cause_stream_identifier", "sctp.cause_measure_of_staleness", "sctp.cause_tsn") == [
        7,
        1000,
        100,
    ]
    assert [field.value for field in dissection.find("sctp.chunk_type")] == [9, 0xC5]
    assert values(dissection, "sctp.cause_information") == [b"bye"]


def test_nesting_without_end_is_bounded() -> None:
    nested = b""
    for _ in range(DEEP):
        nested = parameter(8, nested)
    dissection = dissected(of(chunk(1, FIXED + nested)))
    assert 2 < len(dissection.find("sctp.parameter_type")) < 20
    nested = b""
    for _ in range(DEEP // 2):
        nested = parameter(6, chunk(9, nested))
    assert len(dissected(of(chunk(9, nested))).find("sctp.cause_code")) < 20
