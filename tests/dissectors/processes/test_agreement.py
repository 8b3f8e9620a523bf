"""Several attributions of one end give one answer."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.processes.agreement import NOT_ALWAYS, SEVERAL, agreed, are_one_holder, over_time
from dissectors.processes.attribution import Attribution
from tests.dissectors.processes.found import BEGAN, found


def test_the_first_one_is_believed() -> None:
    curl = found("curl", 7)
    assert agreed(None, curl) == curl


def test_who_knows_better_wins() -> None:
    traced, exact, listener = (found("curl", 7, how=how) for how in ("traced", "exact", "listener"))
    other = found("nc", 8, how="exact")
    assert agreed(exact, traced) == agreed(traced, exact) == traced
    assert agreed(other, traced) == traced
    assert agreed(listener, other) == other


def test_a_process_is_better_than_none_whoever_says_it() -> None:
    gone, listener = found(uid=1000, unknown="the process was gone"), found("nginx", 5, how="listener")
    assert agreed(gone, listener) == agreed(listener, gone) == listener


def test_two_processes_known_as_well_are_none() -> None:
    left = found("nginx", 5, uid=33, user="www-data", unit="nginx.service", command=("nginx", "-g"))
    right = found("nginx", 6, uid=33, user="www-data", unit="nginx.service", command=("nginx",))
    both = found("nginx", uid=33, user="www-data", unit="nginx.service", unknown=SEVERAL)
    assert agreed(left, right) == agreed(right, left) == both
    assert agreed(both, left) == both


def test_of_users_that_differ_none_is_told() -> None:
    both = agreed(found("sh", 5, uid=0, user="root"), found("nc", 6, uid=1000, user="root"))
    assert (both.name, both.uid, both.user) == ("", None, "")


def test_a_pid_that_was_used_again_is_another_process() -> None:
    assert agreed(found("sh", 5, started=100), found("sh", 5, started=200)).pid is None
    assert agreed(found("sh", 5, started=100), found("sh", 5)).pid == 5


def test_of_one_process_the_answer_with_its_command_wins_then_the_later() -> None:
    early, late = found("sh", 5, time_ns=BEGAN), found("curl", 5, time_ns=BEGAN + 1)
    assert agreed(early, late) == agreed(late, early) == late
    told = found("sh", 5, command=("sh", "-c"))
    assert agreed(told, late) == agreed(late, told) == told


SOME = st.builds(
    found,
    st.just("nc"),
    st.sampled_from([None, 1, 2]),
    how=st.sampled_from(["traced", "exact", "listener"]),
    time_ns=st.integers(BEGAN, BEGAN + 10),
    uid=st.sampled_from([None, 0]),
)


@given(st.lists(SOME, min_size=1, max_size=4))
def test_the_process_does_not_depend_on_the_order(attributions: list[Attribution]) -> None:
    answers = {reduce(agreed, order[1:], order[0]).pid for order in permutations(attributions)}
    assert len(answers) == 1


def test_who_held_an_end_later_is_no_better_known_for_that() -> None:
    first, later = found("curl", 7, uid=5, how="listener"), found("nc", 8, uid=5, time_ns=BEGAN + 9)
    for one, other in ((first, later), (later, first)):
        both = over_time(one, other)
        assert (both.pid, both.name, both.uid, both.unknown) == (None, "", 5, NOT_ALWAYS)
        assert over_time(both, first).unknown == NOT_ALWAYS


def test_over_time_one_process_stays_and_a_moment_without_a_socket_is_left_out() -> None:
    curl, again = found("curl", 7, started=1), found("curl", 7, started=1, time_ns=BEGAN + 9)
    nothing = found(unknown="no socket")
    assert over_time(curl, again).pid == over_time(nothing, curl).pid == over_time(curl, nothing).pid == 7
    assert over_time(found(uid=5, unknown="gone"), curl).pid is None


def test_one_holder_is_one_process_or_as_little_known() -> None:
    assert are_one_holder(found("a", 7, started=1), found("b", 7, started=1, how="traced"))
    assert not are_one_holder(found("a", 7, started=1), found("a", 7, started=2))
    assert not are_one_holder(found("a", 7), found(uid=0))
    assert are_one_holder(found(uid=0), found(uid=0, time_ns=BEGAN + 9))
    assert not are_one_holder(found(uid=0), found(uid=1))
