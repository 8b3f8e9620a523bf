"""What the sockets screen wants of the thread that looks, and the picture that it gets: frozen values both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tui.socket_view.columns import Manner
from tui.socket_view.order import Arrangement, Counts, Line
from tui.sockets.seen import Key, Seen


@dataclass(frozen=True, slots=True)
class Wish:
    """What the screen wants."""

    arrangement: Arrangement = field(default_factory=Arrangement)
    in_sight: frozenset[Key] = frozenset()
    """Of the sockets on the screen, by `Seen.key`."""
    watched: Key | None = None
    """The socket that is told of in full."""
    keeps_closed: bool = False
    is_paused: bool = False
    looks: int = 0
    """How often the user asked for a look at once."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The rows at one moment."""

    time_ns: int = 0
    """Of the look, since 1970."""
    seen: tuple[Seen, ...] = ()
    """All sockets, whatever the filter shows."""
    lines: Sequence[Line] = ()
    places: Mapping[Key, int] = field(default_factory=dict)
    """Of the rows, by `Line.key`."""
    counts: Counts = field(default_factory=Counts)
    shown: int = 0
    """Sockets that filter and toggles let pass, in closed groups too."""
    closed: int = 0
    """The same of those that are there no more."""
    paths: Mapping[int, str] = field(default_factory=dict)
    """Of unix sockets, by inode."""
    notices: tuple[str, ...] = ()
    """What could not be seen and why, in sentences."""
    arrangement: Arrangement = field(default_factory=Arrangement)
    failure: str = ""
    """Why the filter could not be worked off."""

    def manner(self, *, numeric: bool) -> Manner:
        return Manner(self.time_ns, numeric, self.paths)
