"""What two sides said, made without a capture: for tests of what shows it."""

from __future__ import annotations

from collections.abc import Sequence

from dissectors.streams.following.parts import DATA, LOST, Parts


class MadeSaid:
    """Parts with their bytes in memory; a number in place of bytes is so many missing ones. Rows count the parts."""

    def __init__(self, *said: tuple[int, bytes | int]) -> None:
        self.parts = Parts()
        self._bytes = b""
        self._offsets = [0, 0]
        self.add(*said)

    def add(self, *said: tuple[int, bytes | int]) -> None:
        for side, data in said:
            length = data if isinstance(data, int) else len(data)
            self.parts.extend(
                sides=[side],
                kinds=[LOST if isinstance(data, int) else DATA],
                rows=[len(self.parts)],
                places=[-1 if isinstance(data, int) else len(self._bytes)],
                lengths=[length],
                offsets=[self._offsets[side]],
            )
            self._offsets[side] += length
            self._bytes += b"" if isinstance(data, int) else data

    def read_places(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self._bytes[start : start + length] if start >= 0 else b"" for start, length in places]
