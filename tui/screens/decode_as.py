"""Decode As on the packets screen: what is decided takes effect at once, on the list and on everything made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from tui.panes.filter_bar import FilterBar
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from dissectors.deep.choices.decode_as import DecodeAs
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen


class DecodeAsHere:
    """Mixed into the packets screen, which holds table and panes."""

    @property
    def _decided_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    @property
    def own_decisions(self) -> Sequence[DecodeAs]:
        """What the capture itself brings along; the user's go before them."""
        return ()

    def action_decode_as(self) -> None:
        """Decide what the numbers of the packet lead to."""
        from dissectors.deep.choices.decode_subjects import subjects_of
        from tui.screens.decode_as_dialog import DecodeAsDialog  # read when it is first wanted

        screen = self._decided_screen
        app = cast("RemoraApp", screen.app)
        node, decoded = screen.chosen_field
        # From the list the packet is meant, not the field that happens to be selected beside it.
        is_meant = node is not None and not isinstance(screen.focused, PacketList)
        subjects = subjects_of(decoded, node.field if node is not None and is_meant else None) if decoded else []
        if not subjects and not app.decisions:
            app.tell("Nothing in this packet can be decoded as something else.")
            return
        window = DecodeAsDialog(app.keys, subjects, app.decisions, self._decide, _native_names, self._tshark_names)
        app.push_screen(window)

    def _decide(self, decisions: tuple[DecodeAs, ...]) -> None:
        cast("RemoraApp", self._decided_screen.app).decide(decisions)
        self.decode_afresh()

    def decode_afresh(self) -> None:
        """Other dissectors are asked from now on: nothing that was found stays."""
        from dissectors.deep.choices.decode_as import native_registry
        from dissectors.registry import default

        screen = self._decided_screen
        app = cast("RemoraApp", screen.app)
        row = screen.shown_row
        screen.end_search()
        screen.found = None
        screen.end_working_out()
        screen.end_other_screens()
        screen.table.decode_by(native_registry(default(), (*self.own_decisions, *app.decisions)))
        screen.apply_filter(screen.query_one(FilterBar).in_use)
        screen.show_row(row)
        screen.work_out_more()
        screen.restart_columns()
        screen.query_one(PacketList).refresh()
        screen.call_later(screen.decode_anew)

    def _tshark_names(self, table: str) -> Mapping[str, str]:
        """In a thread. Raises DeepError."""
        from dissectors.deep.choices.choice_check import dissectors_of
        from dissectors.deep.tshark.program import find_tshark

        choices = cast("RemoraApp", self._decided_screen.app).deep_choices
        return dissectors_of(find_tshark(choices.tshark_path if choices is not None else None), table)


def _native_names(table: str) -> dict[str, str]:
    from dissectors.deep.choices.decode_as import NATIVE_TABLES, native_protocols
    from dissectors.registry import default

    if table not in NATIVE_TABLES:
        return {}
    return {name: protocol.title for name, protocol in native_protocols(default(), table).items()}
