"""A program with pipes on the running loop: what `asyncio.subprocess` gives, but safe to be cancelled at any moment.

asyncio's own waits for ever where a program's start is cancelled before its pipes are connected (Python 3.11), and
needs a child watcher, which came and went with Python's versions. POSIX only.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import struct
import subprocess
import termios
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Final, SupportsIndex

from dissectors.deep.tshark.running import Running, end_session

_LOOK_SECONDS: Final = 0.004
"""Between two looks at whether it has ended."""
_GATHER_SECONDS: Final = 0.001
_SMALL_BYTES: Final = 1 << 15
_INT: Final = struct.Struct("i")


class Child:
    """A running program; `stdin` is None where it was not wanted."""

    def __init__(self, program: Running) -> None:
        self._program = program
        self.pid = program.pid
        self.stdin: asyncio.StreamWriter | None = None
        self.stdout: asyncio.StreamReader
        self.stderr: asyncio.StreamReader
        self._pipes: list[asyncio.BaseTransport] = []

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None as long as it runs."""
        return self._program.poll()

    @property
    def unread(self) -> int:
        """Bytes that were written to it and that it has not read, as far as the system tells."""
        if self.stdin is None or self.stdin.is_closing():
            return 0
        transport = self.stdin.transport
        in_pipe = bytearray(_INT.size)
        with contextlib.suppress(OSError):
            fcntl.ioctl(transport.get_extra_info("pipe").fileno(), termios.FIONREAD, in_pipe)
        return int(_INT.unpack(in_pipe)[0]) + int(transport.get_write_buffer_size())

    async def wait(self) -> int:
        """The exit status, once there is one."""
        while (status := self.returncode) is None:
            await asyncio.sleep(_LOOK_SECONDS)
        return status

    def close(self) -> None:
        """Let go of the pipes, whoever else holds them."""
        for pipe in self._pipes:
            pipe.close()

    async def _connect(self, limit: int, gathers: bool) -> None:
        program = self._program
        assert program.stdout is not None
        assert program.stderr is not None
        self.stdout = await self._reader(program.stdout, _Gathering(limit) if gathers else asyncio.StreamReader(limit))
        self.stderr = await self._reader(program.stderr, asyncio.StreamReader(limit))
        if program.stdin is not None:
            loop = asyncio.get_running_loop()
            transport, protocol = await loop.connect_write_pipe(_protocol, program.stdin)
            self._pipes.append(transport)
            self.stdin = asyncio.StreamWriter(transport, protocol, None, loop)

    async def _reader(self, pipe: IO[bytes], reader: asyncio.StreamReader) -> asyncio.StreamReader:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        self._pipes.append(transport)
        if isinstance(reader, _Gathering):
            reader.pipe = transport
        return reader


class _Gathering(asyncio.StreamReader):
    """Lets output gather for a moment behind each small piece: a program that flushes every line wakes us less."""

    pipe: asyncio.ReadTransport | None = None

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        super().feed_data(data)
        # Where too much waits to be read, the reader has paused it, and goes on by itself.
        is_small = isinstance(data, bytes) and len(data) < _SMALL_BYTES
        if self.pipe is not None and is_small and self.pipe.is_reading():
            self.pipe.pause_reading()
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._go_on, self.pipe)

    def _go_on(self, pipe: asyncio.ReadTransport) -> None:
        if not pipe.is_closing():
            pipe.resume_reading()


def _protocol() -> asyncio.StreamReaderProtocol:
    """Which lets a writer wait for room in the pipe."""
    return asyncio.StreamReaderProtocol(asyncio.StreamReader())


async def start(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    wants_input: bool,
    limit: int,
    descriptors: Sequence[int] = (),
    gathers: bool = False,
) -> Child:
    """Start a program in a session of its own, with none of our files but `descriptors`.

    `limit` is how many bytes of output wait before it has to. Where it `gathers`, what follows an answer within a
    millisecond comes together. Raises OSError or ValueError where it cannot be started.
    """
    stdin = subprocess.PIPE if wants_input else subprocess.DEVNULL
    program = Running(words, environment, stdin=stdin, bufsize=0, descriptors=descriptors)
    child = Child(program)
    try:
        await child._connect(limit, gathers)
    except BaseException:
        child.close()
        for pipe in (program.stdin, program.stdout, program.stderr):
            if pipe is not None:
                pipe.close()
        end_session(program.pid)
        program.wait()
        raise
    return child
