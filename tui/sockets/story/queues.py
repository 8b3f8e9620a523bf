"""What lies in a socket's queues: bytes of a connection, connections of a listener (ss(8): Recv-Q and Send-Q)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import byte_words, many, percent, time_words
from tui.sockets.story.remark import Remark
from tui.sockets.story.states import timer_words

FIN_CAME: Final = ("CLOSE-WAIT", "LAST-ACK", "CLOSING")
"""States behind the peer's FIN."""


def queue_remarks(one: Socket, near: Around) -> Iterator[Remark]:
    """Both queues and the timer."""
    if one.is_listening:
        yield from _of_listener(one, near)
    elif one.receive_queue is not None and one.state != "TIME-WAIT":
        yield Remark(_received(one), "Recv-Q")
        if one.send_queue is not None and one.protocol != "packet":
            yield Remark(_to_send(one), "Send-Q")
    if one.timer is not None:
        yield Remark(timer_words(one, one.timer), "timer")


def _of_listener(one: Socket, near: Around) -> Iterator[Remark]:
    if one.receive_queue is None:
        return
    most = (
        "" if one.send_queue is None else f" of at most {one.send_queue + 1:,} (backlog {one.send_queue:,}, listen(2))"
    )
    yield Remark(
        f"{many(one.receive_queue, 'connection')}{most} not accepted by the program yet (accept(2)).", "Recv-Q"
    )
    if one.protocol == "tcp":
        half = f"{many(near.half_open, 'handshake')} not finished: the ACK is to come (tcp_max_syn_backlog, tcp(7))."
        yield Remark(half, "SYN-RECV")
        yield Remark(f"{many(near.accepted, 'connection')} accepted, and held by a program now.", "accepted")


def unread_bytes(one: Socket) -> int:
    """Bytes of the peer's that the program has not read: the kernel counts an unread FIN as one more."""
    has_fin = one.protocol == "tcp" and one.state in FIN_CAME
    return max((one.receive_queue or 0) - has_fin, 0)


def last_data_ms(one: Socket) -> int | None:
    """Milliseconds since data came; None where the kernel does not tell, or none ever came."""
    values = one.info.values if one.info is not None else {}
    return values.get("last_data_recv") if values.get("bytes_received") else None


def is_full(one: Socket) -> bool:
    """Whether a receive queue has no room left: the window is closed, or the kernel's memory for it is used up.

    Of a listener: as many wait as may, and the kernel lets in one more than it was told (sk_acceptq_is_full).
    """
    if not one.receive_queue:
        return False
    if one.is_listening:
        return one.send_queue is not None and one.receive_queue > one.send_queue
    memory = one.memory
    if memory is not None and memory.receive_limit and memory.receive >= memory.receive_limit:
        return True
    return one.info is not None and one.info.values.get("rcv_wnd") == 0


def _received(one: Socket) -> str:
    unread = unread_bytes(one)
    if not unread:
        end = ", but not yet that the other side has closed (read(2) gives 0 bytes then)" if one.receive_queue else ""
        return f"0 bytes: the program has read all that came{end}."
    words = f"{byte_words(unread)} received and not read by the program yet"
    if one.memory is not None and one.memory.receive_limit:
        words += f"; its buffer is used to {percent(one.memory.receive, one.memory.receive_limit)}"
    since = last_data_ms(one)
    if since is not None:
        words += f"; the last came {time_words(since / 1000)} ago"
    return f"{words}{': full' if is_full(one) else ''}."


def _to_send(one: Socket) -> str:
    if not one.send_queue:
        done = "all that was sent was acknowledged" if one.protocol == "tcp" else "nothing waits to be sent"
        return f"0 bytes: {done}."
    values = one.info.values if one.info is not None else {}
    unsent = values.get("notsent_bytes", 0)
    if one.protocol != "tcp":
        return f"{byte_words(one.send_queue)} not sent yet."
    words = f"{byte_words(one.send_queue)} not acknowledged by the other side yet"
    return f"{words}, of which {byte_words(unsent)} not even sent." if unsent else f"{words}."
