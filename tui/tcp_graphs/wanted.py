"""Which TCP graphs a command is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import Side


@dataclass(frozen=True, slots=True)
class WantedTCPGraphs:
    """Of one conversation."""

    stream: int | None = None
    """`tcp.stream`; None for the one with the most bytes."""
    kind: GraphKind | None = None
    """None for all."""
    side: Side | None = None
    """Whose data; None for the side that sent more."""
