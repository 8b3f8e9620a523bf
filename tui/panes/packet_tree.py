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
from tui.safe import fit

if TYPE_CHECKING:
    from dissectors.dissect import Dissection

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
        self._dissection: Dissection | None = None
        self._tree_lines: list[Node] = []
        self._opened: set[Path] = set()
        self._revealed: set[Path] = set()
        """Open only as long as the field below, found by its byte, is selected."""
        self._wanted: Path = ()
        """The selected path, even where this packet does not have it."""

    @property
    def selected(self) -> Node | None:
        """The field under the cursor; None without a packet."""
        return self._tree_lines[self.cursor] if self._tree_lines else None

    def show(self, dissection: Dissection | None) -> None:
        """Show another packet; the selected field stays, or the nearest above it that this packet has."""
        self._dissection = dissection
        self._rebuild()
        self.post_message(self.FieldSelected(self.selected, by_user=False))

    def renew(self, dissection: Dissection) -> None:
        """Show the same packet, of which more is known. Posts nothing."""
        self._dissection = dissection
        self._rebuild()

    def select(self, path: Path) -> None:
        """Select a field, opening what is above it for as long as it is selected. Posts nothing."""
        self._wanted = path
        self._revealed = {path[:length] for length in range(1, len(path))}
        self._rebuild()

    def line_count(self) -> int:
        return len(self._tree_lines)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        node = self._tree_lines[line]
        colour = self.colours(f"layer--{colour_of_layer(node.layer)}")
        arrow = OPEN if node.is_open else CLOSED if node.field.children else LEAF
        indent = "  " * node.depth
        mark = SEVERITY_MARKS.get(node.field.severity, "")
        text = fit(f"{indent}{arrow} {mark}{line_text(node.field, self.numbers_only)}", width - 1)
        return [(BAR, colour), (text, self._line_style(node, line))]

    def _line_style(self, node: Node, line: int) -> Style:
        if line == self.cursor:
            return self.colours("tree--cursor-focused" if self.has_focus else "tree--cursor")
        if node.field.severity:
            return self.colours(f"tree--{node.field.severity}")
        if node.depth == 0:
            return self.colours("tree--layer")
        return self.colours("tree--generated") if node.field.generated else self.rich_style

    def _is_open(self, path: Path) -> bool:
        return path in self._opened or path in self._revealed

    def _rebuild(self) -> None:
        """Make the lines anew, with the cursor on the wanted field or the nearest above it."""
        self._tree_lines = visible_nodes(self._dissection.roots, self._is_open) if self._dissection is not None else []
        lines = {node.path: line for line, node in enumerate(self._tree_lines)}
        path = self._wanted
        while path and path not in lines:
            path = path[:-1]
        self.lines_changed()
        self.put_cursor(lines.get(path, 1))
        self.refresh()

    def cursor_moved(self) -> None:
        node = self.selected
        if node is not None:
            self._wanted = node.path
            self._opened |= {path for path in self._revealed if path == node.path[: len(path)]}
        self.post_message(self.FieldSelected(node, by_user=True))

    def _set_open(self, path: Path, is_open: bool) -> None:
        if is_open:
            self._opened.add(path)
        else:
            self._opened.discard(path)
            self._revealed.discard(path)
        self._wanted = path
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
            self._opened |= {node.path for node in all_nodes(self._dissection.roots) if node.field.children}
            self._rebuild()

    def action_collapse_all(self) -> None:
        node = self.selected
        self._opened.clear()
        self._revealed.clear()
        self._wanted = node.path[:1] if node is not None else ()
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
