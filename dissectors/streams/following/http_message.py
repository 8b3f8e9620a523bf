"""One side of HTTP/1.x, message after message (RFC 9112): heads as they were sent, bodies without chunks and coding.

Sans-IO: bytes come in pieces of any size, and so do the results go; what is kept meanwhile is a head or a line of at
most LONGEST_HEAD bytes. What is no HTTP is handed on as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from dissectors.protocols.http.recognise import begins_message
from dissectors.streams.following.http_coding import Unpacker

LONGEST_HEAD: Final = 1 << 16
MOST_PIPELINED: Final = 1 << 12

State = Literal["head", "length", "chunk size", "chunk", "chunk end", "trailer", "until close", "other"]


@dataclass(slots=True)
class Requests:
    """What both sides must know: an answer's length depends on what was asked for."""

    methods: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_PIPELINED))
    """Of the requests that were not answered yet."""
    is_tunnel: bool = False
    """CONNECT or an upgrade was answered: what follows is another protocol."""


class MessageReader:
    """Reads what one side sent."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._state: State = "head"
        self._held = b""
        """The beginning of a head or of a line."""
        self._left = 0
        """Bytes of the body or of the chunk to come."""
        self._unpacker = Unpacker("")

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What further bytes become."""
        if self._state == "other" and begins_message(data[:64].partition(b"\n")[0]) and not self._requests.is_tunnel:
            self._state = "head"
        while data:
            match self._state:
                case "other":
                    yield data
                    return
                case "until close":
                    yield from self._unpacker.feed(data)
                    return
                case "length" | "chunk":
                    some, data = data[: self._left], data[self._left :]
                    self._left -= len(some)
                    yield from self._unpacker.feed(some)
                    if not self._left:
                        yield from self._end_of_part()
                case "head":
                    data = yield from self._read_head(data)
                case _:
                    data = yield from self._read_line(data)

    def lost(self, length: int) -> Iterator[bytes]:
        """So many bytes are missing; messages go on behind them where that can be told."""
        held, self._held = self._held, b""
        if held:
            yield held
        self._unpacker.lost()
        if self._state in ("length", "chunk") and length <= self._left:
            self._left -= length
            if not self._left:
                yield from self._end_of_part()
        elif self._state not in ("until close", "other"):
            self._state = "other"

    def end(self) -> Iterator[bytes]:
        """There is no more."""
        held, self._held = self._held, b""
        if held:
            yield held
        if self._state == "until close":
            yield from self._unpacker.end()

    def _end_of_part(self) -> Iterator[bytes]:
        if self._state == "chunk":
            self._state = "chunk end"
            return
        yield from self._end_of_body()

    def _end_of_body(self) -> Iterator[bytes]:
        yield from self._unpacker.end()
        self._unpacker = Unpacker("")
        self._state = "head"

    def _read_head(self, data: bytes) -> Generator[bytes, None, bytes]:
        """Up to the empty line; returns what is behind it."""
        looked_at = max(len(self._held) - 3, 0)
        data = self._held + data
        self._held = b""
        if self._is_other(data):
            self._state = "other"
            return data
        ends = [end for mark in (b"\r\n\r\n", b"\n\n") if (end := data.find(mark, looked_at) + len(mark)) >= len(mark)]
        if not ends:
            if len(data) > LONGEST_HEAD:
                self._state = "other"
                return data
            self._held = data
            return b""
        yield data[: min(ends)]
        self._begin_body(data[: min(ends)])
        if self._state == "head" and self._requests.is_tunnel:
            self._state = "other"
        return data[min(ends) :]

    def _is_other(self, data: bytes) -> bool:
        """Whether no message begins so; a line that has not ended yet may still become one."""
        if self._requests.is_tunnel:
            return True
        line, end, _ = data.lstrip(b"\r\n")[:8192].partition(b"\n")
        return not begins_message(line) if end else len(line) >= 8192

    def _begin_body(self, head: bytes) -> None:
        """RFC 9112, section 6.3."""
        first, *lines = head.strip(b"\r\n").decode("latin-1").splitlines()
        fields: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        has_body, until_close = True, False
        if first.startswith("HTTP/"):
            status = first.partition(" ")[2][:3]
            if status.startswith("1") and status != "101":
                return
            method = self._requests.methods.popleft() if self._requests.methods else ""
            if status == "101" or (method == "CONNECT" and status.startswith("2")):
                self._requests.is_tunnel = True
                return
            has_body, until_close = method != "HEAD" and status not in ("204", "304"), True
        else:
            self._requests.methods.append(first.partition(" ")[0])
        if not has_body:
            return
        self._unpacker = Unpacker(fields.get("content-encoding", ""))
        length = fields.get("content-length", "")
        if "chunked" in fields.get("transfer-encoding", "").lower():
            self._state = "chunk size"
        elif length.isascii() and length.isdigit() and len(length) < 20:
            self._left = int(length)
            self._state = "length" if self._left else "head"
        elif until_close:
            self._state = "until close"

    def _read_line(self, data: bytes) -> Generator[bytes, None, bytes]:
        """A line between chunks or behind them (RFC 9112, section 7.1); returns what is behind it."""
        looked_at = len(self._held)
        data = self._held + data
        self._held = b""
        end = data.find(b"\n", looked_at) + 1
        if not end:
            if len(data) > LONGEST_HEAD:
                self._state = "other"
                return data
            self._held = data
            return b""
        line, rest = data[:end].strip(), data[end:]
        if self._state == "chunk end":
            self._state = "chunk size"
            if line:
                self._state = "other"
                return data
        elif self._state == "chunk size":
            digits = line.partition(b";")[0].strip()
            if not digits or len(digits) > 15 or digits.strip(b"0123456789abcdefABCDEF"):
                self._state = "other"
                return data
            self._left = int(digits, 16)
            self._state = "chunk" if self._left else "trailer"
        elif line:
            yield line + b"\r\n"
        else:
            yield from self._end_of_body()
        return rest
