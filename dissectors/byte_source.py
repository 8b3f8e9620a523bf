"""Bytes that fields lie in: a frame's own, or what was put together from several frames."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ByteSource:
    """A field's `source` counts these from 0, the frame."""

    title: str
    data: bytes

    @property
    def name(self) -> str:
        """`Frame (74 bytes)`."""
        return f"{self.title} ({len(self.data)} byte{'' if len(self.data) == 1 else 's'})"
