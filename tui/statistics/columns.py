"""Columns of statistics: what a record shows in each, and what it is sorted by there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tui.time_format import NO_TIME

Record: TypeAlias = Mapping[str, Any]
"""A row: numbers, texts, None for what is not known, and lists and mappings of them."""

WIDEST: Final = 60
"""Cells of a column on the screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of text, which is not yet safe."""

    title: str
    text: Callable[[Record], str]
    right: bool = True
    """Numbers stand on the right."""
    rank: int = 0
    """Where there is no room for all, the columns with the highest are left out; those with 0 always stay."""
    may_be_cut: bool = False
    """A name, of which the beginning tells enough."""
    by: str = ""
    """What of a record it is sorted by; empty where it cannot be."""

    @property
    def name(self) -> str:
        """What tells it from the others of a table."""
        return self.by or self.title

    @property
    def most(self) -> int | None:
        """Cells that it takes on the screen; None for a name, which has as many as there is room for."""
        return None if self.may_be_cut else WIDEST


def shown(
    title: str,
    by: str,
    words: Callable[[Any], str],
    *,
    right: bool = True,
    rank: int = 0,
    may_be_cut: bool = False,
) -> Column:
    """A column that shows one thing of a record, in words."""
    return Column(title, lambda one: words(one[by]), right, rank, may_be_cut, by)


def or_dash(text: str | None) -> str:
    """A dash where there is nothing to say."""
    return text or NO_TIME
