"""How packets are decoded: what the command line, the environment and the settings say, put together.

Comes out as the choices for tshark and the registry for the native dissectors. Settings that cannot be used are told
and left out; a command line that cannot is refused.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.exit_status import CommandError, complain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dissectors.deep.choices.decode_as import DecodeAs
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.registry import Registry
    from tui.settings import Settings

KEY_LOG_VARIABLE = "SSLKEYLOGFILE"
"""The environment's name for the file in which programs write down their TLS keys."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """What the command line says, word for word."""

    numbers_only: bool = False
    """Numbers in place of names."""
    resolve_names: bool = False
    decode_as: tuple[str, ...] = ()
    key_logs: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    profile: str | None = None

    @property
    def asks_tshark(self) -> bool:
        """There is something that tshark should be asked about."""
        return bool(self.decode_as or self.preferences or self.profile is not None)


def command_choices(decoding: Decoding, *, may_come: bool = False) -> DeepChoices:
    """The choices for a command that prints: those of the command line, and of the settings.

    Raises CommandError for what is wrong on the command line; what else cannot be used is told on standard error.
    """
    from tui import settings as settings_file

    settings, _ = settings_file.load(settings_file.settings_path())
    choices, problems = choices_of(decoding, settings, may_come=may_come)
    for problem in problems:
        complain(problem)
    return choices


def choices_of(decoding: Decoding, settings: Settings, *, may_come: bool = False) -> tuple[DeepChoices, list[str]]:
    """The choices, and sentences about what else than the command line's cannot be used.

    A key log may still come (`may_come`) where packets do. Raises CommandError for what is wrong on the command line.
    """
    from dissectors.deep.choices.decode_as import decided

    kept, problems = kept_choices(settings)
    given, told = _given_choices(decoding, may_come=may_come)
    named = _of_environment()
    others = [*kept.key_logs, *named]
    problems += told
    # One that is kept and not there is nobody's mistake: the program that writes it has not begun.
    problems += [problem for path in kept.key_logs if os.path.exists(path) and (problem := _problem_with(path))]
    problems += [
        f"{KEY_LOG_VARIABLE}: {problem}"
        for path in named
        if (os.path.exists(path) or not may_come) and (problem := _problem_with(path))
    ]
    choices = replace(
        given,
        preferences=(*kept.preferences, *given.preferences),
        decode_as=decided((*kept.decode_as, *given.decode_as)),
        key_logs=tuple(dict.fromkeys([*given.key_logs, *others])),
        profile=given.profile if given.profile is not None else kept.profile,
    )
    return choices, problems


def kept_choices(settings: Settings) -> tuple[DeepChoices, list[str]]:
    """What the settings say, and sentences about what of it makes no sense; tshark was not asked."""
    from dissectors.deep.choices.decode_as import BadDecodeAs, DecodeAs, decided
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.choices.preferences import refusal

    problems: list[str] = []
    decisions: list[DecodeAs] = []
    for text in settings.decode_as:
        try:
            decisions.append(DecodeAs.parse(text))
        except BadDecodeAs as error:
            problems.append(f"settings: decode_as: {error}")
    preferences = []
    for text in settings.preferences:
        told = refusal(text)
        if told:
            problems.append(f"settings: preferences: {told}")
        else:
            preferences.append(text)
    logs = tuple(Path(name).expanduser() for name in settings.key_logs if name)
    kept = DeepChoices(tuple(preferences), decided(decisions), logs, settings.profile or None)
    return kept, problems


def kept_decisions(kept: Sequence[str], before: Iterable[DecodeAs], after: Iterable[DecodeAs]) -> tuple[str, ...]:
    """What the settings keep when decisions change: those of the command line, which were there before, do not come in.

    What could not be read stays as it is.
    """
    from dissectors.deep.choices.decode_as import BadDecodeAs, DecodeAs

    old, new = set(before), tuple(after)
    added = {decision.selected: decision.parameter for decision in new if decision not in old}
    gone = {decision.selected for decision in old} - {decision.selected for decision in new}
    lines = []
    for text in kept:
        try:
            selected = DecodeAs.parse(text).selected
        except BadDecodeAs:
            lines.append(text)
            continue
        if selected not in gone and selected not in added:
            lines.append(text)
    return (*lines, *added.values())


def native_registry(choices: DeepChoices) -> Registry:
    """The native dissectors as the choices have them; the shared ones where these are about others."""
    from dissectors.deep.choices.decode_as import native_registry as decided_registry
    from dissectors.registry import default

    return decided_registry(default(), choices.decode_as)


def _given_choices(decoding: Decoding, *, may_come: bool) -> tuple[DeepChoices, list[str]]:
    from dissectors.deep.choices.decode_as import BadDecodeAs, DecodeAs, decided
    from dissectors.deep.choices.deep_choices import DeepChoices

    logs = tuple(Path(name).expanduser() for name in decoding.key_logs)
    for path in logs:
        is_awaited = may_come and not os.path.exists(path) and os.path.isdir(path.parent)
        if not is_awaited and (problem := _problem_with(path)):
            raise CommandError(problem)
    try:
        decisions = decided(DecodeAs.parse(text) for text in decoding.decode_as)
    except BadDecodeAs as error:
        raise CommandError(str(error)) from error
    choices = DeepChoices(decoding.preferences, decisions, logs, decoding.profile, decoding.resolve_names)
    return _checked(choices) if decoding.asks_tshark else (choices, [])


def _checked(choices: DeepChoices) -> tuple[DeepChoices, list[str]]:
    """Put what was given before tshark; with sentences about what nobody can use here. Raises CommandError."""
    from dissectors.deep.choices.choice_check import usable_choices
    from dissectors.deep.choices.preferences import refusal
    from dissectors.deep.errors import DeepError, NoTshark
    from dissectors.deep.tshark.program import find_tshark

    for text in choices.preferences:
        if told := refusal(text):
            raise CommandError(told)
    try:
        choices, problems = usable_choices(find_tshark(choices.tshark_path), choices)
    except NoTshark as error:
        return choices, [f"{what} is not used: {error}" for what in _for_tshark_only(choices)]
    except DeepError as error:
        raise CommandError(str(error)) from error
    if problems:
        raise CommandError(problems[0])
    return choices, []


def _for_tshark_only(choices: DeepChoices) -> Iterable[str]:
    """What the native dissectors do nothing with, as it was given."""
    from dissectors.deep.choices.decode_as import is_native
    from dissectors.registry import default

    yield from (f"-o {text}" for text in choices.preferences)
    yield from (f"-d {one.parameter}" for one in choices.decode_as if not is_native(default(), one))
    if choices.profile is not None:
        yield f"--profile {choices.profile}"


def _of_environment() -> list[Path]:
    named = os.environ.get(KEY_LOG_VARIABLE, "")
    return [Path(named)] if named else []


def _problem_with(path: Path) -> str:
    """Why a key log gives no keys; empty if it does."""
    from dissectors.deep.choices.key_log import KeyLogError, read_key_log

    try:
        read_key_log(path)
    except KeyLogError as error:
        return str(error)
    return ""
