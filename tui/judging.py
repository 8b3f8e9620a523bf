"""What is said of a display filter while it is being typed: what is wrong, what surprises, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from tui import wording

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.packets.table import PacketTable

NEEDS_TSHARK = "not native: needs tshark"
"""Who would answer, if it were there."""
PLAN_SECONDS = 0.1
"""A filter over many packets is judged by the first of them."""


@dataclass(frozen=True, slots=True)
class FilterProblem:
    """Why a text is no filter, or no filter that means what it seems to."""

    message: str
    column: int | None = None
    """Of the character where it goes wrong, from 0; None where there is no such place."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All there is to say of a text."""

    problem: FilterProblem | None = None
    """It is no filter."""
    surprise: FilterProblem | None = None
    """It is one, which likely means something else than its author does."""
    tier: str = ""
    """Who answers; empty where nobody can."""


Check = Callable[[str], FilterProblem | None]
Judge = Callable[[str], Judgement]
CompileFilter = Callable[[str], "Filter"]


def compile_text(text: str) -> Filter:
    """The filter for a text. Raises FilterError."""
    from dissectors.filters import compile_filter  # brings the grammar along, which the first paint can do without

    return compile_filter(text)


def problem_with(text: str, compile_filter: CompileFilter) -> FilterProblem | None:
    """What is wrong with a filter's text, for the filter bar."""
    try:
        compile_filter(text)
    except RemoraError as error:
        return problem_of(error)
    return None


def judge(text: str, table: PacketTable, judge_foreign: Judge | None = None) -> Judgement:
    """What there is to say of a filter for a table's packets; may be asked in any thread.

    `judge_foreign` is asked about a text that is no native filter; None where there is nobody to ask.
    """
    from dissectors.filters.errors import FilterError, NotNative
    from dissectors.filters.meaning import surprises
    from dissectors.packets.planning import plan

    try:
        chosen = compile_text(text)
        told = surprises(text)
    except FilterError as error:
        if judge_foreign is not None:
            return judge_foreign(text)
        return Judgement(problem_of(error), tier=NEEDS_TSHARK if isinstance(error, NotNative) else "")
    surprise = FilterProblem(told[0].message, told[0].column) if told else None
    try:
        planned = plan(table.index, chosen, PLAN_SECONDS)
        return Judgement(surprise=surprise, tier=tier_words(planned.candidates, planned.examined, planned.rows))
    except (RemoraError, OSError):
        # The file is gone, which the list says where it is drawn.
        return Judgement(surprise=surprise)


def tier_words(candidates: int, examined: int, rows: int) -> str:
    """Who answers a filter, by the packets to be dissected among the rows examined; empty as long as there are none."""
    if not rows:
        return ""
    if not candidates:
        return "columns"
    more = "" if examined >= rows else " and more"
    one = candidates == 1 and not more
    return f"dissection of {wording.count(candidates)}{more} candidate{'' if one else 's'}"


def problem_of(error: RemoraError) -> FilterProblem:
    """An error as the filter bar tells it."""
    return FilterProblem(getattr(error, "message", str(error)), getattr(error, "column", None))
