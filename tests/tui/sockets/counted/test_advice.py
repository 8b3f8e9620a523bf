"""Where to look next."""

from __future__ import annotations

import re

from dissectors import compile_filter
from tui.sockets.counted.advice import ADVICE
from tui.sockets.counted.trouble import TROUBLE
from tui.sockets.counter_words import tells_trouble

FILTER = re.compile(r"(?:The filter |\()((?:\w+\.)+\w+ [=>].*?)(?: shows|\))")


def test_each_is_of_a_counter_of_trouble() -> None:
    for name, advice in ADVICE.items():
        assert tells_trouble(name)
        assert advice.endswith(".")
    assert len(ADVICE) > len(TROUBLE) // 3


def test_filters_that_are_named_are_filters() -> None:
    found = [match[1] for advice in ADVICE.values() for match in FILTER.finditer(advice)]
    assert len(found) >= 10
    for text in found:
        compile_filter(text)
