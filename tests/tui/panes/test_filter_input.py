from tests.tui.panes.hosts import Host
from tui.panes.filter_input import MOST_REMEMBERED, FilterInput


async def test_history_goes_back_and_forth_and_ends_empty() -> None:
    field = FilterInput(None, ["one", "two"])
    async with Host(field).run_test(size=(40, 4)) as pilot:
        field.focus()
        await pilot.press("up", "up", "up")
        assert field.value == "one"
        await pilot.press("down")
        assert field.value == "two"
        await pilot.press("down", "down")
        assert field.value == ""


async def test_clearing_begins_the_history_anew() -> None:
    field = FilterInput(None, ["one", "two"])
    async with Host(field).run_test(size=(40, 4)) as pilot:
        field.focus()
        await pilot.press("up", "up", "ctrl+u", "up")
        assert field.value == "two"


async def test_the_history_is_bounded_and_has_each_filter_once() -> None:
    field = FilterInput()
    async with Host(field).run_test(size=(40, 4)):
        for number in range(MOST_REMEMBERED + 10):
            field.remember(f"frame.number == {number}")
        field.remember("frame.number == 50")
        field.remember("")
        assert len(field.history) == MOST_REMEMBERED
        assert field.history[-1] == "frame.number == 50"
        assert len(set(field.history)) == MOST_REMEMBERED


async def test_saved_filters_are_asked_for() -> None:
    class Listening(Host):
        def on_filter_input_saved_wanted(self, message: FilterInput.SavedWanted) -> None:
            self.heard.append(message)

    field = FilterInput()
    app = Listening(field)
    async with app.run_test(size=(40, 4)) as pilot:
        field.focus()
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert len(app.heard) == 1
