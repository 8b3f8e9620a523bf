"""A text field of a dialog with several lines that completes what is typed: Tab and arrows go on to the next line."""

from __future__ import annotations

from textual import events

from tui.panes.completing import CompletingInput


class Entry(CompletingInput):
    """Enter submits it, or puts in the word that was chosen from the list."""

    async def _on_key(self, event: events.Key) -> None:
        if not await self._followed(event.key):
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()

    async def _followed(self, key: str) -> bool:
        if key in ("down", "up"):
            if self.options.is_open:
                self.options.move(1 if key == "down" else -1)
            elif key == "down":
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
        elif key == "tab":
            before = self.value.rstrip()
            # What is complete may be offered again.
            if not self.accept() or self.value.rstrip() == before:
                self.screen.focus_next()
        elif key == "enter":
            if not (self.options.is_chosen and self.accept()):
                self.options.close()
                await self.action_submit()
        else:
            return key == "escape" and self.close_options()
        return True
