"""The process that holds a socket: what it was started as, by whom and when, and what else it holds."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from tui.socket_view.words import local_words, name_words, protocol_words, remote_words
from tui.sockets.process_details import ProcessDetails
from tui.sockets.snapshot import CLOSED, NOBODY, OTHER_USER, UNACCEPTED, UNANSWERED, OwnedSocket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import many, time_words
from tui.sockets.story.remark import Remark
from tui.sockets.users import user_name
from tui.time_format import moment

MOST_OWNERS: Final = 8
MOST_COMMAND: Final = 2_000
MOST_COMMAND_IN_LINE: Final = 160
"""Characters of a command line: programs are started with a hundred thousand."""
WHY_UNKNOWN: Final = {
    OTHER_USER: "owned by another user, whose processes only that user and root may look into (/proc/PID/fd, proc(5)).",
    CLOSED: "closed by its process; the kernel brings the connection to its end alone.",
    UNACCEPTED: "not accepted yet: it belongs to the listener's queue until the program calls accept(2).",
    NOBODY: "no process that can be seen holds it: the kernel's own, another container's, or it ended just now.",
    UNANSWERED: "not found out in time: the machine is busy, and it is asked again.",
}


def process_remarks(
    entry: OwnedSocket, near: Around, details: ProcessDetails | None, now_ns: int | None = None
) -> Iterator[Remark]:
    """All of it; `now_ns`, since 1970, tells how long ago it was started."""
    if not entry.owners:
        if entry.unknown:
            yield Remark(WHY_UNKNOWN.get(entry.unknown, f"{entry.unknown}."), "process")
        yield from _user(entry.socket.uid)
        if entry.unit:
            yield Remark(f"{entry.unit}.", "unit")
        return
    first = entry.owners[0]
    process = first.process
    descriptor = f", which knows it as descriptor {first.descriptor}" if first.descriptor >= 0 else ""
    if entry.socket.protocol == "tcp" and not entry.socket.inode:
        descriptor = ", which has closed it; the kernel brings the connection to its end alone"
    yield Remark(f"{name_words(process)}, process {process.pid}{descriptor}.", "process")
    if details is not None and details.process == process:
        yield from _details(details, now_ns)
    else:
        yield from _user(process.uid)
    if entry.socket.uid is not None and entry.socket.uid != process.uid:
        yield Remark(f"the socket was made by {_named(entry.socket.uid)}.", "made by")
    unit = entry.unit or (details.unit if details is not None else "")
    if unit:
        yield Remark(f"{unit}.", "unit")
    if len(entry.owners) > 1:
        others = [f"{name_words(owner.process)} {owner.process.pid}" for owner in entry.owners[1 : MOST_OWNERS + 1]]
        yield Remark(f"{_listed(others, len(entry.owners) - 1)}: they inherited it (fork(2)).", "also held by")
    yield from _others(near)


def process_line(entry: OwnedSocket, details: ProcessDetails | None) -> str:
    """Who it is, in one line; empty where no process is known."""
    if not entry.owners:
        return ""
    process = entry.owners[0].process
    words = f"{name_words(process)} {process.pid}, of {user_name(process.uid)}"
    if details is not None and details.process == process and details.command:
        words += f": {_cut(shlex.join(details.command), MOST_COMMAND_IN_LINE)}"
    return words


def _details(details: ProcessDetails, now_ns: int | None) -> Iterator[Remark]:
    if details.command:
        yield Remark(_cut(shlex.join(details.command), MOST_COMMAND), "command")
    if details.executable:
        yield Remark(details.executable, "program")
    if details.folder:
        yield Remark(details.folder, "works in")
    yield from _users(details)
    if details.started_ns is not None:
        ago = "" if now_ns is None else f", {time_words((now_ns - details.started_ns) / 1e9)} ago"
        yield Remark(f"{moment(details.started_ns, None, with_date=True, digits=0)}{ago}.", "started")
    if details.parents:
        yield Remark(" ← ".join(f"{parent.name} {parent.pid}" for parent in details.parents), "started by")
    if details.hidden:
        yield Remark(f"{details.hidden}.", "not told", "dim")


def _users(details: ProcessDetails) -> Iterator[Remark]:
    """The real and the effective one differ where a program takes on another's rights (credentials(7))."""
    if len(set(details.uids[:2])) > 1:
        real, effective = details.uids[:2]
        yield Remark(f"{_named(effective)}, started by {_named(real)} (set-user-ID, credentials(7)).", "user")
    else:
        yield from _user(details.process.uid)


def _user(uid: int | None) -> Iterator[Remark]:
    if uid is not None and uid >= 0:
        yield Remark(f"{_named(uid)}{', who may do everything on this machine' if uid == 0 else ''}.", "user")


def _named(uid: int) -> str:
    name = user_name(uid)
    return name if name == str(uid) else f"{name} ({uid})"


def _others(near: Around) -> Iterator[Remark]:
    if not near.held:
        return
    yield Remark(f"{many(near.held, 'other socket')} of this process:", "holds also")
    for other in near.of_process:
        one = other.socket
        ends = local_words(one, numeric=False)
        if one.remote is not None or one.peer_inode:
            ends += f" → {remote_words(one, near.paths, numeric=False)}"
        yield Remark(f"{protocol_words(one)} {one.state} {ends}")
    if near.held > len(near.of_process):
        yield Remark(f"and {near.held - len(near.of_process):,} more", "", "dim")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _listed(names: list[str], count: int) -> str:
    more = count - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
