"""Numbers for processes: which of many answers about ends are about the same one, and what it is called.

Answers come from `joined`, one for each end of a conversation; statistics count by the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.attribution import Attribution
from dissectors.processes.ends import words

NO_PROCESS: Final = -1


def name_of(one: Attribution) -> str:
    """`curl (123)`; without a process its unit or user; empty where nothing is known. Not safe for a terminal."""
    name = words(one)
    return name if one.pid is None or not name else f"{name} ({one.pid})"


class NumberedProcesses:
    """Of one list of answers, which only ever grows. Belongs to one thread."""

    def __init__(self) -> None:
        self.names: list[str] = []
        """By number, in the order in which they were seen; two processes may have the same."""
        self._numbers: dict[tuple[int | None, int | None, str], int] = {}
        self._by_answer = np.full(64, NO_PROCESS, np.int64)
        self._done = 0

    def of(self, answers: Sequence[Attribution]) -> NDArray[np.int64]:
        """By place among the answers the number of the process; NO_PROCESS where none is known.

        Those before are not looked at again.
        """
        new = answers[self._done :]
        stop = self._done + len(new)
        if stop > len(self._by_answer):
            room = np.full(max(stop, len(self._by_answer)), NO_PROCESS, np.int64)
            self._by_answer = np.concatenate([self._by_answer, room])
        for place, one in enumerate(new, self._done):
            self._by_answer[place] = self._number(one)
        self._done = stop
        return self._by_answer[:stop]

    def _number(self, one: Attribution) -> int:
        name = name_of(one)
        if not name:
            return NO_PROCESS
        number = self._numbers.setdefault((one.pid, one.started, name), len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number
