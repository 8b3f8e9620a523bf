"""Sockets as objects of JSON: all that is known of each. What is null is not known."""

from __future__ import annotations

from typing import Any

from tui.sockets.entry import Endpoint, Socket
from tui.sockets.processes import Owner
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.users import user_name


def as_object(found: OwnedSocket) -> dict[str, Any]:
    """Queues are bytes; of a listener connections: those that wait, and its backlog."""
    one = found.socket
    return {
        "protocol": one.protocol,
        "family": one.family,
        "kind": one.kind or None,
        "state": one.state,
        "local": _endpoint(one.local),
        "remote": _endpoint(one.remote),
        "path": one.path or None,
        "receive_queue": one.receive_queue,
        "send_queue": one.send_queue,
        "uid": one.uid,
        "user": _user(one.uid),
        "processes": [_owner(owner) for owner in found.owners],
        "process_unknown": found.unknown or None,
        "unit": found.unit or None,
        "inode": one.inode or None,
        "peer_inode": one.peer_inode or None,
        "cookie": one.cookie,
        "interface": one.interface or None,
        "timer": _timer(one),
        "congestion": one.congestion or None,
        "tcp_info": None if one.info is None else dict(one.info.values),
        "memory": _memory(one),
        "tos": one.tos,
        "traffic_class": one.traffic_class,
        "mark": one.mark,
        "cgroup": one.cgroup,
        "shutdown": one.shutdown,
        "only_ipv6": one.only_ipv6,
        "options": None if one.options is None else list(one.option_names),
        "raw_protocol": one.raw_protocol if one.protocol in ("raw", "packet") else None,
        "namespace": one.namespace or None,
    }


def _endpoint(end: Endpoint | None) -> dict[str, Any] | None:
    return None if end is None else {"address": end.address, "port": end.port}


def _owner(owner: Owner) -> dict[str, Any]:
    process = owner.process
    return {
        "pid": process.pid,
        "name": process.name,
        "descriptor": owner.descriptor,
        "uid": process.uid,
        "user": _user(process.uid),
        "parent": process.parent,
    }


def _user(uid: int | None) -> str | None:
    return None if uid is None or uid < 0 else user_name(uid)


def _timer(one: Socket) -> dict[str, Any] | None:
    timer = one.timer
    if timer is None:
        return None
    return {"purpose": timer.purpose, "expires_ms": timer.expires_ms, "retransmits": timer.retransmits}


def _memory(one: Socket) -> dict[str, int] | None:
    memory = one.memory
    return None if memory is None else {name: getattr(memory, name) for name in memory.__slots__}
