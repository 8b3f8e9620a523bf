"""Screens that are left once, though a key that repeats itself may ask for it again before they are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual.await_complete import AwaitComplete

if TYPE_CHECKING:
    from textual.screen import Screen

R = TypeVar("R")


class LeftOnce(Generic[R]):
    """Mixed into screens, before `Screen`."""

    _has_ended = False

    def keep_place(self) -> None:
        """Keep where the user is for the next time; it is called before the screen goes."""

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """End the screen with a result, or with None; nothing the second time."""
        if self._has_ended:
            return AwaitComplete()
        self._has_ended = True
        self.keep_place()
        return cast("Screen[R]", super()).dismiss(result)
