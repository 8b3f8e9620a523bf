from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.filters import compile_filter
from dissectors.filters.errors import FilterError
from dissectors.filters.mistaken import advice
from dissectors.filters.parser import parse


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("port 1234", "tcp.port == 1234 || udp.port == 1234"),
        ("tcp port 1234", "tcp.port == 1234"),
        ("udp src port 53", "udp.srcport == 53"),
        ("icmp and host 10.0.0.1", "ip.addr == 10.0.0.1"),
        ("dst host ::1", "ipv6.dst == ::1"),
        ("net 10.0.0.0/8", "ip.addr == 10.0.0.0/8"),
    ],
)
def test_a_capture_filter_is_told_with_the_display_filter(text: str, instead: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.message == f"that is a capture filter (-f); here: {instead}"
    compile_filter(instead)


@pytest.mark.parametrize("text", ["tcp.port = 1234", "tcp.port=1234", "ip && tcp.port = 1"])
def test_one_equals_sign_is_taken_for_two(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.message == '"=" compares nothing: did you mean "=="?'
    assert caught.value.column == text.index("=")


@pytest.mark.parametrize(
    ("text", "column"), [("tcp.port == == 1", 12), ("tcp udp", 4), ("port == 1 2", 10), ("x" * 9999, 0)]
)
def test_other_mistakes_have_no_advice(text: str, column: int) -> None:
    assert advice(text, column) is None


@given(st.text(), st.integers(0, 50))
def test_any_text_is_looked_at(text: str, column: int) -> None:
    advice(text, column)


def test_a_field_that_ends_in_port_is_no_capture_filter() -> None:
    assert advice("any udp.port not in {53", 13) is None
