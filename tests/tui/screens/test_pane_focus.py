from tests.tui.snapshots import screen_lines
from tests.tui.toy import ToyApp, ToyTable, toy_frames


async def test_tab_goes_round_the_panes_and_back() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        seen = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab", "shift+tab", "shift+tab"):
            await pilot.press(key)
            seen.append(app.focused.id if app.focused is not None else None)
        assert seen == ["tree", "bytes", None, "list", None, "bytes", "tree"]


async def test_z_lets_a_pane_fill_the_screen_and_esc_takes_it_back() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        for pane in ("list", "tree", "bytes"):
            app.screen.query_one(f"#{pane}").focus()
            await pilot.press("z")
            await pilot.pause()
            for other in ("list", "tree", "bytes"):
                shown = app.screen.query_one(f"#{other}").region.area > 0
                assert shown == (other == pane)
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen.query_one("#list").region.area > 0
            assert app.focused is not None
            assert app.focused.id == pane


async def test_esc_goes_to_the_list_and_never_quits() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "escape", "escape", "escape")
        assert app.focused is not None
        assert app.focused.id == "list"
        assert app.is_running


async def test_the_footer_shows_the_keys_of_the_focused_pane() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "m mark" in screen_lines(app)[-1]
        await pilot.press("tab")
        await pilot.pause()
        assert "open all" in screen_lines(app)[-1]
        await pilot.press("slash")
        await pilot.pause()
        assert "apply" in screen_lines(app)[-1]
