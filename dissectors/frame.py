"""A frame: bytes as captured, with all that the capture file tells about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """What a dissection starts from; made from a row of the packet table."""

    data: bytes
    """The captured bytes."""
    link_type: int
    """LINKTYPE_ number, upper bits masked."""
    number: int = 1
    """Counted from 1."""
    time: int | None = None
    """Nanoseconds since 1970; None where the file has no time for it."""
    original_length: int = -1
    """Bytes on the wire; -1 for as many as were captured."""
    interface: int = 0
    """Index of its interface within the capture."""
    interface_name: str = ""
    comments: tuple[str, ...] = ()
    since_first: int | None = None
    """Nanoseconds since the first frame; None where either has no time."""
    since_previous: int | None = None
    """Nanoseconds since the previous frame; None where either has no time."""

    @property
    def length(self) -> int:
        """Bytes on the wire."""
        return len(self.data) if self.original_length < 0 else self.original_length
