from __future__ import annotations

from pathlib import Path

import pytest

from tui.capture import libpcap
from tui.machine import ThisMachine


def test_this_machine_has_a_loopback_interface() -> None:
    assert any(interface.is_loopback for interface in ThisMachine().interfaces())


def test_rates_are_known_from_the_second_look_on() -> None:
    machine = ThisMachine()
    assert machine.rates() == {}
    assert machine.rates()


def test_permission_comes_with_what_to_do_where_it_is_missing() -> None:
    permission = ThisMachine().permission()
    assert permission.allowed == bool(permission.engine)
    assert permission.allowed or (permission.reason and permission.remedies)


def test_a_wrong_capture_filter_is_told_in_the_words_of_libpcap() -> None:
    if libpcap.library() is None:
        pytest.skip("wants libpcap")
    assert "syntax error" in (ThisMachine().check_filter("tcp prt 80", 1) or "")
    assert ThisMachine().check_filter("tcp port 80", 1) is None


def test_without_a_crash_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert ThisMachine().leftovers() == ()


def test_somebody_tells_of_processes() -> None:
    watcher = ThisMachine().open_watch()
    if watcher is None:
        pytest.skip("wants Unix sockets")
    with watcher:
        assert watcher.wait_ready()
