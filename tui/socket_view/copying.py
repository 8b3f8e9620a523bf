"""What can be copied of a socket: its addresses, a filter, its row, a line as ss prints it, its process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.copying import Copy
from tui.safe import safe
from tui.socket_view.packets import NoPackets, packets_filter
from tui.socket_view.words import local_words, remote_words
from tui.sockets.entry import Socket
from tui.sockets.snapshot import OwnedSocket

_STATES: Final[Mapping[str, str]] = {
    "ESTABLISHED": "ESTAB",
    "SYN-RECEIVED": "SYN-RECV",
    "UNCONNECTED": "UNCONN",
    "BOUND": "UNCONN",
}
"""Where ss has other words."""
_KINDS: Final[Mapping[tuple[str, str], str]] = {
    ("unix", "stream"): "u_str",
    ("unix", "datagram"): "u_dgr",
    ("unix", "seqpacket"): "u_seq",
    ("packet", "raw"): "p_raw",
    ("packet", "datagram"): "p_dgr",
}


def ways_to_copy_socket(found: OwnedSocket, row: str, paths: Mapping[int, str]) -> list[Copy]:
    """The menu, without what there is nothing of.

    A `row` has tabs between its cells; `paths` are those of unix sockets by their inodes. Copies are pasted into
    terminals: what one would obey, in paths and in names of processes, is made visible.
    """
    one = found.socket
    try:
        expression = packets_filter(one)
    except NoPackets:
        expression = ""
    local, remote = local_words(one, numeric=True), remote_words(one, paths, numeric=True)
    has_peer = one.remote is not None or bool(one.peer_inode)
    ways = [
        Copy("a", "the local address", safe(local)),
        Copy("b", "the remote address", safe(remote) if has_peer else ""),
        Copy("d", "a display filter for its packets", expression),
        Copy("w", "a filter for it among sockets", sockets_filter(one)),
        Copy("r", "the row", "\t".join(map(safe, row.split("\t")))),
        Copy("s", "a line as of ss", safe(ss_line(found, paths))),
        Copy("p", "the pid", " ".join(str(owner.process.pid) for owner in found.owners)),
    ]
    return [way for way in ways if way.text]


def sockets_filter(one: Socket) -> str:
    """What `remora sockets -Y` takes to show just this one; empty where nothing tells it apart."""
    return f'sock.protocol == "{one.protocol}" && sock.inode == {one.inode}' if one.inode else _by_ends(one)


def ss_line(found: OwnedSocket, paths: Mapping[int, str]) -> str:
    """As `ss -tunap` prints it: kind, state, queues, local and remote address, processes."""
    one = found.socket
    kind = _KINDS.get((one.protocol, one.kind), one.protocol)
    queues = (str(0 if queue is None else queue) for queue in (one.receive_queue, one.send_queue))
    peer = remote_words(one, paths, numeric=True) if one.remote is not None or one.peer_inode else _no_peer(one)
    words = [kind, _STATES.get(one.state, one.state), *queues, local_words(one, numeric=True), peer]
    if found.owners:
        users = ",".join(
            f'("{owner.process.name}",pid={owner.process.pid},fd={owner.descriptor})' for owner in found.owners
        )
        words.append(f"users:({users})")
    return " ".join(words)


def _by_ends(one: Socket) -> str:
    if one.local is None or one.remote is None:
        return ""
    ends = ((end.on_the_wire, side) for end, side in ((one.local, "local"), (one.remote, "remote")))
    parts = [f'sock.protocol == "{one.protocol}"']
    for end, side in ends:
        parts.append(f"sock.{'ipv6' if ':' in end.address else 'ip'}.{side} == {end.address}")
        parts.append(f"sock.port.{side} == {end.port}")
    return " && ".join(parts)


def _no_peer(one: Socket) -> str:
    if one.protocol in ("unix", "packet"):
        return "*"
    return "[::]:*" if one.family == "ipv6" else "0.0.0.0:*"
