"""Finding on the packets screen: what is asked for, going on with it, and going to what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui import wording
from tui.field_nodes import all_nodes, path_at_byte
from tui.panes.filter_bar import FilterBar
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import COLUMN_NAMES, FIELD_OF, PacketList
from tui.panes.packet_tree import PacketTree

if TYPE_CHECKING:
    from dissectors.packets.search import Hit
    from tui.app import RemoraApp
    from tui.finding import FindEnded, FindProgress, FindRequest, FindRun, Start
    from tui.screens.packets import PacketsScreen


class Finder:
    """Mixed into the packets screen, which holds rows and panes."""

    search: FindRun | None = None
    """The latest one."""
    find_request: FindRequest | None = None
    """What was looked for last."""
    found: Hit | None = None
    """What tree and bytes show as found, until the user goes on in them."""
    found_line: tuple[int, int] | None = None
    """Row, and line of its tree as tshark decodes it, that were found there."""

    @property
    def _find_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def action_find(self) -> None:
        """Ask what to find."""
        from tui.finding import FindRequest, problem_in  # read only when asked for
        from tui.screens.find_dialog import FindDialog

        screen = self._find_screen

        def chosen(request: FindRequest | None) -> None:
            if request is not None:
                self.find_request, self.found, self.found_line = request, None, None
                self._search(backwards=request.backwards)

        before = self.find_request or FindRequest("")
        screen.app.push_screen(FindDialog(before, lambda asked: problem_in(asked, screen.compile_filter)), chosen)

    def action_find_next(self) -> None:
        self._search_on(backwards=False)

    def action_find_previous(self) -> None:
        self._search_on(backwards=True)

    def _search_on(self, *, backwards: bool) -> None:
        if self.find_request is None:
            self.action_find()
        else:
            self._search(backwards=backwards)

    def _search(self, *, backwards: bool) -> None:
        from dissectors.errors import RemoraError
        from tui.finding import FindRun, search_for

        screen, request = self._find_screen, self.find_request
        assert request is not None
        self.stop_search()
        if self._is_in_shown_tree(request, backwards):
            return
        columns = [FIELD_OF.get(name, name) for name in screen.rows.column_names if name not in COLUMN_NAMES]
        try:
            search = search_for(request, screen.searchable_table(), columns, screen.compile_filter)
        except RemoraError as error:
            screen.fail(str(error))
            return
        start = self._start(request, backwards)
        self.search = FindRun(search, start, screen.post_message, backwards=backwards)
        self.search.start()

    def _start(self, request: FindRequest, backwards: bool) -> Start:
        from tui.finding import Start

        screen = self._find_screen
        cursor = screen.query_one(PacketList).cursor
        rows = screen.displayed.rows_from(cursor)
        behind = len(rows) - 1 - cursor
        if not len(rows):
            return Start(rows, rows)
        if backwards:
            ahead, around = rows[behind:-1][::-1], [rows[:behind][::-1], rows[-1:]]
        else:
            ahead, around = rows[:behind], [rows[behind:-1], rows[-1:]]
        import numpy as np

        row, place = None, -1
        if not request.in_rows and screen.shown_row is not None and not self._finds_by_tshark(request):
            if self.found is not None and self.found.row == screen.shown_row:
                row, place = screen.shown_row, self.found.start
            elif not backwards:
                row = screen.shown_row
        return Start(ahead, np.concatenate(around), row, place)

    def stop_search(self) -> bool:
        """True if one was at work."""
        working = self.end_search()
        if working:
            self._find_screen.query_one(FilterBar).show_work("")
        return working

    def end_search(self) -> bool:
        """The same where nothing is shown any more."""
        search, self.search = self.search, None
        if search is None:
            return False
        search.stop()
        return search.is_working

    def on_find_progress(self, message: FindProgress) -> None:
        """How far a search got."""
        if message.search is self.search:
            words = f" finding {wording.percent_so_far(message.examined)} · Esc stops "
            self._find_screen.query_one(FilterBar).show_work(words)

    def on_find_ended(self, message: FindEnded) -> None:
        """A search is over: go to what it found."""
        screen, request = self._find_screen, self.find_request
        if message.search is not self.search or request is None:
            return
        screen.query_one(FilterBar).show_work("")
        app = cast("RemoraApp", screen.app)
        if message.problem:
            screen.fail(message.problem)
            return
        if message.hit is None:
            aside = " Remora's own trees of the packets were searched." if self._finds_by_tshark(request) else ""
            app.tell(f"Not found: “{request.text}”.{aside}")
            return
        if message.wrapped:
            app.tell("Found from the other end of the list on.")
        screen.go_to_row(message.hit.row)
        if not request.in_rows:
            self.found = message.hit
            if self.show_found():
                # The list's cursor may be where it was: then nobody says that another field is selected.
                screen.show_field()
            in_tree = request.place == "tree" and request.kind != "hex"
            screen.set_focus(screen.query_one(PacketTree) if in_tree else screen.query_one(PacketBytes))

    def show_found(self) -> bool:
        """Select the field or the bytes that were found, if their packet is shown; True if it is."""
        screen, hit, request = self._find_screen, self.found, self.find_request
        dissection = screen.dissection
        if hit is None or request is None or dissection is None or hit.row != screen.shown_row:
            return False
        tree, packet_bytes = screen.query_one(PacketTree), screen.query_one(PacketBytes)
        if request.place == "tree" and request.kind != "hex":
            if not self._select_found(hit, request):
                return False
            node = tree.selected
            packet_bytes.light_field(node.field if node is not None else None)
        else:
            path = path_at_byte(dissection, hit.start)
            if path is not None:
                tree.select(path)
            packet_bytes.show_packet(dissection)
            packet_bytes.light(hit.start, hit.stop)
        return True

    # In a tree as tshark decodes it. Which packets have what is wanted, the native trees tell.

    def _finds_by_tshark(self, request: FindRequest) -> bool:
        screen = self._find_screen
        in_tree = request.place == "tree" and request.kind in ("text", "pattern")
        return in_tree and screen.shows_deep

    def _lines_by_tshark(self, request: FindRequest) -> list[int]:
        """Lines of the tree on the screen that have what is wanted. Raises WantedError."""
        from dissectors.packets.search import LinesWith
        from tui.finding import wanted_by

        decoded = self._find_screen.dissection
        return LinesWith(wanted_by(request))(decoded) if decoded is not None else []

    def _is_in_shown_tree(self, request: FindRequest, backwards: bool) -> bool:
        """Go to the next place in the tree on the screen; False where there is none, or a native tree."""
        from dissectors.errors import RemoraError

        screen, row = self._find_screen, self._find_screen.shown_row
        if row is None or not self._finds_by_tshark(request):
            return False
        before = self.found_line[1] if self.found_line is not None and self.found_line[0] == row else None
        if before is None and backwards:
            return False
        try:
            lines = self._lines_by_tshark(request)
        except RemoraError:
            return False  # the search that follows tells it
        beyond = [line for line in lines if before is None or (line < before if backwards else line > before)]
        if not beyond:
            return False
        self.found, self.found_line = None, (row, beyond[-1 if backwards else 0])
        self._select_line(self.found_line[1])
        tree = screen.query_one(PacketTree)
        screen.query_one(PacketBytes).light_field(tree.selected.field if tree.selected is not None else None)
        screen.show_field()
        screen.set_focus(tree)
        return True

    def _select_line(self, line: int) -> bool:
        decoded = self._find_screen.dissection
        nodes = all_nodes(decoded.roots) if decoded is not None else []
        if line >= len(nodes):
            return False
        self._find_screen.query_one(PacketTree).select(nodes[line].path)
        return True

    def _select_found(self, hit: Hit, request: FindRequest) -> bool:
        """Select the line that was found; tshark's tree may have it elsewhere, or in other words."""
        from dissectors.errors import RemoraError

        screen = self._find_screen
        if not self._finds_by_tshark(request) or screen.native is None:
            return self._select_line(hit.start)
        try:
            lines = self._lines_by_tshark(request)
        except RemoraError:
            lines = []
        if lines:
            self.found_line = hit.row, lines[-1 if request.backwards else 0]
            return self._select_line(self.found_line[1])
        nodes = all_nodes(screen.native.roots)
        return hit.start < len(nodes) and screen.query_one(PacketTree).select_same(nodes[hit.start])
