"""Closing a socket from outside, as `ss -K` does: one, after its port was typed, and only where the kernel lets us.

The watcher (`tui.sockets.watch`) has the privilege and does it; what became of it is told.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from tui import wording
from tui.panes.text_lines import Paragraph
from tui.screens.typed_dialog import TypedDialog
from tui.socket_view.words import local_words, process_words, protocol_words, remote_words, user_words

if TYPE_CHECKING:
    from tui.screens.sockets import SocketsScreen
    from tui.sockets.entry import Socket
    from tui.sockets.seen import Seen
    from tui.sockets.snapshot import OwnedSocket
    from tui.sockets.watch.client import WatchClient
    from tui.viewer_app import ViewerApp

CLOSED_FROM_OUTSIDE: Final = frozenset({"tcp", "udp", "udplite"})
NO_WATCHER: Final = "Closing a socket needs CAP_NET_ADMIN, and no process could be started that has it."
NOT_YET: Final = "It is not known yet whether sockets may be closed: try again in a moment."
WORD: Final = "close"
"""What is typed for a socket without a port."""
READY_SECONDS: Final = 2.0


class SocketClosing:
    """Mixed into the sockets screen; wants a `ViewerApp` around it."""

    _is_closing = False

    @property
    def _closing_screen(self) -> SocketsScreen:
        return cast("SocketsScreen", self)

    def action_end_socket(self) -> None:
        """Close the socket under the cursor, after asking."""
        screen = self._closing_screen
        app, entry = cast("ViewerApp", screen.app), screen.entry
        if entry is None or self._is_closing:
            return
        if problem := why_not_closed(entry):
            app.tell(problem)
            return
        # Made here: it belongs to the application, not to a thread.
        watch = app.watcher
        if watch is None:
            app.tell(NO_WATCHER)
            return
        self._in_a_thread(lambda: self._asked_for(watch, entry))

    def _asked_for(self, watch: WatchClient, entry: Seen) -> Callable[[], None]:
        """In a thread: whether we may."""
        app = cast("ViewerApp", self._closing_screen.app)
        if not watch.wait_ready(READY_SECONDS) and watch.is_alive:
            return lambda: app.tell(NOT_YET)
        if not watch.may_end:
            sentence = wording.sentence(watch.cannot_end) if watch.cannot_end else NO_WATCHER
            return lambda: app.tell(sentence, "warning")
        return lambda: self._ask(watch, entry)

    def _ask(self, watch: WatchClient, entry: Seen) -> None:
        if self._closing_screen.app.screen is not self._closing_screen:
            # The user went on to something else meanwhile.
            return
        one = entry.found.socket
        wanted = word_to_type(one)

        def check(text: str) -> str:
            return "" if text.strip() == wanted else f"type {wanted} to close it, Esc to leave it"

        def typed(text: str | None) -> None:
            if text is not None:
                self._in_a_thread(lambda: self._close(watch, entry))

        hint = f"type its local port, {wanted}" if wanted != WORD else f"type {WORD}"
        dialog = TypedDialog("Close this socket?", what_is_closed(entry.found), hint, check)
        self._closing_screen.app.push_screen(dialog, typed)

    def _close(self, watch: WatchClient, entry: Seen) -> Callable[[], None]:
        """In a thread."""
        screen, one = self._closing_screen, entry.found.socket
        app = cast("ViewerApp", screen.app)
        try:
            watch.end(one)
        except (OSError, ValueError) as error:
            sentence = why_it_failed(error)
            return lambda: app.tell(sentence, "error")
        ends = words_of_ends(one)
        screen.view.closed_from_here.add(entry.key)

        def tell() -> None:
            app.tell(f"Closed: {ends}.")
            if screen.is_attached:
                screen.action_look_now()

        return tell

    def _in_a_thread(self, work: Callable[[], Callable[[], None]]) -> None:
        """Work that waits; on the screen's thread then what it gives. One at a time."""
        screen = self._closing_screen
        self._is_closing = True

        def run() -> None:
            then = work()

            def go_on() -> None:
                self._is_closing = False
                then()

            screen.app.call_from_thread(go_on)

        screen.run_worker(run, thread=True)


def why_not_closed(entry: Seen) -> str:
    """Why there is nothing to close, in a sentence; empty where there is."""
    if entry.closed_ns is not None:
        return "This socket has closed already."
    if entry.found.socket.protocol not in CLOSED_FROM_OUTSIDE:
        return "Only TCP and UDP sockets can be closed from outside."
    return ""


def word_to_type(one: Socket) -> str:
    """The local port; a word where it has none."""
    return str(one.local.port) if one.local is not None and one.local.port else WORD


def words_of_ends(one: Socket) -> str:
    """Its protocol and both ends."""
    remote = f" ↔ {remote_words(one, {}, numeric=True)}" if one.remote is not None else ""
    return f"{protocol_words(one)} {local_words(one, numeric=True)}{remote}"


def what_is_closed(found: OwnedSocket) -> list[Paragraph]:
    """Whose socket it is, its ends, and what its program will see."""
    one = found.socket
    pids = ", ".join(str(owner.process.pid) for owner in found.owners)
    held = f"{process_words(found)}{f' (pid {pids})' if pids else ''}, user {user_words(found)}"
    return [
        Paragraph(held, head="  process  ", head_style="text--dim"),
        Paragraph(f"{words_of_ends(one)}, {one.state}", head="  socket   ", head_style="text--dim"),
        Paragraph(),
        Paragraph(_consequence(one)),
    ]


def _consequence(one: Socket) -> str:
    if one.protocol != "tcp":
        return "Its program is not asked: whatever it does with it next fails (ECONNABORTED)."
    if one.is_listening:
        return "Its program is not asked: it stops listening, connections that wait are reset, new ones are refused."
    return "Its program is not asked: whatever it does with it next fails (ECONNABORTED). The peer gets a reset."


def why_it_failed(error: OSError | ValueError) -> str:
    """In a sentence."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EPERM:
        return "The kernel refuses to close it: that needs CAP_NET_ADMIN."
    if number == errno.ENOENT:
        return "It has closed by itself."
    if number == errno.EOPNOTSUPP:
        return "This kernel cannot close sockets (it was made without CONFIG_INET_DIAG_DESTROY)."
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return f"It could not be closed: {reason}."
