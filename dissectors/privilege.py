"""Whoever handles what strangers sent holds no privilege: not the screen's process, and no program that is started.

Call `drop_privilege` once the broker has been started and before the process has any thread; `unprivileged` makes a
command line that does it for another program, by running this file. Linux's system calls are made through ctypes;
elsewhere only the user is changed. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Mapping, Sequence
from ctypes import POINTER, Structure, c_int, c_uint32, c_ulong, c_void_p

PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
MOST_CAPABILITIES = 64
ENDING_SECONDS = 1.0
"""How long a thread is waited for that is over and has not left yet."""
CANNOT_BE_STARTED = 126
"""The exit status of a shell that may not start a program."""


class _CapabilityHeader(Structure):
    _fields_ = (("version", c_uint32), ("process", c_int))


class _CapabilitySets(Structure):
    _fields_ = (("effective", c_uint32), ("permitted", c_uint32), ("inheritable", c_uint32))


def drop_privilege(environment: Mapping[str, str] | None = None) -> str:
    """Give up every privilege of this process for good; a sentence to show, "" where there was none.

    Started by sudo it becomes the user who called sudo, with that user's groups and home; as plain root it keeps
    the user and loses every capability. Raises OSError if a privilege could not be given up.
    """
    if not hasattr(os, "geteuid"):
        return ""
    environment = os.environ if environment is None else environment
    if os.geteuid() == 0:
        caller = _sudo_caller(environment)
        if caller is not None:
            return _become(*caller)
        _clear_capabilities()
        _forbid_new_privileges()
        return "Running as root: only the capture process keeps its capabilities."
    if effective_capabilities():
        # Of a python with file capabilities: executing it again gives them back to any process of this user,
        # so only this process's own are cleared and a broker can be started anew.
        _clear_capabilities()
    return ""


def unprivileged(words: Sequence[str]) -> list[str]:
    """A command line that starts a program without our privileges; the words themselves where we have none."""
    if not is_privileged():
        return list(words)
    return [sys.executable, "-I", "-S", os.path.abspath(__file__), *words]


def is_privileged() -> bool:
    """Whether what this process starts could do more than its user may."""
    if sys.platform.startswith("linux"):
        return effective_capabilities() != 0
    return hasattr(os, "geteuid") and os.geteuid() == 0


def starts_as_another() -> bool:
    """Whether `unprivileged` programs run as another user, who may not look into our folders."""
    return is_privileged() and hasattr(os, "geteuid") and os.geteuid() == 0 and _sudo_caller(os.environ) is not None


def hand_over(file: int | str | os.PathLike[str]) -> None:
    """Give a file or folder, or what a descriptor is open on, to the user that `unprivileged` programs run as."""
    caller = _sudo_caller(os.environ)
    if caller is not None and starts_as_another():
        os.chown(file, *caller)


def effective_capabilities(process: int | str = "self") -> int:
    """The bits of a process's effective set (CapEff); 0 where the system has no capabilities."""
    try:
        with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as status:
            for line in status:
                if line.startswith("CapEff:"):
                    return int(line.split()[1], 16)
    except OSError:
        pass
    return 0


def _sudo_caller(environment: Mapping[str, str]) -> tuple[int, int] | None:
    """User and group of who called sudo; None: nobody did, or it was root."""
    try:
        user, group = int(environment["SUDO_UID"]), int(environment["SUDO_GID"])
    except (KeyError, ValueError):
        return None
    return (user, group) if user > 0 and group >= 0 else None


def _become(user: int, group: int) -> str:
    """Change to a user for good: groups first, the user last."""
    import pwd  # absent on Windows

    try:
        account = pwd.getpwuid(user)
    except KeyError:
        name, home, groups = str(user), "/", [group]
    else:
        name, home = account.pw_name, account.pw_dir
        groups = os.getgrouplist(name, group)
    os.setgroups(groups)
    if hasattr(os, "setresuid"):
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    else:
        os.setgid(group)
        os.setuid(user)
    if os.geteuid() != user or effective_capabilities():
        raise OSError("the privileges of root could not be given up")
    os.environ.update(HOME=home, USER=name, LOGNAME=name)
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        if variable in os.environ and not os.access(os.environ[variable], os.W_OK):
            del os.environ[variable]
    return ""


def _clear_capabilities() -> None:
    if not sys.platform.startswith("linux"):
        return
    _clear_bounding_set()
    with contextlib.suppress(OSError):
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.capset.argtypes = (POINTER(_CapabilityHeader), c_void_p)
    nothing = (_CapabilitySets * 2)()
    if libc.capset(ctypes.byref(_CapabilityHeader(CAPABILITY_VERSION_3, 0)), nothing):
        raise OSError(ctypes.get_errno(), "the capabilities could not be given up")
    # The kernel keeps capabilities by thread, and a thread can only clear its own.
    patience = time.monotonic() + ENDING_SECONDS
    while any(effective_capabilities(f"self/task/{task}") for task in os.listdir("/proc/self/task")):
        if time.monotonic() > patience:
            raise OSError("the capabilities could not be given up: another thread of this process holds them")
        time.sleep(0.001)


def _clear_bounding_set() -> None:
    """No program executed later gets a capability; wants CAP_SETPCAP, without which there is none to clear."""
    if not sys.platform.startswith("linux"):
        return
    for capability in range(MOST_CAPABILITIES):
        try:
            _prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            return


def _forbid_new_privileges() -> None:
    """Root without capabilities would regain them by executing any program; this forbids it."""
    if sys.platform.startswith("linux"):
        _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _prctl(option: int, argument: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = (c_int, c_ulong, c_ulong, c_ulong, c_ulong)
    if libc.prctl(option, argument, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}: {os.strerror(ctypes.get_errno())}")


def _start(words: Sequence[str]) -> None:
    """Become the program, without privilege; returns only where that cannot be."""
    try:
        drop_privilege()
        os.execv(words[0], list(words))
    except OSError as error:
        print(f"{words[0]}: {error.strerror or error}", file=sys.stderr)
    sys.exit(CANNOT_BE_STARTED)


if __name__ == "__main__":
    _start(sys.argv[1:])
