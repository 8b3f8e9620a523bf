"""What the tree says of a verified Internet checksum: a word behind it, its status, and a notice if it is bad."""

from __future__ import annotations

from typing import Any, cast

from dissectors.fields import UNSIGNED, AnySpec, Field, FieldSpec, generated
from dissectors.protocol import Layer

BAD, GOOD, UNVERIFIED, NOT_PRESENT = range(4)
STATUS = {BAD: "Bad", GOOD: "Good", UNVERIFIED: "Unverified", NOT_PRESENT: "Not present"}


def status_field(name: str, label: str = "Checksum Status") -> AnySpec:
    """Declare a status field; its value is a key of `STATUS`."""
    spec = generated(UNSIGNED, name, label)
    spec.show = STATUS.__getitem__
    return spec


def told(
    layer: Layer[Any],
    field: Field,
    status: AnySpec,
    bad: FieldSpec[None],
    expected: int | None,
    *,
    reason: str = "not verified",
    offloaded: bool = False,
) -> Field:
    """Mark the checksum `field` right or wrong, and give the status field that belongs behind it.

    `expected` is what the checksum should be, None where it cannot be told for the `reason` given. A wrong one that
    was `offloaded` to the network card is a note, not a warning.
    """
    found = cast(int, field.value)
    shown = f"0x{found:04x}"
    if expected is None:
        result = UNVERIFIED
        field.shown = f"{shown} [{reason}]"
    elif found == expected:
        result = GOOD
        field.shown = f"{shown} [correct]"
    else:
        result = BAD
        field.shown = f"{shown} [incorrect, should be 0x{expected:04x}]"
        message = f"Bad checksum: 0x{found:04x}, should be 0x{expected:04x}"
        if offloaded:
            message += "; left to the sender's network card, which computes it after the capture sees the frame"
        severity = "note" if offloaded else "warning"
        notice = Field(bad, None, field.start, field.stop, heading=message, severity=severity)
        field.children.append(notice)
        layer.notices.append(notice)
    return Field(status, result, field.stop, field.stop, generated=True)
