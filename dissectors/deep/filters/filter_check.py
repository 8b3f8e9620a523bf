"""Whether a text is a display filter of Wireshark's: by sharkd where it came along, else by tshark and no packets.

A filter is asked about while it is typed, so answers are kept, and a sharkd that was started is: asking it takes no
time, while a tshark takes 150 ms.
"""

from __future__ import annotations

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.filters.sharkd import Sharkd, SharkdGone, sharkd_of
from dissectors.deep.tshark.asking import NO_PACKETS, ask
from dissectors.deep.tshark.program import Tshark, clean_environment, find_tshark
from dissectors.filters.errors import FilterError
from dissectors.filters.parser import LONGEST

KEPT: Final = 500
MOST_PRINTED: Final = 1 << 20
"""There is nothing to print."""
ANSWER_SECONDS: Final = 20.0
LONGEST_MESSAGE: Final = 300
_INVALID: Final = 2
"""tshark's exit status for a filter that is none."""
_PREFIX: Final = re.compile(r"^(tshark: |Filter invalid - )+")
_NAMED: Final = (
    re.compile(r"\bnot ([\w.:#-]+)"),
    re.compile(r"(?:field|function) '?\"?([\w.:#-]+)", re.IGNORECASE),
    re.compile(r'"((?:\\.|[^"\\])+)"'),
)
"""How its sentences name the word that is wrong."""


class FilterChecker:
    """Asks one tshark's sharkd, which is started with the first question; may be used by several threads."""

    def __init__(self, choices: DeepChoices | None = None) -> None:
        self._choices = choices or DeepChoices()
        self._asking = ThreadPoolExecutor(1, "filter check")
        """One question at a time."""
        self._sharkd: Sharkd | None = None
        self._has_sharkd = True
        self._kept: dict[str, FilterError | None] = {}

    def check(self, text: str) -> FilterError | None:
        """What is wrong with a filter; None for nothing. Blocks. Raises NoTshark, TsharkFailed."""
        if text not in self._kept:
            try:
                problem = self._asking.submit(self._ask, text).result()
            except RuntimeError:
                # Somebody else has closed it: other choices count.
                return problem_by_tshark(find_tshark(self._choices.tshark_path), text, self._choices)
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[text] = problem
        return self._kept.get(text)

    def close(self) -> None:
        """End sharkd, which is not asked any more; may be called again."""
        with contextlib.suppress(RuntimeError):
            self._asking.submit(self._end)
        self._asking.shutdown(wait=True)

    def _ask(self, text: str) -> FilterError | None:
        if len(text) > LONGEST:
            return FilterError(f"a filter of {len(text):,} characters is too long: {LONGEST:,} are the most", LONGEST)
        tshark = find_tshark(self._choices.tshark_path)
        sharkd = self._started(tshark)
        if sharkd is not None:
            try:
                return _told(sharkd.ask("check", filter=text), text)
            except SharkdGone:
                self._sharkd, self._has_sharkd = None, False
        return problem_by_tshark(tshark, text, self._choices)

    def _started(self, tshark: Tshark) -> Sharkd | None:
        path = sharkd_of(tshark)
        if self._sharkd is None and self._has_sharkd and path is not None:
            try:
                self._sharkd = Sharkd(path, self._choices)
            except SharkdGone:
                self._has_sharkd = False
        return self._sharkd

    def _end(self) -> None:
        if self._sharkd is not None:
            self._sharkd.close()
        self._sharkd, self._has_sharkd = None, False


def _told(reply: dict[str, object], text: str) -> FilterError | None:
    """What a reply of sharkd's means. Raises SharkdGone for one that means nothing."""
    error = reply.get("error")
    if isinstance(error, dict) and "filter" in str(error.get("message", "")).lower():
        return _problem(str(error["message"]), text)
    if isinstance(reply.get("result"), dict):
        return None
    raise SharkdGone("sharkd does not know what a check is")


def problem_by_tshark(tshark: Tshark, text: str, choices: DeepChoices) -> FilterError | None:
    """The same, told by a tshark that reads a capture without packets. Raises TsharkFailed."""
    return _by_tshark(tshark, text, tuple(choices.parameters()), choices.profile)


@lru_cache(KEPT)
def _by_tshark(tshark: Tshark, text: str, parameters: tuple[str, ...], profile: str | None) -> FilterError | None:
    done = ask(
        [tshark.path, "-n", *parameters, "-r", "-", "-Y", text],
        clean_environment(DeepChoices(profile=profile)),
        given=NO_PACKETS,
        most=MOST_PRINTED,
        patience_seconds=ANSWER_SECONDS,
    )
    if done.status == 0:
        return None
    said = done.said.splitlines()
    if done.status != _INVALID:
        told = next((line for line in reversed(said) if line.strip()), "")
        raise TsharkFailed(f"{tshark.name} ended with status {done.status} when it checked a filter: {told[:200]}")
    place = next((number for number, line in enumerate(said) if line.startswith("tshark: ")), None)
    if place is None:
        return FilterError("tshark takes it for no filter")
    caret = next((line for line in said[place + 1 :] if re.fullmatch(r" *\^~*", line)), None)
    # The text stands above the caret, indented by four.
    return _problem(said[place], text, caret.index("^") - 4 if caret is not None else None)


def _problem(message: str, text: str, column: int | None = None) -> FilterError:
    sentence = _PREFIX.sub("", message.strip())[:LONGEST_MESSAGE].rstrip(".")
    if column is None or not 0 <= column <= len(text):
        column = _place(sentence, text)
    return FilterError(sentence, column)


def _place(sentence: str, text: str) -> int | None:
    """Where the text goes wrong, by what the sentence names of it; None where that is not told."""
    if "end of filter" in sentence:
        return len(text)
    for pattern in _NAMED:
        for match in pattern.finditer(sentence):
            found = re.search(rf"(?<![\w.]){re.escape(match[1].rstrip('.'))}(?!\w)", text)
            if found is not None:
                return found.start()
    return None
