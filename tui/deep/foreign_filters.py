"""Display filters that are not native, for the screens: judged, completed and compiled by what tshark knows.

One for the application. Everything but `known_problem` and `complete` blocks, and is for threads; a sharkd that checks
filters lives as long as this.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dissectors.filters.errors import FilterError, NotNative
from tui.judging import NEEDS_TSHARK, FilterProblem, Judgement, problem_of

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.filters.deep_filter import DeepFilter
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.filters.complete import Completion

SECONDS_UNTIL_ASKED_AGAIN = 30.0
"""Where there is no tshark, or one that is broken: what is typed meanwhile gets the same answer."""

MOST_KNOWN = 500


class ForeignFilters:
    """For one set of choices."""

    def __init__(self, choices: DeepChoices) -> None:
        from dissectors.deep.filters.filter_check import FilterChecker

        self.choices = choices
        self._checker = FilterChecker(choices)
        self._problems: dict[str, FilterProblem] = {}
        """Of texts that are no filters."""
        self._fields: FieldTable | None = None
        self._failed: tuple[float, NotNative] | None = None

    def load(self) -> bool:
        """Find tshark and its fields, for the completions to come; True where there are some now."""
        from dissectors.deep.errors import DeepError
        from dissectors.deep.tshark.field_cache import load_field_table
        from dissectors.deep.tshark.program import find_tshark

        if self._fields is not None:
            return False
        try:
            self._fields = load_field_table(find_tshark(self.choices.tshark_path))
        except DeepError:
            # Told where a filter needs it.
            return False
        return True

    def compile(self, text: str) -> AnyFilter:
        """The filter for a text. Raises FilterError; NotNative where it is for want of a tshark."""
        from dissectors.deep.filters.any_filter import any_filter

        if self._failed is not None and time.monotonic() < self._failed[0]:
            return self._without_tshark(text, self._failed[1])
        try:
            return any_filter(text, self.choices, self._checker.check)
        except NotNative as error:
            self._failed = time.monotonic() + SECONDS_UNTIL_ASKED_AGAIN, error
            raise
        except FilterError as error:
            while len(self._problems) >= MOST_KNOWN:
                self._problems.pop(next(iter(self._problems)), None)
            self._problems[text] = problem_of(error)
            raise

    def _without_tshark(self, text: str, failed: NotNative) -> AnyFilter:
        from dissectors.deep.errors import DeepError
        from dissectors.deep.filters.any_filter import without_tshark
        from dissectors.filters import compile_filter

        try:
            return compile_filter(text)
        except FilterError as native:
            failure = failed.__cause__
            raise (without_tshark(native, failure) if isinstance(failure, DeepError) else native) from failure

    def judge(self, text: str) -> Judgement:
        """What there is to say of a text that is no native filter."""
        from dissectors.deep.filters.deep_filter import DeepFilter

        try:
            chosen = self.compile(text)
        except NotNative as error:
            return Judgement(problem_of(error), tier=NEEDS_TSHARK)
        except FilterError as error:
            return Judgement(problem_of(error))
        return Judgement(tier=tier_of(chosen) if isinstance(chosen, DeepFilter) else "")

    def known_problem(self, text: str) -> FilterProblem | None:
        """What is wrong with a text that was checked before; None where that is not known."""
        return self._problems.get(text)

    def complete(self, text: str, cursor: int) -> Completion:
        """What can come next: native fields, and tshark's behind them once they are loaded."""
        from dissectors.filters.complete import complete

        return complete(text, cursor, self._fields)

    def close(self) -> None:
        """End what checks filters."""
        self._checker.close()


def tier_of(chosen: DeepFilter) -> str:
    """Who will answer a filter."""
    who = "tshark, two passes" if chosen.two_passes else "tshark"
    return who if chosen.native is None else f"columns, then {who}"
