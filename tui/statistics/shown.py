"""What is kept of the statistics screen while it is not shown: the counts, the view, and the order of each table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.statistics.rows import StatisticsRows
from tui.statistics.tables import Table
from tui.statistics.views import VIEWS, View

if TYPE_CHECKING:
    from tui.statistics.kinds import Printed
    from tui.statistics.told import Counted


@dataclass(frozen=True, slots=True)
class Place:
    """Of the cursor in a table."""

    key: object = None
    """What tells the record from all others; None before there were any."""
    row: int = 0
    height: int = 0
    """Lines below the first visible row."""
    is_chosen: bool = False
    """By the user; else the top stays in sight."""


class ShownStatistics:
    """The views, as far as they were counted, and which part of which is in sight."""

    def __init__(self) -> None:
        self.view = VIEWS[0]
        self.rows = StatisticsRows()
        self._counted: dict[str, Counted] = {}
        """By the view's name."""
        self._places: dict[str, Place] = {}
        """By view and part."""
        self._parts: dict[str, str] = {}
        """Of each view the name of the part that was chosen."""

    def take(self, counted: Counted) -> None:
        """There are newer numbers of a view."""
        self._counted[counted.view.name] = counted
        if counted.view is self.view:
            self._arrange()

    def forget(self) -> None:
        """Other packets are counted from now on."""
        self._counted.clear()
        self._arrange()

    def show(self, view: View) -> None:
        """Put a view in sight."""
        self.view = view
        self._arrange()

    def show_part(self, name: str) -> None:
        """Put a part of the view in sight."""
        self._parts[self.view.name] = name
        self._arrange()

    @property
    def place(self) -> Place:
        """Where the cursor is in the part in sight, or was when that was left."""
        return self._places.get(self._name, Place())

    def keep_place(self, row: int, height: int, *, is_chosen: bool = True) -> None:
        """The cursor is in a row now, so many lines below the first visible one; without rows it stays where it was."""
        key = self.rows.key(row)
        if key is not None:
            self._places[self._name] = Place(key, row, height, is_chosen)

    def step_view(self, step: int) -> View:
        """The view so many tabs further on."""
        return VIEWS[(VIEWS.index(self.view) + step) % len(VIEWS)]

    def step_part(self, step: int) -> str:
        """The part so many tabs further on; empty where there is none."""
        names = list(self.parts)
        here = self.part_name
        return names[(names.index(here) + step) % len(names)] if here in names else ""

    @property
    def counted(self) -> Counted | None:
        """The view in sight, as far as it was counted."""
        return self._counted.get(self.view.name)

    @property
    def parts(self) -> Mapping[str, Printed]:
        """Of the view in sight, by kind and name."""
        counted = self.counted
        return {} if counted is None else {f"{part.kind} {name_of(part)}": part for part in counted.parts}

    @property
    def part_name(self) -> str:
        """Which part is in sight: the one that was chosen, else the first; empty where there is none."""
        names = self.parts
        chosen = self._parts.get(self.view.name, "")
        return chosen if chosen in names else next(iter(names), "")

    @property
    def part(self) -> Printed | None:
        return self.parts.get(self.part_name)

    def _arrange(self) -> None:
        part = self.part
        self.rows.show(part if isinstance(part, Table) else None, self._name)

    @property
    def _name(self) -> str:
        return f"{self.view.name} {self.part_name}"


def name_of(part: Printed) -> str:
    """What a part is called among the others of its view."""
    return part.name if isinstance(part, Table) and part.name else part.title
