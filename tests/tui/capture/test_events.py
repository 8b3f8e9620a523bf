from __future__ import annotations

import dataclasses
import typing

import pytest

from tui.capture import events


@pytest.mark.parametrize("kind", typing.get_args(events.Event))
def test_events_cannot_be_changed_on_their_way(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(kind)
