"""The comparisons of the language: how each is written, what it does to two values, how it treats many."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dissectors.filters.types import text_bytes


@dataclass(frozen=True, slots=True)
class Comparer:
    """One comparison."""

    codes: tuple[str, ...]
    """Sign first, words behind."""
    help: str
    test: Callable[[Any, Any], bool]
    wants_all: bool = False
    """True only if it holds for every pair of values; otherwise one pair is enough."""
    wants: str = "order"
    """order, contains or matches: what the left side's type must be able to do."""


def _contains(left: Any, right: Any) -> bool:
    wanted = text_bytes(right) if isinstance(right, str) else right
    return bool(wanted) and wanted in (text_bytes(left) if isinstance(left, str) else left)


def _matches(left: Any, right: Any) -> bool:
    return bool(right.finds(text_bytes(left) if isinstance(left, str) else left))


def by_length(comparer: Comparer) -> Comparer:
    """The same comparison for protocols, which are ordered by their length first."""

    def test(left: Any, right: Any) -> bool:
        return comparer.test((len(left), left), (len(right), right))

    return replace(comparer, test=test)


COMPARERS: tuple[Comparer, ...] = (
    Comparer(("==", "eq", "any_eq"), "any value is equal", operator.eq),
    Comparer(("!=", "ne", "all_ne"), "no value is equal", operator.ne, wants_all=True),
    Comparer(("===", "all_eq"), "every value is equal", operator.eq, wants_all=True),
    Comparer(("!==", "any_ne", "~="), "any value is different", operator.ne),
    Comparer((">", "gt"), "greater than", operator.gt),
    Comparer((">=", "ge"), "greater than or equal", operator.ge),
    Comparer(("<", "lt"), "less than", operator.lt),
    Comparer(("<=", "le"), "less than or equal", operator.le),
    Comparer(("contains",), "holds these bytes or this text", _contains, wants="contains"),
    Comparer(("matches", "~"), "matches a regular expression, whatever the case", _matches, wants="matches"),
)

BY_CODE: Mapping[str, Comparer] = {code: comparer for comparer in COMPARERS for code in comparer.codes}
