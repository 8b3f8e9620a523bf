"""What the broker and the screen's process say to each other: JSON lines over a Unix stream socket.

A command may carry one open file descriptor (SCM_RIGHTS); descriptors are taken in the order of the commands
that announce one with `"descriptor": true`. Standard library only: the broker imports this.
"""

from __future__ import annotations

import array
import json
import os
import socket
from collections import deque

Message = dict[str, object]

LONGEST_LINE = 1 << 20
"""A peer that sends a longer line is not ours: the channel counts as closed."""


class ChannelClosed(Exception):
    """The other process has ended or closed its side."""


class Channel:
    """One end of the socket; whole messages come out, whatever pieces the bytes arrive in."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._received = bytearray()
        self._unsent = bytearray()
        self._descriptors: deque[int] = deque()

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def is_backed_up(self) -> bool:
        """True while earlier messages wait for the other side to read."""
        return bool(self._unsent)

    def send(self, message: Message, descriptor: int | None = None) -> None:
        """Send one message, with a descriptor that the receiver gets its own copy of.

        On a non-blocking socket what does not fit is kept for `flush`. Raises ChannelClosed.
        """
        if descriptor is not None:
            message = {**message, "descriptor": True}
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        try:
            if descriptor is not None:
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
                sent = self._socket.sendmsg([line], rights)
                self._unsent += line[sent:]
            else:
                self._unsent += line
            self.flush()
        except OSError as error:
            raise ChannelClosed(str(error)) from error

    def flush(self) -> None:
        """Send what is kept, as far as the socket takes it."""
        while self._unsent:
            try:
                sent = self._socket.send(self._unsent)
            except BlockingIOError:
                return
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            del self._unsent[:sent]

    def receive(self) -> list[Message]:
        """Read once and return the messages complete so far. Raises ChannelClosed at the end."""
        room = socket.CMSG_SPACE(16 * array.array("i").itemsize)
        try:
            data, ancillary, _, _ = self._socket.recvmsg(1 << 16, room)
        except BlockingIOError:
            return []
        except OSError as error:
            raise ChannelClosed(str(error)) from error
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(payload[: len(payload) - len(payload) % numbers.itemsize])
                for number in numbers:
                    os.set_inheritable(number, False)
                    self._descriptors.append(number)
        if not data:
            raise ChannelClosed("the other side has ended")
        self._received += data
        *lines, rest = bytes(self._received).split(b"\n")
        self._received = bytearray(rest)
        if len(rest) > LONGEST_LINE:
            raise ChannelClosed("a line without an end")
        return [_message(line) for line in lines if line]

    def take_descriptor(self) -> int | None:
        """The oldest descriptor received and not taken; the caller closes it."""
        return self._descriptors.popleft() if self._descriptors else None

    def shutdown(self) -> None:
        """Tell the other side that this is the end; what it still says can be received."""
        self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        while self._descriptors:
            os.close(self._descriptors.popleft())
        self._socket.close()


def _message(line: bytes) -> Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ChannelClosed("a line that is no message") from error
    if not isinstance(message, dict):
        raise ChannelClosed("a line that is no message")
    return message
