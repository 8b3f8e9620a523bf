"""From what is under the cursor to a filter: a field of the tree, a cell of the list, some bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui.panes.filter_bar import FilterBar
from tui.panes.opinion_pane import OpinionPane
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree

if TYPE_CHECKING:
    from dissectors.fields import Field
    from tui.app import RemoraApp
    from tui.screens.apply_dialog import Wanted
    from tui.screens.packets import PacketsScreen


class AsFilter:
    """Mixed into the packets screen, which holds panes and filter."""

    @property
    def _filter_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def action_as_filter(self) -> None:
        """Ask how what is under the cursor shall be filtered by."""
        from tui.screens.apply_dialog import ApplyDialog  # brings the grammar along

        screen = self._filter_screen
        app = cast("RemoraApp", screen.app)
        if screen.native is None:
            return
        subjects = self._subjects()
        if not subjects:
            app.tell("Nothing here can be filtered by.")
            return
        app.push_screen(ApplyDialog(subjects, screen.query_one(FilterBar).in_use), self._as_wanted)

    def _as_wanted(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self._filter_screen.put_filter(wanted.text, is_applied=wanted.is_applied)

    def _subjects(self) -> list[str]:
        from dissectors.packets.row_filters import row_filters

        screen = self._filter_screen
        dissection, focused = screen.native, screen.focused
        assert dissection is not None
        if isinstance(focused, PacketBytes):
            return self._byte_subjects(focused)
        if isinstance(focused, (PacketTree, OpinionPane)):
            node, _ = screen.chosen_field
            return self._field_subjects(node.field) if node is not None else []
        column = screen.query_one(PacketList).chosen_column
        return row_filters(dissection, column.name if column is not None else "")

    def _field_subjects(self, field: Field) -> list[str]:
        """The field with its value, its presence, and the bytes it is made of."""
        from dissectors.deep.filters.field_filter import any_filter_for, any_usable_name
        from dissectors.filters.apply import filter_for_bytes

        dissection = self._filter_screen.native
        assert dissection is not None
        data = dissection.frame.data[field.start : field.stop] if field.source == 0 else b""
        found = [any_filter_for(field)]
        if found[0] is not None:
            found.append(any_usable_name(field))
        found += [filter_for_bytes(field.start, data)] if data else []
        return list(dict.fromkeys(text for text in found if text))

    def _byte_subjects(self, pane: PacketBytes) -> list[str]:
        """The selected bytes, else the one under the cursor; then the field that owns it."""
        from dissectors.filters.apply import filter_for_bytes

        # Only a frame's own bytes stand at a place that a filter can name.
        chosen = pane.selection if pane.source == 0 else range(0)
        found = [filter_for_bytes(chosen.start, pane.data[chosen.start : chosen.stop])] if chosen else []
        node, _ = self._filter_screen.chosen_field
        found += self._field_subjects(node.field) if node is not None else []
        return list(dict.fromkeys(found))
