"""A packet's two ends: whose the sender and the receiver are, and the words for it in a line."""

from __future__ import annotations

from typing import Final, NamedTuple

from dissectors.processes.attribution import Attribution

ARROW: Final = " → "


class Ends(NamedTuple):
    """What is known of both; None where nothing is."""

    sender: Attribution | None
    receiver: Attribution | None

    @property
    def text(self) -> str:
        """For a column: "curl → nginx" where both are known, else the one that is; empty for neither.

        Not safe for a terminal.
        """
        return ARROW.join(filter(None, map(words, self)))


NOBODY: Final = Ends(None, None)


def words(end: Attribution | None) -> str:
    """One end in a word: the process's name; where none is known its unit or user in parentheses; else empty."""
    if end is None:
        return ""
    if end.pid is not None:
        return end.name or str(end.pid)
    if end.unit or end.user:
        return f"({end.unit or end.user})"
    return "" if end.uid is None else f"(uid {end.uid})"
