"""The packets that begin conversations of this machine, as the kernel passes them: TCP's SYN and SYN-ACK, and UDP.

Read from a packet socket of its own, which needs CAP_NET_RAW. What comes too fast is thinned by its filter: UDP flows
that are known already first, then what there is too much of by chance. Nothing waits.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from dissectors.processes.attribution import End
from tui.sockets.watch.packet_filter import KEPT_BYTES, MOST_PASSED_OVER, Passed, packed, program

MOST_AT_ONCE: Final = 512
"""Packets taken by one read."""
WINDOW_SECONDS: Final = 0.25
MOST_A_WINDOW: Final = 500
"""Packets of TCP or of UDP; where more come the filter is made narrower."""
_MANY: Final = 25
"""Packets of one UDP flow in a window that is too full: it is passed over for a while."""
_PASSED_OVER_SECONDS: Final = 5.0
_THINNEST: Final = 16
"""One in 2**16 packets."""
_BUFFER_BYTES: Final = 1 << 22
_ETH_P_ALL: Final = 3
_SOL_PACKET, _PACKET_STATISTICS = 263, 6
_SO_ATTACH_FILTER, _SO_RCVBUFFORCE, _SO_TIMESTAMPNS = 26, 33, 35
_TIME: Final = struct.Struct("@ll")
_ADDRESS: Final = struct.Struct("=HHiHBB8s")
"""struct sockaddr_ll."""
_TCP, _UDP = 6, 17
_SYN, _ACK = 0x02, 0x10


class Flow(NamedTuple):
    """One packet from one end to another."""

    protocol: Literal["tcp", "udp"]
    source: End
    destination: End
    time_ns: int
    """Since 1970, by the kernel's clock as captures have it."""
    number: int | None = None
    """Of TCP the client's initial sequence number, which tells one connection of these ends from the next."""
    is_answer: bool = False
    """A SYN-ACK."""
    interface: str = ""
    """Where it passed, of link-local addresses; empty for the others."""


class FirstPackets:
    """A packet socket on all interfaces of the network namespace it was made in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises OSError: EPERM without CAP_NET_RAW."""
        self._clock = clock
        # Protocol 0 hears nothing until it is bound, so that nothing passes before the filter is there.
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, 0)
        self._thinning = Thinning(clock())
        try:
            self._socket.setblocking(False)
            for option in (socket.SO_RCVBUF, _SO_RCVBUFFORCE):
                # The second goes beyond what the system allows to all (CAP_NET_ADMIN).
                with contextlib.suppress(OSError):
                    self._socket.setsockopt(socket.SOL_SOCKET, option, _BUFFER_BYTES)
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            self._attach()
            _bind_to_any(self._socket)
        except BaseException:
            self._socket.close()
            raise
        self.has_missed = False
        """Whether TCP connections may have begun unseen since this was last set to False."""

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def due(self) -> float | None:
        """Seconds until `read` is wanted though nothing can be read; None for none."""
        return self._thinning.due(self._clock())

    def read(self) -> list[Flow]:
        """The packets of by now, in their order, at most `MOST_AT_ONCE`. Raises OSError."""
        flows: list[Flow] = []
        receive, thinning = self._socket.recvmsg, self._thinning
        for _ in range(MOST_AT_ONCE):
            try:
                data, ancillary, _, address = receive(KEPT_BYTES, 64)
            except BlockingIOError:
                break
            except OSError as error:
                if flows:
                    break
                # An interface that goes down is told once, and others go on (ENETDOWN).
                raise error
            time_ns = _time_of(ancillary) or time.time_ns()
            if (flow := read_flow(data, time_ns, address[0])) is not None:
                flows.append(flow)
                thinning.saw(flow, data)
        if thinning.is_changed_at(self._clock()):
            self._attach()
        self.has_missed |= bool(thinning.tcp_in) or self._has_dropped()
        return flows

    def _has_dropped(self) -> bool:
        statistics = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8)
        return bool(struct.unpack("=II", statistics)[1])

    def _attach(self) -> None:
        thinning = self._thinning
        # The kernel copies the program, so that it need not live longer.
        filtering, _memory = packed(program(thinning.passed_over, tcp_in=thinning.tcp_in, udp_in=thinning.udp_in))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, filtering)
        thinning.since_ns = time.time_ns()


