"""Network namespaces by name and pid."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from tui.sockets import namespaces
from tui.sockets.namespaces import NoNamespace, made_in, path_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")


@pytest.mark.parametrize("name", ["", "a/b", "..", ".", "a\0b"])
def test_what_is_no_name_is_said_so(name: str) -> None:
    with pytest.raises(NoNamespace, match="is no name"):
        path_of(name)


def test_a_name_that_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces, "NAMED", str(tmp_path))
    (tmp_path / "blue").touch()
    assert path_of("blue") == f"{tmp_path}/blue"
    with pytest.raises(NoNamespace, match="no network namespace red"):
        path_of("red")


def test_a_pid_stands_for_its_own() -> None:
    assert path_of(str(os.getpid())) == f"/proc/{os.getpid()}/ns/net"
    with pytest.raises(NoNamespace, match="no process 999999999 "):
        path_of("999999999")


def test_a_file_that_is_no_namespace_cannot_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces, "NAMED", str(tmp_path))
    (tmp_path / "blue").touch()
    with pytest.raises(NoNamespace, match="the network namespace blue cannot be entered") as refused:
        made_in("blue", lambda: 1)
    assert refused.value.errno in (errno.EINVAL, errno.EPERM)


@pytest.mark.usefixtures("require_root")
def test_what_is_made_there_is_given_and_what_fails_is_raised() -> None:
    before = os.stat("/proc/thread-self/ns/net").st_ino
    assert made_in(str(os.getpid()), lambda: "made") == "made"

    def fails() -> None:
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        made_in(str(os.getpid()), fails)
    assert os.stat("/proc/thread-self/ns/net").st_ino == before
