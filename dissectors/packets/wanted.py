"""What is looked for in packets: a text, or a regular expression, in texts and in bytes; bytes as hex digits."""

from __future__ import annotations

import re
from typing import Any, Final, Protocol

from dissectors.errors import RemoraError

LONGEST_SEARCH_SECONDS: Final = 1.0
"""For one text or one frame; ordinary expressions take microseconds."""

Span = tuple[int, int]


class WantedError(RemoraError):
    """What was typed cannot be looked for, or not in reasonable time."""


class Wanted(Protocol):
    """Something to look for. Travels to worker processes."""

    def is_in(self, text: str) -> bool:
        """Whether a text has it. Raises WantedError where that takes too long to find out."""
        ...

    def spans(self, data: bytes) -> list[Span]:
        """Where bytes have it, start and stop, ascending. Raises as `is_in`."""
        ...


class WantedText:
    """A text as it is; in bytes it stands as UTF-8."""

    def __init__(self, text: str, *, match_case: bool = False) -> None:
        """Raises WantedError for an empty text."""
        if not text:
            raise WantedError("some text is wanted")
        self._match_case = match_case
        self._text = text if match_case else text.casefold()
        self.literal = WantedBytes(text.encode("utf-8", "surrogatepass"), match_case=match_case)

    def is_in(self, text: str) -> bool:
        """Whether a text has it."""
        return self._text in (text if self._match_case else text.casefold())

    def spans(self, data: bytes) -> list[Span]:
        """Without `match_case` the letters A to Z stand for a to z; others for themselves."""
        return self.literal.spans(data)


class WantedBytes:
    """Bytes as they are."""

    def __init__(self, needle: bytes, *, match_case: bool = True) -> None:
        """Raises WantedError for none."""
        if not needle:
            raise WantedError("some bytes are wanted, as hex digits: 0d 0a")
        self.match_case = match_case
        self.needle = needle if match_case else needle.lower()

    @classmethod
    def from_hex(cls, text: str) -> WantedBytes:
        """From pairs of hex digits, with or without spaces, colons or 0x between. Raises WantedError."""
        digits = re.sub(r"0x|[\s:.,-]", "", text, flags=re.IGNORECASE | re.ASCII)
        try:
            return cls(bytes.fromhex(digits))
        except ValueError:
            raise WantedError("pairs of hex digits are wanted: 0d 0a") from None

    def folded(self, data: bytes) -> bytes:
        """Bytes as `needle` is to be looked for in them."""
        return data if self.match_case else data.lower()

    def is_in(self, text: str) -> bool:
        """Whether its UTF-8 has them."""
        return self.needle in self.folded(text.encode("utf-8", "surrogatepass"))

    def spans(self, data: bytes) -> list[Span]:
        """Overlapping ones too."""
        data, found = self.folded(data), []
        start = data.find(self.needle)
        while start >= 0:
            found.append((start, start + len(self.needle)))
            start = data.find(self.needle, start + 1)
        return found


class WantedPattern:
    """A regular expression that nobody can make run forever."""

    def __init__(self, text: str, *, match_case: bool = False) -> None:
        """Raises WantedError where the expression is wrong."""
        import regex  # whoever looks for plain text need not wait for it

        if not text:
            raise WantedError("a regular expression is wanted")
        self._text, self._match_case = text, match_case
        flags = regex.VERSION1 | (0 if match_case else regex.IGNORECASE)
        try:
            self._in_text: Any = regex.compile(text, flags)
            self._in_bytes: Any = regex.compile(text.encode("utf-8", "surrogatepass"), flags)
        except (regex.error, OverflowError, RecursionError, ValueError) as error:
            raise WantedError(f"the regular expression is wrong: {error}") from None

    def __reduce__(self) -> tuple[Any, tuple[str, bool]]:
        return _pattern, (self._text, self._match_case)

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere."""
        try:
            return self._in_text.search(text, timeout=LONGEST_SEARCH_SECONDS) is not None
        except TimeoutError:
            raise _too_long() from None

    def spans(self, data: bytes) -> list[Span]:
        """Matches of no bytes are none."""
        try:
            found = self._in_bytes.finditer(data, timeout=LONGEST_SEARCH_SECONDS)
            return [match.span() for match in found if match.end() > match.start()]
        except TimeoutError:
            raise _too_long() from None


def _pattern(text: str, match_case: bool) -> WantedPattern:
    return WantedPattern(text, match_case=match_case)


def _too_long() -> WantedError:
    return WantedError(f"the regular expression needs more than {LONGEST_SEARCH_SECONDS:g} s for a packet")
