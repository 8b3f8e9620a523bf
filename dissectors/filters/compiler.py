"""From syntax to tests: words become fields or literals, types are checked, each mistake gets its column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from dissectors.fields import SIGNED, AnySpec
from dissectors.filters import nodes, syntax
from dissectors.filters.errors import FilterError, NotNative, UnknownField
from dissectors.filters.functions import FUNCTIONS
from dissectors.filters.names import field_specs, present_name, problem_with, reason_to_refuse
from dissectors.filters.operands import Computed, Constant, FieldValues, Negative, Operand, Result, Sliced
from dissectors.filters.operators import BY_CODE, Comparer, by_length, without_sign
from dissectors.filters.overrides import width
from dissectors.filters.pattern import Pattern
from dissectors.filters.types import (
    BYTES,
    LINK_ADDRESS,
    NONE,
    NUMBER,
    PROTOCOL,
    STRING,
    NoSuchValue,
    Value,
    ValueType,
    from_character,
    from_text,
    has_odd_colons,
    octets,
    type_of,
)

EVERYTHING = (syntax.Piece(0, None),)
"""The slice of all bytes."""
_FIELD_NAME = re.compile(r"[A-Za-z_][\w-]*(\.[\w-]+)*")
_JOINED: dict[str, Callable[[list[nodes.Test]], nodes.Test]] = {"and": nodes.And, "or": nodes.Or, "xor": nodes.Xor}


class Compiler:
    """Compiles one filter; `names` collects the fields it asks about."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def test(self, node: syntax.Test) -> nodes.Test:
        """A test for a piece of syntax. Raises FilterError."""
        match node:
            case syntax.Joined(word, tests):
                return _JOINED[word]([self.test(test) for test in tests])
            case syntax.Inverted(of):
                return nodes.Not(self.test(of))
            case syntax.Presence(of):
                return self._presence(of)
            case syntax.Comparison():
                return self._comparison(node)
            case syntax.Membership():
                return self._membership(node)
            case _:
                assert_never(node)

    def _presence(self, node: syntax.Operand) -> nodes.Test:
        if isinstance(node, syntax.Call):
            raise FilterError(f"{node.name}() alone is no test: compare what it gives", node.column)
        operand = self._left(node)
        if isinstance(operand, FieldValues):
            return nodes.Exists(operand)
        return nodes.HasBytes(operand) if isinstance(operand, Sliced) else nodes.NotZero(operand)

    def _comparison(self, node: syntax.Comparison) -> nodes.Test:
        tests: list[nodes.Test] = []
        left_node = node.first
        for code, right_node in node.rest:
            comparer, left = BY_CODE[code], self._left(left_node)
            if comparer.wants != "order" and isinstance(left, FieldValues) and left.type is PROTOCOL:
                left = replace(left, with_payload=True)
            if comparer.wants != "order" and isinstance(left, Sliced):
                left = replace(left, passes_over_empty=True)
            left, right = self._sides(left, left_node.column, comparer, code, right_node)
            wants_all = node.quantifier == "all" if node.quantifier else comparer.wants_all
            tests.append(nodes.Compare(left, _for_values(comparer, left, right, wants_all), right, wants_all))
            left_node = right_node
        return tests[0] if len(tests) == 1 else nodes.And(tests)

    def _sides(
        self, left: Operand, column: int, comparer: Comparer, code: str, node: syntax.Operand
    ) -> tuple[Operand, Operand]:
        """Both sides of a comparison, as the left one and the comparison want them."""
        if comparer.wants == "order":
            if left.type is NONE:
                raise FilterError("this field has no value to compare: use it alone", column)
            return self._opposite(left, node)
        if not left.type.has_bytes:
            hint = "; string(...) may help" if left.type.can_become_string else ""
            raise FilterError(f"{code} wants text or bytes on its left, not {left.type.title}{hint}", column)
        if comparer.wants == "matches":
            if not isinstance(node, syntax.Text):
                raise FilterError(f"{code} wants a double-quoted string on its right", node.column)
            return left, Constant(Pattern(node.text, node.column), STRING)
        if (
            left.type.family == "bytes"
            and left.type not in (BYTES, LINK_ADDRESS)
            and isinstance(node, (syntax.Text, syntax.Character))
        ):
            raise FilterError(f"{left.type.title} cannot be made from a string", node.column)
        return self._opposite(left, node, BYTES if left.type.family == "bytes" else left.type)

    def _alike(self, left: Operand, node: syntax.Operand, wanted: ValueType | None = None) -> Operand:
        """An operand of the left one's type, or of one that is as good."""
        operand = self.operand(node, wanted or left.type, left.spec)
        families = left.type.family, operand.type.family
        if families[0] != families[1] and families != ("number", "boolean"):
            raise _unlike(left, operand, node)
        return operand

    def _opposite(
        self, left: Operand, node: syntax.Operand, wanted: ValueType | None = None
    ) -> tuple[Operand, Operand]:
        """Both sides of a comparison: where one is a slice and the other has bytes, it is bytes that are compared."""
        operand = self.operand(node, wanted or left.type, left.spec)
        if left.type.family == operand.type.family or (left.type is NUMBER and operand.type.family == "boolean"):
            return left, operand
        if not left.type.can_be_sliced or not operand.type.can_be_sliced:
            raise _unlike(left, operand, node)
        if isinstance(operand, Sliced):
            return Sliced(left, EVERYTHING), operand
        if isinstance(left, Sliced):
            return left, Sliced(operand, EVERYTHING)
        raise _unlike(left, operand, node)

    def _membership(self, node: syntax.Membership) -> nodes.Test:
        left = self._left(node.of)
        if not isinstance(left, FieldValues):
            raise FilterError("only a field can be looked for in a set", node.of.column)
        if left.type is NONE:
            raise FilterError("this field has no value to compare: use it alone", node.of.column)
        return nodes.In(left, [self._element(left, element) for element in node.elements], node.quantifier == "all")

    def _element(self, left: FieldValues, node: syntax.Operand | syntax.Range) -> nodes.Element:
        low_node, high_node = (node.low, node.high) if isinstance(node, syntax.Range) else (node, None)
        if isinstance(low_node, syntax.Slice):
            raise FilterError("a set takes no slices", low_node.column)
        low = self._alike(left, low_node)
        if high_node is None:
            return nodes.Element(low)
        high = self._alike(left, high_node)
        above, below = (_for_values(BY_CODE[code], left, end) for code, end in ((">=", low), ("<=", high)))
        return nodes.Element(low, high, above.test, below.test)

    def _left(self, node: syntax.Operand) -> Operand:
        """An operand that must not be a literal, nor begin with one."""
        first = node
        while isinstance(first, (syntax.Arithmetic, syntax.Sign, syntax.Slice)):
            first = first.first if isinstance(first, syntax.Arithmetic) else first.of
        if isinstance(first, (syntax.Text, syntax.Character)):
            raise FilterError("a field or a function must stand on the left side", first.column)
        return self.operand(node, None, None)

    def operand(self, node: syntax.Operand, wanted: ValueType | None, spec: AnySpec | None) -> Operand:
        """An operand; a literal becomes a value of type `wanted`, for the declaration `spec`. Raises FilterError."""
        match node:
            case syntax.Word(text, column):
                return self._field(node) or _constant(wanted, spec, text, column)
            case syntax.Text(text, column):
                return _literal(column, wanted, spec, lambda type_: from_text(text, type_, spec))
            case syntax.Character(text, column):
                return _literal(column, wanted, spec, lambda type_: from_character(text, type_))
            case syntax.Layered(word, pieces, column):
                field = self._field(word)
                if field is None:
                    raise _unknown(word.text, column)
                return FieldValues(field.name, field.spec, field.type, pieces)
            case syntax.Slice(of, pieces, column):
                whole = self.operand(of, None, None)
                if not whole.type.can_be_sliced:
                    raise FilterError(f"{whole.type.title} cannot be cut into bytes", column)
                return Sliced(whole, pieces)
            case syntax.Call():
                return self._call(node, wanted, spec)
            case syntax.Sign(sign, of, column):
                operand = self.operand(of, wanted, spec)
                if sign == "+":
                    return operand
                if "-" not in operand.type.arithmetic:
                    raise FilterError(f"{operand.type.title} takes no sign", column)
                return Negative(operand, operand.type, operand.spec, _bits(operand))
            case syntax.Arithmetic():
                return self._arithmetic(node, wanted, spec)
            case _:
                assert_never(node)

    def _field(self, word: syntax.Word) -> FieldValues | None:
        """The field that a word names; None for a literal. A dot in front says that it is a field."""
        name = present_name(word.text.removeprefix("."))
        specs = field_specs(name)
        if not specs:
            if word.text.startswith(".") or reason_to_refuse(name):
                raise _unknown(name, word.column)
            return None
        self.names.add(name)
        named = next((spec for spec in specs if spec.values), specs[0])
        return FieldValues(name, named, type_of(specs[0], name))

    def _call(self, node: syntax.Call, wanted: ValueType | None, spec: AnySpec | None) -> Operand:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise FilterError(f"there is no function {node.name}; there are {', '.join(FUNCTIONS)}", node.column)
        if not node.arguments or (len(node.arguments) > 1 and not function.takes_many):
            number = "at least one argument" if function.takes_many else "one argument"
            raise FilterError(f"{node.name}() wants {number}, not {len(node.arguments)}", node.column)
        for argument_node in node.arguments:
            if isinstance(argument_node, (syntax.Text, syntax.Character, syntax.Slice)):
                raise FilterError(f"{node.name}() takes no slices and strings", argument_node.column)
        first = self._left(node.arguments[0]) if wanted is None else self.operand(node.arguments[0], wanted, spec)
        arguments = [first, *(self._alike(first, argument) for argument in node.arguments[1:])]
        for argument, argument_node in zip(arguments, node.arguments, strict=True):
            complaint = function.accepts(argument)
            if complaint:
                raise FilterError(f"{node.name}() wants {complaint}", argument_node.column)
        known = first.spec if node.name in ("max", "min", "abs") else None
        return Result(function.compute, arguments, function.gives(first.type), known)

    def _arithmetic(self, node: syntax.Arithmetic, wanted: ValueType | None, spec: AnySpec | None) -> Operand:
        for part in (node.first, *(operand for _, operand in node.rest)):
            self._refuse_names(part)
        first = self.operand(node.first, wanted, spec)
        rest = []
        for code, operand_node in node.rest:
            if code not in first.type.arithmetic:
                raise FilterError(f"{first.type.title} cannot be used with {code}", node.first.column)
            rest.append((code, self._alike(first, operand_node)))
        return Computed(first, rest, first.type, first.spec, _bits(first))

    def _refuse_names(self, node: syntax.Operand) -> None:
        """A computation takes no strings, characters and named values."""
        while isinstance(node, syntax.Sign):
            node = node.of
        match node:
            case syntax.Text() | syntax.Character():
                is_name = True
            case syntax.Word(text):
                is_name = text.isalpha() and octets(text) is None and self._field(node) is None
            case _:
                is_name = False
        if is_name:
            raise FilterError("a computation wants numbers, addresses or fields", node.column)


