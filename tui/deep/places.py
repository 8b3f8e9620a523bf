"""Where a field lies, in words: also in which of several byte sources, and that nobody can tell where that is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.field_nodes import place_in_words

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field


def place_told(decoded: Decoded, field: Field) -> str:
    """For the line about the selected field, and for its explanation."""
    candidates = candidates_of(decoded, field)
    if candidates is None:
        return place_in_words(field, decoded.sources)
    titles = [decoded.sources[number].title for number in candidates if number < len(decoded.sources)]
    if len(titles) < 2:
        return "bytes that are not shown"
    return f"in {', '.join(titles[:-1])} or {titles[-1]}: the bytes are in both, tshark does not say which it means"


def candidates_of(decoded: Decoded, field: Field) -> tuple[int, ...] | None:
    """The byte sources that come into question for a field of which nobody can tell; None where it is known."""
    return decoded.ambiguous.get(field)
