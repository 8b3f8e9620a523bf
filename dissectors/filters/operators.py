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
    sign: Callable[[Any, Any], Any] | None = None
    """The operator of the language's `==`, `<` and the like: what `test` does to values of one type."""
    wants_all: bool = False
    """True only if it holds for every pair of values; otherwise one pair is enough."""
    wants: str = "order"
    """order, contains or matches: what the left side's type must be able to do."""


def _contains(left: Any, right: Any) -> bool:
    wanted = text_bytes(right) if isinstance(right, str) else right
    return bool(wanted) and wanted in (text_bytes(left) if isinstance(left, str) else left)


def _matches(left: Any, right: Any) -> bool:
    return bool(right.finds(text_bytes(left) if isinstance(left, str) else left))


def _comparer(codes: tuple[str, ...], help: str, sign: Callable[[Any, Any], Any], wants_all: bool = False) -> Comparer:
    return Comparer(codes, help, sign, sign, wants_all)


def by_length(comparer: Comparer) -> Comparer:
    """The same comparison for bytes, which are ordered by their length first."""
    sign = comparer.sign
    if sign is None or sign in (operator.eq, operator.ne):
        return comparer
    return replace(comparer, test=lambda left, right: sign((len(left), left), (len(right), right)))


def without_sign(comparer: Comparer) -> Comparer:
    """The same comparison for numbers that have no sign: they are neither above nor beside a negative one."""
    sign = comparer.sign
    if sign is None:
        return comparer
    return replace(comparer, test=lambda left, right: sign(left, right) and not right < 0 <= left)


COMPARERS: tuple[Comparer, ...] = (
    _comparer(("==", "eq", "any_eq"), "any value is equal", operator.eq),
    _comparer(("!=", "ne", "all_ne"), "no value is equal", operator.ne, wants_all=True),
    _comparer(("===", "all_eq"), "every value is equal", operator.eq, wants_all=True),
    _comparer(("!==", "any_ne", "~="), "any value is different", operator.ne),
    _comparer((">", "gt"), "greater than", operator.gt),
    _comparer((">=", "ge"), "greater than or equal", operator.ge),
    _comparer(("<", "lt"), "less than", operator.lt),
    _comparer(("<=", "le"), "less than or equal", operator.le),
    Comparer(("contains",), "holds these bytes or this text", _contains, wants="contains"),
    Comparer(("matches", "~"), "matches a regular expression, whatever the case", _matches, wants="matches"),
)

BY_CODE: Mapping[str, Comparer] = {code: comparer for comparer in COMPARERS for code in comparer.codes}
