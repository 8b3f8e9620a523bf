"""What became of a checksum, and how the tree tells it: words behind the field, its status, and a notice if it is bad.

`dissectors.verification` finds the verdicts; every protocol that has a checksum tells them by its `ChecksumFields`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dissectors.fields import UNSIGNED, AnySpec, Field, FieldSpec, generated, group
from dissectors.protocol import Layer

BAD, GOOD, UNVERIFIED, NOT_PRESENT, ILLEGAL = range(5)
STATUS = {BAD: "Bad", GOOD: "Good", UNVERIFIED: "Unverified", NOT_PRESENT: "Not present", ILLEGAL: "Illegal"}
"""Values of the status fields."""


@dataclass(frozen=True, slots=True)
class ChecksumVerdict:
    """What became of a checksum."""

    status: int
    """A key of `STATUS`."""
    expected: int | None = None
    """What the field should be; None where that cannot be told."""
    offloaded: bool = False
    """It is wrong because the sender left it to its network card, which had not done it when the frame was captured."""
    reason: str = ""
    """Why it could not be verified, or why it may be missing or may not."""

    @classmethod
    def comparing(cls, found: int, expected: int, left_to_the_card: tuple[int, ...] = ()) -> ChecksumVerdict:
        """Good or bad; a wrong one that is among `left_to_the_card` is what senders leave there for offload."""
        if found == expected:
            return cls(GOOD, expected)
        return cls(BAD, expected, found in left_to_the_card)


@dataclass(frozen=True, slots=True)
class ChecksumFields:
    """What a protocol shows of its verdict."""

    status: AnySpec
    bad: FieldSpec[None]
    """The notice of a wrong one."""
    offloaded: FieldSpec[None]
    """The notice, of the same name, of one that the sender's network card was still to compute."""
    calculated: AnySpec | None = None
    illegal: FieldSpec[None] | None = None
    """The notice of one that is missing and must not be."""

    def tell(self, layer: Layer[Any], siblings: list[Field], field: Field, verdict: ChecksumVerdict) -> None:
        """Put status and calculated value behind `field`, one of `siblings`, and below it what is wrong with it."""
        found = field.text
        field.shown = f"{found} [{_in_words(verdict, field)}]"
        status = Field(self.status, verdict.status, field.stop, field.stop, generated=True)
        if verdict.offloaded:
            status.shown = "Not computed yet: left to the network card"
        behind = [status]
        if verdict.expected is not None and self.calculated is not None:
            behind.append(Field(self.calculated, verdict.expected, field.stop, field.stop, generated=True))
        place = siblings.index(field) + 1
        siblings[place:place] = behind
        if verdict.status == ILLEGAL and self.illegal is not None:
            _warn(layer, field, self.illegal, "warning", f"Checksum 0 means none, but {verdict.reason}")
        elif verdict.offloaded:
            message = "No checksum yet: the sender's network card computes it later (checksum offload)"
            _warn(layer, field, self.offloaded, "note", message)
        elif verdict.status == BAD:
            message = f"Bad checksum: {found}, should be {field.spec.text(verdict.expected)}"
            _warn(layer, field, self.bad, "warning", message)


def checksum_fields(
    prefix: str, bad: str, *, calculated: bool = False, illegal: str = "", status_label: str = "Checksum Status"
) -> ChecksumFields:
    """Declare what a protocol shows, its names beginning with `prefix`; `bad` and `illegal` name its notices."""
    computed = None
    if calculated:
        computed = generated(
            UNSIGNED,
            f"{prefix}.checksum_calculated",
            "Calculated Checksum",
            explain="What the checksum of these bytes is. Where the packet says otherwise, it was damaged, or was "
            "captured before the sender's network card had filled it in.",
        )
        computed.hex_digits = 4
    missing = group(illegal, "Checksum 0 where it is not allowed") if illegal else None
    status = status_field(f"{prefix}.checksum.status", status_label)
    return ChecksumFields(status, bad_field(bad), _offloaded_field(bad), computed, missing)


def status_field(name: str, label: str = "Checksum Status") -> AnySpec:
    """Declare a status field; its value is a key of `STATUS`."""
    spec = generated(
        UNSIGNED,
        name,
        label,
        explain="Whether the checksum fits the bytes. Unverified: not all of them are here, so nobody can tell.",
    )
    spec.show = STATUS.__getitem__
    spec.values = STATUS
    return spec


def bad_field(name: str) -> FieldSpec[None]:
    """Declare the notice of a wrong checksum."""
    return group(
        name,
        "Bad checksum",
        explain="The bytes were damaged on the way, and the receiver drops them; or the sender's network card was to "
        "compute the checksum, and the capture saw the frame before.",
    )


def _offloaded_field(name: str) -> FieldSpec[None]:
    return group(
        name,
        "Checksum left to the network card",
        explain="This machine was about to send it: its network card computes the checksum, behind the place where "
        "the frame was captured (checksum offload). Nothing is wrong.",
    )


def _in_words(verdict: ChecksumVerdict, field: Field) -> str:
    """What stands in brackets behind a checksum."""
    if verdict.expected is not None:
        should = field.spec.text(verdict.expected)
        if verdict.offloaded:
            return f"left to the network card; will be {should}"
        return "correct" if verdict.status == GOOD else f"incorrect, should be {should}"
    if verdict.status == ILLEGAL:
        return "none, which is not allowed here"
    word = "none" if verdict.status == NOT_PRESENT else "unverified"
    return f"{word}: {verdict.reason}" if verdict.reason else word


def _warn(layer: Layer[Any], field: Field, spec: FieldSpec[None], severity: str, message: str) -> None:
    notice = Field(spec, None, field.start, field.stop, heading=message, severity=severity)
    field.children.append(notice)
    layer.notices.append(notice)
