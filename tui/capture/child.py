"""Starts a Python process of ours that serves one end of a socket, with the privilege that this one has now.

Standard library only, for that process and for this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def start_child(module: str, descriptor: int, arguments: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Run a module with the number of a descriptor, which it gets a copy of, and more words. Raises OSError.

    It is in a session of its own, where no terminal interrupts it, and neither reads nor writes what this one does.
    """
    return subprocess.Popen(
        [sys.executable, "-s", "-S", "-P", "-m", module, str(descriptor), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """It finds our package and takes nothing else from the caller's environment."""
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    for name in ("LD_LIBRARY_PATH", "SYSTEMROOT"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment
