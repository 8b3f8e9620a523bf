from __future__ import annotations

from tui.capture.track import Plan
from tui.waiting import WIDEST_LINE, nothing_matches_lines, unknown_processes_lines, waiting_lines


def told(plan: Plan, *, is_running: bool = True) -> str:
    return "\n".join(waiting_lines(", ".join(plan.interfaces), plan, None, is_running=is_running))


def test_loopback_comes_with_what_to_type() -> None:
    assert "nc -l -p 1234" in told(Plan(("lo",)))
    assert "nc -l -p 1234" not in told(Plan(("eth0",)))
    assert "Waiting for packets on eth0" in told(Plan(("eth0",)))


def test_a_capture_filter_is_named_as_a_reason_to_wait() -> None:
    assert "tcp port 9" in told(Plan(("lo",), "tcp port 9"))


def test_a_capture_that_has_stopped_waits_for_nothing() -> None:
    assert "Waiting" not in told(Plan(("lo",)), is_running=False)
    assert "Waiting" not in told(Plan(("pipe",)), is_running=False)


def test_lines_fit_a_terminal_of_80_columns() -> None:
    for plan in (Plan(("lo",)), Plan(("eth0",)), Plan(("pipe",))):
        for is_running in (True, False):
            assert all(len(line) <= 76 for line in waiting_lines("lo", plan, None, is_running=is_running))


def test_a_filter_that_was_stopped_does_not_say_that_nothing_matches() -> None:
    assert "No packet matches: udp" in nothing_matches_lines("udp", is_working=False)
    assert not any("No packet" in line for line in nothing_matches_lines("udp", is_working=False, is_stopped=True))


def test_why_a_filter_for_processes_finds_none() -> None:
    hidden = unknown_processes_lines("only yours are seen", is_watched=True, is_any_known=True)
    assert hidden == ("", "Only yours are seen.")
    assert unknown_processes_lines("", is_watched=True, is_any_known=True) == ()
    assert "yet" in unknown_processes_lines("", is_watched=True, is_any_known=False)[1]
    of_a_file = unknown_processes_lines("", is_watched=False, is_any_known=False)
    assert "Nobody knows whose" in of_a_file[1]
    assert max(map(len, of_a_file)) <= WIDEST_LINE
