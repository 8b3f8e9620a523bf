"""Every TCP connection that a process of this machine begins, however short: told by the kernel's own trace.

A private instance of tracefs with one event; `tui.sockets.watch.connecting` joins it to both ends of the connection.
Of the thread that connected its process is looked up as long as it is there, and in the kernel's notes after that.
The trace is of all network namespaces: which one a connection is in is told where that could be seen.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from dissectors.processes.attribution import End
from tui.sockets.processes import PROC
from tui.sockets.watch.connecting import FILTER, Change, Connecting, Joined, Layout
from tui.sockets.watch.holders import Holders, Known
from tui.sockets.watch.process_times import boot_ns, is_after, since_1970_ns
from tui.sockets.watch.ring_buffer import LARGEST_PAGE, Event, read_page
from tui.sockets.watch.trace_files import Instance, NoTrace, open_tracefs, read_at

EVENT: Final = "events/sock/inet_sock_set_state"
CLOCK: Final = "boot"
"""As processes' starts are told."""
_FIRST_PROCESSES: Final = 0xEFFF_FFFC
"""Inode of the first pid namespace (PROC_PID_INIT_INO), whose numbers the trace has."""
_KERNEL_THREADS: Final = 2
"""The pid of kthreadd, whose children are the kernel's own threads."""
_ALL_KILOBYTES: Final = 16_384
_LEAST_KILOBYTES, _MOST_KILOBYTES = 64, 512
_MOST_ROUNDS: Final = 8
_MOST_PAGES: Final = 64
"""Of one processor in one round."""
_MOST_WAITING: Final = 2_048
"""Connections whose process is looked up in the kernel's notes; the oldest of more are given up."""
_NOTES_SHARE: Final = 20
"""The notes are read again after so many times the time that it takes."""
_NOTES_SECONDS: Final = 0.01


class Connect(NamedTuple):
    """A connection that a process of this machine began."""

    pid: int
    name: str
    """Its short name; empty where it had ended before it could be read."""
    local: End
    remote: End
    began_ns: int
    """Since 1970: when it was about to send its SYN."""
    time_ns: int
    """When the kernel told both ends: there was an answer, or it was given up."""
    has_failed: bool
    network: int | None
    """The inode of the network namespace of the thread that connected; None where that was not seen."""
    known: Known | None
    """The process; None where it had ended before it could be looked at."""


class _Thread(NamedTuple):
    """Who connected, as far as it was there when the event was read."""

    number: int
    known: Known | None
    network: int | None


