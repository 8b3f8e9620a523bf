from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dissectors.privilege import effective_capabilities
from tests.conftest import PROJECT


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SUDO_")}
    return subprocess.run(
        [sys.executable, "-c", "import os\nfrom dissectors.privilege import *\n" + code],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=clean | environment,
        check=False,
    )


def test_the_kernel_is_asked_for_the_capabilities() -> None:
    ran = run("print(effective_capabilities())")
    assert int(ran.stdout) == effective_capabilities()
    assert effective_capabilities("no such process") == 0


def test_plain_root_keeps_no_capability_and_cannot_get_one(require_root: None) -> None:
    ran = run(
        "print(drop_privilege())\nprint(effective_capabilities(), os.geteuid())\n"
        "import subprocess, sys\n"
        "print(subprocess.check_output([sys.executable, '-c', "
        "'from dissectors.privilege import *; print(effective_capabilities())'], text=True))"
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split("\n")[0].startswith("Running as root: only the capture process keeps its capabilities")
    assert ran.stdout.split("\n")[1:3] == ["0 0", "0"]


def test_sudo_gives_way_to_its_caller(require_root: None) -> None:
    ran = run(
        "print(repr(drop_privilege()), os.getresuid(), os.getresgid(), os.getgroups(), effective_capabilities())\n"
        "try:\n    os.setuid(0)\nexcept PermissionError:\n    print('for good', os.environ['HOME'] != '/root')",
        SUDO_UID="65534",
        SUDO_GID="65534",
        HOME="/root",
    )
    assert ran.returncode == 0, ran.stderr
    ids = "(65534, 65534, 65534)"
    assert ran.stdout.split("\n")[:2] == [f"'' {ids} {ids} [65534] 0", "for good True"]


@pytest.mark.parametrize("caller", ["0", "nobody", "-1"])
def test_a_caller_that_is_root_or_nonsense_counts_as_plain_root(require_root: None, caller: str) -> None:
    ran = run("print(drop_privilege()[:15], effective_capabilities())", SUDO_UID=caller, SUDO_GID="0")
    assert ran.stdout == "Running as root 0\n"


def test_a_thread_that_keeps_the_capabilities_is_not_overlooked(require_root: None) -> None:
    ran = run(
        "import threading\nwait = threading.Event()\nthread = threading.Thread(target=wait.wait)\nthread.start()\n"
        "try:\n    drop_privilege()\nexcept OSError as error:\n    print(error)\nwait.set()"
    )
    assert "another thread" in ran.stdout


def test_a_thread_that_is_about_to_leave_is_waited_for(require_root: None) -> None:
    ran = run(
        "import threading, time\nthread = threading.Thread(target=time.sleep, args=(0.2,))\nthread.start()\n"
        "drop_privilege()\nprint(effective_capabilities())\nthread.join()"
    )
    assert ran.stdout == "0\n", ran.stderr


def test_an_ordinary_user_has_nothing_to_drop(require_root: None) -> None:
    ran = run("drop_privilege()\nprint(repr(drop_privilege()))", SUDO_UID="65534", SUDO_GID="65534")
    assert ran.stdout == "''\n"


def test_what_is_started_holds_no_capability(require_root: None) -> None:
    started = (
        "subprocess.check_output(unprivileged(['/bin/sh', '-c', 'exec grep CapEff /proc/self/status']), text=True)"
    )
    ran = run(f"import subprocess\nprint(is_privileged())\nprint({started})\nprint(effective_capabilities() != 0)")
    assert ran.stdout.split() == ["True", "CapEff:", "0000000000000000", "True"], ran.stderr


def test_what_sudo_started_starts_programs_of_its_caller(require_root: None) -> None:
    ran = run(
        "import subprocess\nprint(subprocess.check_output(unprivileged(['/bin/sh', '-c', 'id -u; id -G']), text=True))",
        SUDO_UID="65534",
        SUDO_GID="65534",
    )
    assert ran.stdout.split() == ["65534", "65534"], ran.stderr


def test_without_privilege_words_stay_as_they_are(require_root: None) -> None:
    ran = run("drop_privilege()\nprint(unprivileged(['tshark', '-v']))")
    assert ran.stdout == "['tshark', '-v']\n", ran.stderr


def test_a_program_that_cannot_be_started_is_a_status(require_root: None) -> None:
    ran = run("import subprocess\nprint(subprocess.run(unprivileged(['/no/such/program'])).returncode)")
    assert (ran.stdout, ran.stderr) == ("126\n", "/no/such/program: No such file or directory\n")


def test_files_are_handed_over_to_who_programs_run_as(require_root: None, tmp_path: Path) -> None:
    code = (
        f"import tempfile\nfrom pathlib import Path\nfolder = Path({str(tmp_path)!r}) / 'given'\nfolder.mkdir()\n"
        "hand_over(folder)\nprint(starts_as_another(), folder.stat().st_uid, folder.stat().st_gid)\n"
    )
    assert run(code, SUDO_UID="65534", SUDO_GID="65534").stdout == "True 65534 65534\n"
    (tmp_path / "given").rmdir()
    assert run(code).stdout == "False 0 0\n"
