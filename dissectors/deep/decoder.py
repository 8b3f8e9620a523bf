"""The deep decoder: a row of the table becomes tshark's tree of it, some tens of milliseconds later.

Each answer takes a tshark of its own, started ahead (`spares`): one that lives on would take a packet that it is given
twice for a retransmission. It is fed the packet's context and marks the packet itself by a comment, so that only that
one's tree comes back. Where fields lie in other bytes than the frame's, a second tshark tells which.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.asking import give_up
from dissectors.deep.tshark.context import Context, context_of
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.deep.tshark.spares import Spares
from dissectors.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from dissectors.deep.tree.dissection import DeepDissection
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.deep.tshark.tshark_capture import Splitter, TsharkCapture
    from dissectors.packets.table import PacketTable

KEPT: Final = 64
"""Answers."""
KEPT_BYTES: Final = 24 << 20
"""Of XML that they were made of, a tenth of what they take themselves; the last two are always kept."""
LARGE_BYTES: Final = 1 << 20
"""Of XML: its tree takes a tenth of a second to make."""
_MOMENT_SECONDS: Final = 0.02
PAINT_SECONDS: Final = 0.05
"""In which an answer is shown, before the next tshark is started."""
PATIENCE_SECONDS: Final = 30.0
"""A context is limited, so that tshark needs a fraction of this."""


@dataclass(frozen=True, slots=True)
class _Question:
    """All that is known of a row before tshark is asked."""

    frame: Frame
    context: Context
    capture: bytes
    """The context as pcapng."""
    end_mark: bytes
    """A packet behind it whose bytes say that what was asked for is whole."""


class DeepDecoder:
    """Made on the running loop on which it is used. One that is closed is of no more use."""

    def __init__(self, table: PacketTable, choices: DeepChoices | None = None, *, spares: int = 2) -> None:
        self._table = table
        self._choices = choices or DeepChoices()
        self._wanted_spares = spares
        self._marker = f"remora {secrets.token_hex(8)}"
        self._end = secrets.token_bytes(12)
        self._kept: OrderedDict[int, tuple[DeepDissection, int]] = OrderedDict()
        """With the size of the XML that it was made of."""
        self._key_logs = self._choices.key_log_states()
        """As they were when the answers that are kept were asked for."""
        self._ready: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._trees: Spares | None = None
        self._dumps: Spares | None = None
        self.tshark: Tshark | None = None
        """Known after the first `prepare` or `decode`."""
        self._types: FieldTable | None = None

    def kept(self, row: int) -> DeepDissection | None:
        """An answer that was given before; None where it was not, or is not kept any more, or there are new keys."""
        states = self._choices.key_log_states()
        if states != self._key_logs:
            self._key_logs = states
            self._kept.clear()
        answer, _ = self._kept.get(row, (None, 0))
        return answer

    async def prepare(self) -> Tshark:
        """Find tshark and start the spares, so that the first answer comes soon. Raises DeepError."""
        if self._ready is None or (self._ready.done() and self.tshark is None):
            self._ready = asyncio.ensure_future(self._prepare())
        # Whoever waits may be cancelled; the others still want it.
        await asyncio.shield(self._ready)
        assert self.tshark is not None
        return self.tshark

    async def decode(self, row: int) -> DeepDissection:
        """tshark's tree of a row. Raises DeepError, or CaptureFileError where the file no longer has it.

        Cancelling it ends the tshark that was at work.
        """
        kept = self.kept(row)
        if kept is not None:
            self._kept.move_to_end(row)
            return kept
        await self.prepare()
        question = await asyncio.to_thread(self._gather, row)
        xml = await self._ask(self._trees, [question.capture], row)
        from dissectors.deep.tree.dissection import deep_dissection, wants_dump

        def dissected(dump: bytes | None) -> DeepDissection:
            frame, context = question.frame, question.context
            return deep_dissection(frame, xml, context, self._types, dump, marker=self._marker)

        if len(xml) < LARGE_BYTES:
            answer = await asyncio.to_thread(dissected, None)
            if wants_dump(answer):
                dump = await self._ask(self._dumps, [question.capture, question.end_mark], row)
                answer = await asyncio.to_thread(dissected, dump)
        else:
            # What is large was put together; to make its tree twice takes longer than to ask.
            dump = await self._ask(self._dumps, [question.capture, question.end_mark], row)
            answer = await asyncio.to_thread(_made_quietly, dissected, dump)
        self._keep(row, answer, len(xml))
        return answer

    def forget(self) -> None:
        """Answers so far are not what would be said now: there are more keys."""
        self._kept.clear()

    async def close(self) -> None:
        """End every tshark; returns when none is left."""
        if self._ready is not None:
            while not self._ready.done():
                # One question follows another, and nobody waits for the answers.
                give_up()
                await asyncio.wait({self._ready}, timeout=_MOMENT_SECONDS)
            await asyncio.gather(self._ready, return_exceptions=True)
        for spares in (self._trees, self._dumps):
            if spares is not None:
                await spares.close()
        await asyncio.gather(*self._ending, return_exceptions=True)
        self._kept.clear()

    async def _prepare(self) -> None:
        # pyshark and lxml take a fifth of a second to import, the first look at tshark as long.
        tshark = await asyncio.to_thread(find_tshark, self._choices.tshark_path)
        self._types = await asyncio.to_thread(_imported, tshark)
        from dissectors.deep.tshark.splitters import Everything, PacketXml

        end = self._end.hex(" ").encode()
        self._trees = Spares(self._maker(tshark, PacketXml, "pdml", ()), self._wanted_spares)
        self._dumps = Spares(self._maker(tshark, lambda: Everything(end), "", ("-x",)), 1)
        self.tshark = tshark
        self._trees.fill()

    def _maker(
        self,
        tshark: Tshark,
        splitter: Callable[[], Splitter[bytes]],
        output: str,
        parameters: tuple[str, ...],
    ) -> Callable[[], TsharkCapture[bytes]]:
        from dissectors.deep.tshark.tshark_capture import TsharkCapture

        chosen = f'frame.comment == "{self._marker}"'
        return lambda: TsharkCapture(tshark, self._choices, splitter(), output, parameters, display_filter=chosen)

    def _gather(self, row: int) -> _Question:
        """In a thread."""
        context = context_of(self._table, row)
        feed = Feed(self._table, self._choices.secrets(), self._marker)
        capture = b"".join(feed.chunks(context.rows, row))
        return _Question(self._table.frame(row), context, capture, feed.end_mark(self._end))

    async def _ask(self, spares: Spares | None, chunks: list[bytes], row: int) -> bytes:
        """One tshark's answer."""
        from dissectors.deep.tshark.tshark_capture import Stop

        assert spares is not None
        answers: list[bytes] = []

        def take(answer: bytes) -> None:
            answers.append(answer)
            raise Stop

        capture = await spares.take()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await capture.run(chunks, take)
        except TimeoutError as error:
            raise TsharkFailed(
                f"{self._name} gave no answer for packet {row + 1} in {PATIENCE_SECONDS:.0f} s"
            ) from error
        finally:
            # Nobody waits for its end.
            self._let_end(capture.close())
            spares.fill(PAINT_SECONDS)
        if not answers:
            told = f": {capture.warnings[-1]}" if capture.warnings else ""
            raise TsharkFailed(f"{self._name} gave no answer for packet {row + 1}{told}")
        return answers[0]

    @property
    def _name(self) -> str:
        return self.tshark.name if self.tshark is not None else "tshark"

    def _let_end(self, closing: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(closing)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _keep(self, row: int, answer: DeepDissection, size: int) -> None:
        self._kept[row] = answer, size
        while len(self._kept) > 2 and (len(self._kept) > KEPT or self._kept_bytes() > KEPT_BYTES):
            self._kept.popitem(last=False)

    def _kept_bytes(self) -> int:
        return sum(size for _, size in self._kept.values())


def _made_quietly(make: Callable[[bytes], DeepDissection], dump: bytes) -> DeepDissection:
    from dissectors.deep.tree.garbage import garbage_waits

    with garbage_waits():
        return make(dump)


def _imported(tshark: Tshark) -> FieldTable | None:
    """Import what takes time, and tshark's names of fields; None where it does not tell them."""
    from dissectors.deep.errors import DeepError
    from dissectors.deep.tree import dissection
    from dissectors.deep.tshark import tshark_capture
    from dissectors.deep.tshark.field_cache import load_field_table

    del dissection, tshark_capture
    try:
        return load_field_table(tshark)
    except (DeepError, OSError):
        return None
