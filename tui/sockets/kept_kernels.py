"""What asks the kernel about another network namespace, opened while that may be entered, and lent later.

A process that gives its privilege up can enter no namespace any more; what it opened in one before stays in there.
"""

from __future__ import annotations

import os
import queue
from contextlib import ExitStack
from typing import Final, Self

from tui.sockets.entry import Socket
from tui.sockets.kept_owners import Holders
from tui.sockets.namespaces import made_in
from tui.sockets.processes import Owners
from tui.sockets.snapshot import Kernel, LinuxSource
from tui.sockets.sock_diag import Endings, SockDiag
from tui.sockets.units import Units

MOST_AT_ONCE: Final = 3
"""Sources that may be open at the same time: each needs a kernel to itself."""
MOST_READ: Final = 1000
"""How often what is waiting is read and forgotten."""


class KeptKernels:
    """Those of one namespace. Wants to be closed."""

    def __init__(self, namespace: str) -> None:
        """Raises NoNamespace, and OSError where the system does not tell."""
        self.namespace = namespace
        self._kernels: queue.SimpleQueue[SockDiag] = queue.SimpleQueue()
        self._endings: queue.SimpleQueue[Endings] = queue.SimpleQueue()
        self._open = ExitStack()
        made_in(namespace, self._make)

    def _make(self) -> None:
        with ExitStack() as made:
            for _ in range(MOST_AT_ONCE):
                self._kernels.put(made.enter_context(SockDiag(self.namespace)))
            self._endings.put(made.enter_context(Endings(self.namespace)))
            self._open = made.pop_all()

    def close(self) -> None:
        """What is lent cannot be asked any more."""
        self._open.close()

    def source(self, owners: Holders | None = None) -> LinuxSource:
        """One more source, as `open_source` makes them. Raises OSError where too many are open."""
        try:
            kernel: Kernel = _LentKernel(self._kernels.get_nowait(), self._kernels)
        except queue.Empty:
            raise OSError(f"the network namespace {self.namespace} is being looked at too often at once") from None
        return LinuxSource(kernel, owners or Owners(), Units(), uid=os.geteuid())

    def endings(self) -> LentEndings:
        """The sockets that end from now on. Raises OSError where somebody else is told them."""
        try:
            return LentEndings(self._endings.get_nowait(), self._endings)
        except queue.Empty:
            raise OSError(f"the endings of the network namespace {self.namespace} are told elsewhere") from None


class _LentKernel:
    """A `Kernel` that is given back when it is closed."""

    def __init__(self, kernel: SockDiag, home: queue.SimpleQueue[SockDiag]) -> None:
        self._kernel, self._home = kernel, home
        self._is_lent = True
        self.all, self.find = kernel.all, kernel.find

    def close(self) -> None:
        if self._is_lent:
            self._is_lent = False
            self._home.put(self._kernel)


class LentEndings:
    """`Endings` that are given back when they are closed. A context manager."""

    def __init__(self, endings: Endings, home: queue.SimpleQueue[Endings]) -> None:
        self._endings, self._home = endings, home
        self._is_lent = True
        # What ended while nobody listened; while sockets end faster than that some of it may be told.
        for _ in range(MOST_READ):
            lost = endings.lost
            if not endings.read() and endings.lost == lost:
                break
        self._lost_before = endings.lost

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    @property
    def lost(self) -> int:
        """How often more ended than could be told."""
        return self._endings.lost - self._lost_before

    def fileno(self) -> int:
        """Readable when there is one."""
        return self._endings.fileno()

    def read(self) -> list[Socket]:
        """Those that ended since the last time; does not wait. Raises OSError."""
        return self._endings.read()

    def close(self) -> None:
        if self._is_lent:
            self._is_lent = False
            self._home.put(self._endings)
