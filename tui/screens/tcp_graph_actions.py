"""What keys do on a TCP graph: other graphs, directions, conversations; marks, packets; explaining, copying, saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS
from dissectors.statistics.tcp_graphs.points import EVENTS
from tui.completion import as_path
from tui.conversation_saving import problem_with_name
from tui.copying import Copy
from tui.panes.tcp_graph_lines import NOTHING_MARKED
from tui.panes.text_lines import Paragraph
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog, ReadDialog
from tui.screens.every_screen import EveryScreen
from tui.tcp_graphs.meanings import EVENT_MARKS, GRAPHS
from tui.tcp_graphs.packet_words import packet_head, packet_sentences
from tui.tcp_graphs.picture import drawing, has_edge, has_powers
from tui.tcp_graphs.saving import point_saving, usual_name

if TYPE_CHECKING:
    from tui.graphs.plot import Plot
    from tui.screens.tcp_graph import TCPGraphScreen
    from tui.tcp_graphs.run import GraphPicture

COPIED_COLUMNS, COPIED_ROWS = 100, 30
"""Cells of a drawing that is copied."""


class TCPGraphActions(EveryScreen):
    """Mixed into the TCP graph screen, which holds picture and cursor."""

    @property
    def _screen(self) -> TCPGraphScreen:
        return cast("TCPGraphScreen", self)

    # Other graphs.

    def action_next_graph(self) -> None:
        self._turn(1)

    def action_previous_graph(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        place = GRAPH_KINDS.index(self._screen.wish.kind) + step
        self._screen.want(GRAPH_KINDS[place % len(GRAPH_KINDS)])

    def action_other_direction(self) -> None:
        picture = self._screen.picture
        if picture is not None:
            self._screen.want(side=1 if picture.graph.side == 0 else 0)

    def action_window_edge(self) -> None:
        """With the end of the window, or without it."""
        picture = self._screen.picture
        if picture is None or picture.graph.kind != "tcptrace":
            self._remora.tell("Only the tcptrace graph has the end of the window: v and V go to it.")
            return
        self._screen.want(shows_edge=not has_edge(picture.graph, shows_edge=picture.wish.shows_edge))

    def action_logarithmic(self) -> None:
        """A logarithmic scale, or a linear one."""
        screen, picture = self._screen, self._screen.picture
        if picture is None or not has_powers(picture.graph):
            self._remora.tell("Sequence numbers have no logarithmic scale: v and V go to other graphs.")
            return
        screen.is_logarithmic = not screen.is_logarithmic
        screen.pane.show(screen.plot_of(picture))
        screen.tell_packet()

    def action_next_stream(self) -> None:
        self._go_to_stream(1)

    def action_previous_stream(self) -> None:
        self._go_to_stream(-1)

    def _go_to_stream(self, step: int) -> None:
        screen = self._screen
        stream = screen.stream + step
        if 0 <= stream < screen.table.index.streams.count("tcp"):
            # What was told was of this conversation.
            screen.app.clear_notifications()
            screen.row = None
            screen.wish = type(screen.wish)(screen.wish.kind)
            screen.begin(stream)
        else:
            self._remora.tell(f"This is the {'first' if step < 0 else 'last'} TCP conversation.")

    # Packets.

    def action_next_event(self) -> None:
        self._go_to_event(1)

    def action_previous_event(self) -> None:
        self._go_to_event(-1)

    def _go_to_event(self, step: int) -> None:
        screen, picture = self._screen, self._screen.picture
        if picture is None:
            return
        here = None if screen.row is None else picture.spots.x_of(screen.row)
        found = picture.spots.mark_from(here, screen.row, step)
        if found is not None:
            screen.go_to(found[1], found[0])
        elif not len(picture.graph.events):
            self._remora.tell(NOTHING_MARKED)
        else:
            self._remora.tell("There is no further mark." if step > 0 else "There is no mark before.")

    def action_next_segment(self) -> None:
        self._go_to_packet(1)

    def action_previous_segment(self) -> None:
        self._go_to_packet(-1)

    def _go_to_packet(self, step: int) -> None:
        screen, picture = self._screen, self._screen.picture
        place = None if picture is None or screen.row is None else picture.spots.place_of(screen.row)
        if picture is None or place is None:
            return
        if 0 <= place + step < len(picture.spots.rows):
            screen.go_to(int(picture.spots.rows[place + step]), int(picture.spots.x[place + step]))

    # Words and files.

    def action_explain(self) -> None:
        """What this graph shows, how it is read, and what its marks mean."""
        screen = self._screen
        meaning = GRAPHS[screen.wish.kind]
        paragraphs = [Paragraph(meaning.shows, "text--strong"), Paragraph(), Paragraph("How to read it", "text--head")]
        paragraphs += [Paragraph(means, "", f"  {seen}: ", "text--key") for seen, means in meaning.reading]
        paragraphs += [Paragraph(), Paragraph("Marks", "text--head")]
        there = set() if screen.picture is None else set(screen.picture.graph.events.kinds.tolist())
        for number, event in enumerate(EVENTS):
            mark = EVENT_MARKS[event]
            style = "" if number in there else "text--dim"
            paragraphs.append(Paragraph(f"{event}: {mark.meaning}", style, f"  {mark.sign}  ", "text--key"))
        self._remora.push_screen(ReadDialog(meaning.title, paragraphs))

    def action_copy(self) -> None:
        screen, picture = self._screen, self._screen.picture
        if picture is None or not len(picture.observed):
            return
        ways = [
            Copy("t", "the graph as text", _drawing(picture, screen.plot_of(picture))),
            Copy("d", "a display filter for the conversation", f"tcp.stream == {screen.stream}"),
        ]
        place = None if screen.row is None else picture.spots.place_of(screen.row)
        if screen.row is not None and place is not None and picture.ends is not None:
            told = [packet_head(picture.observed, place, picture.ends), *packet_sentences(picture.observed, place)]
            ways.insert(0, Copy("p", "the packet in words", " ".join(told)))
            ways.append(Copy("n", "a display filter for the packet", f"frame.number == {screen.row + 1}"))
        offer_copies(self._remora, ways)

    def action_save(self) -> None:
        """Save all points of the graph."""
        app, stream, picture = self._remora, self._screen.stream, self._screen.picture
        if picture is None:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                path = as_path(name)
                app.save_file(path, point_saving(picture, stream, path.suffix.lower()))

        hint = "a name that ends in .csv or .json"
        app.push_screen(InputDialog("Save points", hint, problem_with_name, usual_name(picture, stream)), chosen)


def _drawing(picture: GraphPicture, plot: Plot) -> str:
    return "".join(f"{line}\n" for line in drawing(picture.graph, plot, COPIED_COLUMNS, COPIED_ROWS))
