"""The walk over neighbor discovery options."""

from __future__ import annotations

import pytest

from tests.dissectors.internet.packets import THERE6, icmpv6, ipv6, printed, read, told


def solicit(options: bytes) -> bytes:
    return ipv6(58, icmpv6(135, 0, bytes(4) + THERE6 + options))


def test_unknown_option_keeps_its_bytes() -> None:
    dissection = read(solicit(bytes((200, 1)) + b"abcdef"))
    assert printed(dissection, "icmpv6.data") == [b"abcdef".hex()]
    assert dissection.find("icmpv6.opt")[0].line == "ICMPv6 Option (Unknown 200)"


@pytest.mark.parametrize("options", [bytes(8), bytes((1, 2)) + bytes(6), b"\1"])
def test_wrong_length_is_a_warning_with_what_is_there(options: bytes) -> None:
    dissection = read(solicit(options))
    assert ("icmpv6.invalid_option_length", "warning") in told(dissection)
    assert printed(dissection, "icmpv6.opt.type") == [str(options[0])]


def test_content_too_short_does_not_hide_the_next_option() -> None:
    dissection = read(solicit(bytes((3, 1)) + bytes(6) + bytes((1, 1)) + bytes(6)))
    assert ("icmpv6.invalid_option_length", "warning") in told(dissection)
    assert printed(dissection, "icmpv6.opt.linkaddr") == ["00:00:00:00:00:00"]
