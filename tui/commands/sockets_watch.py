"""`remora sockets --watch`: sockets that open and close, a line each, until whoever watches has enough."""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from tui.exit_status import DONE, complain
from tui.printing.output import Output
from tui.printing.socket_objects import as_object
from tui.printing.visible import visible
from tui.socket_view.words import local_words, name_words, process_words, protocol_words, remote_words, user_words
from tui.sockets.changes import Change, Changes
from tui.time_format import NO_TIME
from tui.wording import count

if TYPE_CHECKING:
    from tui.sockets.entry import Protocol
    from tui.sockets.snapshot import OwnedSocket, Source
    from tui.sockets.sock_diag import Endings

_TOGETHER = 0.05
"""Seconds in which endings are gathered before they are told."""


def watch_sockets(
    source: Source,
    protocols: Collection[Protocol],
    chosen: Callable[[OwnedSocket], bool],
    namespace: str,
    interval: float,
    *,
    as_json: bool,
    numeric: bool,
) -> int:
    """Print changes until interrupted; `interval` in seconds. Raises OSError where sockets cannot be read."""
    output = Output.standard()

    def tell(changes: Iterable[Change]) -> None:
        for change in changes:
            if change.found.socket.protocol in protocols and is_chosen(change, chosen):
                output.line(json.dumps(change_object(change)) if as_json else change_line(change, numeric=numeric))
        output.flush()

    with ExitStack() as stack:
        endings = _open_endings(namespace, stack)
        changes = Changes(source.take(protocols, with_details=False))
        complain(f"watching {', '.join(protocols)}: Ctrl+C ends it")
        lost = 0
        next_look = time.monotonic() + interval
        while True:
            wait = max(0.0, next_look - time.monotonic())
            if endings is not None and select.select([endings], [], [], wait)[0]:
                time.sleep(min(_TOGETHER, interval))
                tell(changes.ended(endings.read(), time.time_ns()))
                if endings.lost > lost:
                    lost = endings.lost
                    complain("more sockets ended at once than could be told: some closings come without bytes")
            elif endings is None:
                time.sleep(wait)
            if time.monotonic() >= next_look:
                snapshot = source.take(protocols, with_details=False)
                tell(changes.seen(snapshot))
                next_look = time.monotonic() + interval
    return DONE


def is_chosen(change: Change, chosen: Callable[[OwnedSocket], bool]) -> bool:
    """Where its process is not known, whose listener accepted it counts as well."""
    found = change.found
    return chosen(found) or (bool(change.listener) and chosen(found._replace(owners=change.listener, unknown="")))


def change_line(change: Change, *, numeric: bool) -> str:
    """Time, what, kind, ends, whose; of a closing the bytes."""
    found = change.found
    one = found.socket
    moment = datetime.fromtimestamp(change.time_ns / 1e9).strftime("%H:%M:%S.%f")[:-3]
    remote = remote_words(one, {}, numeric=numeric)
    ends = local_words(one, numeric=numeric) + ("" if remote == NO_TIME else f" <-> {remote}")
    words = [moment, f"{change.kind:<6}", protocol_words(one), ends, _whose(change), user_words(found)]
    if change.kind == "opened":
        words.append(one.state)
    if change.bytes_sent is not None and change.bytes_received is not None:
        words.append(f"sent {count(change.bytes_sent)} received {count(change.bytes_received)} bytes")
        if change.retransmissions:
            words.append(f"{count(change.retransmissions)} retransmitted")
    return "  ".join(visible(word) for word in words)


def _whose(change: Change) -> str:
    found = change.found
    if found.owners:
        return f"{process_words(found)} {found.owners[0].process.pid}"
    heard = [f"{name_words(owner.process)} {owner.process.pid} listened for it" for owner in change.listener]
    return f"({'; '.join([found.unknown, *heard])})" if heard else process_words(found)


def change_object(change: Change) -> dict[str, object]:
    """`time_ns` is since 1970; the socket as `remora sockets --json` has it, and `listener` as its processes."""
    return {
        "change": change.kind,
        "time_ns": change.time_ns,
        "bytes_sent": change.bytes_sent,
        "bytes_received": change.bytes_received,
        "retransmissions": change.retransmissions,
        "listener": as_object(change.found._replace(owners=change.listener))["processes"],
        "socket": as_object(change.found),
    }


def _open_endings(namespace: str, stack: ExitStack) -> Endings | None:
    """The kernel's last words, where there are any."""
    if sys.platform != "linux":
        return None
    from tui.sockets.namespaces import made_in
    from tui.sockets.sock_diag import Endings

    try:
        endings = made_in(namespace, lambda: Endings(namespace)) if namespace else Endings()
    except OSError as error:
        complain(f"the kernel does not tell of closings, which come without bytes: {error.strerror}")
        return None
    return stack.enter_context(endings)
