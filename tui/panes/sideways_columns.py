"""Which columns of a sideways table are in sight: what the sources of such tables have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from tui.panes.column_widths import Column, order_mark


class AnyColumn(Protocol):
    """What is wanted of a source's own columns."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def most(self) -> int | None:
        """Widest, in cells; of those that stay the table says it, and of those that have None."""
        ...

    @property
    def right(self) -> bool: ...


OneColumn = TypeVar("OneColumn", bound=AnyColumn)


class SidewaysColumns(ABC, Generic[OneColumn]):
    """The columns' part of `SidewaysRows`."""

    STAYING: tuple[str, ...] = ()
    """Names of the columns that are always in sight, where these are always the same."""

    def __init__(self, widest_end: int) -> None:
        self.hidden = 0
        """How many of the columns that do not stay are out of sight on the left."""
        self.widest_end = widest_end
        """Cells that one of the columns that stay may take."""

    @abstractmethod
    def every(self) -> Sequence[OneColumn]:
        """All columns, those out of sight too, in their order."""

    @abstractmethod
    def order(self) -> tuple[str | None, bool]:
        """The name of the column that rows are sorted by, None for none of them, and whether they descend."""

    @property
    def staying(self) -> tuple[str, ...]:
        """The columns that are always in sight."""
        return self.STAYING

    def names(self) -> list[str]:
        """Of all columns, those out of sight too, in their order."""
        return [column.name for column in self.every()]

    def shown(self) -> list[OneColumn]:
        """The columns from the first visible one on."""
        every, staying = self.every(), self.staying
        passing = {column.name for column in [one for one in every if one.name not in staying][: self.hidden]}
        return [column for column in every if column.name not in passing]

    def columns(self) -> list[Column]:
        """The same as the table draws them, with a mark at the one that rows are sorted by."""
        sorted_by, descending = self.order()
        staying = self.staying
        return [
            Column(
                column.name,
                column.title,
                self.widest_end if column.most is None or column.name in staying else column.most,
                column.right,
                mark=order_mark(descending=descending) if column.name == sorted_by else "",
            )
            for column in self.shown()
        ]
