"""What travels between threads, panes and screens. Everything here is frozen; handlers alone change state.

A source (a saved file, a live capture) posts `RowsAdded`, `CaptureStateChanged` and `SourceFailed` to the packets
screen from any thread. Messages of one pane only (`Table.CursorMoved`, `PacketTree.FieldSelected`,
`PacketBytes.ByteChosen`) stand in that pane's class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.message import Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.capture_file import MergedCapture
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.following.deep_exchange import DeepExchange
    from dissectors.packets.expert import ExpertItem
    from dissectors.packets.search import Hit
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.following.follow import Batch as ExchangeBatch
    from dissectors.streams.following.follow import Exchange
    from dissectors.streams.following.followable import Followable
    from dissectors.streams.ladders.ladder import Batch
    from dissectors.streams.patterns.finding import Finding
    from dissectors.streams.tables.conversations import Conversations, Kind
    from tui.diagnosis_entries import Entry
    from tui.judging import FilterProblem
    from tui.panes.text_lines import Paragraph
    from tui.rate_graph.wanted import Told
    from tui.socket_view.picture import Picture
    from tui.sockets.seen import Key, Seen
    from tui.tcp_graphs.run import GraphPicture

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


class WorkedOut(Message):
    """What needs all packets before is known of some more of them: decoded packets may tell more than before."""

    def __init__(self, is_over: bool) -> None:
        super().__init__()
        self.is_over = is_over
        """It is known of all rows that there were."""


class ProcessesFound(Message):
    """Ends of conversations of a live capture are known by the processes behind them."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        super().__init__()
        self.attributions = attributions


class SceneTold(Message):
    """A scene of the lab has come to its next step, or is over."""

    def __init__(self, words: str, is_over: bool) -> None:
        super().__init__()
        self.words = words
        self.is_over = is_over


class FilterMatched(Message):
    """A part of the table has been filtered by the run of that number."""

    def __init__(
        self,
        run: int,
        rows: NDArray[np.int64],
        examined: int,
        seconds: float,
        finished: bool,
        candidates: int,
        tier: str = "",
    ) -> None:
        super().__init__()
        self.run = run
        self.rows = rows
        """Those that match, ascending, behind all that were told before."""
        self.examined = examined
        """Rows that have been looked at, from the first on."""
        self.seconds = seconds
        """What looking at them took."""
        self.finished = finished
        self.candidates = candidates
        """Packets that columns could not tell of, and that are dissected."""
        self.tier = tier
        """Who answers; empty where the candidates tell."""


