"""What can be wrong with a display filter."""

from __future__ import annotations

from dissectors.errors import RemoraError


class FilterError(RemoraError):
    """A display filter cannot be used; `column` counts its characters from 0, None where none is to blame."""

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message if column is None else f"{message} (at column {column + 1})")
        self.message = message
        """One sentence, without the column."""
        self.column = column


class UnknownField(FilterError):
    """A filter names a field or protocol that there is not, like one that there is."""


class NotNative(FilterError):
    """A filter asks for a field that only Wireshark's own dissectors, if any, can give: tshark is needed."""
