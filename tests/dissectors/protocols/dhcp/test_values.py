"""How values are read and shown."""

from __future__ import annotations

import pytest

from dissectors.protocols.dhcp.values import duration, option_name
from tests.dissectors.protocols.carried import in_udp, notices, printed
from tests.dissectors.protocols.dhcp.messages import message


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (3600, "(3600s) 1 hour"),
        (90061, "(90061s) 1 day, 1 hour, 1 minute, 1 second"),
        (-4096, "(-4096s) -1 hour, 8 minutes, 16 seconds"),
        (0, "(0s) 0 seconds"),
        (0xFFFFFFFF, "infinity"),
    ],
)
def test_duration_in_words(seconds: int, shown: str) -> None:
    assert duration(seconds) == shown


def test_codes_without_a_name() -> None:
    assert (option_name(230), option_name(200)) == ("Private", "Unassigned")


def test_impossible_length_is_noticed_and_passed_over() -> None:
    dissection = in_udp(message((1, b"\xff"), (53, b"\1")), 67)
    assert notices(dissection) == ["dhcp.bad_length"]
    assert printed(dissection, "dhcp.option.dhcp") == ["1"]
