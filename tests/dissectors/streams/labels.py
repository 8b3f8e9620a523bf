"""The conversations labelled by hand in labelled_conversations.toml, and the captures at hand that hold them."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import all_captures

LIST = Path(__file__).with_name("labelled_conversations.toml")


@dataclass(frozen=True, slots=True)
class Label:
    """What happened in one conversation; the head of the list says what each key means."""

    file: str
    content: str
    protocol: str
    stream: int
    verdict: str
    evidence: tuple[int, ...]
    why: str
    also: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    context: tuple[int, ...] = ()
    by: str | None = None
    way: int | None = None
    seconds: float | None = None
    icmp: str | None = None

    @property
    def must(self) -> frozenset[str]:
        """What has to be said."""
        return frozenset((self.verdict, *self.also))

    @property
    def allowed(self) -> frozenset[str]:
        """What can be said without being wrong."""
        return self.must | frozenset(self.may)

    def __str__(self) -> str:
        return f"{Path(self.file).name} {self.protocol}:{self.stream}"


@cache
def words() -> dict[str, str]:
    """The vocabulary, each word with its meaning."""
    return dict(_list()["words"])


@cache
def labels() -> tuple[Label, ...]:
    """All labels, in the order of the list."""
    return tuple(
        Label(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in _list()["conversation"]
    )


@cache
def captures_by_content() -> dict[str, Path]:
    """The captures at hand, by the first 16 hexadecimal digits of the SHA-256 of their content."""
    return {hashlib.sha256(path.read_bytes()).hexdigest()[:16]: path for path in all_captures()}


def _list() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text(encoding="utf-8"))