def _for_values(comparer: Comparer, left: Operand, right: Operand, wants_all: bool = False) -> Comparer:
    """A comparison as the type of its left side does it."""
    if left.type.family in ("bytes", "protocol"):
        return by_length(comparer)
    has_sign = left.spec is not None and left.spec.kind is SIGNED
    if left.type is NUMBER and not has_sign and not wants_all and not isinstance(right, Constant):
        return without_sign(comparer)
    return comparer


def _unlike(left: Operand, right: Operand, node: syntax.Operand) -> FilterError:
    return FilterError(f"{left.type.title} and {right.type.title} do not compare", node.column)


def _bits(operand: Operand) -> int:
    """Within how many bits whole numbers are computed; 0 for other values."""
    if operand.type is not NUMBER:
        return 0
    return 32 if width(operand.spec) <= 32 else 64


def _unknown(name: str, column: int) -> NotNative | UnknownField:
    """What to raise for a name without a declaration."""
    sentence = problem_with(name)
    if reason_to_refuse(name):
        return NotNative(sentence, column)
    protocol, dot, _ = name.partition(".")
    if not _FIELD_NAME.fullmatch(name) or not dot or field_specs(protocol):
        return UnknownField(sentence, column)
    joint = " If" if sentence.endswith("?") else "; if"
    return NotNative(f"{sentence}{joint} it is one of Wireshark's, it needs tshark", column)


def _constant(wanted: ValueType | None, spec: AnySpec | None, text: str, column: int) -> Operand:
    """An unquoted literal, or the complaint that there is no such field."""
    if wanted is None:
        raise _unknown(text, column)
    if has_odd_colons(text):
        raise FilterError(f'"{text}" is neither pairs of digits nor an IPv6 address: text wants quotes', column)
    try:
        return Constant((BYTES if wanted is PROTOCOL else wanted).word(text, spec), wanted, spec)
    except NoSuchValue as error:
        about_field = f"; {problem_with(text)}" if "." in text and text[0].isalpha() else ""
        raise FilterError(f"{error}{about_field}", column) from None


def _literal(
    column: int, wanted: ValueType | None, spec: AnySpec | None, make: Callable[[ValueType], Value]
) -> Operand:
    if wanted is None:
        raise FilterError("a field or a function must stand on the left side", column)
    try:
        return Constant(make(wanted), wanted, spec)
    except NoSuchValue as error:
        raise FilterError(str(error), column) from None
