"""Instances of tracefs: made, and removed however their process ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.dissectors.deep.left_behind import descriptors, opened_since
from tests.tui.capture.conftest import until
from tests.tui.sockets.test_processes import make_process
from tui.sockets.processes import read_process
from tui.sockets.watch import trace_files
from tui.sockets.watch.trace_files import Instance, NoTrace, open_tracefs, read_at, remove_stale


@pytest.fixture
def tracefs(require_root: None) -> int:
    """Its descriptor, which the test gives away."""
    try:
        return open_tracefs()
    except NoTrace as error:
        pytest.skip(f"tracefs is wanted: {error}")


def instances(tracefs: int) -> list[str]:
    folder = os.open("instances", os.O_RDONLY | os.O_DIRECTORY, dir_fd=tracefs)
    try:
        return os.listdir(folder)
    finally:
        os.close(folder)


def test_an_instance_is_ours_alone_and_goes_with_close(tracefs: int) -> None:
    watching = os.dup(tracefs)
    instance = Instance(tracefs)
    assert instance.name in instances(watching)
    instance.write("trace_clock", "boot")
    assert b"[boot]" in instance.read("trace_clock")
    assert any(name.startswith("cpu") for name in instance.names("per_cpu"))
    instance.close()
    instance.close()
    assert instance.name not in instances(watching)
    os.close(watching)


def test_an_instance_goes_with_a_process_that_is_killed(tracefs: int) -> None:
    code = (
        "import os, time\n"
        "from tui.sockets.watch.trace_files import Instance, open_tracefs\n"
        "one = Instance(open_tracefs())\n"
        "held = one.open('trace_pipe', os.O_RDONLY)\n"
        "print(one.name, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=PROJECT) as child:
        assert child.stdout is not None
        name = child.stdout.readline().decode().strip()
        assert name in instances(tracefs)
        child.send_signal(signal.SIGKILL)
    until(lambda: name not in instances(tracefs))
    os.close(tracefs)


def test_only_instances_of_processes_that_are_gone_are_stale(tmp_path: Path) -> None:
    proc, folder = tmp_path / "proc", tmp_path / "instances"
    make_process(proc, 7, "here", {}, started=100)
    names = ["remora-7-100-0", "remora-7-99-0", "remora-8-100-3", "others", "remora-8-x-0", "remora-8-100-0-1"]
    for name in names:
        (folder / name).mkdir(parents=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    remove_stale(descriptor, proc)
    os.close(descriptor)
    assert sorted(os.listdir(folder)) == ["others", "remora-7-100-0", "remora-8-100-0-1", "remora-8-x-0"]


def test_a_second_instance_of_a_process_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "instances").mkdir()
    own = read_process(os.getpid())
    assert own is not None
    made = [Instance(os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)) for _ in range(2)]
    assert [one.name for one in made] == [f"remora-{own.pid}-{own.started}-{number}" for number in range(2)]
    for one in made:
        one.close()
    assert os.listdir(tmp_path / "instances") == []


def test_without_instances_there_is_none_and_nothing_stays_open(tmp_path: Path) -> None:
    before = descriptors()
    with pytest.raises(OSError, match="No such file"):
        Instance(os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY))
    assert not opened_since(before)


def test_who_may_not_trace_is_told_who_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(trace_files, "MOUNTED", ())
    monkeypatch.setattr(trace_files, "_open_unmounted", refuse)
    with pytest.raises(NoTrace) as caught:
        open_tracefs()
    assert str(caught.value) == "only root may trace connections"


def test_a_file_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 200_000)
    descriptor = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    assert len(read_at(descriptor, "long")) == 200_000
    os.close(descriptor)
