"""The parser of grammar.lark, made once by lark and kept beside it as grammar.json, because making it takes a while.

`python -c "from dissectors.filters import grammar_tables; grammar_tables.write()"` makes the file anew. Where it is not
of this grammar and this lark, the parser is made from the grammar.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import lark
from lark import Lark, Token, Transformer
from lark.grammar import Rule
from lark.lexer import TerminalDef

GRAMMAR: Final = Path(__file__).with_name("grammar.lark")
TABLES: Final = GRAMMAR.with_suffix(".json")


def parser(transformer: Transformer[Token, Any]) -> Lark:
    """The parser; `transformer` is called as rules are recognised."""
    kept = _kept()
    if kept is not None:
        return Lark._load_from_dict(kept["data"], kept["memo"], transformer=transformer)  # type: ignore[no-any-return, no-untyped-call]
    return made(transformer)


def made(transformer: Transformer[Token, Any] | None = None) -> Lark:
    """The parser, made from the grammar."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False, transformer=transformer)


def write() -> None:
    """Make the file."""
    data, memo = made().memo_serialize([TerminalDef, Rule])
    text = json.dumps(_origin() | {"data": data, "memo": memo}, default=list, separators=(",", ":"))
    TABLES.write_text(text + "\n", encoding="utf-8")


def _kept() -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(TABLES.read_text(encoding="utf-8"), object_pairs_hook=_with_numbers)
    except (OSError, ValueError):
        return None
    return kept if kept.items() >= _origin().items() else None


def _origin() -> dict[str, str]:
    """What the tables depend on."""
    return {"lark": lark.__version__, "grammar": GRAMMAR.read_text(encoding="utf-8")}


def _with_numbers(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
    """States and rules are numbers, which JSON writes as text where they are keys."""
    return {int(key) if key.isdecimal() else key: value for key, value in pairs}
