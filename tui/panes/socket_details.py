"""The pane that tells what the socket under the cursor means: paragraphs that scroll."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tui.panes.text_lines import Paragraph, TextLines


class SocketDetails(TextLines):
    """Keeps its place while the same socket is told anew, and begins at the top with another."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._about: Hashable = None
        self._shown: Sequence[Paragraph] = ()

    def show(self, paragraphs: Sequence[Paragraph], about: Hashable = None) -> None:
        """Show what is told `about` a socket, by its key; without one its first paragraph tells whether it is another.

        Nothing is painted where nothing changed.
        """
        about = about if about is not None else (paragraphs[0] if paragraphs else None)
        is_other, self._about = about != self._about, about
        if not is_other and list(paragraphs) == list(self._shown):
            return
        self._shown = tuple(paragraphs)
        super().show(paragraphs)
        if is_other:
            self.scroll_lines_to(0)
