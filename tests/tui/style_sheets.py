"""Style sheets that are parsed once for all tests: each application would parse the same texts anew."""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def parse_once(patch: pytest.MonkeyPatch) -> None:
    """Have what a text was parsed to kept, by the theme's variables and all else that it depends on."""
    parse: Any = Stylesheet._parse_rules
    kept: dict[object, list[RuleSet]] = {}

    def parse_rules(sheet: Any, css: str, *arguments: object, **named: object) -> list[RuleSet]:
        variables = sheet.__dict__.get("_kept_variables")
        if variables is None or variables[0] is not sheet._variables:
            variables = (sheet._variables, frozenset(sheet._variables.items()))
            sheet._kept_variables = variables
        key = (css, variables[1], arguments, *named.items())
        rules = kept.get(key)
        if rules is None:
            rules = kept[key] = parse(sheet, css, *arguments, **named)
        return rules

    patch.setattr(Stylesheet, "_parse_rules", parse_rules)
    # It is its identity already, by way of a call that is made for each rule and each widget.
    patch.setattr(RuleSet, "__hash__", object.__hash__)
