"""The one privileged process: it captures into descriptors that it is given, and does nothing else.

It opens no file, dissects nothing, and knows these commands: start, stop, switch (go on in another file), and watch,
which starts another process of ours with this one's privilege, to find out whose packets and sockets are.
It ends with the process that started it, however that one ends. Standard library only.
Run as `python -m tui.capture.broker DESCRIPTOR [NETWORK-NAMESPACE]`, the number of its end of a Unix stream socket.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import stat
import sys
import time
import traceback
from dataclasses import dataclass, field

from tui.capture import engines
from tui.capture.channel import Channel, ChannelClosed, Message
from tui.capture.children import WATCHER, Children
from tui.capture.source import ANY, SNAPLEN, EngineError, Request, Source

MOST_FRAMES_A_ROUND = 20_000
STATISTICS_SECONDS = 0.5
MOST_CAPTURES = 64
USUAL_FRAME = 1600
"""Bytes of a frame and its record header: a file's size limit is overstepped by less than one frame of this size."""


@dataclass
class Budget:
    """Frames that the captures of a group may still write together."""

    packets_left: int


@dataclass
class Standby:
    """The file that a capture goes on in when the present one has so many frames or bytes; None: when told to."""

    descriptor: int
    at_packets: int | None
    at_bytes: int | None


@dataclass
class Running:
    """One capture of this broker."""

    number: int
    source: Source
    budget: Budget | None
    most_bytes: int | None
    captured: int = 0
    in_this_file: int = 0
    standby: Standby | None = None
    is_announced: bool = False
    stops_at: float | None = None
    """Monotonic time at which a capture that was told to stop ends; None: it goes on."""
    stop_reason: str = "asked"
    last_pushed: tuple[object, ...] = field(default=())


