"""The whole story of a socket, part by part: what it is, what is wrong, and all that is known about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tui.sockets.entry import Socket
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.story.around import Around
from tui.sockets.story.memory import memory_remarks
from tui.sockets.story.opening import opening, port_name
from tui.sockets.story.options import option_remarks
from tui.sockets.story.ports import PortRules, port_rules, port_words
from tui.sockets.story.process import process_line, process_remarks
from tui.sockets.story.queues import queue_remarks
from tui.sockets.story.remark import Part, Remark
from tui.sockets.story.states import state_words
from tui.sockets.story.tcp_part import tcp_parts
from tui.sockets.story.warnings import warnings

if TYPE_CHECKING:
    from tui.sockets.process_details import ProcessDetails


def parts(
    entry: OwnedSocket,
    near: Around,
    details: ProcessDetails | None = None,
    compared: Iterable[Part] = (),
    *,
    now_ns: int | None = None,
    rules: PortRules | None = None,
) -> list[Part]:
    """The story of one socket.

    `near` is what stands around it at the same moment (`now_ns`, since 1970); `compared` is what packets tell of it:
    their warnings come first, in the place of others about the same. Without `rules` this machine's are read.
    """
    one, rules = entry.socket, rules or port_rules()
    compared = list(compared)
    by_packets = [remark for part in compared for remark in part.remarks if remark.weight == "warning"]
    about = {remark.head for remark in by_packets}
    own = (remark for remark in warnings(entry, near, rules) if not remark.head or remark.head not in about)
    begin = [Remark(opening(entry, near), "", "strong"), *by_packets, *own, *_state(one)]
    if who := process_line(entry, details):
        begin.append(Remark(who, "process"))
    told = [
        Part("", tuple(begin)),
        *(_without_warnings(part) for part in compared),
        Part("Queues and timer", tuple(queue_remarks(one, near))),
        *tcp_parts(one),
        Part("Ports", tuple(_ports(one, rules))),
        Part("Options", tuple(option_remarks(one))),
        Part("Memory of the kernel (skmem)", tuple(memory_remarks(one.memory)) if one.memory is not None else ()),
        Part("Process", tuple(process_remarks(entry, near, details, now_ns))),
        Part("The kernel's numbers for it", tuple(_numbers(one))),
    ]
    return [part for part in told if part.remarks]


def _without_warnings(part: Part) -> Part:
    return Part(part.title, tuple(remark for remark in part.remarks if remark.weight != "warning"))


def _state(one: Socket) -> Iterator[Remark]:
    if words := state_words(one):
        yield Remark(words, "", "dim")


def _ports(one: Socket, rules: PortRules) -> Iterator[Remark]:
    if one.protocol not in ("tcp", "udp", "udplite"):
        return
    for head, end in (("here", one.local), ("there", one.remote)):
        if end is not None and end.port:
            yield Remark(f"{end.port}{port_name(one, end.port)}: {port_words(end.port, rules)}.", head)


def _numbers(one: Socket) -> Iterator[Remark]:
    if one.inode:
        yield Remark(
            f"{one.inode}: descriptors of processes lead to it, as socket:[{one.inode}] (/proc/PID/fd).", "inode"
        )
    if one.cookie is not None:
        yield Remark(
            f"{one.cookie:x}: never given to another socket as long as the machine runs (sk of ss -e).", "cookie"
        )
    if one.namespace:
        yield Remark(f"{one.namespace}: the network namespace it is in (ip-netns(8)).", "namespace")
