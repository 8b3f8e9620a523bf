"""What an exchange is."""

from __future__ import annotations

from typing import get_args

from dissectors.statistics.exchanges import RESPONSE_KINDS, Exchange, ResponseKind


def test_every_kind_has_its_place() -> None:
    assert set(RESPONSE_KINDS) == set(get_args(ResponseKind))


def test_one_without_a_conversation() -> None:
    assert Exchange("ping", "10.0.0.1", "", 5, 0, 1)[-3:] == ("", 0, False)
