"""Regular expressions over bytes that nobody can make run forever."""

from __future__ import annotations

from typing import Any, Final

from dissectors.filters.errors import FilterError
from dissectors.filters.types import text_bytes

LONGEST_SEARCH_SECONDS: Final = 1.0
"""For one value of one packet; ordinary patterns take microseconds."""


class Pattern:
    """A compiled expression; letters match whatever their case unless `(?-i)` says otherwise."""

    def __init__(self, text: str, column: int) -> None:
        """Raises FilterError where the expression is wrong."""
        # Filters without `matches` should not wait for this import.
        import regex

        self._column = column
        try:
            self._compiled: Any = regex.compile(text_bytes(text), regex.IGNORECASE | regex.VERSION1)
        except (regex.error, OverflowError, RecursionError, ValueError) as error:
            raise FilterError(f"the regular expression is wrong: {error}", column) from None

    def finds(self, data: bytes) -> bool:
        """Whether it matches anywhere. Raises FilterError where that takes too long to find out."""
        try:
            return self._compiled.search(data, timeout=LONGEST_SEARCH_SECONDS) is not None
        except TimeoutError:
            raise FilterError(
                f"the regular expression needs more than {LONGEST_SEARCH_SECONDS:g} s for a packet", self._column
            ) from None
