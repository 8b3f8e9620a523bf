"""When processes began: this one, and one that begins now."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tui.sockets.processes import Process, read_process
from tui.sockets.watch.process_times import boot_ns, is_after, is_later, since_1970_ns

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


def test_this_process_began_before_now_and_not_before_the_machine() -> None:
    own = read_process(os.getpid())
    assert own is not None
    assert not is_later(own, time.time_ns())
    assert is_after(own, 0)
    assert not is_after(own, boot_ns())


def test_a_process_that_begins_now_is_later_than_a_moment_before() -> None:
    before = time.time_ns() - 30_000_000
    with subprocess.Popen(["sleep", "60"]) as child:
        process = read_process(child.pid)
        child.kill()
    assert process is not None
    assert is_later(process, before)
    assert not is_later(process, time.time_ns())


def test_a_start_is_rounded_down_so_that_its_own_tick_is_not_after() -> None:
    ticks = os.sysconf("SC_CLK_TCK")
    process = Process(7, 5 * ticks, "x", 0)
    assert not is_after(process, 5_000_000_000)
    assert is_after(process, 4_999_999_999)


def test_both_clocks_are_joined() -> None:
    assert abs(boot_ns() + since_1970_ns() - time.time_ns()) < 1_000_000_000
