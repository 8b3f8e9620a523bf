"""What several attributions of one end of a conversation say together: one answer, and never a wrong process.

Whoever knows better wins: traced before exact before listener. Where two who know as well name different processes,
none is named. The answer does not depend on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dissectors.processes.attribution import Attribution, How

SEVERAL: Final = "several processes held it"
NOT_ALWAYS: Final = "it is not known to be one process's all the time"
_RANKS: Final[Mapping[How, int]] = {"listener": 0, "exact": 1, "traced": 2}


def agreed(known: Attribution | None, further: Attribution) -> Attribution:
    """The answer, after what was known and one more about the same end."""
    if known is None:
        return further
    left, right = _weight(known), _weight(further)
    if left[:2] != right[:2]:
        return known if left > right else further
    if known.pid is None and further.pid is None and SEVERAL not in (known.unknown, further.unknown):
        return known if left >= right else further
    if SEVERAL not in (known.unknown, further.unknown) and _are_one_process(known, further):
        return known if left >= right else further
    return _in_common(known, further)


def over_time(known: Attribution | None, further: Attribution) -> Attribution:
    """The answer for all of a conversation, after what was known and one more of another moment.

    Nobody knows better then: who held an end first and who did later are as true. Where nothing had the end at a
    moment, that is left out.
    """
    if known is None or are_one_holder(known, further):
        return agreed(known, further)
    for one, other in ((known, further), (further, known)):
        if one.pid is None and one.unknown not in (SEVERAL, NOT_ALWAYS) and one.uid is None and not one.unit:
            return other
    return replace(_in_common(known, further), unknown=NOT_ALWAYS)


def are_one_holder(one: Attribution, other: Attribution) -> bool:
    """Whether what was said of two moments is the same process, or as little of the same socket's user."""
    if one.pid is None or other.pid is None:
        return _unnamed(one) == _unnamed(other)
    return _are_one_process(one, other)


def _unnamed(one: Attribution) -> tuple[object, ...]:
    return one.pid, one.name, one.uid, one.user, one.unit, one.unknown


def _weight(one: Attribution) -> tuple[bool, int, bool, int]:
    """Whether it names processes at all, how well it knows, whether it saw the command, and how late it looked."""
    return one.pid is not None or one.unknown == SEVERAL, _RANKS[one.how], bool(one.command), one.time_ns


def _are_one_process(one: Attribution, other: Attribution) -> bool:
    if one.pid != other.pid:
        return False
    return one.started == other.started or None in (one.started, other.started)


def _in_common(one: Attribution, other: Attribution) -> Attribution:
    """What holds of both."""
    same_user = one.uid == other.uid
    return replace(
        one,
        time_ns=max(one.time_ns, other.time_ns),
        pid=None,
        started=None,
        name=one.name if one.name == other.name else "",
        command=one.command if one.command == other.command else (),
        uid=one.uid if same_user else None,
        user=one.user if same_user and one.user == other.user else "",
        unit=one.unit if one.unit == other.unit else "",
        unknown=SEVERAL,
    )
