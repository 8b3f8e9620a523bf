"""What stands in place of a second opinion as long as tshark has not answered: the native side, without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.deep.comparison.second_opinion import Pair, SecondOpinion
from tui.field_nodes import all_nodes

if TYPE_CHECKING:
    from dissectors.decoded import Decoded


def native_alone(native: Decoded, reason: str) -> SecondOpinion:
    """Every native field by itself, for a `reason`; none of them is news."""
    roots = native.roots
    pairs = (
        Pair(node.field, None, "only native", roots[node.layer].name, node.depth, reason) for node in all_nodes(roots)
    )
    return SecondOpinion(native, native, tuple(pairs))
