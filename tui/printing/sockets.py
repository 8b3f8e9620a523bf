"""Sockets as a table: one line each, with the columns there is room for, and below it what was asked for besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tui.printing.socket_details import Detail, detail_lines
from tui.printing.visible import visible
from tui.socket_view.words import (
    local_words,
    pid_words,
    process_words,
    protocol_words,
    queue_words,
    remote_words,
    user_words,
)
from tui.sockets.entry import PROTOCOLS, Socket
from tui.sockets.snapshot import OwnedSocket
from tui.time_format import NO_TIME

TITLES: Final = ("Proto", "State", "Recv-Q", "Send-Q", "Local", "Remote", "User", "PID", "Process")
_RIGHT: Final = frozenset({"Recv-Q", "Send-Q", "PID"})
_ALWAYS: Final = frozenset({"Proto", "State", "Local", "Remote", "PID", "Process"})
_IF_THERE_IS_ROOM: Final = (("User",), ("Recv-Q", "Send-Q"))
"""In the order in which they are given room."""
_GAP: Final = "  "
_LEAST_PROCESS: Final = 16
"""Cells that processes have at least: what they say of themselves, or why they are not known, may be cut to these."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table is to be."""

    width: int | None
    """Cells of a line, as far as addresses allow; None for all columns, whole."""
    numeric: bool = False
    details: frozenset[Detail] = frozenset()


def in_order(found: Iterable[OwnedSocket]) -> list[OwnedSocket]:
    """By kind, listeners first, what is left of connections last; then by where they stand."""
    return sorted(found, key=standing)


def paths_of(sockets: Iterable[OwnedSocket]) -> dict[int, str]:
    """Where unix sockets are bound, by their inodes."""
    return {entry.socket.inode: entry.socket.path for entry in sockets if entry.socket.path}


def text_lines(found: Collection[OwnedSocket], paths: Mapping[int, str], layout: Layout) -> Iterator[str]:
    """A heading and a line each; `paths` of unix sockets by their inodes name peers. Nothing where there are none."""
    if not found:
        return
    ordered = in_order(found)
    rows = [_cells(entry, paths, layout.numeric) for entry in ordered]
    widths = [max(map(len, column)) for column in zip(TITLES, *rows, strict=True)]
    shown = _that_fit([*widths[:-1], min(widths[-1], _LEAST_PROCESS)], layout.width)
    room = None
    if layout.width is not None:
        room = max(layout.width - sum(widths[place] + len(_GAP) for place in shown[:-1]), _LEAST_PROCESS)
    yield _line(TITLES, shown, widths)
    for entry, row in zip(ordered, rows, strict=True):
        if room is not None and len(row[-1]) > room:
            row[-1] = f"{row[-1][: room - 1]}…"
        yield _line(row, shown, widths)
        for detail in detail_lines(entry, layout.details):
            yield f"    {visible(detail)}"


def _cells(entry: OwnedSocket, paths: Mapping[int, str], numeric: bool) -> list[str]:
    one = entry.socket
    cells = (
        protocol_words(one),
        one.state or NO_TIME,
        *queue_words(one),
        local_words(one, numeric=numeric),
        remote_words(one, paths, numeric=numeric),
        user_words(entry),
        pid_words(entry),
        process_words(entry),
    )
    return [visible(cell) for cell in cells]


def _that_fit(widths: Sequence[int], width: int | None) -> list[int]:
    """Places of the columns that are shown."""
    if width is None:
        return list(range(len(TITLES)))
    chosen = set(_ALWAYS)
    room = width - sum(widths[place] + len(_GAP) for place, title in enumerate(TITLES) if title in chosen) + len(_GAP)
    for group in _IF_THERE_IS_ROOM:
        room -= sum(widths[TITLES.index(title)] + len(_GAP) for title in group)
        if room >= 0:
            chosen.update(group)
    return [place for place, title in enumerate(TITLES) if title in chosen]


def _line(cells: Sequence[str], shown: Iterable[int], widths: Sequence[int]) -> str:
    padded = (
        cells[place].rjust(widths[place]) if TITLES[place] in _RIGHT else cells[place].ljust(widths[place])
        for place in shown
    )
    return _GAP.join(padded).rstrip()


def standing(entry: OwnedSocket) -> tuple[object, ...]:
    """What sockets are put in order by: kind, listeners first, what is left of connections last; where they are."""
    one = entry.socket
    local = (one.local.port, one.local.address) if one.local is not None else (0, one.path)
    remote = (one.remote.port, one.remote.address) if one.remote is not None else (0, "")
    return PROTOCOLS.index(one.protocol), not one.is_listening, one.state == "TIME-WAIT", local, remote, one.inode


def is_connection(one: Socket) -> bool:
    """Whether it is one of those that ss shows without -l and -a: it has a peer, or is about to."""
    return one.state not in ("LISTEN", "UNCONNECTED", "TIME-WAIT", "SYN-RECEIVED", "BOUND")


def is_listener(one: Socket) -> bool:
    """Whether it waits for whoever comes: a listener, or a socket without a peer, as -l of ss has it."""
    return one.state in ("LISTEN", "UNCONNECTED")
