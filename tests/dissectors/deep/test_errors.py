"""What can be wrong with tshark is told as all mistakes of the outside world are."""

from __future__ import annotations

from dissectors.deep.errors import DeepError, NoTshark, TsharkFailed
from dissectors.errors import RemoraError


def test_whoever_tells_of_mistakes_tells_of_these() -> None:
    for kind in (DeepError, NoTshark, TsharkFailed):
        assert issubclass(kind, RemoraError)
        assert str(kind("a sentence")) == "a sentence"
