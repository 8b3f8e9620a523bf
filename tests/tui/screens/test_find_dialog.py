from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tui.finding import FindRequest
from tui.screens.find_dialog import FindDialog


async def test_all_can_be_chosen_with_the_keyboard() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        chosen: list[FindRequest | None] = []
        app.push_screen(FindDialog(FindRequest(""), lambda request: ""), chosen.append)
        await pilot.press(*"a b", "tab", "right", "right", "j", "l", "j", "space", "k", "j", "j", "l", "enter")
        assert chosen == [FindRequest("a b", "pattern", "tree", match_case=True, backwards=True)]


async def test_what_was_looked_for_before_is_there_again() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    before = FindRequest("x", "text", "bytes", match_case=True)
    async with app.run_test(size=(80, 24)) as pilot:
        chosen: list[FindRequest | None] = []
        app.push_screen(FindDialog(before, lambda request: ""), chosen.append)
        await pilot.pause()
        shown = screen_text(app)
        assert "● text" in shown
        assert "● bytes" in shown
        assert "● as typed" in shown
        await pilot.press("enter")
        assert chosen == [before]


async def test_only_what_is_of_account_is_offered() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(FindDialog(FindRequest(""), lambda request: ""))
        await pilot.press("down", "right")
        await pilot.pause()
        shown = screen_text(app)
        assert "● hex bytes" in shown
        assert "decoded packet" not in shown
        assert "as typed" not in shown
        assert "0d 0a" in shown


async def test_what_is_wrong_is_said_and_it_stays_open() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", *"(")
        await pilot.press("tab", "right", "right")
        await pilot.pause()
        assert "the regular expression is wrong" in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.screen, FindDialog)
        await pilot.press("escape")
        assert not isinstance(app.screen, FindDialog)


async def test_a_click_chooses() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = FindDialog(FindRequest(""), lambda request: "")
        app.push_screen(dialog)
        await pilot.pause()
        line = next(line for line in screen_text(app).splitlines() if "○ bytes" in line)
        await pilot.click("#place", offset=(line.index("○ bytes") + 3 - dialog.query_one("#place").region.x, 0))
        assert dialog.request.place == "bytes"
