"""A text field that knows what can come next: it offers it in a list, and puts in what is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.widgets import Input

from tui.panes.completion_list import CompletionList
from tui.safe import safe

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion

Complete = Callable[[str, int], "Completion"]
"""From a text and the cursor's place in it; may be asked in any thread."""

OPENING = ("(", "{", "!")
"""What is followed by more at once; behind everything else comes a space."""
GOES_ON = ".[#"
"""What may follow a name without a space."""


def complete_text(text: str, cursor: int) -> Completion:
    """What can come next in a display filter."""
    from dissectors.filters.complete import complete  # brings the grammar along, as `compile_text` does

    return complete(text, cursor)


class CompletingInput(Input):
    """The text field; whoever composes it composes `options` too, below it."""

    def __init__(self, complete: Complete | None, placeholder: str = "", value: str = "") -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False)
        # A cursor that blinks is painted twice a second, over a slow line too.
        self.cursor_blink = False
        self.complete = complete
        self.options = CompletionList()
        self._offered: tuple[str, int] | None = None
        """Text and cursor that the options are for."""
        self._quiet = ""
        """A text that was put in, not typed: nothing is offered for it."""
        self._completion: Completion | None = None
        self._space_at: int | None = None
        """Where the cursor is behind a space that came with a completion."""

    def put(self, text: str) -> None:
        """Replace the text, as if by magic: no options."""
        text = safe(text)
        self._quiet = text
        self._offered = None
        self.options.close()
        self.value = text
        self.cursor_position = len(text) if self.has_focus else 0

    def place_of(self, column: int) -> int:
        """Where a character of the text is drawn, in cells from the screen's left edge."""
        return self.content_region.x - self.scroll_offset.x + cell_len(self.value[:column])

    @property
    def wants_options(self) -> bool:
        """Something was typed that no options were offered for."""
        return bool(self.value) and self.value != self._quiet and self._offered != (self.value, self.cursor_position)

    def offer_anew(self) -> None:
        """What was offered is not all that there is, or that nothing was."""
        self._offered = None

    def offer(self, text: str, cursor: int, completion: Completion) -> None:
        """Show what can come next, if the text is still that one and is not complete already."""
        if (text, cursor) != (self.value, self.cursor_position) or not self.has_focus:
            return
        self._offered, self._completion = (text, cursor), completion
        word = text[completion.start : completion.stop]
        if len(completion.options) == 1 and completion.options[0].text == word:
            self.options.close()
        else:
            self.options.open(completion, self.place_of(completion.start))

    def is_unfinished(self, column: int | None) -> bool:
        """Something is offered for the place: what stands there is not the last word."""
        completion = self._completion
        if not self.options.is_open or completion is None or column is None:
            return False
        return column >= min(completion.start, len(self.value.rstrip()))

    def close_options(self) -> bool:
        """True if the list was open."""
        return self.options.close()

    def accept(self) -> bool:
        """Put in the option under the list's cursor, else the first; False where there is none."""
        if self.complete is not None and self.wants_options:
            # Typed faster than options are looked for.
            self.offer(self.value, self.cursor_position, self.complete(self.value, self.cursor_position))
        option, completion = self.options.option, self._completion
        if not self.options.is_open or option is None or completion is None:
            return False
        text = option.text if option.text.endswith(OPENING) else f"{option.text} "
        rest = self.value[completion.stop :]
        before = self.value[: completion.start] + safe(text)
        self.options.close()
        self._quiet = ""
        self.value = before + rest.removeprefix(" " if text.endswith(" ") else "")
        self.cursor_position = len(before)
        self._space_at = len(before) if text.endswith(" ") else None
        return True

    async def _on_key(self, event: events.Key) -> None:
        """Keys that do something are followed here, in the order in which they were typed with the letters.

        Else they would go round by the application, and letters typed right behind them would be first.
        """
        if not event.is_printable and await self.app._check_bindings(event.key):
            event.stop()
            event.prevent_default()
        else:
            if event.character is not None and event.character in GOES_ON:
                self._take_back_space()
            await super()._on_key(event)

    def _take_back_space(self) -> None:
        """A name was completed, but was not all that is wanted."""
        cursor = self.cursor_position
        if cursor == self._space_at and self.value[cursor - 1 : cursor] == " ":
            self.value = self.value[: cursor - 1] + self.value[cursor:]
            self.cursor_position = cursor - 1

    def on_focus(self) -> None:
        self.cursor_position = len(self.value)

    def on_blur(self) -> None:
        # A text that is longer than its field is read from its beginning.
        self.cursor_position = 0
        self.options.close()
