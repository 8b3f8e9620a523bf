"""What is kept while the sockets screen is not shown: what was seen, what is wanted, and where the user was."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.panes.text_lines import Paragraph
from tui.socket_view.look import MakeSource, SocketLook
from tui.socket_view.picture import Wish
from tui.socket_view.rows import SocketRows
from tui.socket_view.story import story
from tui.sockets.kept_owners import KeptOwners
from tui.sockets.namespaces import made_in
from tui.sockets.process_details import ProcessDetails, read_details
from tui.sockets.processes import Owners
from tui.sockets.snapshot import Source, open_source
from tui.sockets.sock_diag import Endings
from tui.sockets.units import unit_of

if TYPE_CHECKING:
    from textual.message import Message

    from tui.socket_view.look import LastWords
    from tui.sockets.kept_kernels import KeptKernels
    from tui.sockets.kept_owners import Holders
    from tui.sockets.seen import Key, Seen
    from tui.sockets.story.remark import Part

GONE = "It has closed: this is what was known of it last."
CLOSED_FROM_HERE = "It was closed from here, by you and not by its program: this is what was known of it last."


class SocketsView:
    """One of an application; a screen listens as long as it is shown."""

    def __init__(
        self,
        namespace: str = "",
        *,
        owners: Holders | None = None,
        make_source: MakeSource | None = None,
        kept: KeptKernels | None = None,
    ) -> None:
        """`owners` tells whose sockets are, else what this process may see; `make_source` opens another source.

        `kept` was opened in the namespace while that was possible; without it that is tried when they are looked at.
        """
        self.namespace = namespace
        self._kept = kept
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
        self.process: Callable[[int, int], ProcessDetails | None] = read_details
        """What more there is to say of a process, by pid and start; asked in the thread that looks."""
        self.compared: Callable[[Seen], Iterable[Part]] = lambda seen: ()
        """What packets tell of a socket beside the kernel; asked in the same thread."""
        self.closed_from_here: set[Key] = set()
        """Sockets that the user had closed, by `Seen.key`."""
        self.wish = Wish()
        self._owners = KeptOwners(owners or Owners())
        self._listener: Callable[[Message], object] | None = None
        is_own = make_source is None and sys.platform == "linux"
        self.look = SocketLook(
            make_source or self._open,
            self._post,
            tell=self._tell,
            make_last_words=self._endings if is_own else None,
            unit_of_process=unit_of if is_own else lambda pid: "",
        )

    def _open(self) -> Source:
        if self._kept is not None:
            return self._kept.source(self._owners)
        return open_source(self.namespace, owners=self._owners)

    def _endings(self) -> LastWords:
        if self._kept is not None:
            return self._kept.endings()
        return made_in(self.namespace, lambda: Endings(self.namespace)) if self.namespace else Endings()

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

    def _tell(self, seen: Seen, everything: Sequence[Seen]) -> Sequence[Paragraph]:
        """The socket's story. In the thread."""
        found = seen.found
        details = None
        if found.owners and seen.closed_ns is None:
            process = found.owners[0].process
            details = self.process(process.pid, process.started)
        others = (other.found for other in everything if other.closed_ns is None)
        told = story(found, others, details, self.compared(seen), now_ns=self.rows.picture.time_ns or None)
        if seen.closed_ns is None:
            return told
        how = CLOSED_FROM_HERE if seen.key in self.closed_from_here else GONE
        return [Paragraph(how, "text--strong"), Paragraph(), *told]
