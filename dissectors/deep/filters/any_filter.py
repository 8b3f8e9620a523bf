"""A display filter from its text, whoever answers it: natively where that is possible, else by tshark.

The one door for commands and screens that take a filter. A native filter never asks for tshark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import DeepError
from dissectors.filters.errors import FilterError, NotNative, UnknownField
from dissectors.filters.filter import Filter, compile_filter

if TYPE_CHECKING:
    from dissectors.deep.filters.deep_filter import DeepFilter
    from dissectors.deep.filters.deep_matching import DeepMatching, Growth
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.packets.matching import Matching
    from dissectors.packets.table import PacketTable

    AnyFilter = Filter | DeepFilter

CheckFilter = Callable[[str], FilterError | None]

MOST_COMPARED: Final = 2000
"""Fields of a protocol among which a similar name is looked for."""
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")


def any_filter(text: str, choices: DeepChoices | None = None, check: CheckFilter | None = None) -> AnyFilter:
    """Compile a filter; blocks, for one that is not native for some tenths of a second the first time.

    `check` says what tshark finds wrong with a text; by default a tshark is started for it. Raises FilterError for a
    text that is no filter, or that wants a tshark where there is none, in a sentence and with a column.
    """
    try:
        return compile_filter(text)
    except FilterError as error:
        return _deep(text, error, choices or DeepChoices(), check)


def _deep(text: str, native: FilterError, choices: DeepChoices, check: CheckFilter | None) -> DeepFilter:
    from dissectors.deep.filters.deep_filter import deep_filter
    from dissectors.deep.filters.filter_check import problem_by_tshark

    try:
        chosen = deep_filter(text, choices)
        problem = check(text) if check is not None else problem_by_tshark(chosen.tshark, text, choices)
    except DeepError as failure:
        raise without_tshark(native, failure) from failure
    if problem is not None:
        raise explained(text, native, problem, chosen.known_fields)
    return chosen


def without_tshark(native: FilterError, failure: DeepError) -> FilterError:
    """What is wrong with a filter where tshark cannot be asked."""
    if not isinstance(native, (NotNative, UnknownField)):
        return native
    told, _, _ = native.message.replace("; if it is one", " If it is one").partition(" If it is one")
    # That tshark is not there is why; a similar name is only a guess.
    told, found, near = told.partition("; did you mean ")
    hint = f"; or did you mean {near}" if found else ""
    return NotNative(f"{told}. Wireshark's other fields need tshark: {failure}{hint}", native.column)


def explained(text: str, native: FilterError, problem: FilterError, fields: FieldTable) -> FilterError:
    """What is wrong with a filter that neither we nor tshark take, in the words that tell more."""
    if not isinstance(native, (NotNative, UnknownField)):
        return native
    name = _name_at(text, native.column)
    if not name or name in fields:
        return problem
    known = [one.name for one in fields.starting_with(f"{name.partition('.')[0]}.", MOST_COMPARED)]
    near = get_close_matches(name, known, 3, 0.8)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return FilterError(f"there is no field or protocol named {name[:60]}, in tshark neither{hint}", native.column)


def _name_at(text: str, column: int | None) -> str:
    found = _NAME.match(text, column) if column is not None else None
    return found[0] if found is not None else ""


def matching(
    table: PacketTable, chosen: AnyFilter, growth: Callable[[], Growth] | None = None
) -> Matching | DeepMatching:
    """A filter's way over a table; `growth` tells whether more rows will come, None: they will not.

    To be worked off in any thread, one step at a time, and to be closed.
    """
    if isinstance(chosen, Filter):
        return table.matching(chosen)
    from dissectors.deep.filters.deep_matching import DeepMatching

    return DeepMatching(table, chosen, growth) if growth is not None else DeepMatching(table, chosen)
