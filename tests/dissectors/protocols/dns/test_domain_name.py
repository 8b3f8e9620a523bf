"""Names: labels, pointers, and what hostile ones may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.errors import Malformed, Truncated
from dissectors.protocols.dns.domain_name import LOOPS, ROOT, TOO_LONG, TOO_MANY_STEPS, DomainName, Message, read_name


def read(data: bytes, position: int = 0) -> DomainName:
    return read_name(data, position, Message(0, len(data)))


def test_labels_are_joined_by_dots() -> None:
    assert read(b"\3www\4test\0") == DomainName("www.test", 8, 2, 10)


def test_root_has_a_name() -> None:
    assert read(b"\0") == DomainName(ROOT, len(ROOT), 1, 1)


def test_pointer_leads_on_and_the_name_ends_behind_it() -> None:
    data = b"\4test\0\3www\xc0\0"
    assert read(data, 6) == DomainName("www.test", 8, 2, 12)


@pytest.mark.parametrize("data", [b"\xc0\0", b"\3abc\xc0\0", b"\xc0\2\xc0\0"])
def test_loop_is_named(data: bytes) -> None:
    assert read(data).text == LOOPS


def test_name_of_254_characters_is_too_long() -> None:
    longest = (b"\x3f" + b"a" * 63) * 3
    assert read(longest + b"\x3d" + b"b" * 61 + b"\0").length == 253
    assert read(longest + b"\x3e" + b"b" * 62 + b"\0").text == TOO_LONG


def test_characters_that_cannot_be_seen_are_written_out() -> None:
    assert read(b"\4\x1b[0m\0").text == "\\033[0m"


def test_undefined_label_type_is_malformed() -> None:
    with pytest.raises(Malformed):
        read(b"\x41a\0")


def test_name_beyond_the_message_is_truncated() -> None:
    with pytest.raises(Truncated):
        read(b"\3ab")


def test_many_names_that_share_a_long_tail_cost_little() -> None:
    tail = b"\1a" * 6000 + b"\0"
    texts, message = names_sharing(tail)
    assert texts == {TOO_LONG, TOO_MANY_STEPS}
    assert message.steps_left < 0


def test_many_names_that_share_a_chain_of_pointers_cost_little() -> None:
    chain = b"".join((0xC000 | 2 * index + 2).to_bytes(2, "big") for index in range(8000)) + b"\0"
    texts, message = names_sharing(chain)
    assert texts == {ROOT, TOO_MANY_STEPS}
    assert message.steps_left < 0


def names_sharing(tail: bytes) -> tuple[set[str], Message]:
    """The texts of many names that are a pointer to the tail, and what is left of their message's steps."""
    data = tail + b"\xc0\0" * 2000
    message = Message(0, len(data))
    return {read_name(data, len(tail) + 2 * index, message).text for index in range(2000)}, message


@given(st.binary(max_size=64))
def test_any_bytes_give_a_name_or_our_errors(data: bytes) -> None:
    try:
        name = read(data)
    except (Malformed, Truncated):
        return
    assert 0 < name.stop <= len(data)
