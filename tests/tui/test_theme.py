import re
from pathlib import Path

import pytest

from tui import theme


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, theme.DARK),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, theme.DARK),
        ({"TERM": "xterm"}, theme.TERMINAL),
        ({"TERM": "linux"}, theme.TERMINAL),
        ({}, theme.TERMINAL),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, theme.TERMINAL),
    ],
)
def test_few_colours_get_the_terminals_own(environment: dict[str, str], expected: str) -> None:
    assert theme.default_theme(environment) == expected


def test_both_themes_know_every_variable_of_the_style_sheet() -> None:
    sheet = Path(theme.__file__).with_name("theme.tcss").read_text()
    named = set(re.findall(r"\$([a-z0-9-]+)", sheet))
    ours = {
        name
        for name in named
        if name.startswith(("row-", "layer-", "lit-", "byte-", "head", "badge-", "cursor-", "graph-"))
    }
    assert ours
    for chosen in theme.THEMES:
        assert ours <= set(chosen.variables)


def test_the_terminals_theme_has_no_colours_of_its_own() -> None:
    chosen = next(chosen for chosen in theme.THEMES if chosen.name == theme.TERMINAL)
    assert all(chosen.variables[name].startswith("ansi_") for name in theme.VARIABLES)
