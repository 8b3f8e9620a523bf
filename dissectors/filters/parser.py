"""Filter text to syntax, by the grammar beside this module. Hostile text ends in an error, never in a deep stack."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from dissectors.filters import grammar_tables, syntax
from dissectors.filters.errors import FilterError
from dissectors.filters.literals import pieces, unquoted
from dissectors.filters.mistaken import advice

LONGEST: Final = 32_768
"""Characters of a filter."""
DEEPEST: Final = 200
"""Parentheses and braces within each other."""

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[({})]', re.DOTALL)


def parse(text: str) -> syntax.Test | None:
    """The syntax of a filter, None for an empty one. Raises FilterError."""
    _check_size(text)
    try:
        result: syntax.Test | None = _grammar().parse(text)  # type: ignore[assignment]
        return result
    except VisitError as error:
        if isinstance(error.orig_exc, FilterError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _explained(text, error) from None


def _check_size(text: str) -> None:
    if len(text) > LONGEST:
        raise FilterError(f"a filter of {len(text):,} characters is too long: {LONGEST:,} are the most", LONGEST)
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += (match[0] in "({") - (match[0] in ")}")
        if depth > DEEPEST:
            raise FilterError(f"more than {DEEPEST} parentheses within each other", match.start())


@cache
def _grammar() -> Lark:
    return grammar_tables.parser(_ToSyntax())


def _explained(text: str, error: UnexpectedInput) -> FilterError:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        column = _column(error.token)
        told = advice(text, column) or f'"{_short(str(error.token))}" is not expected here'
        return FilterError(told, column)
    if isinstance(error, UnexpectedCharacters):
        column = error.pos_in_stream or 0
        likely = advice(text, column)
        if likely is not None:
            return FilterError(likely, column)
        character = text[column]
        if character in "\"'":
            return FilterError("the closing quote is missing", column)
        if text.startswith("${", column):
            return FilterError("references to a selected packet (${...}) are not supported", column)
        return FilterError(f'"{_short(character)}" is not expected here', column)
    return FilterError("the filter ends too early", len(text))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def _column(token: Token) -> int:
    return token.start_pos or 0


def _pairs(children: list[Any]) -> tuple[tuple[str, Any], ...]:
    """Operators with the operand behind each."""
    return tuple((str(children[i]), children[i + 1]) for i in range(0, len(children) - 1, 2))


class _ToSyntax(Transformer[Token, Any]):
    """Called by the parser as rules are recognised; the names are the grammar's."""

    def start(self, children: list[Any]) -> Any:
        return children[0] if children else None

    def test(self, children: list[Any]) -> Any:
        return syntax.Joined("or", tuple(children))

    def exclusive(self, children: list[Any]) -> Any:
        return children[0] if len(children) == 1 else syntax.Joined("xor", tuple(children))

    def conjunction(self, children: list[Any]) -> Any:
        return syntax.Joined("and", tuple(children))

    def inverted(self, children: list[Any]) -> Any:
        inner = children[-1]
        return inner.of if isinstance(inner, syntax.Inverted) else syntax.Inverted(inner)

    def presence(self, children: list[Any]) -> Any:
        return syntax.Presence(children[0])

    def comparison(self, children: list[Any]) -> Any:
        return syntax.Comparison(children[0], _pairs(children[1:]), "")

    def quantified(self, children: list[Any]) -> Any:
        return syntax.Comparison(children[1], _pairs(children[2:]), str(children[0]))

    def membership(self, children: list[Any]) -> Any:
        return syntax.Membership(children[0], children[-1], "")

    def absence(self, children: list[Any]) -> Any:
        return syntax.Inverted(syntax.Membership(children[0], children[-1], ""))

    def quantified_absence(self, children: list[Any]) -> Any:
        # The absence of a value is that of every value: a quantifier changes nothing.
        return self.absence(children[1:])

    def quantified_membership(self, children: list[Any]) -> Any:
        return syntax.Membership(children[1], children[-1], str(children[0]))

    def set(self, children: list[Any]) -> Any:
        return tuple(children)

    def range(self, children: list[Any]) -> Any:
        return syntax.Range(children[0], children[2])

    def bits(self, children: list[Any]) -> Any:
        return syntax.Arithmetic(
            children[0], _pairs(["&" if i % 2 == 0 else c for i, c in enumerate(children[1:])]), children[0].column
        )

    def sum(self, children: list[Any]) -> Any:
        return syntax.Arithmetic(children[0], _pairs(children[1:]), children[0].column)

    product = sum

    def sign(self, children: list[Any]) -> Any:
        return syntax.Sign(str(children[0]), children[1], _column(children[0]))

    @v_args(inline=True)
    def word(self, token: Token) -> Any:
        return syntax.Word(str(token), _column(token))

    @v_args(inline=True)
    def text(self, token: Token) -> Any:
        return syntax.Text(unquoted(token, _column(token)), _column(token))

    @v_args(inline=True)
    def character(self, token: Token) -> Any:
        text = unquoted(token, _column(token))
        if len(text) != 1:
            raise FilterError(f"{_short(str(token))} is not one character", _column(token))
        return syntax.Character(text, _column(token))

    @v_args(inline=True)
    def layered(self, word: syntax.Word, layers: Token) -> Any:
        return syntax.Layered(word, pieces(layers[1:], _column(layers)), word.column)

    @v_args(inline=True)
    def slice(self, operand: Any, brackets: Token) -> Any:
        return syntax.Slice(operand, pieces(brackets, _column(brackets)), operand.column)

    @v_args(inline=True)
    def call(self, name: Token, *arguments: Any) -> Any:
        return syntax.Call(str(name), arguments, _column(name))
