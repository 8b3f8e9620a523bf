"""One tshark under pyshark: started ahead, fed through its standard input while its output is read, ended cleanly.

The only module that touches what is internal to pyshark 0.6. Taken from it: how a capture's parameters become a
command line, the pump from the process to a parser to a callback, `StopCapture`. Overridden, each with its reason at
its place: the loop and the version it would look up, starting, standard error, cleaning up, the parser.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from typing import Protocol as Interface

from packaging import version
from pyshark.capture.capture import Capture, StopCapture
from pyshark.tshark.output_parser.base_parser import BaseTsharkOutputParser

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark import child
from dissectors.deep.tshark.child import Child
from dissectors.deep.tshark.program import Tshark, clean_environment
from dissectors.deep.tshark.running import end_session
from dissectors.privilege import CANNOT_BE_STARTED, unprivileged

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices

Stop = StopCapture
"""What a callback raises when it wants no more."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Chunks = Iterable[bytes] | AsyncIterable[bytes]

STANDARD_INPUT: Final = "-"
_READ_BYTES: Final = 1 << 17
_BUFFER_BYTES: Final = 1 << 20
_END_SECONDS: Final = 2.0
"""For a tshark that was told all to end by itself."""
PATIENCE_SECONDS: Final = 60.0
"""For one that was fed and neither reads on nor answers."""
_LOOK_SECONDS: Final = 1.0
_MOST_WARNINGS: Final = 50
_LONGEST_WARNING: Final = 500
_OF_NO_INTEREST: Final = (b"Running as user",)


class Splitter(Interface[T_co]):
    """Cuts what tshark prints into what the caller wants; none of it may be empty or 0."""

    def feed(self, data: bytes) -> Sequence[T_co]:
        """Take in the next bytes; what became whole. Raises TsharkFailed for an answer that cannot be one."""
        ...

    def end(self) -> Sequence[T_co]:
        """There is no more; what is whole now."""
        ...


