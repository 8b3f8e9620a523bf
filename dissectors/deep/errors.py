"""What can be wrong with tshark; one sentence each: what, where, what to do."""

from __future__ import annotations

from dissectors.errors import RemoraError


class DeepError(RemoraError):
    """tshark gave no answer."""


class NoTshark(DeepError):
    """There is no tshark that can be used on this machine."""


class TsharkFailed(DeepError):
    """tshark was started and ended, hung or answered in a way that nobody understands."""
