"""What is wrong with a socket, or what somebody should know of it: who may reach it, who does not read, what is lost.

From one look at a socket and those around it. What needs packets besides is found by `tui.sockets.wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.snapshot import UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around, is_loopback
from tui.sockets.story.opening import as_sentence, subject
from tui.sockets.story.ports import PortRules
from tui.sockets.story.quantities import byte_words, many, time_words
from tui.sockets.story.queues import is_full, last_data_ms, unread_bytes
from tui.sockets.story.remark import Remark, warning

LONG_SECONDS: Final = 10
"""A program that closes what its peer has closed does it at once; this long it has forgotten it."""
STUCK_MS: Final = 200
"""A full queue into which nothing came for so long is stuck, and not just between two reads."""
UNREAD_SECONDS: Final = 2
"""So long data lies unread before it is told."""
MANY_TIME_WAIT: Final = 1000
"""Connections with one and the same end that are in TIME-WAIT: with 28,000 there is no port left."""
ACCEPT_QUEUE: Final = "accept queue"
HANDSHAKE: Final = "handshake"
RECEIVE_QUEUE: Final = "receive queue"
CLOSE_WAIT: Final = "close-wait"
PEER_WINDOW: Final = "peer's window"
NO_ANSWER: Final = "no answer"
"""What warnings are about; what packets tell of the same takes their place."""
MANY_HELD: Final = 128
LAST_TRIES: Final = 5
"""Timeouts in a row from which on a connection is as good as dead."""


def warnings(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    """The weightiest first."""
    for found in _WARNINGS:
        yield from found(entry, near, rules)


def takes_anyone(one: Socket, rules: PortRules) -> bool:
    """Whether it is there for whoever comes: a listener, or a UDP socket on a port that was chosen."""
    if one.local is None or not one.local.port:
        return False
    if one.protocol in ("udp", "udplite"):
        return one.remote is None and not rules.is_ephemeral(one.local.port)
    return one.is_listening


def silent_ms(one: Socket) -> int | None:
    """Milliseconds since anything came; None where the kernel does not tell."""
    values = one.info.values if one.info is not None and one.state != "SYN-SENT" else {}
    times = [values[name] for name in ("last_data_recv", "last_ack_recv") if name in values]
    return min(times, default=None)


def _backlog(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    if not one.is_listening or one.receive_queue is None or one.send_queue is None:
        return
    waiting, most = one.receive_queue, one.send_queue
    if is_full(one):
        yield warning(
            f"Accept queue full: {waiting:,} of {most + 1:,}. The program does not accept what waits (accept(2)); "
            "new SYNs are dropped, and clients send them again or time out.",
            ACCEPT_QUEUE,
        )
    elif waiting and waiting * 2 > most:
        yield warning(
            f"{waiting:,} of at most {most + 1:,} connections wait to be accepted: the program is slow.", ACCEPT_QUEUE
        )
    if one.protocol == "tcp" and near.half_open and near.half_open >= max(most, 1):
        yield warning(
            f"SYN-RECV queue full: {many(near.half_open, 'handshake')} are half open. A SYN flood, or a program that "
            "does not accept; the kernel answers with SYN cookies, or drops (tcp_syncookies, tcp(7)).",
            ACCEPT_QUEUE,
        )


def _unread(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    unread = 0 if one.is_listening or entry.unknown == UNACCEPTED else unread_bytes(one)
    if not unread:
        return
    who, since = subject(entry), last_data_ms(one)
    if is_full(one) and (since is None or since >= STUCK_MS):
        effect = "The window is closed: the other side has to wait." if one.protocol == "tcp" else "More is dropped."
        yield warning(
            f"Receive queue full: {byte_words(unread)} wait, and {who} is not reading. {effect}", RECEIVE_QUEUE
        )
    elif since is not None and since > UNREAD_SECONDS * 1000:
        text = f"{who} has not read {byte_words(unread)}, for {time_words(since / 1000)} at least."
        yield warning(as_sentence(text), RECEIVE_QUEUE)


def _not_closed(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    since = silent_ms(one)
    if one.protocol != "tcp" or one.state != "CLOSE-WAIT" or since is None or since < LONG_SECONDS * 1000:
        return
    who = subject(entry)
    yield warning(
        f"CLOSE-WAIT for {time_words(since / 1000)} at least: the peer has sent its FIN, and {who} has not closed "
        "its end. Nothing but the program ends that; it may have forgotten the connection, and run out of descriptors.",
        CLOSE_WAIT,
    )


def _not_accepted(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    values = one.info.values if one.info is not None else {}
    since = values.get("last_ack_recv")
    if entry.unknown != UNACCEPTED or one.state == "SYN-RECEIVED" or since is None or since < UNREAD_SECONDS * 1000:
        return
    who = subject(near.listener) if near.listener is not None else "its listener"
    yield warning(
        f"Open for {time_words(since / 1000)} at least, and {who} has not accepted it (accept(2)).", ACCEPT_QUEUE
    )


def _unanswered(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one, timer = entry.socket, entry.socket.timer
    if timer is None or timer.purpose != "retransmit" or not timer.retransmits:
        return
    times = many(timer.retransmits, "time")
    if one.state == "SYN-SENT":
        if near.called is not None and is_full(near.called.socket):
            yield warning(
                f"The SYN was sent again {times}: {subject(near.called)} listens there, on this machine, and its "
                "accept queue is full.",
                HANDSHAKE,
            )
            return
        yield warning(
            f"The SYN was sent again {times}, and nothing answers: filtered, dead, or not reached. Linux gives up "
            "after about two minutes (tcp_syn_retries, tcp(7)).",
            HANDSHAKE,
        )
    elif one.state == "SYN-RECEIVED":
        full = near.listener is not None and is_full(near.listener.socket)
        why = (
            "The accept queue is full, so its ACK is not taken."
            if full
            else "Its ACK is lost, or the client never was there (a SYN flood forges addresses)."
        )
        yield warning(f"The SYN-ACK was sent again {times}. {why}", HANDSHAKE)
    else:
        end = " The peer is gone, or the way to it." if timer.retransmits >= LAST_TRIES else ""
        yield warning(
            f"No acknowledgment, although it was sent again {times} in a row.{end} Linux gives up after 15, about a "
            "quarter of an hour (tcp_retries2, tcp(7); RFC 9293 §3.8.3).",
            NO_ANSWER,
        )


def _closed_window(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    if one.timer is None or one.timer.purpose != "persist":
        return
    waiting = byte_words(one.send_queue or 0)
    yield warning(
        f"The peer's window is closed: its program does not read, and {waiting} wait here. It is asked from time to "
        "time whether there is room (zero-window probe, RFC 9293 §3.8.6.1).",
        PEER_WINDOW,
    )


def _dropped(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    dropped = one.memory.dropped if one.memory is not None else 0
    if not dropped:
        return
    if one.is_listening:
        yield warning(
            f"{many(dropped, 'handshake')} or segments were dropped here since it began: mostly as a queue was full."
        )
    elif one.protocol in ("udp", "udplite", "raw", "packet"):
        what = "datagram" if one.protocol in ("udp", "udplite") else "packet"
        yield warning(f"{many(dropped, what)} dropped: the receive queue was full, the program reads too slowly.")
    elif dropped >= LAST_TRIES:
        yield warning(f"{many(dropped, 'segment')} dropped: outside of the window, or there was no room for them.")


def _reachable(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    if not takes_anyone(one, rules) or one.local is None or is_loopback(one.local.address):
        return
    is_root = any(owner.process.uid == 0 for owner in entry.owners)
    if one.local.is_any:
        ask = "a socket on 127.0.0.1 or ::1 would do for programs of this machine"
        yield warning(
            f"{one.local.address} is every address: whoever reaches this machine reaches it, unless a firewall is "
            f"between; {ask}."
        )
    if is_root:
        yield warning("Its process runs as root and takes what others send: a flaw in it gives away the machine.")


def _privileged(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    if takes_anyone(one, rules) and one.local is not None and one.local.port < (rules.privileged_below or 0):
        yield Remark(
            f"Ports below {rules.privileged_below} are taken by root only, or with CAP_NET_BIND_SERVICE: whoever "
            "answers there was trusted by the machine's owner (ip(7), ip_unprivileged_port_start)."
        )


def _eavesdrops(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    one = entry.socket
    if one.protocol == "packet" and one.raw_protocol:
        yield Remark("It sees what other programs send and receive; that takes CAP_NET_RAW (packet(7)).")
    elif one.protocol == "raw":
        yield Remark("It gets copies of packets, and may send such with any content: CAP_NET_RAW (raw(7)).")
    elif one.protocol == "unix" and one.is_listening and one.path.startswith("@"):
        yield Remark("An abstract name has no file and so no permissions: every program here may connect (unix(7)).")


def _ports_run_out(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    if near.same_peer_waits < MANY_TIME_WAIT:
        return
    ports = (
        f", of {rules.ephemeral[1] - rules.ephemeral[0] + 1:,} ports that there are for it" if rules.ephemeral else ""
    )
    yield warning(
        f"{near.same_peer_waits:,} closed connections with the same end are in TIME-WAIT{ports}: keep connections open "
        "instead of making new ones (tcp_tw_reuse, tcp(7)).",
    )


def _shared(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    if (
        len(entry.owners) > 1
        and entry.socket.inode
        and entry.socket.remote is not None
        and entry.socket.protocol == "tcp"
    ):
        yield Remark(f"{len(entry.owners)} processes hold it: it closes only when the last of them lets go (fork(2)).")


def _held(entry: OwnedSocket, near: Around, rules: PortRules) -> Iterator[Remark]:
    idle = near.close_waits + 1
    if entry.socket.state == "CLOSE-WAIT" and idle >= MANY_HELD:
        text = f"{subject(entry)} has {idle:,} sockets in CLOSE-WAIT: it does not close them."
        yield warning(as_sentence(text))


_WARNINGS: Final[tuple[Callable[[OwnedSocket, Around, PortRules], Iterator[Remark]], ...]] = (
    _backlog,
    _unread,
    _not_closed,
    _held,
    _not_accepted,
    _unanswered,
    _closed_window,
    _dropped,
    _reachable,
    _privileged,
    _eavesdrops,
    _ports_run_out,
    _shared,
)
