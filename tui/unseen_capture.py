"""A capture without a screen: begun, followed until it stops, ended with a line about what was captured and dropped.

What is done with its packets is the caller's; it goes to standard output, everything else to standard error.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from dissectors.privilege import drop_privilege
from dissectors.signals import handlers_wait
from tui.capture.events import Event, Failed, Started, Stopped
from tui.exit_status import DAMAGED, DONE, INTERRUPTED, NOT_ALLOWED, USAGE, CommandError, complain
from tui.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dissectors.packets.table import Capture
    from dissectors.processes.attributions import Attributions
    from tui.capture.client import BrokerClient
    from tui.capture.limits import Limits, Ring
    from tui.capture.session import LiveCapture
    from tui.process_watch import ProcessWatch
    from tui.viewer_request import ViewerRequest

NOTHING_YET = "interrupted before the capture began: nothing was captured"
_INTERVAL_SECONDS = 0.05
_LONGEST_END_SECONDS = 10.0
_STATUS = {
    "no-permission": NOT_ALLOWED,
    "no-such-interface": NOT_ALLOWED,
    "no-engine": NOT_ALLOWED,
    "bad-filter": USAGE,
}
"""Exit status by the code of a failure; others mean that the capture broke off."""


class Growing(Protocol):
    """A capture that more frames come to."""

    @property
    def is_complete(self) -> bool: ...
    def refresh(self, max_frames: int | None = None, seconds: float | None = None) -> range: ...


class Taker(Protocol):
    """What is done with the rows of a live capture, while they come and when no more will."""

    attributions: Attributions
    """What becomes known of their processes."""

    @property
    def have_to_wait(self) -> bool: ...
    @property
    def what_is_missing(self) -> tuple[str, ...]: ...
    def print_new(self, capture: Capture, growing: Growing, most: int | None = None) -> None: ...
    def print_rest(self, most: int | None = None) -> None: ...
    def close(self) -> None: ...


MakeTaker = Callable[["ViewerRequest", "ProcessWatch | None"], Taker]
"""Called when this process has given up its privilege: not before may it import numpy."""


def capture_for(request: ViewerRequest, make: MakeTaker) -> int:
    """Capture until the limits or an interruption; the exit status. Raises CommandError and RemoraError."""
    try:
        return _capture_watched(request, make)
    except KeyboardInterrupt:
        complain(NOTHING_YET)
        return INTERRUPTED


def _capture_watched(request: ViewerRequest, make: MakeTaker) -> int:
    from tui.viewer import check_interfaces, limits_of, start_broker

    limits, ring = limits_of(request)
    check_interfaces(request)
    broker = start_broker(request)
    try:
        notice = drop_privilege()
        if notice:
            complain(notice)
        with _watcher(broker) as watch:
            # What is wrong with the filter is told before anything is captured.
            return _capture(request, broker, make(request, watch), limits, ring)
    finally:
        if broker is not None:
            broker.close()


@contextlib.contextmanager
def _watcher(broker: BrokerClient | None) -> Iterator[ProcessWatch | None]:
    """Who tells of the processes behind packets, listening from before the first one on; None where nobody can."""
    from tui.process_watch import ProcessWatch
    from tui.sockets.watch.client import WatchClient

    try:
        client = WatchClient.open(broker)
    except OSError:
        yield None
        return
    with client:
        watch = ProcessWatch(client)
        watch.begin()
        yield watch


def _capture(
    request: ViewerRequest, broker: BrokerClient | None, rows: Taker, limits: Limits, ring: Ring | None
) -> int:
    from tui.capture.session import LiveCapture
    from tui.capture.source import SNAPLEN, EngineError

    events: queue.Queue[Event] = queue.Queue()
    live = LiveCapture(broker, events.put)
    live.attributions = rows.attributions

    def begin() -> None:
        try:
            live.start(
                request.interfaces,
                capture_filter=request.capture_filter,
                file=request.save_to,
                engine=request.engine,
                snaplen=request.snaplen or SNAPLEN,
                promiscuous=request.promiscuous,
                limits=limits,
                ring=ring,
            )
        except EngineError as error:
            raise CommandError(error.text, _STATUS.get(error.code, USAGE)) from error

    return _follow(live, begin, events, rows)


def _follow(live: LiveCapture, begin: Callable[[], None], events: queue.Queue[Event], rows: Taker) -> int:
    """Print until the capture has stopped, then say what there was."""
    status = DONE
    with contextlib.ExitStack() as at_end:
        at_end.callback(_end, live)
        at_end.callback(rows.close)
        try:
            # Whatever is begun is ended.
            with handlers_wait():
                begin()
            status = _print_until_stopped(live, events, rows)
        except KeyboardInterrupt:
            status = INTERRUPTED
            live.stop()
            live.wait_stopped(_LONGEST_END_SECONDS)
            if not live.has_begun:
                complain(NOTHING_YET)
            rows.print_new(live.capture, live.capture)
        rows.print_rest()
        for clause in rows.what_is_missing:
            complain(clause)
    return status


def _print_until_stopped(live: LiveCapture, events: queue.Queue[Event], rows: Taker) -> int:
    capture, status = live.capture, DONE
    while True:
        with contextlib.suppress(queue.Empty):
            event = events.get(timeout=_INTERVAL_SECONDS)
            if isinstance(event, Started):
                with contextlib.suppress(OSError):
                    print(f"Capturing on {visible(event.interface)}; Ctrl+C ends", file=sys.stderr, flush=True)
            if isinstance(event, Failed):
                complain(event.text)
                status = _STATUS.get(event.code, DAMAGED)
            if isinstance(event, Stopped):
                rows.print_new(capture, capture)
                while rows.have_to_wait:
                    time.sleep(_INTERVAL_SECONDS)
                    rows.print_new(capture, capture)
                return status
        rows.print_new(capture, capture)
        # A ring of files goes on in a capture of its own.
        capture = live.capture


def _end(live: LiveCapture) -> None:
    """Write the named file or delete the temporary one, and say what was captured, if anything could be."""
    counts = live.statistics()
    if not live.has_begun:
        live.close()
        return
    if live.is_temporary:
        live.discard()
        place = ""
    else:
        place = f", saved in {live.close()}"
    dropped = "an unknown number" if counts.dropped is None else f"{counts.dropped:,}"
    with contextlib.suppress(OSError):
        print(f"{counts.captured:,} captured, {dropped} dropped{place}", file=sys.stderr)
