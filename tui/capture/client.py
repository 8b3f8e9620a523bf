"""The unprivileged side of the broker: starts it, passes it files, hands on what it says.

`BrokerClient.spawn()` comes first in a program's life, `privilege.drop_privilege()` right after it. Standard
library only, so that neither waits for the screen's imports.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

from tui.capture.channel import Channel, ChannelClosed, Message
from tui.capture.child import start_child
from tui.capture.source import EngineError, Request

Handler = Callable[[Message], None]
"""Called from the client's thread with each of the broker's messages about one capture."""

BROKER_GONE = "broker-gone"


class BrokerClient:
    """A broker process and the captures it was asked for."""

    def __init__(self, process: subprocess.Popen[bytes], channel: Channel) -> None:
        self._process = process
        self._channel = channel
        self._sending = threading.Lock()
        self._handlers: dict[int, Handler] = {}
        self._numbers = 0
        self._closed = False
        self.is_privileged: bool | None = None
        """Whether the broker may open packet sockets; None until it has said so."""
        self._ready = threading.Event()
        self.last_words = ""
        """The broker's own account of a bug, if it ended by one."""
        self._reader: threading.Thread | None = None

    @classmethod
    def spawn(cls, network_namespace: str | None = None) -> BrokerClient:
        """Start the broker with the privileges this process has now; returns without waiting for it.

        `network_namespace` is a name as `ip netns` knows it. Raises EngineError where no process can be started.
        """
        if not hasattr(socket, "SCM_RIGHTS"):
            raise EngineError("no-engine", f"live capture is not available on {sys.platform}")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            arguments = () if network_namespace is None else (network_namespace,)
            process = start_child("tui.capture.broker", theirs.fileno(), arguments)
        except OSError as error:
            ours.close()
            raise EngineError("no-engine", f"the capture process cannot be started: {error.strerror}") from error
        finally:
            theirs.close()
        return cls(process, Channel(ours))

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return not self._closed and self._process.poll() is None

    def wait_ready(self, timeout_seconds: float = 5.0) -> bool:
        """Wait for the broker's first word; False if it has none in time."""
        self._listen()
        return self._ready.wait(timeout_seconds) and not self._closed

    def start(
        self,
        request: Request,
        descriptor: int,
        handler: Handler,
        *,
        engine: str = "auto",
        packets: int | None = None,
        most_bytes: int | None = None,
        group: int = 0,
    ) -> int:
        """Ask for a capture into a file open for reading and writing; its number for the other calls.

        The answer comes to `handler`: started or error, later statistics and stopped. The descriptor stays the
        caller's. `packets` is what all captures of a group may write together, `most_bytes` what each file may hold.
        Raises EngineError if the broker is gone.
        """
        self._listen()
        self._numbers += 1
        number = self._numbers
        self._handlers[number] = handler
        command: Message = {
            "command": "start",
            "id": number,
            "interface": request.interface,
            "filter": request.capture_filter,
            "snaplen": request.snaplen,
            "promiscuous": request.promiscuous,
            "engine": engine,
        }
        if packets is not None:
            command.update(packets=packets, group=group)
        if most_bytes is not None:
            command["bytes"] = most_bytes
        self._send(command, descriptor)
        return number

    def switch(
        self,
        number: int,
        descriptor: int | None,
        *,
        at_packets: int | None = None,
        at_bytes: int | None = None,
    ) -> None:
        """Let a capture go on in another file without losing a frame; a switched message tells when it did.

        At once, or as soon as the present file has so many frames or bytes. Without a descriptor: in the file that
        was given for later.
        """
        command: Message = {"command": "switch", "id": number}
        if at_packets is not None:
            command["at_packets"] = at_packets
        if at_bytes is not None:
            command["at_bytes"] = at_bytes
        self._send(command, descriptor)

    def stop(self, number: int) -> None:
        """End a capture; answered by a stopped message after the last frame is in the file."""
        self._send({"command": "stop", "id": number})

    def watch(self, descriptor: int, namespace: str | None = None) -> None:
        """Start a process that serves this end of a socket with the broker's privilege: `tui.sockets.watch.watcher`.

        `namespace` is another network namespace than the broker's, by its name or by a process in it. Where the process
        cannot be started, the socket's other end finds this one closed. Raises EngineError if the broker is gone. The
        descriptor stays the caller's.
        """
        self._numbers += 1
        command: Message = {"command": "watch", "id": self._numbers}
        if namespace is not None:
            command["namespace"] = namespace
        self._send(command, descriptor)

    def close(self, patience_seconds: float = 3.0) -> None:
        """End the broker and everything it runs, and wait until it is gone."""
        with self._sending:
            self._closed = True
        with contextlib.suppress(OSError):
            self._channel.shutdown()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(PermissionError):
                self._process.kill()
                self._process.wait()
        reader = self._reader
        if reader is None:
            self._channel.close()
        elif reader is not threading.current_thread():
            reader.join(patience_seconds)

    def _listen(self) -> None:
        """The thread starts with the first use: `drop_privilege` wants a process without threads."""
        with self._sending:
            if self._reader is None:
                self._reader = threading.Thread(target=self._read, name="broker messages", daemon=True)
                self._reader.start()

    def _send(self, message: Message, descriptor: int | None = None) -> None:
        with self._sending:
            if self._closed:
                raise EngineError(BROKER_GONE, self._obituary())
            try:
                self._channel.send(message, descriptor)
            except ChannelClosed as error:
                raise EngineError(BROKER_GONE, self._obituary()) from error

    def _read(self) -> None:
        try:
            while True:
                for message in self._channel.receive():
                    self._hand_on(message)
        except ChannelClosed:
            pass
        self._closed = True
        self._ready.set()
        for number in list(self._handlers):
            self._hand_on({"event": "stopped", "id": number, "code": BROKER_GONE, "text": self._obituary()})
        self._channel.close()

    def _hand_on(self, message: Message) -> None:
        event = message.get("event")
        if event == "ready":
            self.is_privileged = bool(message.get("may"))
            self._ready.set()
        elif event == "bug":
            self.last_words = str(message.get("text", ""))
        number = message.get("id")
        if isinstance(number, int):
            handler = self._handlers.get(number)
            if event in ("stopped", "error"):
                self._handlers.pop(number, None)
            if handler is not None:
                handler(message)

    def _obituary(self) -> str:
        return "the capture process has ended; leave remora and start it again to capture"
