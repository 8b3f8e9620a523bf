"""The decoded packet as a tree: one line a field, opened and closed; the field under the cursor lights its bytes.

What is open, and which field is selected, is remembered by the fields' names, so it survives the next packet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.field_nodes import LAYER_COLOURS, Node, Path, all_nodes, colour_of_layer, line_text, visible_nodes
from tui.keys import bindings
from tui.panes.lines import LinePane
from tui.safe import fit, safe
from tui.tree_memory import TreeMemory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dissectors.decoded import Decoded

BAR = "▍"
OPEN, CLOSED, LEAF = "▾", "▸", " "
SEVERITY_MARKS = {"note": "i ", "warning": "! ", "error": "✗ "}


class PacketTree(LinePane):
    """Lines of one dissection."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tree")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--cursor",
        "tree--cursor-focused",
        "tree--layer",
        "tree--generated",
        "tree--arrow",
        "tree--mark",
        *(f"tree--{severity}" for severity in SEVERITY_MARKS),
        *(f"layer--{colour}" for colour in range(LAYER_COLOURS + 1)),
    }

    class FieldSelected(Message):
        """Another field is selected; `by_user` is False where the packet changed under it."""

        def __init__(self, node: Node | None, by_user: bool) -> None:
            super().__init__()
            self.node = node
            self.by_user = by_user

    class ColumnWanted(Message):
        """The user wants the field as a column of the list."""

        def __init__(self, node: Node) -> None:
            super().__init__()
            self.node = node

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.numbers_only = False
        """Numbers in place of their names."""
        self._dissection: Decoded | None = None
        self._tree_lines: list[Node] = []
        self._memory = TreeMemory()
        self._marks: Mapping[int, str] = {}
        self._wanted_row = 0
        """Where on the pane the selected field stood when it was last there."""

    @property
    def selected(self) -> Node | None:
        """The field under the cursor; None without a packet."""
        return self._tree_lines[self.cursor] if self._tree_lines else None

    def show(self, dissection: Decoded | None, marks: Mapping[int, str] | None = None) -> None:
        """Show another packet; the selected field stays, or the nearest above it that this packet has.

        `marks` are notes behind layers, by the layer's number.
        """
        self._dissection, self._marks = dissection, marks or {}
        self._rebuild()
        self.post_message(self.FieldSelected(self.selected, by_user=False))

    def renew(self, dissection: Decoded) -> None:
        """Show the same packet, of which more is known. Posts nothing."""
        self._dissection = dissection
        self._rebuild()

    def replace(self, dissection: Decoded, marks: Mapping[int, str] | None = None) -> None:
        """Show the same packet as another decoder sees it: what is open, what is selected and what stands where stay.

        Posts nothing.
        """
        before, row, wanted_row = self.selected, self.cursor - self.first_visible, self._wanted_row
        shown_first = self._tree_lines[self.first_visible] if self.first_visible < len(self._tree_lines) else None
        is_in_sight = self.cursor in self.visible_lines()
        had_wanted = before is not None and before.path == self._memory.wanted
        self._memory.carry_over(self._tree_lines, before, dissection.roots)
        self._dissection, self._marks = dissection, marks or {}
        self._rebuild()
        now = self.selected
        if before is None or now is None:
            return
        if is_in_sight:
            found_again = not had_wanted and now.path == self._memory.wanted
            self.scroll_lines_to(self.cursor - (wanted_row if found_again else row))
            self._note_row()
        elif shown_first is not None:
            lines = {node.path: line for line, node in enumerate(self._tree_lines)}
            there = self._memory.counterpart(shown_first, dissection.roots) or shown_first.path
            while there and there not in lines:
                there = there[:-1]
            self.scroll_lines_to(lines.get(there, 0))

    def select(self, path: Path) -> None:
        """Select a field, opening what is above it for as long as it is selected. Posts nothing."""
        self._memory.select(path)
        self._rebuild()

    def select_same(self, node: Node) -> bool:
        """Select the field that another decoder's tree of the packet has as `node`; False where there is none."""
        there = self._memory.counterpart(node, self._dissection.roots) if self._dissection is not None else None
        if there is not None:
            self.select(there)
        return there is not None

    def line_count(self) -> int:
        return len(self._tree_lines)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        node = self._tree_lines[line]
        colour = self.colours(f"layer--{colour_of_layer(node.layer)}")
        arrow = OPEN if node.is_open else CLOSED if node.field.children else LEAF
        indent = "  " * node.depth
        mark = SEVERITY_MARKS.get(node.field.severity, "")
        note = f" {safe(self._marks[node.layer])} " if node.depth == 0 and node.layer in self._marks else ""
        note = note if 2 * len(note) < width else ""
        text = fit(f"{indent}{arrow} {mark}{line_text(node.field, self.numbers_only)}", width - 1 - len(note))
        style = self._line_style(node, line)
        drawn = [(BAR, colour), (text, style)]
        return [*drawn, (note, style if line == self.cursor else self.colours("tree--mark"))] if note else drawn

    def _line_style(self, node: Node, line: int) -> Style:
        if line == self.cursor:
            return self.colours("tree--cursor-focused" if self.has_focus else "tree--cursor")
        if node.field.severity:
            return self.colours(f"tree--{node.field.severity}")
        if node.depth == 0:
            return self.colours("tree--layer")
        return self.colours("tree--generated") if node.field.generated else self.rich_style

    def _rebuild(self) -> None:
        """Make the lines anew, with the cursor on the wanted field or the nearest above it."""
        roots = self._dissection.roots if self._dissection is not None else ()
        self._tree_lines = visible_nodes(roots, self._memory.is_open)
        line = self._memory.line_of_wanted({node.path: line for line, node in enumerate(self._tree_lines)})
        self.lines_changed()
        self.put_cursor(1 if line is None else line)
        self._note_row()
        self.refresh()

    def _note_row(self) -> None:
        """Remember where the selected field stands, if the packet has it."""
        node = self.selected
        if node is not None and node.path == self._memory.wanted:
            self._wanted_row = self.cursor - self.first_visible

    def cursor_moved(self) -> None:
        node = self.selected
        if node is not None:
            self._memory.keep(node.path)
            self._note_row()
        self.post_message(self.FieldSelected(node, by_user=True))

    def _set_open(self, path: Path, is_open: bool) -> None:
        if is_open:
            self._memory.open(path)
        else:
            self._memory.close(path)
        self._memory.wanted = path
        self._rebuild()

    def toggle(self) -> None:
        """Open or close the field under the cursor."""
        node = self.selected
        if node is not None and node.field.children:
            self._set_open(node.path, not node.is_open)

    def action_choose(self) -> None:
        self.toggle()

    def action_move_right(self) -> None:
        node = self.selected
        if node is None or not node.field.children:
            return
        if node.is_open:
            self.move_cursor(self.cursor + 1)
        else:
            self._set_open(node.path, True)

    def action_move_left(self) -> None:
        node = self.selected
        if node is None:
            return
        if node.is_open:
            self._set_open(node.path, False)
        elif node.depth:
            parent = next(i for i in range(self.cursor, -1, -1) if self._tree_lines[i].depth < node.depth)
            self.move_cursor(parent)

    def action_expand_all(self) -> None:
        if self._dissection is not None:
            for node in all_nodes(self._dissection.roots):
                if node.field.children:
                    self._memory.open(node.path)
            self._rebuild()

    def action_collapse_all(self) -> None:
        node = self.selected
        self._memory.close_all()
        self._memory.wanted = node.path[:1] if node is not None else ()
        self._rebuild()
        self.cursor_moved()

    def action_add_column(self) -> None:
        if self.selected is not None:
            self.post_message(self.ColumnWanted(self.selected))

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.first_visible
        if line >= self.line_count():
            return
        self.move_cursor(line)
        arrow = 1 + 2 * self._tree_lines[line].depth
        if arrow <= event.x <= arrow + 1 or event.chain == 2:
            self.toggle()
