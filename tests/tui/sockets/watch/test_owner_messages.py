"""Owners of many sockets in few and short words."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.capture.channel import LONGEST_LINE
from tui.sockets.processes import Owner, Process
from tui.sockets.watch import owner_messages
from tui.sockets.watch.owner_messages import MOST_HOLDERS, MOST_INODES, owner_parts, read_inodes, read_owner_part


def process(number: int, name: str = "x") -> Process:
    return Process(number, 100 + number, name, 33, 1)


def together(owners: Mapping[int, tuple[Owner, ...]]) -> dict[int, tuple[Owner, ...]]:
    """What comes out on the other side."""
    found: dict[int, tuple[Owner, ...]] = {}
    for part in owner_parts(owners):
        line = json.dumps(part)
        assert len(line) < LONGEST_LINE
        for inode, holders in read_owner_part(json.loads(line)).items():
            found[inode] = (*found.get(inode, ()), *holders)
    return found


def test_they_arrive_as_they_were() -> None:
    owners = {700: (Owner(process(7), 3), Owner(process(8), -1)), 701: (Owner(process(8, "\x1b[2J\udc80"), 9),)}
    assert together(owners) == owners
    assert together({}) == {}


def test_each_process_is_named_once() -> None:
    (part,) = owner_parts({inode: (Owner(process(inode % 10), inode),) for inode in range(1, 5_001)})
    assert len(str(part["processes"]).split("], [")) == 10
    assert len(json.dumps(part)) < 30 * 5_000


@pytest.mark.parametrize("one_each", [True, False])
def test_more_than_a_line_holds_comes_in_parts(one_each: bool) -> None:
    largest, pid = (1 << 64) - 1, 1 << 22
    owners = {
        largest - number: (Owner(process(pid - (number if one_each else 0), "\x01" * 15), 1_048_576),)
        for number in range(MOST_INODES + 1)
    }
    assert together(owners) == owners
    assert len(list(owner_parts(owners))) == (1 + MOST_INODES // MOST_HOLDERS if one_each else 2)


def test_one_socket_of_very_many_processes_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_messages, "MOST_HOLDERS", 3)
    owners = {700: tuple(Owner(process(number), 3) for number in range(10))}
    assert len(list(owner_parts(owners))) == 4
    assert together(owners) == owners


def test_the_longest_question_is_shorter_than_a_line_may_be() -> None:
    assert len(json.dumps([(1 << 64) - 1] * MOST_INODES)) < LONGEST_LINE


@pytest.mark.parametrize("numbers", [None, {}, [1.5], ["1"], [None], [True], [-1], [1 << 64], [1] * (MOST_INODES + 1)])
def test_what_are_no_inodes_is_refused(numbers: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_inodes(numbers)


@given(
    st.dictionaries(st.sampled_from(["processes", "held"]), st.lists(st.integers() | st.text(max_size=3) | st.none()))
)
def test_what_are_no_owners_is_refused(part: dict[str, object]) -> None:
    try:
        read = read_owner_part(part)
    except ValueError:
        return
    assert read == {}
