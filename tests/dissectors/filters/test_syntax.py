"""Syntax is plain values that compare."""

from __future__ import annotations

import dataclasses

import pytest

from dissectors.filters.syntax import Presence, Word


def test_syntax_is_frozen_and_compares_by_value() -> None:
    assert Presence(Word("tcp", 0)) == Presence(Word("tcp", 0))
    with pytest.raises(dataclasses.FrozenInstanceError):
        Word("tcp", 0).text = "udp"  # type: ignore[misc]
