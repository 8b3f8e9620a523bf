"""Freed memory goes back to the system."""

from __future__ import annotations

import ctypes

import pytest

from tui import giving_back


def test_it_can_be_asked_for_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    giving_back.give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    giving_back.give_back()
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: pytest.fail("there is no such library"))
    giving_back.give_back()
