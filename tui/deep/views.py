"""Whose decoding of a packet is looked at: tshark's, Remora's own, or both beside each other; and its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from dissectors.deep.comparison.second_opinion import SecondOpinion

View = Literal["deep", "native", "second"]

VIEWS: Final[tuple[View, ...]] = ("deep", "native", "second")
"""In the order in which one key goes through them."""
TITLE: Final = "Decoded packet"


def view_named(name: str) -> View:
    """The view that the settings name; tshark's where they name none."""
    return next((view for view in VIEWS if view == name), VIEWS[0])


def next_view(view: View) -> View:
    return VIEWS[(VIEWS.index(view) + 1) % len(VIEWS)]


def tree_title(number: int | None, decoder: str, note: str = "") -> str:
    """The title of a packet's tree: `Decoded packet 7 · tshark 4.0.17`; `note` says what is going on."""
    if number is None:
        return f" {TITLE} "
    return f" {' · '.join(part for part in (f'{TITLE} {number}', decoder, note) if part)} "


def opinion_title(number: int | None, opinion: SecondOpinion | None, note: str = "") -> str:
    """The title of a second opinion, with what there is to find in it."""
    if number is None or opinion is None:
        return tree_title(number, "second opinion", note)
    counts: dict[str, int] = {}
    for pair in opinion.news:
        counts[pair.verdict] = counts.get(pair.verdict, 0) + 1
    told = [f"{count} differ" for count in (counts.get("value", 0),) if count]
    told += [f"{count} elsewhere" for count in (counts.get("place", 0),) if count]
    told += [f"{counts[verdict]} {verdict}" for verdict in ("only native", "only tshark") if counts.get(verdict)]
    return tree_title(number, "second opinion", ", ".join(told) or "they agree")
