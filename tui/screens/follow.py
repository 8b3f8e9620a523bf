"""A conversation followed: what both sides said, as text, bytes or messages; every line leads back to its packet.

It ends with what the screen below shall do: go to a packet, or filter. A thread reads the capture on; this screen
appends, and looks for further lines in slices between keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from dissectors.errors import RemoraError
from dissectors.streams.following.follow import Exchange, Followed
from dissectors.streams.following.followable import told_ends
from dissectors.streams.following.parts import CLIENT, DATA, LOST, SERVER
from tui.exchange_text import Form
from tui.exchange_view import ExchangeView
from tui.following import ExchangeFailed, ExchangeRead, ExchangeReader
from tui.giving_back import give_back
from tui.keys import bindings
from tui.panes.exchange_bars import ExchangeStatus, ExchangeTopBar, Shown, Under
from tui.panes.exchange_pane import ExchangePane
from tui.panes.footer import KeyFooter
from tui.panes.status_bar import NoticeBar
from tui.screens.follow_actions import FollowActions
from tui.screens.follow_inside import FollowInside

if TYPE_CHECKING:
    from dissectors.deep.following.deep_exchange import DeepStream
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.followable import Followable
    from dissectors.streams.following.http import DecodedHTTP
    from tui.app import RemoraApp
    from tui.deep.inside import InsideReader

SECONDS_BETWEEN_LOOKS = 0.05
SLICE_SECONDS = 0.02
"""Of work between two keys."""
PARTS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class FollowEnd:
    """What the user wants of the screen below."""

    row: int | None = None
    """To go to this row."""
    display_filter: str = ""
    """To add this one to the filter in use."""


class FollowScreen(FollowInside, FollowActions, Screen[FollowEnd | None]):
    """`protocol` is "tcp" or "udp", `stream` its number; `row` is the one whose bytes to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("follow")]
    AUTO_FOCUS = "#exchange"

    def __init__(
        self,
        table: PacketTable,
        protocol: Followed,
        stream: int,
        *,
        row: int | None = None,
        grows: Callable[[], bool] = lambda: False,
        form: Form = "ascii",
    ) -> None:
        """`grows` tells whether the table may still get rows."""
        super().__init__()
        self.table = table
        self.form: Form = form
        self.side: int | None = None
        self._grows = grows
        self.first_row = row
        """The packet whose bytes the cursor shall go to once they are there."""
        self.begin(protocol, stream)

    def begin(self, protocol: Followed, stream: int) -> None:
        """Of the conversation itself nothing is read yet."""
        exchange = Exchange(self.table, protocol, stream)
        self.inside: DeepStream | None = None
        """What is followed inside the conversation; None for the conversation itself."""
        self.show_exchange(exchange, ExchangeReader(exchange, self.post_message))

    def show_exchange(self, exchange: Followable, reader: ExchangeReader | InsideReader) -> None:
        """Have another exchange; `show_view` shows it."""
        self.exchange: Followable = exchange
        self.reader: ExchangeReader | InsideReader = reader
        self.decoded: DecodedHTTP | None = None
        self.view = ExchangeView(self.exchange, self.side)
        self._is_finished = False
        self._has_more_lines = True
        self._counted = 0
        """Parts that are counted in sizes."""
        self._sizes, self._lost = (0, 0), 0

    def compose(self) -> ComposeResult:
        yield ExchangeTopBar(id="top")
        yield NoticeBar(id="notice")
        yield ExchangePane(self.view, self.form, id="exchange")
        yield ExchangeStatus(id="status")
        footer = KeyFooter(cast("RemoraApp", self.app).keys, id="keys")
        footer.show("follow")
        yield footer

    @property
    def pane(self) -> ExchangePane:
        return self.query_one(ExchangePane)

    def on_mount(self) -> None:
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)
        self.look()

    def on_unmount(self) -> None:
        self.reader.stop()
        self.end_asking()

    def start_over(self, protocol: Followed, stream: int) -> None:
        """Follow another conversation."""
        self.reader.stop()
        self.stop_search()
        self.first_row = None
        self.forget_inside()
        self.begin(protocol, stream)
        self.show_view()
        self.look()

    @property
    def row_under_cursor(self) -> int | None:
        """The packet under the cursor; None where there is none."""
        part = self.pane.cursor_part()
        return self.view.said.parts[part].row if part is not None else self.first_row

    # The exchange grows.

    def look(self) -> None:
        """Read on, and go on with what takes its time."""
        self.reader.wake()
        exchange = self.exchange
        if exchange.is_complete and not (self._is_finished or self._grows() or self.reader.is_working):
            self._is_finished = True
            if exchange.finish():
                self._grown()
            give_back()
        self.look_inside()
        self._go_on()
        self.tell()

    @on(ExchangeRead)
    def _read(self, message: ExchangeRead) -> None:
        if message.exchange is not self.exchange:
            return
        try:
            has_more = message.exchange.append(message.batch)
        except (RemoraError, OSError) as error:
            self.query_one(NoticeBar).show(str(error))
            return
        if has_more:
            # A table that has got rows since is no longer finished.
            self._is_finished = False
            self._grown()
        self.reader.wake()
        self.tell()

    @on(ExchangeFailed)
    def _failed(self, message: ExchangeFailed) -> None:
        if message.exchange is self.exchange:
            self.query_one(NoticeBar).show(message.sentence)

    def _grown(self) -> None:
        if self.form == "http":
            self._decode()
        if self.view.refresh():
            self.pane.grown()
            self._has_more_lines = True
            self._go_to_first_row()

    def _go_to_first_row(self) -> None:
        """Once the bytes of the packet that the user came from are there, or it is clear that it brought none."""
        row = self.first_row
        if row is None or self.exchange.rows_read <= row:
            return
        position = self.view.position_of_row(row)
        if position is not None or not self.exchange.waiting:
            self.first_row = None
            if self.pane.cursor == 0 and position:
                self.pane.go_to(position)

    def _go_on(self) -> None:
        """A slice of what takes its time: bodies, lines, a search."""
        if self.form == "http":
            self._decode()
            if self.view.refresh():
                self.pane.grown()
                self._has_more_lines = True
        if self._has_more_lines and self.pane.drawn_width:
            self._has_more_lines = self.pane.work(SLICE_SECONDS)
        self.search_on()

    def _decode(self) -> None:
        if self.decoded is None:
            return
        deadline, has_more = time.monotonic() + SLICE_SECONDS, True
        try:
            while has_more and time.monotonic() < deadline:
                has_more = self.decoded.read_on(PARTS_AT_ONCE)
        except (RemoraError, OSError) as error:
            self.query_one(NoticeBar).show(str(error))
            return
        if not has_more and self._is_finished and not self.decoded.is_finished:
            self.decoded.finish()
        if self.decoded.is_full:
            self.note("Only the beginning is unpacked here: remora follow --as http prints all of it.")

    # What is shown.

    def show_view(self) -> None:
        """Show the exchange in the form and of the side that are chosen now."""
        if self.form == "http" and self.decoded is None:
            from dissectors.streams.following.http import DecodedHTTP  # only this form needs it

            self.decoded = DecodedHTTP(self.exchange)
            self._decode()
        said = self.decoded if self.form == "http" and self.decoded is not None else self.exchange
        self.view = ExchangeView(said, self.side)
        self.pane.show(self.view, self.form)
        self._has_more_lines = True
        self.note("")
        self._go_on()
        self.tell()

    @on(ExchangePane.Moved)
    def _moved(self) -> None:
        self._tell_cursor()

    def tell(self) -> None:
        exchange, reader = self.exchange, self.reader
        parts = exchange.parts
        if len(parts) != self._counted:
            self._counted, is_data = len(parts), parts.kinds == DATA
            client, server = (int(parts.lengths[is_data & (parts.sides == side)].sum()) for side in (CLIENT, SERVER))
            self._sizes = client, server
            self._lost = int(parts.lengths[parts.kinds == LOST].sum())
        done = exchange.rows_read / max(len(self.table), 1)
        self.query_one(ExchangeTopBar).show(
            Shown(
                exchange.title,
                told_ends(exchange),
                self._sizes,
                self._lost,
                exchange.packets,
                None if reader.has_failed or (exchange.is_complete and not reader.is_working) else done,
                "tshark" if self.inside is not None and reader.is_working and not len(parts) else "",
            )
        )
        self.pane.empty_words = self._empty_words()
        self._tell_cursor()

    def _empty_words(self) -> tuple[str, ...]:
        if self.inside is not None:
            return self.empty_words_inside()
        if not self.exchange.is_complete:
            return ("Reading the capture …",)
        if self._grows():
            return ("Nothing was said yet.", "What is said will be shown here.")
        whose = "" if self.side is None else f" by the {('client', 'server')[self.side]}"
        return (f"Nothing was said{whose}: no packet of this conversation carries any bytes.",)

    def _tell_cursor(self) -> None:
        part = self.pane.cursor_part()
        under = None
        if part is not None:
            found = self.view.said.parts[part]
            under = Under(found.row + 1, found.side, found.offset, found.length)
        self.query_one(ExchangeStatus).show(under, self.form, self.side, self.inside_words)

    def note(self, words: str) -> None:
        """Tell something in the status line; empty ends that."""
        self.query_one(ExchangeStatus).say(words)
