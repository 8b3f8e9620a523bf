"""Another network namespace, by the name `ip netns` gave it or by a process in it: something is made there.

A socket stays in the namespace in which it was made, so that only the making has to be there. Needs CAP_SYS_ADMIN.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

NAMED: Final = "/run/netns"
_NETWORK: Final = 0x4000_0000
"""CLONE_NEWNET."""


class NoNamespace(OSError):
    """There is none of that name, or it may not be entered: then `errno` is EPERM."""


def path_of(name: str) -> str:
    """The file of a namespace, by its name or by a process's number. Raises NoNamespace."""
    if not name or "/" in name or "\0" in name or name.startswith("."):
        raise NoNamespace(errno.EINVAL, f"{name!r} is no name of a network namespace")
    if name.isdecimal() and name.isascii():
        if not os.path.exists(f"/proc/{name}"):
            raise NoNamespace(errno.ENOENT, f"there is no process {name} whose network namespace could be entered")
        return f"/proc/{name}/ns/net"
    if not os.path.exists(f"{NAMED}/{name}"):
        raise NoNamespace(
            errno.ENOENT, f"there is no network namespace {name}: ip netns lists them; a pid names its own"
        )
    return f"{NAMED}/{name}"


def made_in(name: str, make: Callable[[], T]) -> T:
    """What `make` gives when it is called in a namespace; the caller's thread stays where it is.

    Raises NoNamespace, and what `make` raises.
    """
    made: list[T] = []
    failed: list[BaseException] = []

    def there() -> None:
        try:
            enter(name)
            made.append(make())
        except BaseException as error:
            failed.append(error)

    # A thread has a namespace of its own, which ends with it.
    thread = threading.Thread(target=there, name=f"namespace {name}")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return made[0]


def enter(name: str) -> None:
    """Move the calling thread into a namespace. Raises NoNamespace."""
    import ctypes  # only where a namespace is entered

    path = path_of(name)
    try:
        with open(path, "rb") as namespace:
            library = ctypes.CDLL(None, use_errno=True)
            if library.setns(namespace.fileno(), _NETWORK):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
    except PermissionError as error:
        told = f"the network namespace {name} cannot be entered: only root may"
        raise NoNamespace(errno.EPERM, told) from error
    except OSError as error:
        told = f"the network namespace {name} cannot be entered: {error.strerror}"
        raise NoNamespace(error.errno, told) from error
