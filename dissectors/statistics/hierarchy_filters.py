"""Display filters for places of the protocol hierarchy, which choose the packets that were counted there.

From the tree comes how many packets each place has; out goes, for a place, the shortest filter that finds just these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dissectors.filters.apply import quoted
from dissectors.protocols.data import DATA
from dissectors.protocols.frame import FRAME
from dissectors.statistics.hierarchy_paths import FIELD, JOIN

if TYPE_CHECKING:
    from dissectors.statistics.hierarchy import ProtocolCount

Path = tuple[str, ...]
_SPECIAL: Final = str.maketrans({one: f"\\{one}" for one in r"\.+*?()[]{}|^$"})


def place_filter(path: Path, place: ProtocolCount, having: Mapping[str, int]) -> str:
    """Of the place to which these protocols lead from the frame; of the frame itself with its name alone.

    `having`: by protocol how many of the packets that were counted have it anywhere. Where the place has all of these,
    the protocol's name says enough. What is no layer of its own everywhere is always said with all that it rides on.
    """
    name = path[-1]
    is_all = name != DATA.name and having.get(name, 0) == place.packets - place.told_packets
    if name == FRAME.name or is_all:
        return name
    way = JOIN.join(path)
    if name == DATA.name:
        # Nothing rides on it.
        return f"{FIELD} == {quoted(way)}"
    return f"{FIELD} matches {quoted(f'^{_literal(way)}({JOIN}|$)')}"


def innermost_filter(name: str, *, is_always: bool) -> str:
    """Of the packets in which a protocol is the innermost: of all that have it, if it always is."""
    if is_always and name != DATA.name:
        return name
    return f"{FIELD} matches {quoted(f'(^|{JOIN}){_literal(name)}$')}"


def _literal(text: str) -> str:
    """As a regular expression."""
    return text.translate(_SPECIAL)
