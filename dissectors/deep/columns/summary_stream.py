"""tshark's summaries of a table's rows, in order, from a capture that is saved, being read, or live.

Rows go from the table to a tshark (`Feed`, `TsharkCapture`) as they come; batches of summaries come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Final

from dissectors.deep.columns.colour_rules import bring_rules
from dissectors.deep.columns.psml import PARAMETERS, PARAMETERS_WITH_COLOURS, SummaryBatch, SummarySplitter
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.folders import configuration_folder
from dissectors.deep.tshark.program import Tshark
from dissectors.deep.tshark.tshark_capture import TsharkCapture

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.packets.table import PacketTable

ROWS_AT_ONCE: Final = 4_096


class SummaryStream:
    """Summaries of rows 0 up to where the caller allows; to be run once, on the loop on which it was made.

    `more` and `finish` may be called before and while it runs.
    """

    def __init__(self, table: PacketTable, tshark: Tshark, choices: DeepChoices, *, with_colours: bool = False) -> None:
        """`with_colours` asks for Wireshark's colouring rules: the user's, those of a profile, or the usual ones."""
        self.fed = 0
        """Rows that tshark was given."""
        self.problem = ""
        """A sentence where the user's rules cannot be used."""
        if with_colours and choices.profile is None:
            self.problem = bring_rules(configuration_folder())
        parameters = PARAMETERS_WITH_COLOURS if with_colours else PARAMETERS
        self._feed = Feed(table, choices.secrets)
        self._capture = TsharkCapture(tshark, choices, SummarySplitter(), "psml", parameters, gathers=True)
        self._stop = 0
        self._is_finished = False
        self._woken = asyncio.Event()

    @property
    def warnings(self) -> list[str]:
        """What tshark said beside its answers, not safe for a terminal."""
        return self._capture.warnings

    def more(self, stop: int) -> None:
        """Rows before `stop` are there to be asked for."""
        self._stop = max(self._stop, stop)
        self._woken.set()

    def finish(self) -> None:
        """No more rows will come: when those there are have been answered, it ends."""
        self._is_finished = True
        self._woken.set()

    async def run(self, on_batch: Callable[[SummaryBatch], None]) -> None:
        """Hand over the batches as they come, until after `finish`. While `on_batch` works, nothing else comes.

        Cancelling it ends tshark at once, and so does an exception of `on_batch`. Raises TsharkFailed,
        CaptureFileError.
        """
        try:
            await self._capture.run(self._chunks(), on_batch)
        finally:
            await self._capture.close()

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            self._woken.clear()
            while self.fed < self._stop:
                stop = min(self._stop, self.fed + ROWS_AT_ONCE)
                for chunk in self._feed.chunks(range(self.fed, stop)):
                    yield chunk
                self.fed = stop
            if self._is_finished:
                return
            await self._woken.wait()