class FilterFailed(Message):
    """A filter could not be applied: a sentence for the filter bar."""

    def __init__(self, run: int, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class FilterCompiled(Message):
    """A text that is no native filter was given to tshark: it is one of tshark's, or there is a problem with it."""

    def __init__(self, text: str, chosen: AnyFilter | None, problem: FilterProblem | None) -> None:
        super().__init__()
        self.text = text
        self.chosen = chosen
        self.problem = problem


class RowsOrdered(Message):
    """A sort by the run of that number has got so far."""

    def __init__(self, run: int, rows: NDArray[np.int64] | None, examined: int, total: int) -> None:
        super().__init__()
        self.run = run
        self.rows = rows
        """All rows that were handed over, in order; None as long as they are not."""
        self.examined = examined
        """Rows whose values are known, of `total`."""
        self.total = total


class SortFailed(Message):
    """Rows cannot be sorted: a sentence."""

    def __init__(self, run: int, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class FilterApplied(Message):
    """The user wants this filter; empty shows all packets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterLeft(Message):
    """The user leaves the filter bar without applying."""


class FindProgress(Message):
    """How far a search got."""

    def __init__(self, search: object, examined: float) -> None:
        super().__init__()
        self.search = search
        self.examined = examined
        """0 to 1."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FindProgress)


class FindEnded(Message):
    """A search is over."""

    def __init__(self, search: object, hit: Hit | None, wrapped: bool, problem: str = "") -> None:
        super().__init__()
        self.search = search
        self.hit = hit
        """None where there is none."""
        self.wrapped = wrapped
        """The hit is not between the cursor and the end, but behind the other end of the list."""
        self.problem = problem
        """Why it ended early, in a sentence; empty if it did not."""


class ConversationsCounted(Message):
    """The conversations among the rows that a tally has got to."""

    def __init__(self, tally: object, tables: Mapping[Kind, Conversations], rows_done: int, is_done: bool) -> None:
        super().__init__()
        self.tally = tally
        self.tables = tables
        self.rows_done = rows_done
        """Rows before this one have been looked at."""
        self.is_done = is_done
        """Everything that was handed over is counted."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, ConversationsCounted) and message.tally is self.tally


class ConversationsFailed(Message):
    """Conversations cannot be counted: a sentence."""

    def __init__(self, tally: object, sentence: str) -> None:
        super().__init__()
        self.tally = tally
        self.sentence = sentence


class DiagnosisTold(Message):
    """What is wrong in the rows that a diagnosis has got to."""

    def __init__(
        self,
        run: object,
        findings: Sequence[Finding],
        items: Sequence[ExpertItem],
        count: int,
        examined: int,
        is_done: bool,
        verdicts: Sequence[Entry] = (),
    ) -> None:
        super().__init__()
        self.run = run
        self.findings = findings
        self.items = items
        self.verdicts = verdicts
        self.count = count
        """Rows that were taken in."""
        self.examined = examined
        """Packets among them that were dissected."""
        self.is_done = is_done
        """Nothing is going on."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, DiagnosisTold) and message.run is self.run


class DiagnosisFailed(Message):
    """A capture cannot be diagnosed on: a sentence. What was found stays."""

    def __init__(self, run: object, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class LadderRead(Message):
    """Further lines of a ladder; None where there are no more for now."""

    def __init__(self, run: object, batch: Batch | None) -> None:
        super().__init__()
        self.run = run
        self.batch = batch


class LadderFailed(Message):
    """A ladder cannot be read on: a sentence. The lines so far stay."""

    def __init__(self, run: object, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class TCPGraphMade(Message):
    """A picture of a conversation's graph; None where there is no more for now."""

    def __init__(self, run: object, picture: GraphPicture | None) -> None:
        super().__init__()
        self.run = run
        self.picture = picture


class TCPGraphFailed(Message):
    """A graph cannot be read on: a sentence. The picture so far stays."""

    def __init__(self, run: object, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class ExchangeRead(Message):
    """Further rows of the capture have been looked at for an exchange."""

    def __init__(self, exchange: Exchange, batch: ExchangeBatch) -> None:
        super().__init__()
        self.exchange = exchange
        self.batch = batch


class ExchangeFailed(Message):
    """An exchange cannot be read on: a sentence. What was said so far stays."""

    def __init__(self, exchange: Followable, sentence: str) -> None:
        super().__init__()
        self.exchange = exchange
        self.sentence = sentence


class ObjectsSaved(Message):
    """Objects were saved, all or some; a sentence."""

    def __init__(self, count: int, sentence: str, *, is_failure: bool) -> None:
        super().__init__()
        self.count = count
        self.sentence = sentence
        self.is_failure = is_failure


class InsideRead(Message):
    """tshark has told all that is inside a conversation now; it takes the place of what was known before."""

    def __init__(self, before: DeepExchange, exchange: DeepExchange) -> None:
        super().__init__()
        self.before = before
        self.exchange = exchange


class SocketsSeen(Message):
    """The machine's sockets were looked at, or are arranged in another way; a later picture replaces an earlier one."""

    def __init__(self, look: object, picture: Picture) -> None:
        super().__init__()
        self.look = look
        self.picture = picture

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SocketsSeen)


class SocketsDetailed(Message):
    """More is known of some sockets, by their keys, than in the latest picture."""

    def __init__(self, look: object, seen: Mapping[Key, Seen]) -> None:
        super().__init__()
        self.look = look
        self.seen = seen


class SocketTold(Message):
    """All there is to read of one socket, by its key."""

    def __init__(self, look: object, key: Key, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__()
        self.look = look
        self.key = key
        self.paragraphs = paragraphs


class SocketsFailed(Message):
    """The machine does not tell its sockets: a sentence why."""

    def __init__(self, look: object, sentence: str) -> None:
        super().__init__()
        self.look = look
        self.sentence = sentence


class RatesCounted(Message):
    """What the series of a graph come to by now, as far as a run has counted."""

    def __init__(self, run: object, told: Told) -> None:
        super().__init__()
        self.run = run
        self.told = told

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, RatesCounted) and message.run is self.run
