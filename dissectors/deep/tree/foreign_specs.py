"""Declarations of tshark's fields, made when they are first met: kinds from Wireshark's types, explanations from ours.

They are not registered among our own, and hold no more than the panes and filters ask for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from dissectors.fields import SPECS, FieldSpec, Kind

MOST_KEPT: Final = 1 << 14
"""Declarations kept; names and labels are a sender's where it names fields."""
LONGEST_LABEL: Final = 120

_NAME: Final = re.compile(r"[A-Za-z0-9_.\-]{1,300}")


class ForeignSpec(FieldSpec[Any]):
    """A field that tshark knows; `bit_offset` counts from the first byte of each occurrence."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Stay out of the registry: it holds what we read ourselves."""

    @property
    def first_byte(self) -> int:
        return 0


@lru_cache(MOST_KEPT)
def foreign_spec(
    name: str,
    label: str,
    kind: Kind,
    is_hidden: bool,
    width: int,
    hex_digits: int,
    bits: tuple[int, int] | None,
    size: int,
) -> ForeignSpec:
    """The declaration of a field.

    `width` is that of its values in bits. Of its `size` bytes `bits` are the first and the last but one of those that
    are its own, counted from the highest; None for all. With `hex_digits` filters write it in hexadecimal.
    """
    first, stop = bits if bits is not None else (-1, 0)
    return ForeignSpec(
        name,
        label[:LONGEST_LABEL],
        kind,
        bits=stop - first if bits is not None else width,
        hex_digits=hex_digits,
        explain=native_explanation(name),
        hidden=is_hidden,
        bit_offset=first,
        container=(0, 8 * size) if bits is not None else (0, 0),
    )


def native_explanation(name: str) -> str:
    """What we say ourselves of a field or protocol of that name; empty where that is nothing."""
    return next((spec.explain for spec in SPECS.get(name, ()) if spec.explain), "")


def is_filter_name(name: str) -> bool:
    """Whether tshark's filters can take it: lines of text have no name."""
    return _NAME.fullmatch(name) is not None