class Thinning:
    """How much is let through, so that what comes fast does not keep a processor busy."""

    def __init__(self, now: float) -> None:
        self.tcp_in = 0
        """One in 2**n is let through."""
        self.udp_in = 0
        self.since_ns = 0
        """When the filter became what it is, since 1970; what was let through before says nothing about it."""
        self._until: dict[Passed, float] = {}
        self._window_ends = now + WINDOW_SECONDS
        self._tcp = 0
        self._udp: Counter[Passed] = Counter()
        self._udp_count = 0

    @property
    def passed_over(self) -> tuple[Passed, ...]:
        return tuple(self._until)

    def due(self, now: float) -> float | None:
        """Seconds until the filter may become wider; None where it is as wide as it can be."""
        if self.tcp_in or self.udp_in:
            return max(self._window_ends - now, 0.0)
        return max(min(self._until.values()) - now, 0.0) if self._until else None

    def saw(self, flow: Flow, data: bytes) -> None:
        """One packet was let through."""
        if flow.time_ns < self.since_ns:
            return
        if flow.protocol == "tcp":
            self._tcp += 1
        else:
            self._udp_count += 1
            self._udp[_passed(data)] += 1

    def is_changed_at(self, now: float) -> bool:
        """Take account of a window that is over or full; whether another filter is wanted."""
        before = (self.tcp_in, self.udp_in, self.passed_over)
        self._until = {one: until for one, until in self._until.items() if until > now}
        is_over = now >= self._window_ends
        if is_over or self._tcp > MOST_A_WINDOW or self._udp_count > MOST_A_WINDOW:
            self.tcp_in = _thinned(self.tcp_in, self._tcp, is_over)
            room = MOST_PASSED_OVER - len(self._until)
            busy = [one for one, count in self._udp.most_common(room) if count >= _MANY]
            if self._udp_count > MOST_A_WINDOW and sum(self._udp[one] for one in busy) > self._udp_count // 2:
                self._until.update((one, now + _PASSED_OVER_SECONDS) for one in busy)
            else:
                self.udp_in = _thinned(self.udp_in, self._udp_count, is_over)
            self._tcp = self._udp_count = 0
            self._udp.clear()
            self._window_ends = now + WINDOW_SECONDS
        return before != (self.tcp_in, self.udp_in, self.passed_over)


def _thinned(exponent: int, count: int, is_over: bool) -> int:
    if count > MOST_A_WINDOW:
        return min(exponent + 1, _THINNEST)
    return max(exponent - 1, 0) if is_over and count < MOST_A_WINDOW // 4 else exponent


def read_flow(data: bytes, time_ns: int, interface: str = "") -> Flow | None:
    """The flow of a packet that begins with its network header; None for what the filter would not have passed."""
    if not data:
        return None
    version = data[0] >> 4
    if version == 4 and len(data) >= 20:
        protocol, header = data[9], 4 * (data[0] & 15)
        source, destination = data[12:16], data[16:20]
        if header < 20:
            return None
    elif version == 6 and len(data) >= 40:
        protocol, header = data[6], 40
        source, destination = data[8:24], data[24:40]
    else:
        return None
    if len(data) < header + 8:
        return None
    source_port, destination_port, sequence = struct.unpack_from("!HHI", data, header)
    ends = End(_address(source), source_port), End(_address(destination), destination_port)
    where = interface if _is_link_local(source) or _is_link_local(destination) else ""
    if protocol == _UDP:
        return Flow("udp", *ends, time_ns, interface=where)
    if protocol != _TCP or len(data) < header + 14:
        return None
    flags = data[header + 13]
    if not flags & _SYN:
        return None
    if flags & _ACK:
        (acknowledged,) = struct.unpack_from("!I", data, header + 8)
        return Flow("tcp", *ends, time_ns, (acknowledged - 1) & 0xFFFF_FFFF, True, where)
    return Flow("tcp", *ends, time_ns, sequence, False, where)


def _passed(data: bytes) -> Passed:
    """Of a packet that `read_flow` read."""
    if data[0] >> 4 == 4:
        source, destination, ports = 12, 16, 4 * (data[0] & 15)
    else:
        source, destination, ports = 20, 36, 40
    return Passed(*(int.from_bytes(data[place : place + 4], "big") for place in (ports, source, destination)))


def _bind_to_any(one: socket.socket) -> None:
    """Hear all interfaces, index 0, for which Python's own bind has no name. Raises OSError."""
    address = _ADDRESS.pack(socket.AF_PACKET, socket.htons(_ETH_P_ALL), 0, 0, 0, 0, b"")
    if ctypes.CDLL(None, use_errno=True).bind(one.fileno(), address, len(address)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _is_link_local(address: bytes) -> bool:
    return len(address) == 16 and address[0] == 0xFE and address[1] & 0xC0 == 0x80


@lru_cache(maxsize=4096)
def _address(data: bytes) -> str:
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)


def _time_of(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    for level, kind, value in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIME.size:
            seconds, nanoseconds = _TIME.unpack_from(value)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return None
