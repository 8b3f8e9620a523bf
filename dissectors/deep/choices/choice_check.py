"""Choices are put before tshark once: which it takes, and a sentence about each that it does not.

tshark starts for that with nothing to read, which takes it some tenths of a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from dissectors.deep.choices.decode_as import is_native
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.choices.preferences import refusal
from dissectors.deep.tshark.asking import NO_PACKETS, ask
from dissectors.deep.tshark.program import Tshark, clean_environment
from dissectors.registry import default

PATIENCE_SECONDS: Final = 20
_MOST_WORDS: Final = 1 << 20
_LONGEST_TOLD: Final = 300

_LISTED: Final = re.compile(r"^\t(\S+) \((.*)\)$", re.MULTILINE)


def usable_choices(tshark: Tshark, choices: DeepChoices) -> tuple[DeepChoices, tuple[str, ...]]:
    """The choices without those that tshark does not take, and a sentence for each of these.

    A decision that a native dissector alone can follow stays, marked as such: plug-ins may bring more of these.
    Blocks while tshark starts. Raises TsharkFailed where it cannot be asked.
    """
    problems = [told for text in choices.preferences if (told := refusal(text))]
    choices = replace(choices, preferences=tuple(text for text in choices.preferences if not refusal(text)))
    if not _complaint(tshark, choices):
        return choices, tuple(problems)

    def takes(one: DeepChoices, called: str) -> bool:
        complaint = _complaint(tshark, one)
        if complaint:
            problems.append(f"{called}: {_sentence(tshark, one, complaint)}")
        return not complaint

    profile = choices.profile
    if profile is not None and not takes(DeepChoices(profile=profile), f"--profile {profile}"):
        profile = None
    preferences = [text for text in choices.preferences if takes(DeepChoices(preferences=(text,)), f"-o {text}")]
    decisions = []
    for one in choices.decode_as:
        if is_native(default(), one) and _complaint(tshark, DeepChoices(decode_as=(one,))):
            decisions.append(replace(one, is_native_only=True))
        elif takes(DeepChoices(decode_as=(one,)), f"-d {one.parameter}"):
            decisions.append(one)
    usable = replace(choices, profile=profile, preferences=tuple(preferences), decode_as=tuple(decisions))
    return usable, tuple(problems)


@lru_cache(maxsize=64)
def dissectors_of(tshark: Tshark, table: str) -> Mapping[str, str]:
    """tshark's dissectors that a table can lead to: names and titles. Empty where it knows no such table.

    Blocks while tshark starts. Raises TsharkFailed where it cannot be asked.
    """
    for selected in (f"{table}==1", table):
        _, words = _ask(tshark, DeepChoices(), ["-d", f"{selected},?"])
        heading, found, listed = words.partition("Valid protocols for layer type")
        if found and "Unknown protocol" in heading:
            return dict(_LISTED.findall(listed))
    return {}


def _complaint(tshark: Tshark, choices: DeepChoices) -> str:
    """What tshark says against choices; empty if nothing."""
    status, words = _ask(tshark, choices, [])
    return (words or f"tshark: status {status}") if status else ""


def _ask(tshark: Tshark, choices: DeepChoices, parameters: list[str]) -> tuple[int, str]:
    """Exit status and words of a tshark that reads an empty capture."""
    words = [tshark.path, *choices.parameters(), *parameters, "-r", "-"]
    environment = clean_environment(choices)
    answer = ask(words, environment, given=NO_PACKETS, most=_MOST_WORDS, patience_seconds=PATIENCE_SECONDS)
    return answer.status, answer.said


def _sentence(tshark: Tshark, one: DeepChoices, complaint: str) -> str:
    """What is wrong with the only choice there is, in a user's words."""
    told = [line.removeprefix("tshark: ") for line in complaint.splitlines() if line.startswith("tshark: ")]
    said = told[0] if told else complaint.strip().rpartition("\n")[2]
    for decision in one.decode_as:
        if said.startswith("Unknown layer type"):
            return f"{tshark.name} knows no dissector table {decision.table}{_near(decision.table, complaint)}"
        if "Valid protocols" in complaint:
            near = _near(decision.protocol, complaint)
            return f"{tshark.name} has no dissector {decision.protocol} for {decision.table}{near}"
    if "nknown preference" in said:
        return f"{tshark.name} knows no such preference"
    if one.profile is not None and "does not exist" in said:
        return "there is no such profile among your Wireshark profiles"
    if said.startswith("Invalid -o flag"):
        reason = said.partition('": ')[2]
        return f"{tshark.name} does not take this value" + (f": {reason}"[:_LONGEST_TOLD] if reason else "")
    return said[:_LONGEST_TOLD]


def _near(name: str, complaint: str) -> str:
    near = get_close_matches(name.lower(), [listed for listed, _ in _LISTED.findall(complaint)], 3)
    return f"; did you mean {' or '.join(near)}?" if near else ""
