"""What is kept while the sockets screen is not shown: what was seen, what is wanted, and where the user was."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.panes.text_lines import Paragraph
from tui.printing.sockets import detail_lines
from tui.socket_look import MakeSource, SocketLook, Wish
from tui.socket_rows import SocketRows
from tui.sockets.kept_owners import KeptOwners
from tui.sockets.processes import Owners
from tui.sockets.snapshot import Source, open_source
from tui.sockets.units import unit_of

if TYPE_CHECKING:
    from textual.message import Message

    from tui.sockets.kept_owners import Holders
    from tui.sockets.seen import Key, Seen


class SocketsView:
    """One of an application; a screen listens as long as it is shown."""

    def __init__(
        self, namespace: str = "", *, owners: Holders | None = None, make_source: MakeSource | None = None
    ) -> None:
        """`owners` tells whose sockets are, else what this process may see; `make_source` opens another source."""
        self.namespace = namespace
        self.rows = SocketRows()
        self.column = "state"
        """The one under the column cursor."""
        self.cursor: Key | None = None
        """The row under the cursor, by `Line.key`."""
        self.filter = ""
        """The filter in use."""
        self.history: tuple[str, ...] = ()
        """Filters that were applied, the latest last."""
        self.shows_details: bool | None = None
        """By the user's choice; None: where there is room."""
        self.wish = Wish()
        self._owners = KeptOwners(owners or Owners())
        self._listener: Callable[[Message], object] | None = None
        units = unit_of if sys.platform == "linux" else lambda pid: ""
        self.look = SocketLook(make_source or self._open, self._post, tell=tell_lines, unit_of_process=units)

    def _open(self) -> Source:
        return open_source(self.namespace, owners=self._owners)

    @property
    def seen(self) -> Sequence[Seen]:
        """Every socket of the last look, those that closed and have not faded yet too."""
        return self.rows.picture.seen

    def want(self, **changes: Any) -> None:
        """Want something else of the look: the fields of `Wish`."""
        self.wish = replace(self.wish, **changes)
        self.look.wish(self.wish)

    def arrange(self, **changes: Any) -> None:
        """Want another arrangement: the fields of `Arrangement`."""
        self.want(arrangement=replace(self.wish.arrangement, **changes))

    def look_now(self) -> None:
        """Take a snapshot at once, with all owners looked up anew."""
        self._owners.forget()
        self.want(looks=self.wish.looks + 1)

    def listen(self, listener: Callable[[Message], object] | None) -> None:
        """Post to a screen from now on, beginning with a fresh look; None: look no more until there is one again."""
        self._listener = listener
        if listener is None:
            self.look.stop()
        else:
            self.look.start()

    def close(self) -> None:
        """The application ends."""
        self.listen(None)

    def _post(self, message: Message) -> None:
        if self._listener is not None:
            self._listener(message)


def tell_lines(seen: Seen, everything: Sequence[Seen]) -> list[Paragraph]:
    """What the kernel tells of a socket, as `remora sockets -eoim` has it."""
    return [Paragraph(line) for line in detail_lines(seen.found, ("extended", "timer", "info", "memory"))]
