"""The dumpcap engine: Wireshark's own capture program, for users who may run it and have no other privilege.

It writes a pcap to its standard output, of which whole records go to our file; what it has to say comes on its
standard error as messages (sync_pipe.h of Wireshark). Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import struct
import subprocess
import time

from tui.capture.pcap_output import NANOSECOND_MAGIC, RECORD, Output
from tui.capture.source import ANY, EngineError, Request

BUFFER_MEBIBYTES = 64
PIECE = 1 << 18
MOST_A_READ = 8 << 20
MICROSECOND_MAGIC = 0xA1B2C3D4
HEADER = struct.Struct("=IHHiIII")
LONGEST_FRAME = 1 << 28
EXIT_SECONDS = 2.0
F_SETPIPE_SZ = 1031


class DumpcapSource:
    """A running dumpcap; the descriptor given is this object's from now on."""

    engine = "dumpcap"
    drain_seconds = 0.6
    """It leaves frames waiting for 250 ms, longer on a busy machine, and drops those that wait when it is ended."""

    def __init__(self, program: str, request: Request, descriptor: int) -> None:
        self.link_type: int | None = None
        self._request = request
        self._descriptor = descriptor
        self._output: Output | None = None
        self._received = bytearray()
        self._messages = bytearray()
        self._complaint: tuple[str, str] | None = None
        self._dropped: int | None = None
        self._micro = False
        self._stopping = False
        self._ended = False
        """Its standard output is at the end."""
        self._process = subprocess.Popen(
            _arguments(program, request),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._data, self._errors = self._process.stdout.fileno(), self._process.stderr.fileno()
        for pipe in (self._data, self._errors):
            os.set_blocking(pipe, False)
        with contextlib.suppress(OSError, ImportError):
            import fcntl  # a larger pipe, where there is such a thing

            fcntl.fcntl(self._data, F_SETPIPE_SZ, 1 << 20)
        self._guard = _Guard(self._process.pid)

    def fileno(self) -> int:
        return self._data

    def read(self, limit: int) -> int:
        if len(self._received) < MOST_A_READ:
            self._receive()
        self._listen()
        if self._output is None and not self._begin() and not self._ended:
            return 0
        taken = self._take(limit)
        if self._ended and not taken:
            raise self._end()
        return taken

    def failed(self) -> EngineError | None:
        return None

    def stop(self) -> None:
        """Let it end, and take what it still writes."""
        if self._stopping:
            return
        self._stopping = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            self._process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + EXIT_SECONDS
        while not self._ended and time.monotonic() < deadline:
            select.select([self._data, self._errors], [], [], 0.02)
            self._receive()
            self._listen()

    def switch(self, descriptor: int) -> None:
        if self._output is None:
            os.close(self._descriptor)
            self._descriptor = descriptor
        else:
            self._output.switch(descriptor)

    def written_bytes(self) -> int:
        return 0 if self._output is None else self._output.length

    def dropped(self) -> int | None:
        return self._dropped

    def close(self) -> None:
        self.stop()
        try:
            self._process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._guard.release()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        if self._output is not None:
            self._output.close()
        else:
            os.close(self._descriptor)

    def _receive(self) -> None:
        """Take what its standard output has, within a bound."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(MOST_A_READ // PIECE):
                piece = os.read(self._data, PIECE)
                if not piece:
                    self._ended = True
                    break
                self._received += piece

    def _begin(self) -> bool:
        """Read the file header of what dumpcap writes; False while it has not come."""
        if len(self._received) < HEADER.size:
            return False
        magic, *_, link_type = HEADER.unpack_from(self._received)
        if magic not in (NANOSECOND_MAGIC, MICROSECOND_MAGIC):
            raise EngineError("engine-failed", "dumpcap writes something that is not pcap")
        del self._received[: HEADER.size]
        self._micro = magic == MICROSECOND_MAGIC
        self.link_type = link_type & 0xFFFF
        self._output = Output(self._descriptor, self.link_type, self._request.snaplen)
        return True

    def _take(self, limit: int) -> int:
        """Write the whole records that have come, at most `limit`; how many."""
        if self._output is None:
            return 0
        data, position, count = self._received, 0, 0
        while count < limit and position + RECORD.size <= len(data):
            seconds, fraction, captured, length = RECORD.unpack_from(data, position)
            end = position + RECORD.size + captured
            if captured > LONGEST_FRAME:
                raise EngineError("engine-failed", "dumpcap writes something that is not pcap")
            if end > len(data):
                break
            if self._micro:
                RECORD.pack_into(data, position, seconds, fraction * 1000, captured, length)
            position, count = end, count + 1
        if position:
            self._output.write(bytes(data[:position]))
            del data[:position]
        return count

    def _listen(self) -> None:
        """Read messages: one letter, a length in three bytes, text."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._errors, PIECE):
                self._messages += piece
        while len(self._messages) >= 4:
            length = int.from_bytes(self._messages[1:4], "big")
            if len(self._messages) < 4 + length:
                break
            kind = chr(self._messages[0])
            text = bytes(self._messages[4 : 4 + length])
            del self._messages[: 4 + length]
            self._heard(kind, text)

    def _heard(self, kind: str, text: bytes) -> None:
        words = text.rstrip(b"\0").decode(errors="replace")
        if kind == "D":
            with contextlib.suppress(ValueError):
                self._dropped = int(words.split(":")[0])
        elif kind == "B":
            self._complaint = ("bad-filter", words.partition(":")[2].strip() or words)
        elif kind == "E":
            # Two messages inside of one: the error, and more about it.
            length = int.from_bytes(text[1:4], "big")
            inner = text[4 : 4 + length].rstrip(b"\0").decode(errors="replace") if text[:1] == b"E" else words
            self._complaint = _complaint(inner, self._request.interface)

    def _end(self) -> EngineError:
        """What the end of its output means, once everything that it has to say has come."""
        deadline = time.monotonic() + EXIT_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            select.select([self._errors], [], [], 0.01)
            self._listen()
        self._listen()
        if self._stopping:
            return EngineError("ended", "")
        if self._complaint is not None:
            return EngineError(*self._complaint)
        return EngineError("engine-failed", f"dumpcap has ended with status {self._process.poll()}")


class _Guard:
    """A child that does nothing but wait for the end of this process, to end dumpcap then.

    A privileged dumpcap would outlive a killed broker until the next frame: the kernel clears the parent-death
    signal of programs with capabilities.
    """

    def __init__(self, process: int) -> None:
        self._process = 0
        if not hasattr(os, "pidfd_open"):
            return
        try:
            target = os.pidfd_open(process)
        except OSError:
            return
        theirs, self._ours = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                _wait_and_end(theirs, target)
            finally:
                os._exit(0)
        os.close(theirs)
        os.close(target)

    def release(self) -> None:
        """The program has ended by itself."""
        if self._process:
            os.close(self._ours)
            os.waitpid(self._process, 0)
            self._process = 0


def _wait_and_end(alive: int, target: int) -> None:
    low, high = sorted((alive, target))
    os.closerange(0, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, 4096)
    os.read(alive, 1)
    for number in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(target, number)
        if select.select([target], [], [], 1.0)[0]:
            return


def _arguments(program: str, request: Request) -> list[str]:
    arguments = [program, "-Z", "none", "-B", str(BUFFER_MEBIBYTES), "-P", "-i", request.interface]
    arguments += ["-s", str(request.snaplen), "-w", "-"]
    if request.capture_filter.strip():
        arguments += ["-f", request.capture_filter]
    if not request.promiscuous or request.interface == ANY:
        arguments.append("-p")
    return arguments


def _complaint(text: str, interface: str) -> tuple[str, str]:
    """Our code and words for dumpcap's error."""
    first = " ".join(text.split())
    if re.search(r"no longer attached|disappeared", first):
        return "interface-gone", f"the interface {interface} has disappeared"
    if re.search(r"No such device|doesn't exist|There is no device", first):
        return "no-such-interface", f"there is no interface {interface}"
    if re.search(r"permission|Operation not permitted", first):
        return "no-permission", f"dumpcap may not capture on {interface}"
    if re.search(r"No space left|disk.*full", first):
        return "disk-full", "the disk is full"
    return "engine-failed", first.split(". ")[0]
