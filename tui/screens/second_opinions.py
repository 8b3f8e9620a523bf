"""The second opinion on the packet of the screen: it is worked out, shown in its pane, and lights its bytes."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from tui.deep.opinion_lines import Side, side_of, words_of
from tui.deep.places import place_told
from tui.deep.views import opinion_title
from tui.field_nodes import Node
from tui.panes.opinion_pane import OpinionPane
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import BitsLine, FieldLine

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.deep.comparison.second_opinion import SecondOpinion
    from tui.screens.packets import PacketsScreen

MOST_COMPARED_AT_ONCE: Final = 1500
"""Fields that are compared before the next key; more are compared in a thread."""
NOT_YET: Final = "tshark has not answered yet"


class SecondOpinions:
    """Mixed into the packets screen, which holds both dissections."""

    opinion: SecondOpinion | None = None
    """On the packet that is shown; None as long as there is none."""
    _comparing: asyncio.Task[None] | None = None

    @property
    def _opinion_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    @property
    def opinion_pane(self) -> OpinionPane:
        return self._opinion_screen.query_one(OpinionPane)

    def show_opinion(self) -> None:
        """Compare what is known of the packet by now, if that is looked at."""
        screen = self._opinion_screen
        if self._comparing is not None:
            self._comparing.cancel()
        self.opinion = None
        if screen.view != "second":
            return
        if screen.native is None or screen.deep is None:
            self._show(None)
            return
        from dissectors.deep.comparison.second_opinion import compare  # only where it is wanted

        native, deep = screen.native, screen.deep
        if next(islice(deep.fields(), MOST_COMPARED_AT_ONCE, None), None) is None:
            self._show(compare(native, deep))
        else:
            self._show(None)
            self._comparing = asyncio.ensure_future(self._compare(native, deep))

    async def _compare(self, native: Decoded, deep: Decoded) -> None:
        from dissectors.deep.comparison.second_opinion import compare

        opinion = await asyncio.to_thread(compare, native, deep)
        screen = self._opinion_screen
        if screen.native is native and screen.deep is deep and screen.view == "second":
            self._show(opinion)
            screen.show_title()

    def _show(self, opinion: SecondOpinion | None) -> None:
        """Until there is one, the native side stands alone."""
        from tui.deep.native_alone import native_alone

        self.opinion = opinion
        screen = self._opinion_screen
        if opinion is None and screen.native is not None:
            opinion = native_alone(screen.native, screen.deep_note or NOT_YET)
        self.opinion_pane.show(opinion)

    def opinion_words(self, number: int | None, note: str) -> str:
        """The title of its box."""
        return opinion_title(number, self.opinion, note)

    def on_opinion_pane_pair_selected(self, message: OpinionPane.PairSelected) -> None:
        """Light the side's bytes, and tell of it."""
        screen = self._opinion_screen
        if screen.view != "second":
            return
        packet_bytes = screen.query_one(PacketBytes)
        node, decoded = self._node_and_decoded(message.side)
        if node is None or decoded is None or message.pair is None:
            screen.query_one(FieldLine).show(None)
            return
        if packet_bytes.packet is not decoded:
            packet_bytes.renew_packet(decoded)
        packet_bytes.light_field(node.field)
        where = f"{words_of(message.pair)} · {place_told(decoded, node.field)}"
        screen.query_one(FieldLine).show(node, where)
        screen.query_one(BitsLine).show(packet_bytes.data, packet_bytes.byte, node.field)

    @property
    def chosen_field(self) -> tuple[Node | None, Decoded | None]:
        """The selected field of the tree, or of the second opinion, and the packet that it belongs to."""
        screen = self._opinion_screen
        if screen.view == "second":
            return self._node_and_decoded(self.opinion_pane.side)
        return screen.query_one(PacketTree).selected, screen.dissection

    def _node_and_decoded(self, side: Side) -> tuple[Node | None, Decoded | None]:
        screen, pair = self._opinion_screen, self.opinion_pane.selected
        decoded: Decoded | None = screen.native if side == "native" else screen.deep
        field = side_of(pair, side) if pair is not None else None
        if pair is None or field is None or decoded is None:
            return None, decoded
        layer = next((number for number, root in enumerate(decoded.roots) if field in root.walk()), 0)
        return Node(field, (), layer, pair.depth, False), decoded
