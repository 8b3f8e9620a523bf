"""The frame's own layer as the whole capture tells it: tshark was given some of its frames, as pcapng.

Number, times since other frames, section and interface are put as our own frame layer has them; what the capture does
not know is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from dissectors import text
from dissectors.frame import Frame

if TYPE_CHECKING:
    from dissectors.deep.tree.deep_fields import Made

LAYER: Final = "frame"
_NUMBER: Final = re.compile(r"^(\D*)\d+")
_INTERFACE: Final = re.compile(r" on (?:interface .*|unnamed interface), id \d+")
_UNNAMED: Final = "unknown"
"""What tshark calls an interface that has no name."""

_TIMES: Final = frozenset({"frame.time", "frame.time_utc", "frame.time_epoch", "frame.offset_shift"})
"""tshark was given some time for every frame."""

Told = tuple[int | str, str] | None
"""A value with its text; None where the capture does not know it."""


def put_frame_layer(made: Sequence[Made], frame: Frame) -> None:
    """Change the fields of the first layer named `frame`."""
    root = next((one for one in made if one.above is None and one.node.name == LAYER), None)
    if root is None:
        return
    heading = root.field.heading or ""
    heading = _NUMBER.sub(rf"\g<1>{frame.number}", heading, count=1)
    where = f" on interface {_interface_name(frame)}, id {frame.interface}" if _has_interface(frame) else ""
    root.field.heading = _INTERFACE.sub(lambda match: where, heading, count=1)
    for one in made:
        if one.root is root.field and one.above is not None and one.node.name in _TOLD:
            _put(one, _TOLD[one.node.name](frame))
        elif one.root is root.field and one.node.name in _TIMES and frame.time is None:
            _leave_out(one)


def _put(one: Made, told: Told) -> None:
    field = one.field
    if told is None:
        _leave_out(one)
        return
    value, shown = told
    if value == field.value:
        return
    name, _, rest = (field.heading or "").partition(": ")
    rest = rest.replace(one.node.show, shown, 1) if one.node.show in rest else shown
    field.value, field.shown, field.heading = value, rest, f"{name}: {rest}"


def _leave_out(one: Made) -> None:
    assert one.above is not None
    siblings = one.above.field.children
    siblings[:] = [child for child in siblings if child is not one.field]


def _has_interface(frame: Frame) -> bool:
    return bool(frame.section or frame.interface_name)


def _interface_name(frame: Frame) -> str:
    return frame.interface_name or _UNNAMED


def _since(time: int | None) -> Told:
    return (time, text.seconds(time)) if time is not None else None


def _at(shown: Callable[[int], str]) -> Callable[[Frame], Told]:
    """tshark was given what 64 bits of nanoseconds hold."""
    return lambda frame: (frame.time, shown(frame.time)) if frame.time is not None else None


_TOLD: Final[dict[str, Callable[[Frame], Told]]] = {
    "frame.number": lambda frame: (frame.number, str(frame.number)),
    "frame.section_number": lambda frame: (frame.section, str(frame.section)) if frame.section else None,
    "frame.interface_id": lambda frame: (frame.interface, str(frame.interface)) if _has_interface(frame) else None,
    "frame.time": _at(text.absolute_time),
    "frame.time_epoch": _at(text.seconds),
    "frame.time_relative": lambda frame: _since(frame.since_first),
    "frame.time_delta": lambda frame: _since(frame.since_previous),
    "frame.time_delta_displayed": lambda frame: _since(frame.since_previous),
}
"""By the field's name: what our frame tells of it."""
