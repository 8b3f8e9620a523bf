"""What sources of packets, a saved file as a live capture, post to the packets screen from any thread.

Everything in a message is frozen; handlers alone change state. What a single run posts stands beside that run, what a
single pane posts in that pane's module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.message import Message

if TYPE_CHECKING:
    from dissectors.capture_file import MergedCapture
    from dissectors.processes.attribution import Attribution

Mode = Literal["reading", "saved", "starting", "live", "stopped"]


@dataclass(frozen=True, slots=True)
class CaptureState:
    """What the top line tells about where packets come from. Texts as they came, not yet safe."""

    title: str
    """The file's name, or the interfaces."""
    mode: Mode = "saved"
    captured: int | None = None
    """Packets, as the engine counts them; None: as many as there are rows."""
    dropped: int | None = None
    """Packets that the kernel dropped; None where nobody can tell."""
    progress: float | None = None
    """How much of the file is read, 0 to 1; None when all of it is that will ever be."""
    engine: str = ""
    """What captures, for a live capture."""
    capture_filter: str = ""
    """Only what matches it is captured; empty for all."""
    notice: str = ""
    """A sentence about what is wrong, shown until it is closed."""

    @property
    def may_grow(self) -> bool:
        """There may be more packets, without anybody's doing."""
        return self.mode in ("reading", "starting", "live")


class CaptureStateChanged(Message):
    """Counters, mode or notice are new; a later one replaces an earlier one that still waits."""

    def __init__(self, state: CaptureState) -> None:
        super().__init__()
        self.state = state

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, CaptureStateChanged)


class RowsAdded(Message):
    """There are more packets. `append` puts a thread's frozen batches into the table; it is run by the screen."""

    def __init__(self, append: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.append = append


class CaptureReplaced(Message):
    """The source goes on in another capture: the packets so far are no longer its."""

    def __init__(self, capture: MergedCapture) -> None:
        super().__init__()
        self.capture = capture


class SourceFailed(Message):
    """A source cannot go on: a sentence for the screen. The packets so far stay."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class ProcessesFound(Message):
    """Ends of conversations of a live capture are known by the processes behind them."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        super().__init__()
        self.attributions = attributions
