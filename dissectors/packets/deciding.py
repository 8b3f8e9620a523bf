"""Packets asked one by one whether a filter chooses them, where columns cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from dissectors.dissect import Dissection
from dissectors.packets.asking import Asker

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.frame import Frame
    from dissectors.registry import Registry


class Chooses:
    """The question whether a filter chooses a packet; a worker gets the filter's text."""

    def __init__(self, chosen: Filter) -> None:
        self._chosen = chosen

    def __call__(self, dissection: Dissection) -> bool:
        return self._chosen.matches(dissection)

    def __reduce__(self) -> tuple[Callable[[str], Chooses], tuple[str]]:
        return _compiled, (self._chosen.text,)


def _compiled(text: str) -> Chooses:
    # The filters import the packets' columns, and through them this.
    from dissectors.filters import compile_filter

    return Chooses(compile_filter(text))


class Decider:
    """Asks packets for one filter. `frame` gives a row's frame; it raises CaptureFileError where the file is gone."""

    def __init__(self, chosen: Filter, registry: Registry, frame: Callable[[int], Frame | None]) -> None:
        self._asker = Asker(Chooses(chosen), registry, frame)

    def ask(self, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """Each row with the answer, in the order of `rows`; no for a row without a frame.

        Raises FilterError where a pattern takes too long, WorkerLost where a worker was ended from outside.
        """
        return ((row, bool(answer)) for row, answer in self._asker.ask(rows))

    def close(self) -> None:
        """Let workers go; questions under way are not answered any more."""
        self._asker.close()