class Broker:
    """The commands and the loop over captures."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._running: dict[int, Running] = {}
        self._poll = select.poll()
        self._poll.register(channel.fileno(), select.POLLIN)
        self._by_descriptor: dict[int, int] = {}
        self._budgets: dict[int, Budget] = {}
        self._next_push = 0.0
        self._children = Children(self._poll)

    def run(self) -> None:
        """Serve until the other process is gone."""
        try:
            self._channel.send({"event": "ready", "process": os.getpid(), "may": engines.may_open_sockets()})
            while True:
                self._round()
        except ChannelClosed:
            pass
        finally:
            for running in list(self._running.values()):
                with contextlib.suppress(Exception):
                    running.source.stop()
                with contextlib.suppress(Exception):
                    running.source.close()

    def _round(self) -> None:
        busy = False
        for descriptor, events in self._poll.poll(self._patience_milliseconds()):
            if descriptor == self._channel.fileno():
                if events & select.POLLOUT:
                    self._channel.flush()
                if events & ~select.POLLOUT:
                    for message in self._channel.receive():
                        self._command(message)
                continue
            number = self._by_descriptor.get(descriptor)
            if self._children.reap(descriptor):
                continue
            if number is not None:
                busy |= self._serve(self._running[number], events)
        self._watch_for_room()
        now = time.monotonic()
        for running in list(self._running.values()):
            if running.stops_at is not None and now >= running.stops_at:
                self._finish(running)
        if now >= self._next_push and not busy:
            self._next_push = now + STATISTICS_SECONDS
            self._push_statistics()

    def _patience_milliseconds(self) -> int | None:
        """How long the loop may sleep: for ever without captures."""
        if not self._running:
            return None
        deadlines = [r.stops_at for r in self._running.values() if r.stops_at is not None]
        deadlines.append(self._next_push)
        return max(0, int((min(deadlines) - time.monotonic()) * 1000) + 1)

    def _watch_for_room(self) -> None:
        wanted = select.POLLIN | (select.POLLOUT if self._channel.is_backed_up else 0)
        self._poll.modify(self._channel.fileno(), wanted)

    # Commands ---------------------------------------------------------------------------------------------

    def _command(self, message: Message) -> None:
        descriptor = self._channel.take_descriptor() if message.get("descriptor") else None
        number = message.get("id")
        try:
            if not isinstance(number, int):
                raise EngineError("bad-command", "a command without a number")
            command = message.get("command")
            if command == "start":
                self._start(number, message, descriptor)
            elif command == "switch":
                self._switch(number, message, descriptor)
            elif command == "stop" and descriptor is None:
                self._stop(number)
            elif command == "watch":
                self._watch(message, descriptor)
            else:
                raise EngineError("bad-command", f"an unknown command: {command!r}")
        except EngineError as error:
            if descriptor is not None:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
            self._channel.send({"event": "error", "id": number, "code": error.code, "text": error.text})

    def _start(self, number: int, message: Message, descriptor: int | None) -> None:
        if number in self._running or len(self._running) >= MOST_CAPTURES:
            raise EngineError("bad-command", "this capture runs already, or too many do")
        output = _checked_output(descriptor)
        request = _request(message)
        if request.interface != ANY and not _exists(request.interface):
            raise EngineError("no-such-interface", f"there is no interface {request.interface}")
        asked = message.get("engine", engines.AUTOMATIC)
        engine = engines.choose(str(asked), engines.this_machine())
        source = engines.open_source(engine, request, output)
        running = Running(number, source, self._budget(message), _limit(message, "bytes"))
        self._running[number] = running
        self._by_descriptor[source.fileno()] = number
        self._poll.register(source.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        self._announce(running)

    def _budget(self, message: Message) -> Budget | None:
        packets, group = _limit(message, "packets"), message.get("group")
        if packets is None or not isinstance(group, int):
            return None
        if not any(running.budget is self._budgets.get(group) for running in self._running.values()):
            self._budgets = {group: Budget(packets)}
        return self._budgets.setdefault(group, Budget(packets))

    def _switch(self, number: int, message: Message, descriptor: int | None) -> None:
        running = self._running.get(number)
        if running is None:
            raise EngineError("bad-command", "this capture does not run")
        if descriptor is not None:
            output = _checked_output(descriptor)
            if running.standby is not None:
                os.close(running.standby.descriptor)
            running.standby = Standby(output, _limit(message, "at_packets"), _limit(message, "at_bytes"))
            has_condition = running.standby.at_packets is not None or running.standby.at_bytes is not None
            if has_condition and not _is_full(running, running.standby):
                return
        if running.standby is None:
            raise EngineError("bad-command", "a command without its file")
        try:
            self._go_on(running, running.standby)
        except EngineError as error:
            self._end(running, error.code, error.text)

    def _go_on(self, running: Running, standby: Standby) -> None:
        """Change to the next file."""
        running.standby = None
        running.source.switch(standby.descriptor)
        running.in_this_file = 0
        self._channel.send({"event": "switched", "id": running.number, **_counters(running)})

    def _stop(self, number: int) -> None:
        running = self._running.get(number)
        if running is not None and running.stops_at is None:
            running.stops_at = time.monotonic() + running.source.drain_seconds

    def _watch(self, message: Message, descriptor: int | None) -> None:
        """The watcher has its copy of the descriptor, and ends with whoever has the other end of the socket."""
        namespace = message.get("namespace")
        if namespace is not None and (not isinstance(namespace, str) or not 0 < len(namespace) < 256):
            raise EngineError("bad-command", "a namespace without a name")
        if descriptor is None or not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            raise EngineError("bad-command", "a command without its socket")
        self._children.start(WATCHER, descriptor, () if namespace is None else (namespace,))
        os.close(descriptor)

    # Captures ---------------------------------------------------------------------------------------------

    def _serve(self, running: Running, events: int) -> bool:
        """Read what waits; True if more waits."""
        limit = _frames_allowed(running)
        try:
            taken = self._read(running, limit)
            self._announce(running)
            if running.budget is not None and running.budget.packets_left <= 0:
                self._end_group(running.budget)
                return False
            if running.most_bytes is not None and running.source.written_bytes() >= running.most_bytes:
                self._end(running, "bytes", "the file size asked for is reached")
                return False
            if running.standby is not None and _is_full(running, running.standby):
                self._go_on(running, running.standby)
            if events & ~select.POLLIN:
                error = running.source.failed()
                if error is not None:
                    raise error
        except EngineError as error:
            if running.stops_at is not None and error.code in ("interface-gone", "ended"):
                self._finish(running)
            else:
                self._end(running, error.code, error.text)
            return False
        return taken >= limit

    def _read(self, running: Running, limit: int) -> int:
        try:
            taken = running.source.read(limit)
        except EngineError as failure:
            running.captured += failure.frames
            raise
        running.captured += taken
        running.in_this_file += taken
        if running.budget is not None:
            running.budget.packets_left -= taken
        return taken

    def _end_group(self, budget: Budget) -> None:
        for running in list(self._running.values()):
            if running.budget is budget:
                self._end(running, "packets", "the number of packets asked for is reached")

    def _announce(self, running: Running) -> None:
        if not running.is_announced and running.source.link_type is not None:
            running.is_announced = True
            source = running.source
            self._channel.send(
                {"event": "started", "id": running.number, "engine": source.engine, "link_type": source.link_type}
            )

    def _finish(self, running: Running) -> None:
        """End a capture that was told to: with what still waits in the ring."""
        running.source.stop()
        with contextlib.suppress(EngineError):
            while running.budget is None or running.budget.packets_left > 0:
                limit = _frames_allowed(running)
                if self._read(running, limit) < limit:
                    break
        self._end(running, "asked", "")

    def _end(self, running: Running, code: str, text: str) -> None:
        del self._running[running.number]
        descriptor = running.source.fileno()
        with contextlib.suppress(KeyError, OSError):
            self._poll.unregister(descriptor)
        self._by_descriptor.pop(descriptor, None)
        if running.standby is not None:
            os.close(running.standby.descriptor)
        counters = _counters(running)
        running.source.close()
        if not running.is_announced and code != "asked":
            self._channel.send({"event": "error", "id": running.number, "code": code, "text": text})
        else:
            self._channel.send({"event": "stopped", "id": running.number, "code": code, "text": text, **counters})

    def _push_statistics(self) -> None:
        if self._channel.is_backed_up:
            return
        for running in self._running.values():
            counters = _counters(running)
            now = tuple(counters.values())
            if now != running.last_pushed:
                running.last_pushed = now
                self._channel.send({"event": "statistics", "id": running.number, **counters})


def _counters(running: Running) -> Message:
    return {"captured": running.captured, "dropped": running.source.dropped()}


def _frames_allowed(running: Running) -> int:
    """Frames to read in one go: few enough to notice commands, a packet limit, and a file-size limit."""
    limit = MOST_FRAMES_A_ROUND
    if running.budget is not None:
        limit = min(limit, running.budget.packets_left)
    sizes = [running.most_bytes]
    if running.standby is not None:
        sizes.append(running.standby.at_bytes)
        if running.standby.at_packets is not None:
            limit = min(limit, running.standby.at_packets - running.in_this_file)
    for size in sizes:
        if size is not None:
            limit = min(limit, (size - running.source.written_bytes()) // USUAL_FRAME)
    return max(1, limit)


def _is_full(running: Running, standby: Standby) -> bool:
    if standby.at_packets is not None and running.in_this_file >= standby.at_packets:
        return True
    return standby.at_bytes is not None and running.source.written_bytes() >= standby.at_bytes


def _checked_output(descriptor: int | None) -> int:
    """A regular file open for reading and writing, else EngineError: the broker writes to nothing else."""
    if descriptor is None:
        raise EngineError("bad-command", "a command without its file")
    import fcntl  # absent on Windows, where this module is still imported by tests

    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise EngineError("bad-output", "the capture can only be written to a regular file")
    if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDWR:
        raise EngineError("bad-output", "the file is not open for reading and writing")
    return descriptor


def _request(message: Message) -> Request:
    interface = message.get("interface")
    capture_filter = message.get("filter", "")
    snaplen = message.get("snaplen", SNAPLEN)
    if not isinstance(interface, str) or not 0 < len(interface) < 64 or "\0" in interface:
        raise EngineError("bad-command", "an interface without a name")
    if not isinstance(capture_filter, str) or "\0" in capture_filter:
        raise EngineError("bad-filter", "a filter with a zero byte")
    if not isinstance(snaplen, int) or not 0 < snaplen <= SNAPLEN:
        raise EngineError("bad-command", f"the snapshot length must be 1 to {SNAPLEN}")
    return Request(interface, capture_filter, snaplen, bool(message.get("promiscuous", True)))


def _limit(message: Message, name: str) -> int | None:
    value = message.get(name)
    return value if isinstance(value, int) and value > 0 else None


def _exists(interface: str) -> bool:
    try:
        socket.if_nametoindex(interface)
    except OSError:
        return False
    return True


def enter_network_namespace(name: str) -> None:
    """Move this process into a namespace that `ip netns` made. Raises OSError."""
    import ctypes  # only where a namespace is asked for

    if "/" in name or name.startswith("."):
        raise OSError(f"no network namespace: {name}")
    clone_new_network = 0x40000000
    descriptor = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, clone_new_network):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """Take over the socket whose number is the argument and serve it. A bug is told to the other side."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_IGN)
    if len(arguments) > 1:
        enter_network_namespace(arguments[1])
    end = socket.socket(fileno=int(arguments[0]))
    end.setblocking(False)
    os.set_inheritable(end.fileno(), False)
    channel = Channel(end)
    try:
        Broker(channel).run()
    except Exception:  # the one place: the process ends and its last words reach the screen
        with contextlib.suppress(ChannelClosed):
            channel.send({"event": "bug", "text": traceback.format_exc(limit=8)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