class TsharkCapture(Capture, Generic[T]):  # type: ignore[misc]
    """Made on a running loop, which must be running as long as it is used."""

    def __init__(
        self,
        tshark: Tshark,
        choices: DeepChoices,
        splitter: Splitter[T],
        output: str = "pdml",
        parameters: Sequence[str] = (),
        *,
        display_filter: str | None = None,
        source: str = STANDARD_INPUT,
        descriptors: Sequence[int] = (),
        gathers: bool = False,
    ) -> None:
        """`output` is what `-T` takes, "" for none; `source` what `-r` takes: `run` feeds only standard input.

        `descriptors` stay open in tshark, for a `source` that names one of them. Where it `gathers`, many small answers
        are read at a time.
        """
        # A loop that is given keeps pyshark from making one, with a child watcher that Python 3.14 does not have.
        super().__init__(
            eventloop=asyncio.get_running_loop(),
            tshark_path=tshark.path,
            display_filter=display_filter,
            custom_parameters=[*choices.parameters(), *parameters, "-r", source],
        )
        # Else pyshark runs `tshark -v`, and everything waits for it.
        self._Capture__tshark_version = version.parse(".".join(map(str, tshark.version)))
        self._tshark = tshark
        self._choices = choices
        self._splitter = splitter
        self._output = output
        self._source = source
        self._descriptors = tuple(descriptors)
        self._gathers = gathers
        self._process: Child | None = None
        self._feeding: asyncio.Task[None] | None = None
        self._owes_since: float | None = None
        """When it last took or gave something, by the loop's clock; None as long as it has nothing to do."""
        self._was_given_up = False
        self.warnings: list[str] = []
        """What tshark said on standard error, not yet safe for a terminal; the first fifty lines."""

    @property
    def is_alive(self) -> bool:
        """It was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def unread(self) -> int:
        """Bytes that it was fed and has not read."""
        return self._process.unread if self._process is not None else 0

    @property
    def process_number(self) -> int | None:
        """The system's, as long as there is a process."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start tshark, which waits for what it will be fed. Raises TsharkFailed."""
        if self._process is None:
            self._process = await self._get_tshark_process()

    async def run(self, chunks: Chunks, on_item: Callable[[T], None]) -> None:
        """Feed it and hand over what it answers, until it ends or `on_item` raises `Stop`.

        Raises TsharkFailed where it ends with an error, and what `chunks` raises.
        """
        await self.start()
        process = self._process
        assert process is not None
        if self._source == STANDARD_INPUT:
            self._feeding = asyncio.ensure_future(self._feed(process, chunks))
        watching = asyncio.ensure_future(self._watch(process))
        try:
            await self.packets_from_tshark(on_item, close_tshark=False)
            if self._eof_reached:
                await self._check_end(process)
        finally:
            feeding, self._feeding = self._feeding, None
            for task in (watching, feeding):
                if task is not None:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task

    async def close(self) -> None:
        """End tshark, at once if it still works; nothing of it is left."""
        await self.close_async()
        self._process = None

    async def _feed(self, process: Child, chunks: Chunks) -> None:
        """Written while the output is read: else both wait for each other."""
        stdin = process.stdin
        assert stdin is not None
        try:
            async for chunk in _asynchronous(chunks):
                self._moved()
                stdin.write(chunk)
                await stdin.drain()
                self._owes_since = None
        except (BrokenPipeError, ConnectionResetError):
            # It ended; its exit status tells why.
            return
        finally:
            # It ends with its input, too where there should have been more.
            self._moved()
            stdin.close()

    def _moved(self) -> None:
        self._owes_since = asyncio.get_running_loop().time()

    def _answered(self) -> None:
        if self._owes_since is not None:
            self._moved()

    async def _watch(self, process: Child) -> None:
        """End it where it has something to do and does nothing for too long."""
        while not self._was_given_up:
            await asyncio.sleep(_LOOK_SECONDS)
            now = asyncio.get_running_loop().time()
            if self._owes_since is not None and now - self._owes_since > PATIENCE_SECONDS:
                self._was_given_up = True
                self._kill(process)

    async def _check_end(self, process: Child) -> None:
        """After the last of the output."""
        if self._was_given_up:
            raise TsharkFailed(
                f"{self._tshark.name} has not gone on for {PATIENCE_SECONDS:.0f} seconds: it was stopped"
            )
        if self._feeding is not None and self._feeding.done():
            await self._feeding
        try:
            await asyncio.wait_for(process.wait(), _END_SECONDS)
        except TimeoutError as error:
            raise TsharkFailed(f"{self._tshark.name} closed its output and goes on running: it was stopped") from error
        if process.returncode:
            await asyncio.gather(*self._stderr_handling_tasks)
            raise TsharkFailed(self._what_failed(process.returncode))

    def _what_failed(self, status: int) -> str:
        # A sentence begins with its name; a picture of the place may follow.
        own = [line for line in self.warnings if line.startswith("tshark: ")] or self.warnings
        told = own[-1].removeprefix("tshark: ") if own else ""
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"{self._tshark.name} was ended by {signal.Signals(-status).name}" + (told and f": {told}")
        if status == CANNOT_BE_STARTED:
            return f"{self._tshark.path} cannot be started" + (told and f": {told}")
        return f"{self._tshark.name} ended with status {status}" + (told and f": {told}")

    # What pyshark does otherwise.

    def _get_tshark_path(self) -> str:
        # pyshark's own looks into a config.ini of the working folder first, and changes the program's name.
        return self._tshark.path

    async def _get_tshark_process(self, packet_count: int | None = None, stdin: Any = None) -> Child:
        # pyshark starts it when output is wanted, with our environment and privilege, and must not be cancelled then.
        if self._process is not None:
            return self._process
        names = ["-N", "mnNtdv"] if self._choices.resolve_names else []
        output = ["-T", self._output] if self._output else []
        parameters = [self._get_tshark_path(), "-l", "-n", *names, *output, *self.get_parameters()]
        try:
            process = await child.start(
                unprivileged(parameters),
                clean_environment(self._choices),
                wants_input=self._source == STANDARD_INPUT,
                limit=_BUFFER_BYTES,
                descriptors=self._descriptors,
                gathers=self._gathers,
            )
        except (OSError, ValueError) as error:
            raise TsharkFailed(f"{self._tshark.path} cannot be started: {error}") from error
        self._create_stderr_handling_task(process.stderr)
        self._running_processes.add(process)
        return process

    def _setup_tshark_output_parser(self) -> _Items:
        # pyshark's parsers lose nesting, order and places (PDML), or everything but the first packet (PSML).
        return _Items(self._splitter, self._answered)

    async def _handle_process_stderr_forever(self, stderr: asyncio.StreamReader) -> None:
        # pyshark's ends at a line that is too long or no UTF-8, and tshark then waits for ever.
        rest = b""
        while piece := await stderr.read(_READ_BYTES):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                self._warn(line)
            rest = rest[: _LONGEST_WARNING * 4]
        self._warn(rest)

    def _warn(self, line: bytes) -> None:
        if line.strip() and len(self.warnings) < _MOST_WARNINGS and not line.startswith(_OF_NO_INTEREST):
            self.warnings.append(line.decode("utf-8", "replace").strip()[:_LONGEST_WARNING])

    async def _cleanup_subprocess(self, process: Child) -> None:
        # pyshark raises for statuses that we have told of, and leaves what tshark started.
        if process.stdin is not None:
            process.stdin.close()
        self._kill(process)
        # Where a process that left the session holds the pipes, they are closed on our side.
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), _END_SECONDS)
        process.close()

    def _kill(self, process: Child) -> None:
        # What it started may hold its pipes when it has ended itself.
        if process.returncode is None or not all(task.done() for task in self._stderr_handling_tasks):
            end_session(process.pid)

    def __del__(self) -> None:
        # pyshark's would run the loop, which is running or closed. A process whose input ends, ends.
        pass


class _Items(BaseTsharkOutputParser):  # type: ignore[misc]
    """pyshark asks it for one packet at a time."""

    def __init__(self, splitter: Splitter[Any], on_read: Callable[[], None]) -> None:
        super().__init__()
        self._splitter = splitter
        self._on_read = on_read
        self._ready: deque[Any] = deque()
        self._ended = False

    async def get_packets_from_stream(
        self, stream: asyncio.StreamReader, existing_data: bytes, got_first_packet: bool = True
    ) -> tuple[Any, bytes]:
        while not self._ready:
            if self._ended:
                raise EOFError
            data = await stream.read(_READ_BYTES)
            self._on_read()
            self._ended = not data
            self._ready.extend(self._splitter.feed(data) if data else self._splitter.end())
        return self._ready.popleft(), b""


async def _asynchronous(chunks: Chunks) -> AsyncIterator[bytes]:
    if isinstance(chunks, AsyncIterable):
        async for chunk in chunks:
            yield chunk
    else:
        for chunk in chunks:
            yield chunk
