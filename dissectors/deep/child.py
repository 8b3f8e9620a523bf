"""A program with pipes on the running loop: what `asyncio.subprocess` gives, but safe to be cancelled at any moment.

asyncio's own waits for ever where a program's start is cancelled before its pipes are connected (Python 3.11), and
needs a child watcher, which came and went with Python's versions. POSIX only.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Final

_LOOK_SECONDS: Final = 0.004
"""Between two looks at whether it has ended."""


class Child:
    """A running program; `stdin` is None where it was not wanted."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
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

    async def wait(self) -> int:
        """The exit status, once there is one."""
        while (status := self.returncode) is None:
            await asyncio.sleep(_LOOK_SECONDS)
        return status

    def close(self) -> None:
        """Let go of the pipes, whoever else holds them."""
        for pipe in self._pipes:
            pipe.close()

    async def _connect(self, limit: int) -> None:
        program = self._program
        assert program.stdout is not None
        assert program.stderr is not None
        self.stdout = await self._reader(program.stdout, limit)
        self.stderr = await self._reader(program.stderr, limit)
        if program.stdin is not None:
            loop = asyncio.get_running_loop()
            transport, protocol = await loop.connect_write_pipe(_protocol, program.stdin)
            self._pipes.append(transport)
            self.stdin = asyncio.StreamWriter(transport, protocol, None, loop)

    async def _reader(self, pipe: IO[bytes], limit: int) -> asyncio.StreamReader:
        reader = asyncio.StreamReader(limit)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        self._pipes.append(transport)
        return reader


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
) -> Child:
    """Start a program in a session of its own, with none of our files but `descriptors`.

    `limit` is how many bytes of output wait before it has to. Raises OSError or ValueError where it cannot be started.
    """
    program = subprocess.Popen(
        list(words),
        stdin=subprocess.PIPE if wants_input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=dict(environment),
        pass_fds=tuple(descriptors),
        start_new_session=True,
    )
    child = Child(program)
    try:
        await child._connect(limit)
    except BaseException:
        child.close()
        for pipe in (program.stdin, program.stdout, program.stderr):
            if pipe is not None:
                pipe.close()
        program.kill()
        program.wait()
        raise
    return child
