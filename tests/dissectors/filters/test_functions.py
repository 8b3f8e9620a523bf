"""Every function says what it does and refuses what it cannot take."""

from __future__ import annotations

import pytest

from dissectors.filters import FilterError, compile_filter
from dissectors.filters.functions import FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_help(name: str) -> None:
    assert FUNCTIONS[name].help


@pytest.mark.parametrize("text", ["len(len(ip.src)) == 1", "string(ip) == 1", "abs(ip.src) == 1", "max(1, 2) == 2"])
def test_wrong_arguments_are_refused(text: str) -> None:
    with pytest.raises(FilterError):
        compile_filter(text)
