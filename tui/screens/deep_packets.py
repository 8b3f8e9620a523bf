"""tshark's decoding of the packet on the screen: it takes the native one's place in the same panes when it arrives.

The native tree is there at once. One key goes through tshark's, Remora's own, and both beside each other.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from textual.containers import Vertical

from dissectors.deep.errors import NoTshark
from dissectors.errors import RemoraError
from tui import wording
from tui.deep.marks import marks_of_deep, marks_of_native
from tui.deep.views import VIEWS, View, next_view, tree_title, view_named
from tui.deep.wishes import Wishes
from tui.field_nodes import path_at_byte
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree

if TYPE_CHECKING:
    from textual.timer import Timer

    from dissectors.decoded import Decoded
    from dissectors.dissect import Dissection
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen

SECONDS_UNTIL_PREPARED: Final = 0.15
"""The first packets on the screen do not wait for tshark to start."""
SECONDS_UNTIL_WAITING_IS_TOLD: Final = 0.3
"""Most answers are there before."""
WAITING: Final = "waiting for tshark"
FAILED: Final = "tshark failed"
NOT_USED: Final = "tshark is not used here: packets are decoded by Remora itself."


class DeepPackets:
    """Mixed into the packets screen, which holds rows and panes."""

    view: View = "native"
    native: Dissection | None = None
    """Of the packet that is shown."""
    deep: Decoded | None = None
    """tshark's, of the same packet, once it is there."""
    _told_of: tuple[Decoded, Decoded, Decoded] | None = None
    """tshark's and the native one, and the first with what only the second tells: of processes."""
    deep_note: str = ""
    """Why it is not there, for the title."""
    _wishes: Wishes | None = None
    _tshark_name: str = "tshark"
    _no_tshark: str = ""
    """Why there is none to ask."""
    _told: frozenset[str] = frozenset()
    """Reasons for failures, which are told once each."""
    _preparing: asyncio.Task[None] | None = None
    _waiting: Timer | None = None

    @property
    def _deep_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    @property
    def _deep_app(self) -> RemoraApp:
        return cast("RemoraApp", self._deep_screen.app)

    @property
    def _answerer(self) -> Wishes | None:
        """Who may be asked; None where nobody can answer."""
        return None if self._no_tshark else self._wishes

    # Beginning and end.

    def on_mount(self) -> None:
        self._begin_wishes()
        self.view = view_named(self._deep_app.settings.decoder) if self._wishes is not None else "native"
        self._show_view()

    def _begin_wishes(self) -> None:
        decoder = self._deep_app.make_decoder(self._deep_screen.table)
        if decoder is not None:
            self._wishes = Wishes(decoder, self._answered, self._failed)
            self._preparing = asyncio.ensure_future(self._prepare(self._wishes))

    async def _prepare(self, wishes: Wishes) -> None:
        await asyncio.sleep(SECONDS_UNTIL_PREPARED)
        try:
            self._tshark_name = (await wishes.decoder.prepare()).name
        except (RemoraError, OSError) as error:
            self._failed(None, error)
        else:
            self.show_title()

    async def end_deep(self) -> None:
        """Returns when nothing of tshark is left."""
        wishes, self._wishes, self._no_tshark = self._wishes, None, ""
        if self._preparing is not None:
            self._preparing.cancel()
        if wishes is not None:
            await wishes.close()

    async def decode_anew(self) -> None:
        """The packets are others than before, or other things were chosen for tshark: no answer so far holds."""
        await self.end_deep()
        if self._deep_screen.is_attached:
            self._begin_wishes()
            self._show_view()

    # A packet.

    def show_decoded(self, native: Dissection | None) -> None:
        """Show the packet of `shown_row`, None where it has none; what tshark says comes later."""
        screen = self._deep_screen
        self.native = native
        self.deep = self._wish()
        screen.dissection = self._chosen()
        screen.query_one(PacketBytes).show_packet(screen.dissection)
        screen.query_one(PacketTree).show(screen.dissection, self._marks())
        screen.show_opinion()
        self.show_title()

    def renew_native(self, native: Dissection) -> None:
        """More is known of the packet that is shown."""
        screen = self._deep_screen
        self.native = native
        chosen = self._chosen()
        if chosen is not None and chosen is not screen.dissection:
            screen.dissection = chosen
            screen.query_one(PacketTree).renew(chosen)
        if self.view == "second":
            screen.show_opinion()

    def ask_again(self) -> None:
        """tshark may say more of the packet by now; what it said stays until then."""
        wishes, row = self._answerer, self._deep_screen.shown_row
        if wishes is not None and row is not None and self.deep is not None and self.view != "native":
            answer = wishes.want(row)
            if answer is not None:
                self._answered(row, answer)

    def _wish(self) -> Decoded | None:
        """tshark's answer, as far as it is known by now; it is asked where it is wanted."""
        screen, wishes, row = self._deep_screen, self._answerer, self._deep_screen.shown_row
        self.deep_note = ""
        if self._waiting is not None:
            self._waiting.stop()
        if wishes is None:
            return None
        if row is None or self.native is None or self.view == "native":
            wishes.give_up()
            return wishes.decoder.kept(row) if row is not None else None
        follows = screen.query_one(PacketList).follows and screen.state.mode == "live"
        answer = wishes.want(row, patient=follows)
        if answer is None:
            self._waiting = screen.set_timer(SECONDS_UNTIL_WAITING_IS_TOLD, self._tell_waiting)
        return answer

    def _answered(self, row: int, answer: Decoded) -> None:
        if row == self._deep_screen.shown_row:
            self.deep, self.deep_note = answer, ""
            self._show_chosen()

    def _failed(self, row: int | None, error: RemoraError | OSError) -> None:
        """Native goes on; why tshark does not is told once. `row` is None where it fails for all."""
        screen = self._deep_screen
        if row is None or isinstance(error, NoTshark):
            self.view, self._no_tshark = "native", str(error)
            self._show_view()
            if self._deep_app.settings.decoder == "native":
                return  # who chose that does not wait for tshark
        elif row == screen.shown_row:
            self.deep_note = FAILED
            screen.show_opinion()
            self.show_title()
        if str(error) not in self._told:
            self._told |= {str(error)}
            self._deep_app.tell(wording.sentence(str(error)))

    def _tell_waiting(self) -> None:
        if self._wishes is not None and self._wishes.is_waiting:
            self.deep_note = WAITING
            self.show_title()

    # What of it is on the screen.

    @property
    def shows_deep(self) -> bool:
        """What tshark decoded is in the tree."""
        return self._deep_screen.dissection is not None and self._deep_screen.dissection is not self.native

    def _chosen(self) -> Decoded | None:
        if self.view != "deep" or self.deep is None or self.native is None:
            return self.native
        if self.native.frame.processes is None:
            return self.deep
        before = self._told_of
        if before is None or before[0] is not self.deep or before[1] is not self.native:
            from dissectors.deep.tree.processes import with_processes  # read only where there is something to tell

            before = self._told_of = self.deep, self.native, with_processes(self.deep, self.native)
        return before[2]

    def _marks(self) -> dict[int, str]:
        """Notes behind the layers of the tree on the screen."""
        if self.native is None or self._answerer is None:
            return {}
        if self.deep is not None and self._chosen() is not self.native:
            return marks_of_deep(self.deep, self.native)
        return marks_of_native(self.native, self.deep, may_ask=self.view == "native")

    def _show_chosen(self) -> None:
        """Show the same packet as it is now chosen and known."""
        screen, decoded = self._deep_screen, self._chosen()
        if decoded is None:
            return
        tree, packet_bytes = screen.query_one(PacketTree), screen.query_one(PacketBytes)
        before = screen.dissection
        screen.dissection = decoded
        tree.replace(decoded, self._marks())
        if before is not decoded and self.view != "second":
            packet_bytes.renew_packet(decoded)
            self._light_again(tree, packet_bytes)
        screen.show_opinion()
        self.show_title()

    def _light_again(self, tree: PacketTree, packet_bytes: PacketBytes) -> None:
        """The selected field lies elsewhere, or another one has the byte under the cursor."""
        screen = self._deep_screen
        if screen.show_found():
            screen.show_field()
            return
        in_bytes = screen.focused is packet_bytes
        if in_bytes and screen.dissection is not None:
            path = path_at_byte(screen.dissection, packet_bytes.byte, packet_bytes.source)
            if path is not None:
                tree.select(path)
        node = tree.selected
        if node is not None and not packet_bytes.lights(node.field):
            packet_bytes.light_field(node.field, follow=not in_bytes)
        screen.show_field()

    def _show_view(self) -> None:
        """Another view was chosen, or another decoder."""
        screen = self._deep_screen
        self.deep = self._wish()
        is_second = self.view == "second"
        in_tree = screen.focused in (screen.query_one(PacketTree), screen.opinion_pane)
        screen.set_class(is_second, "-second")
        if in_tree:
            screen.set_focus(screen.opinion_pane if is_second else screen.query_one(PacketTree))
        self._show_chosen()
        self.show_title()

    def show_title(self) -> None:
        """Above the tree: which packet it is, and who decoded it."""
        screen = self._deep_screen
        number = screen.shown_row + 1 if screen.shown_row is not None and self._answerer is not None else None
        if self.view == "second":
            title = screen.opinion_words(number, self.deep_note)
        else:
            decoder = self._tshark_name if self.deep is not None and self.shows_deep else "native"
            title = tree_title(number, decoder, self.deep_note)
        screen.query_one("#tree-side", Vertical).border_title = title

    def action_decoder(self) -> None:
        """The next of tshark's, Remora's own, and both; it is remembered."""
        app = self._deep_app
        if self._answerer is None:
            told = wording.sentence(self._no_tshark) if self._no_tshark else NOT_USED
            app.tell(told)
            app.remember(replace(app.settings, decoder="native" if self._no_tshark else app.settings.decoder))
            return
        self.view = next_view(self.view)
        app.remember(replace(app.settings, decoder="" if self.view == VIEWS[0] else self.view))
        self._show_view()
        self._deep_screen.decoder_chosen()
