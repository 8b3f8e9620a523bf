"""What is said of a socket: remarks under titles, for the screen and for print. Their text is not yet safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Weight = Literal["plain", "strong", "warning", "dim"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said."""

    text: str
    head: str = ""
    """What it is about, in a word or two."""
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """Remarks that belong together; without a title those that come first of all."""

    title: str
    remarks: tuple[Remark, ...]


def warning(text: str, head: str = "") -> Remark:
    """Something that means trouble, or that somebody should know of."""
    return Remark(text, head, "warning")
