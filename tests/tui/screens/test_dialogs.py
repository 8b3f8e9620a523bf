import pytest
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.panes.text_lines import Paragraph
from tui.screens.dialogs import Choice, ChoiceDialog, InputDialog, QuestionDialog, ReadDialog


def type_at_once(app: Host, *keys: str) -> None:
    """Keys that all arrive before the first is followed."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


CHOICES = [Choice("a", "first", "[hint]"), Choice("b", "second")]


class Plain(Host):
    """Shows dialogs over nothing."""

    def compose(self) -> ComposeResult:
        yield Input()


async def test_a_choice_is_made_by_its_key_by_enter_and_by_mouse() -> None:
    app = Plain()
    async with app.run_test(size=(60, 20)) as pilot:
        for keys in (("b",), ("j", "enter")):
            app.push_screen(ChoiceDialog("Choose", CHOICES, "Which one?"), app.heard.append)
            await pilot.pause()
            assert "[hint]" in screen_text(app)
            await pilot.press(*keys)
        app.push_screen(ChoiceDialog("Choose", CHOICES), app.heard.append)
        await pilot.pause()
        await pilot.click("ChoiceList", offset=(5, 0))
        assert app.heard == ["b", "b", "a"]


@pytest.mark.parametrize(("kind", "heard"), [(ChoiceDialog, ["b"]), (QuestionDialog, [])])
async def test_a_key_may_come_before_there_is_anything_in_the_window(
    kind: type[ChoiceDialog], heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine: it is the dialog's already, and what it is made of comes later."""
    app, composed = Plain(), kind._compose

    async def late(self: ChoiceDialog) -> None:
        for key in ("x", "b"):
            await self.on_event(events.Key(key, key))
        await composed(self)

    async with app.run_test(size=(60, 20)) as pilot:
        monkeypatch.setattr(kind, "_compose", late)
        app.push_screen(kind("Capture?", CHOICES), app.heard.append)
        await pilot.pause()
        assert app.heard == heard


@pytest.mark.parametrize("key", ["enter", "a", "b"])
async def test_a_question_is_not_answered_by_a_key_that_was_pressed_before_it_was_drawn(key: str) -> None:
    app = Plain()
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(QuestionDialog("Capture?", CHOICES), app.heard.append)
        type_at_once(app, key, key)
        await pilot.pause()
        assert app.heard == []
        assert "Capture?" in screen_text(app)
        await pilot.press("b")
        assert app.heard == ["b"]


async def test_nor_by_enter_as_long_as_nobody_can_have_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Plain()
    monkeypatch.setattr(QuestionDialog, "SECONDS_TO_READ", 3600)
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(QuestionDialog("Capture?", CHOICES), app.heard.append)
        await pilot.pause()
        await pilot.press("enter")
        assert app.heard == []
        monkeypatch.setattr(QuestionDialog, "SECONDS_TO_READ", 0)
        await pilot.press("enter")
        assert app.heard == ["a"]


async def test_esc_chooses_nothing() -> None:
    app = Plain()
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(ChoiceDialog("Choose", CHOICES), app.heard.append)
        await pilot.pause()
        await pilot.press("escape")
        assert app.heard == [None]


async def test_what_is_typed_is_checked() -> None:
    app = Plain()
    async with app.run_test(size=(60, 20)) as pilot:
        check = lambda text: "" if text.isdigit() else "only [digits]"  # noqa: E731
        app.push_screen(InputDialog("Number", "1 to 9", check), app.heard.append)
        await pilot.pause()
        await pilot.press("x", "enter")
        assert "only [digits]" in screen_text(app)
        await pilot.press("backspace", "7", "enter")
        assert app.heard == ["7"]


async def test_what_was_typed_is_told_before_the_window_closes() -> None:
    app = Plain()
    windows: list[int] = []
    async with app.run_test(size=(40, 12)) as pilot:
        taken = InputDialog(
            "Number", "1 to 9", lambda text: "", "7", lambda text: windows.append(len(app.screen_stack))
        )
        app.push_screen(taken)
        await pilot.pause()
        await pilot.press("enter")
        assert windows == [2]
        assert len(app.screen_stack) == 1


async def test_a_long_text_scrolls_within_its_window() -> None:
    app = Plain()
    async with app.run_test(size=(40, 12)) as pilot:
        paragraphs = [Paragraph(f"paragraph {number}") for number in range(99)]
        app.push_screen(ReadDialog("Long", paragraphs), app.heard.append)
        await pilot.pause()
        assert "paragraph 0" in screen_text(app)
        await pilot.press("G")
        assert "paragraph 98" in screen_text(app)
        await pilot.press("escape")
        assert app.heard == [None]


async def test_a_key_that_repeats_itself_ends_a_dialog_once() -> None:
    app = Plain()
    async with app.run_test(size=(60, 20)) as pilot:
        for key in ("b", "enter"):
            app.push_screen(ChoiceDialog("Choose", CHOICES), app.heard.append)
            await pilot.pause()
            type_at_once(app, key, key)
            await pilot.pause()
        app.push_screen(InputDialog("Number", "1 to 9", lambda text: "", "7"), app.heard.append)
        await pilot.pause()
        type_at_once(app, "enter", "enter")
        await pilot.pause()
        app.push_screen(ReadDialog("Read", [Paragraph("text")]), app.heard.append)
        await pilot.pause()
        type_at_once(app, "escape", "escape")
        await pilot.pause()
        assert app.heard == ["b", "a", "7", None]
        assert len(app.screen_stack) == 1
