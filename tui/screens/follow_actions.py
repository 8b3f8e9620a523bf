"""What the keys of the follow screen do: form and side, finding, copying, saving, other streams, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.completion import as_path
from tui.exchange_find import ExchangeSearch, wanted_of
from tui.exchange_text import FORM_TITLES, FORMS, SIDES, Form
from tui.screens.dialogs import InputDialog
from tui.screens.every_screen import EveryScreen

if TYPE_CHECKING:
    from dissectors.packets.wanted import Wanted
    from tui.screens.follow import FollowScreen

FIND_HINT = "text, or 0x0d0a, or /GET .*/"
SEARCH_SECONDS = 0.02


class FollowActions(EveryScreen):
    """Mixed into the follow screen, which holds the state."""

    HELP_PLACES = ("follow", "panes")

    search: ExchangeSearch | None = None
    """One that is at work."""
    wanted: Wanted | None = None
    """What was looked for last."""
    wanted_text: str = ""
    _form_before_http: Form = "ascii"

    @property
    def _screen(self) -> FollowScreen:
        return cast("FollowScreen", self)

    # Leaving.

    def action_back(self) -> None:
        """Innermost first: a search, a note, the screen."""
        from tui.panes.status_bar import NoticeBar

        notice = self._screen.query_one(NoticeBar)
        if self.stop_search():
            return
        if notice.display:
            notice.show("")
            return
        self._screen.dismiss(None)

    def action_choose(self) -> None:
        from tui.screens.follow import FollowEnd

        screen = self._screen
        part = screen.pane.cursor_part()
        if part is not None:
            screen.dismiss(FollowEnd(row=screen.view.said.parts[part].row))

    def action_filter_out(self) -> None:
        from tui.screens.follow import FollowEnd

        exchange = self._screen.exchange
        self._screen.dismiss(FollowEnd(display_filter=f"!({exchange.filter})"))

    def action_tcp_graph(self) -> None:
        """Draw the conversation; Enter there leads on to the list."""
        from tui.screens.follow import FollowEnd
        from tui.screens.to_tcp_graph import ONLY_TCP, show_tcp_graph, show_tcp_graph_of_row  # read only when asked for

        screen, row = self._screen, self._screen.row_under_cursor

        def chosen(row: int) -> None:
            screen.dismiss(FollowEnd(row=row))

        if screen.inside is None and screen.exchange.protocol == "tcp":
            show_tcp_graph(self._remora, screen.table, screen.exchange.stream, chosen, row)
        elif row is not None:
            show_tcp_graph_of_row(self._remora, screen.table, row, chosen)
        else:
            self._remora.tell(ONLY_TCP)

    # What is shown.

    def action_next_form(self) -> None:
        self._change_form(1)

    def action_previous_form(self) -> None:
        self._change_form(-1)

    def _change_form(self, step: int) -> None:
        screen = self._screen
        self._show_form(FORMS[(FORMS.index(screen.form) + step) % len(FORMS)])

    def action_http(self) -> None:
        screen = self._screen
        if screen.form == "http":
            self._show_form(self._form_before_http)
        else:
            self._form_before_http = screen.form
            self._show_form("http")

    def _show_form(self, form: Form) -> None:
        self.stop_search()
        self._screen.form = form
        self._screen.show_view()

    def action_side(self) -> None:
        screen = self._screen
        self.stop_search()
        screen.side = {None: 0, 0: 1, 1: None}[screen.side]
        screen.show_view()

    def action_next_stream(self) -> None:
        self._go_to_stream(1)

    def action_previous_stream(self) -> None:
        self._go_to_stream(-1)

    def _go_to_stream(self, step: int) -> None:
        screen = self._screen
        exchange = screen.exchange
        stream = exchange.stream + step
        known = screen.table.index.streams.count(exchange.protocol)
        if 0 <= stream < known:
            screen.start_over(exchange.protocol, stream)
        elif step < 0:
            screen.note("This is the first conversation.")
        else:
            so_far = "" if exchange.is_complete else " as far as the capture has been read"
            screen.note(f"This is the last conversation{so_far}.")

    # Finding.

    def action_find(self) -> None:
        def check(text: str) -> str:
            try:
                wanted_of(text)
            except RemoraError as error:
                return str(error)
            return ""

        def chosen(text: str | None) -> None:
            if text:
                self.wanted, self.wanted_text = wanted_of(text), text
                self._find(backwards=False)

        self._remora.push_screen(InputDialog("Find", FIND_HINT, check, self.wanted_text), chosen)

    def action_find_next(self) -> None:
        self._find_on(backwards=False)

    def action_find_previous(self) -> None:
        self._find_on(backwards=True)

    def _find_on(self, *, backwards: bool) -> None:
        if self.wanted is None:
            self.action_find()
        else:
            self._find(backwards=backwards)

    def _find(self, *, backwards: bool) -> None:
        screen = self._screen
        assert self.wanted is not None
        line = screen.pane.cursor_line()
        here = line.start if line is not None else 0
        found = screen.pane.found
        if found is not None and line is not None and line.start <= found[0] < max(line.stop, line.start + 1):
            here = found[0]
        elif not backwards:
            # What stands at the very beginning of the line counts too.
            here -= 1
        self.search = ExchangeSearch(screen.view, self.wanted, here, backwards=backwards)
        self.search_on()

    def search_on(self) -> None:
        """A slice of the search, if one is at work."""
        search, screen = self.search, self._screen
        if search is None:
            return
        try:
            if not search.work(SEARCH_SECONDS):
                screen.note(f"Finding {wording.percent_so_far(search.part_done)} · Esc stops")
                return
        except (RemoraError, OSError) as error:
            self.search = None
            screen.note(str(error))
            return
        self.search = None
        if search.found is None:
            screen.note(f"Not found: “{self.wanted_text}”")
            return
        screen.note("Found from the other end on." if search.has_wrapped else "")
        screen.pane.follows = False
        screen.pane.go_to(*search.found)

    def stop_search(self) -> bool:
        """True if one was at work."""
        search, self.search = self.search, None
        if search is not None:
            self._screen.note("")
        return search is not None

    # Copying and saving.

    def action_copy(self) -> None:
        from tui.exchange_copying import ways_to_copy_part  # read only when asked for
        from tui.screens.copy_menu import offer_copies

        screen = self._screen
        part = screen.pane.cursor_part()
        if part is None:
            return
        try:
            ways = ways_to_copy_part(screen.exchange, screen.view, part)
        except (RemoraError, OSError) as error:
            screen.note(str(error))
            return
        offer_copies(self._remora, ways)

    def action_save(self) -> None:
        from tui.exchange_saving import exchange_saving, usual_name  # read only when asked for
        from tui.file_saving import problem_with

        screen, app = self._screen, self._remora
        exchange, form, side = screen.exchange, screen.form, screen.side

        def chosen(name: str | None) -> None:
            if name is not None:
                write = exchange_saving(exchange, form, side)
                app.save_file(as_path(name), write)

        whose = "both sides" if side is None else f"the {SIDES[side]}'s side"
        title = f"Save {whose} as {FORM_TITLES[form]}"
        name = usual_name(exchange, form, side)
        app.push_screen(InputDialog(title, "a file's name", problem_with, name), chosen)
