"""What the watcher and its client say to each other: values as JSON lists, checked when they are read.

Nothing that is read has more than the sizes below, and what has another shape raises ValueError.
"""

from __future__ import annotations

import socket
from typing import Final, NamedTuple, get_args

from dissectors.processes.attribution import TRANSPORTS, Attribution, End, How, Transport
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.entry import Protocol as SocketProtocol
from tui.sockets.process_details import Ancestor, ProcessDetails
from tui.sockets.processes import Process

CLOSABLE: Final[tuple[SocketProtocol, ...]] = ("tcp", "udp", "udplite")
"""Sockets that the kernel finds by their addresses, and closes when told."""

MOST_FLOWS: Final = 500
"""In one question."""
LARGEST_PID: Final = 1 << 22
"""PID_MAX_LIMIT of Linux."""
MOST_COMMAND: Final = 1_024
"""Characters of a command line that go with an attribution."""
LARGEST: Final = (1 << 64) - 1
_NO_COOKIE: Final = LARGEST
"""INET_DIAG_NOCOOKIE: whichever socket has these addresses."""
_LONGEST_ADDRESS: Final = 64
_HOWS: Final[tuple[How, ...]] = get_args(How)

Row = list[object]


class Flow(NamedTuple):
    """Two ends that may have a conversation, either of which may be this machine's."""

    protocol: Transport
    first: End
    second: End


# Attributions and flows -------------------------------------------------------------------------------------


def attribution_row(one: Attribution) -> Row:
    """As it is sent; a long command line is cut."""
    return [
        one.protocol,
        *one.local,
        *one.remote,
        one.time_ns,
        one.how,
        one.pid,
        one.started,
        one.name,
        _cut(one.command),
        one.uid,
        one.user,
        one.unit,
        one.unknown,
    ]


def read_attribution(row: object) -> Attribution:
    """Raises ValueError."""
    match row:
        case [
            protocol, str(address), int(port), str(peer), int(peer_port), int(time_ns), how, pid, started, str(name),
            list(command), uid, str(user), str(unit), str(unknown),
        ]:  # fmt: skip
            return Attribution(
                _transport(protocol),
                End(address, port),
                End(peer, peer_port),
                time_ns,
                _how(how),
                maybe_number(pid),
                maybe_number(started),
                name,
                tuple(map(str, command)),
                maybe_number(uid),
                user,
                unit,
                unknown,
            )
    raise ValueError("no attribution")


def flow_row(flow: Flow) -> Row:
    """As it is sent."""
    return [flow.protocol, *flow.first, *flow.second]


def read_flows(rows: object) -> list[Flow]:
    """Raises ValueError."""
    if not isinstance(rows, list) or len(rows) > MOST_FLOWS:
        raise ValueError("too many flows, or none")
    found = []
    for row in rows:
        match row:
            case [protocol, address, port, peer, peer_port]:
                found.append(Flow(_transport(protocol), _end(address, port), _end(peer, peer_port)))
            case _:
                raise ValueError("no flow")
    return found


# Processes ---------------------------------------------------------------------------------------


def details_row(details: ProcessDetails) -> Row:
    """As it is sent."""
    return [
        process_row(details.process),
        details.command,
        details.executable,
        details.folder,
        details.started_ns,
        details.parents,
        details.unit,
        details.uids,
        details.hidden,
    ]


def read_details_row(row: object) -> ProcessDetails:
    """Raises ValueError."""
    match row:
        case [
            process, list(command), str(executable), str(folder), started_ns, list(parents), str(unit), list(uids),
            str(hidden),
        ]:  # fmt: skip
            return ProcessDetails(
                read_process_row(process),
                tuple(map(str, command)),
                executable,
                folder,
                maybe_number(started_ns),
                tuple(Ancestor(number(pid, LARGEST_PID), str(name)) for pid, name in parents),
                unit,
                tuple(number(uid, LARGEST) for uid in uids),
                hidden,
            )
    raise ValueError("no details")


def process_row(one: Process) -> Row:
    """As it is sent."""
    return [one.pid, one.started, one.name, one.uid, one.parent]


def read_process_row(row: object) -> Process:
    """Raises ValueError."""
    match row:
        case [int(pid), int(started), str(name), int(uid), int(parent)]:
            return Process(pid, started, name, uid, parent)
    raise ValueError("no process")


# Ending a socket --------------------------------------------------------------------------------------------


def socket_row(one: Socket) -> Row:
    """What names one socket. Raises ValueError for one that has no internet address or no cookie."""
    if one.protocol not in CLOSABLE or one.local is None or one.cookie is None:
        raise ValueError(f"a {one.protocol} socket cannot be closed by its addresses")
    remote = None if one.remote is None else list(one.remote)
    return [one.protocol, one.family, list(one.local), remote, one.interface, one.cookie]


def read_socket(row: object) -> Socket:
    """One socket by its addresses and its cookie, which no other socket has. Raises ValueError."""
    match row:
        case [protocol, ("ipv4" | "ipv6") as family, [address, port], remote, interface, cookie]:
            match remote:
                case [peer, peer_port]:
                    far: Endpoint | None = _endpoint(peer, peer_port, family)
                case None:
                    far = None
                case _:
                    raise ValueError("no address")
            return Socket(
                _closable(protocol),
                family,
                "",
                _endpoint(address, port, family),
                far,
                interface=number(interface, (1 << 31) - 1),
                cookie=number(cookie, _NO_COOKIE - 1),
            )
    raise ValueError("no socket")


# Single values ----------------------------------------------------------------------------------------------


def read_pid(value: object) -> int:
    """Raises ValueError."""
    pid = number(value, LARGEST_PID)
    if not pid:
        raise ValueError("no process has the number 0")
    return pid


def maybe_started(value: object) -> int | None:
    """Raises ValueError."""
    return None if value is None else number(value, LARGEST)


def number(value: object, largest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
        raise ValueError("a number that is none, or too large")
    return value


def maybe_number(value: object) -> int | None:
    return None if value is None else number(value, LARGEST)


def _transport(value: object) -> Transport:
    for transport in TRANSPORTS:
        if value == transport:
            return transport
    raise ValueError("neither TCP nor UDP")


def _closable(value: object) -> SocketProtocol:
    for protocol in CLOSABLE:
        if value == protocol:
            return protocol
    raise ValueError("not to be closed by its addresses")


def _how(value: object) -> How:
    for how in _HOWS:
        if value == how:
            return how
    raise ValueError("an unknown way to know it")


def _end(address: object, port: object) -> End:
    """The address as RFC 5952 writes it."""
    family = socket.AF_INET6 if isinstance(address, str) and ":" in address else socket.AF_INET
    return End(_address(address, family), number(port, 0xFFFF))


def _endpoint(address: object, port: object, family: str) -> Endpoint:
    numbers = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}
    return Endpoint(_address(address, numbers[family]), number(port, 0xFFFF))


def _address(value: object, family: int) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_ADDRESS:
        raise ValueError("no address")
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, value))
    except (OSError, ValueError) as error:
        raise ValueError("no address") from error


def _cut(command: tuple[str, ...]) -> list[str]:
    """As many characters of a command line as are sent."""
    room, words = MOST_COMMAND, []
    for word in command:
        words.append(word[:room])
        room -= len(word) + 1
        if room <= 0:
            break
    return words