class Trace:
    """A running trace. Raises NoTrace, whose text is a sentence for the user."""

    def __init__(self, holders: Holders | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._holders = holders or Holders()
        self._clock = clock
        self._connecting: Connecting[_Thread] = Connecting()
        self._waiting: list[tuple[Joined, _Thread]] = []
        self._early: list[Event] = []
        """Read, and not yet in its order with all others."""
        self._notes_after = 0.0
        self._files: list[int] = []
        self.has_missed = False
        """Whether connections may have begun unseen since this was last set to False."""
        _check_numbers()
        self._poll = select.epoll()
        try:
            self._instance = _instance()
        except BaseException:
            self._poll.close()
            raise
        try:
            self._layout = self._begin()
        except (OSError, ValueError) as error:
            self.close()
            number = error.errno if isinstance(error, OSError) else errno.EINVAL
            raise NoTrace(number, f"connections cannot be traced: {error}") from error
        except BaseException:
            self.close()
            raise

    def fileno(self) -> int:
        """Readable when there is something."""
        return self._poll.fileno()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._instance.write(f"{EVENT}/enable", "0")
        for descriptor in self._files:
            os.close(descriptor)
        self._files = []
        self._poll.close()
        self._instance.close()

    def due(self) -> float | None:
        """Seconds until `read` is wanted though nothing can be read; None for none."""
        if self._early:
            return 0.0
        return max(self._notes_after - self._clock(), 0.0) if self._waiting else None

    def read(self) -> list[Connect]:
        """The connections of by now whose ends are known. Does not wait. Raises OSError."""
        events, is_whole = self._events()
        if not is_whole:
            self._connecting.forget()
            self.has_missed = True
        changes = [change for event in events if (change := self._layout.change(event)) is not None]
        since_1970 = since_1970_ns()
        found = []
        for joined, thread in self._connecting.feed(changes, self._who):
            if thread.known is not None:
                process = thread.known.process
                found.append(_connect(joined, thread, process.pid, process.name, since_1970))
            else:
                self._waiting.append((joined, thread))
        del self._waiting[:-_MOST_WAITING]
        if self._waiting and self._clock() >= self._notes_after:
            found += self._from_notes(since_1970)
        return found

    def _begin(self) -> Layout:
        """Raises OSError, ValueError."""
        instance = self._instance
        layout = Layout(instance.read(f"{EVENT}/format").decode("ascii", "replace"))
        instance.write("trace_clock", CLOCK)
        processors = instance.names("per_cpu")
        size = max(_LEAST_KILOBYTES, min(_MOST_KILOBYTES, _ALL_KILOBYTES // max(len(processors), 1)))
        # What an older kernel does not have only makes it slower, or leaves a name or a number out.
        for path, value in (("buffer_size_kb", str(size)), ("buffer_percent", "0"), ("options/record-tgid", "1")):
            with contextlib.suppress(OSError):
                instance.write(path, value)
        instance.write(f"{EVENT}/filter", FILTER)
        for name in processors:
            descriptor = instance.open(f"per_cpu/{name}/trace_pipe_raw", os.O_RDONLY | os.O_NONBLOCK)
            self._files.append(descriptor)
            self._poll.register(descriptor, select.EPOLLIN)
        instance.write(f"{EVENT}/enable", "1")
        return layout

    def _events(self) -> tuple[list[Event], bool]:
        """Everything until now in the order of time, and whether nothing is missing.

        Each processor has its own buffer. After a round in which nothing came from any, all that came before is there.
        """
        events, self._early = self._early, []
        is_whole = True
        for _ in range(_MOST_ROUNDS):
            before, complete_ns = len(events), boot_ns()
            for descriptor in self._files:
                for _ in range(_MOST_PAGES):
                    try:
                        data = os.read(descriptor, LARGEST_PAGE)
                    except BlockingIOError:
                        break
                    page = read_page(data, self._layout.word_bytes)
                    events += page.events
                    is_whole &= not page.has_lost
                    if not page.events:
                        break
            if len(events) == before:
                break
        else:
            # More comes than is read: of what came in the last round something before it may be missing yet.
            self._early = [event for event in events if event.time_ns >= complete_ns]
            events = [event for event in events if event.time_ns < complete_ns]
        events.sort(key=lambda event: event.time_ns)
        return events, is_whole

    def _who(self, change: Change) -> _Thread | None:
        """Look at the thread at once: it may be gone in a moment."""
        holders = self._holders
        process = holders.of_thread(change.thread)
        thread = process and holders.process(change.thread)
        if process is None or thread is None or is_after(process, change.time_ns) or is_after(thread, change.time_ns):
            # It has ended, and another may have its number.
            return _Thread(change.thread, None, None)
        if process.parent == _KERNEL_THREADS:
            # It connects for others, whom their sockets tell.
            return None
        return _Thread(change.thread, holders.known(process), holders.network_of(change.thread))

    def _from_notes(self, since_1970: int) -> list[Connect]:
        """Of threads that ended before they could be looked at: the kernel notes the process of those it traced."""
        begun = self._clock()
        try:
            groups = _numbered(read_at(self._instance.tracefs, "saved_tgids"))
            names = _numbered(read_at(self._instance.tracefs, "saved_cmdlines"))
        except OSError:
            groups, names = {}, {}
        taken = self._clock() - begun
        self._notes_after = begun + max(_NOTES_SECONDS, _NOTES_SHARE * taken)
        found = []
        for joined, thread in self._waiting:
            group = groups.get(thread.number, b"")
            # The note is of the last thread with this number; one that is there now may be another.
            if group.isdigit() and self._holders.of_thread(thread.number) is None:
                pid = int(group)
                process = self._holders.process(pid)
                if process is not None and not is_after(process, joined.began_ns):
                    thread = thread._replace(known=self._holders.known(process))
                    name = process.name
                else:
                    name = names.get(pid, b"").decode("utf-8", "backslashreplace")
                found.append(_connect(joined, thread, pid, name, since_1970))
        self._waiting = []
        return found


def _connect(joined: Joined, thread: _Thread, pid: int, name: str, since_1970: int) -> Connect:
    began_ns, time_ns = joined.began_ns + since_1970, joined.time_ns + since_1970
    return Connect(
        pid, name, joined.local, joined.remote, began_ns, time_ns, joined.has_failed, thread.network, thread.known
    )


def _instance() -> Instance:
    """Raises NoTrace."""
    try:
        return Instance(open_tracefs())
    except NoTrace:
        raise
    except PermissionError as error:
        raise NoTrace(errno.EPERM, "only root may trace connections") from error
    except OSError as error:
        raise NoTrace(error.errno, f"connections cannot be traced: {error.strerror}") from error


def _check_numbers() -> None:
    """The trace has the numbers that processes have in the first pid namespace. Raises NoTrace."""
    try:
        is_first = os.stat(PROC / "self" / "ns" / "pid").st_ino == _FIRST_PROCESSES
    except OSError:
        is_first = False
    if not is_first:
        raise NoTrace(errno.EPERM, "connections cannot be traced in a container: processes have other numbers there")


def _numbered(data: bytes) -> dict[int, bytes]:
    """Lines of a number and what belongs to it, as the kernel's notes are."""
    found = {}
    for line in data.splitlines():
        number, _, rest = line.partition(b" ")
        if number.isdigit():
            found[int(number)] = rest
    return found
