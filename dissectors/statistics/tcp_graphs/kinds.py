"""The kinds of TCP graphs by their names, without what is needed to make them: for a command's help and for keys."""

from __future__ import annotations

from typing import Final, Literal, get_args

GraphKind = Literal["tcptrace", "stevens", "throughput", "rtt", "rtt-seq", "window"]
GRAPH_KINDS: Final[tuple[GraphKind, ...]] = get_args(GraphKind)
"""In the order in which they are looked through."""
