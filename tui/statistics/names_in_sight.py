"""Names that the screen asks the resolver for: of the rows in sight, from when the user wants it until no more.

What was found is kept, and shown by whatever table is made with `found`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from tui import wording
from tui.resolver import Resolver
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.kinds import Printed


class NamesInSight:
    """Belongs to the thread of the screen; others may look into `found`."""

    def __init__(self, make: Callable[[], Resolver] = Resolver) -> None:
        self.is_on = False
        """Names are being asked for."""
        self._make = make
        self._resolver: Resolver | None = None

    @property
    def found(self) -> Mapping[bytes, str] | None:
        """As `HostNames` takes them, and growing; None as long as nobody wanted any."""
        return None if self._resolver is None else self._resolver.names

    def turn(self) -> None:
        """Ask from now on, or no more: then what nobody has begun to ask about is dropped."""
        self.is_on = not self.is_on
        if self.is_on:
            self._resolver = self._resolver or self._make()
        elif self._resolver is not None:
            self._resolver.give_up()

    def ask(self, part: Printed | None, records: Iterable[Record]) -> None:
        """Ask about these records of a part."""
        if self.is_on and self._resolver is not None and isinstance(part, Table) and part.address is not None:
            self._resolver.ask(filter(None, map(part.address, records)))

    def take(self) -> bool:
        """Take in what has come; whether there are names that were not there before."""
        return self._resolver is not None and self._resolver.take()

    @property
    def words(self) -> str:
        """How it stands; empty while nothing is asked for."""
        one = self._resolver
        if not self.is_on or one is None:
            return ""
        if one.waiting:
            told = f"names are looked up, {wording.count(one.waiting)} waited for"
        else:
            told = "names were looked up" if one.asked else "names are looked up"
        if one.failed:
            told += f", for {wording.count(one.failed)} there was no answer"
        return told + ", no more than these" * one.left_out
