"""Reading a ladder: a thread works the capture off and posts batches of lines, which the screen alone appends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

if TYPE_CHECKING:
    from dissectors.streams.ladders.ladder import Batch
    from dissectors.streams.ladders.ladder_reading import LadderReader


class LadderRead(Message):
    """Further lines of a ladder; None where there are no more for now."""

    def __init__(self, run: LadderRun, batch: Batch | None) -> None:
        super().__init__()
        self.run = run
        self.batch = batch


class LadderFailed(Message):
    """A ladder cannot be read on: a sentence. The lines so far stay."""

    def __init__(self, run: LadderRun, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class LadderRun:
    """One ladder on its way; what a capture adds later is read after `more`."""

    def __init__(self, reader: LadderReader, post: Post) -> None:
        self._reader = reader
        self._worker = OneAtATime("ladder", post, self._fail)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    def more(self) -> None:
        """Read what the table has by now and was not read yet."""
        if not self._reader.is_done:
            self._worker.start(self._read)

    def stop(self) -> None:
        """Nothing more will be posted."""
        self._worker.stop()

    def _read(self) -> Over:
        while not self._worker.is_stopped and not self._reader.is_done:
            self._worker.post(LadderRead(self, self._reader.read()))
        # The end of the work is news too.
        return partial(self._worker.post, LadderRead(self, None))

    def _fail(self, sentence: str) -> None:
        self._worker.post(LadderFailed(self, sentence))
        self._worker.post(LadderRead(self, None))
