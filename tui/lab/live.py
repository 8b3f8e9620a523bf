"""A scene of the lab played while it is shown: in the viewer, or without a terminal as rows that are printed."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from tui.capture.source import EngineError
from tui.exit_status import DONE, NOT_ALLOWED, CommandError, complain
from tui.lab.scenes import Scene
from tui.viewer import check_interfaces, privilege_given_up, take_the_terminal
from tui.viewer_request import ViewerRequest

if TYPE_CHECKING:
    from textual.message import Message

    from tui.opened import Opened

SECONDS_TO_END = 60.0


def show(scene: Scene, family: socket.AddressFamily) -> int:
    """Play a scene; the exit status. Raises SceneError, CommandError or EngineError."""
    is_screen = sys.stdout.isatty()
    request = ViewerRequest(interfaces=(scene.interface,))
    if is_screen:
        take_the_terminal(request)
    # While this process may still bind low ports and lay cables.
    stage = scene.prepare(family)
    try:
        check_interfaces(request)
        with privilege_given_up(request) as (broker, notice):
            from tui.opened import open_scene  # numpy: the privilege must be gone

            opened = open_scene(broker, scene, stage)
            if not is_screen:
                return _print(opened)
            from tui.viewer import show as show_screen

            return show_screen(request, broker, opened, notice)
    except EngineError as error:
        raise CommandError(error.text, NOT_ALLOWED) from error
    finally:
        stage.close()


def _print(opened: Opened) -> int:
    """Packets on standard output, the scene's words on standard error."""
    from tui.ending import end_capture
    from tui.messages import RowsAdded, SourceFailed
    from tui.printing.summary_line import summary_line

    source, performance, table = opened.live, opened.performance, opened.table
    assert source is not None
    assert performance is not None

    unprinted: list[OSError] = []

    def print_rows(rows: range) -> None:
        """In the follower's thread, which must not end by what standard output does."""
        try:
            for row in rows:
                if not unprinted:
                    print(summary_line(table, row), flush=True)
        except OSError as error:
            unprinted.append(error)

    def post(message: Message) -> None:
        if isinstance(message, RowsAdded) and message.append is not None:
            before = len(table)
            message.append()
            print_rows(range(before, len(table)))
        elif isinstance(message, SourceFailed):
            complain(message.sentence)

    failed = []
    try:
        source.start(post)
        performance.start(lambda words, is_over: print(words, file=sys.stderr) if words else None)
        performance.join(SECONDS_TO_END)
        source.finish_reading()
        failed = list(source.live.errors)
    finally:
        source.stop()
        end_capture(source, discard=True)
    if unprinted:
        raise unprinted[0]
    return NOT_ALLOWED if failed else DONE
