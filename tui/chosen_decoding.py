"""How packets are decoded, as the application has it: changed on the screen, kept, and put before tshark.

tshark is asked in a thread whether it takes what the settings say; what it does not is told and left out.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from dissectors.deep.choices.decode_as import DecodeAs
    from dissectors.deep.choices.deep_choices import DeepChoices
    from tui.app import RemoraApp


class ChosenDecoding:
    """Mixed into the application, which has settings and screens."""

    deep_choices: DeepChoices | None = None
    """None where no tshark is wanted."""
    decisions: tuple[DecodeAs, ...] = ()
    """What is decoded as what, by the native dissectors too."""

    @property
    def _choosing_app(self) -> RemoraApp:
        return cast("RemoraApp", self)

    def choose(self, choices: DeepChoices | None) -> None:
        """Decode by these from now on; screens that are there are not told."""
        self.deep_choices = choices
        if choices is not None:
            self.decisions = choices.decode_as

    def decide(self, decisions: tuple[DecodeAs, ...]) -> None:
        """Decode by other decisions from now on, and keep what the user changed."""
        from tui.decoding import kept_decisions

        app = self._choosing_app
        kept = kept_decisions(app.settings.decode_as, self.decisions, decisions)
        self.decisions = decisions
        if self.deep_choices is not None:
            self.deep_choices = replace(self.deep_choices, decode_as=decisions)
        app.remember(replace(app.settings, decode_as=kept))
        self.check_choices()

    def check_choices(self) -> None:
        """Ask tshark, behind the screens, whether it takes the choices."""
        choices = self.deep_choices
        if choices is not None and (choices.preferences or choices.decode_as or choices.profile is not None):
            threading.Thread(target=self._ask, args=(choices,), name="check choices", daemon=True).start()

    def _ask(self, choices: DeepChoices) -> None:
        from dissectors.deep.choices import choice_check
        from dissectors.deep.errors import DeepError
        from dissectors.deep.tshark import program

        try:
            usable, problems = choice_check.usable_choices(program.find_tshark(choices.tshark_path), choices)
        except DeepError:
            return  # told where it is wanted
        if usable != choices:
            # The application may have ended meanwhile.
            with contextlib.suppress(RuntimeError):
                self._choosing_app.call_from_thread(self._checked, choices, usable, problems)

    def _checked(self, asked: DeepChoices, usable: DeepChoices, problems: Sequence[str]) -> None:
        """tshark does not take all of it."""
        from tui.screens.decode_as import DecodeAsHere

        app = self._choosing_app
        if self.deep_choices != asked:
            return  # other choices were made, and are asked about
        self.choose(usable)
        for problem in problems:
            app.tell(problem, "warning")
        for screen in app.screen_stack:
            if isinstance(screen, DecodeAsHere):
                screen.decode_afresh()
