"""One packet as tree and bytes, each lighting the other: for screens that show a packet beside something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.field_nodes import path_at_byte
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree

if TYPE_CHECKING:
    from dissectors.dissect import Dissection


class PacketDetails(Container):
    """Its panes have the ids "tree" and "bytes", in boxes "tree-side" and "bytes-side"."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.dissection: Dissection | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="tree-side") as tree_side:
            tree_side.border_title = " Decoded packet "
            yield PacketTree(id="tree")
        with Vertical(id="bytes-side") as bytes_side:
            bytes_side.border_title = " Bytes "
            yield PacketBytes(id="bytes")

    def show(self, dissection: Dissection | None) -> None:
        """Show a packet, or none."""
        self.dissection = dissection
        self.query_one(PacketBytes).show_packet(dissection)
        self.query_one(PacketTree).show(dissection)

    @on(PacketTree.FieldSelected)
    def _field_selected(self, message: PacketTree.FieldSelected) -> None:
        self.query_one(PacketBytes).light_field(message.node.field if message.node is not None else None)

    @on(PacketBytes.ByteChosen)
    def _byte_chosen(self, message: PacketBytes.ByteChosen) -> None:
        if self.dissection is None:
            return
        path = path_at_byte(self.dissection, message.byte, message.source)
        if path is not None:
            tree = self.query_one(PacketTree)
            tree.select(path)
            if tree.selected is not None:
                self.query_one(PacketBytes).light_field(tree.selected.field, follow=False)

    @on(PacketBytes.FieldWanted)
    def _go_to_field(self) -> None:
        self.screen.set_focus(self.query_one(PacketTree))
