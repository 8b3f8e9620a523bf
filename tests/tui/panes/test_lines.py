from tests.tui.panes.hosts import Host, Numbers
from tests.tui.snapshots import screen_lines
from tests.tui.terminal import PATIENCE_SECONDS
from tests.tui.waiting_for import until
from tui.panes import lines


async def test_keys_move_the_cursor_and_keep_it_in_sight() -> None:
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.press("j", "down", "k")
        assert pane.cursor == 1
        await pilot.press("G")
        assert pane.cursor == 99
        assert pane.visible_lines() == range(90, 100)
        await pilot.press("pageup")
        assert pane.cursor == 90
        await pilot.press("home")
        assert pane.cursor == 0
        assert pane.visible_lines() == range(10)
        assert pane.moved == [1, 2, 1, 99, 90, 0]


async def test_g_goes_first_only_when_pressed_twice(monkeypatch) -> None:
    monkeypatch.setattr(lines, "SECOND_PRESS_SECONDS", PATIENCE_SECONDS)
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.press("G", "g", "j")
        assert pane.cursor == 99
        await pilot.press("g", "k", "g")
        assert pane.cursor == 98
        await pilot.press("g")
        assert pane.cursor == 0


async def test_a_single_g_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(lines, "SECOND_PRESS_SECONDS", 0.001)
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.press("G", "g")
        await pilot.pause(0.05)
        await pilot.press("g")
        assert pane.cursor == 99


async def test_only_lines_in_sight_are_drawn() -> None:
    pane = Numbers(1_000_000)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        assert set(pane.drawn) == set(range(10))
        pane.drawn.clear()
        pane.move_cursor(500_000)
        await pilot.pause()
        assert set(pane.drawn) == set(pane.visible_lines())


async def test_moving_by_one_paints_two_lines() -> None:
    pane = Numbers(50)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.pause()
        pane.drawn.clear()
        await pilot.press("j")
        await until(pilot, lambda: len(pane.drawn) >= 2)
        await pilot.pause()
        assert sorted(pane.drawn) == [0, 1]


async def test_lines_that_come_later_can_be_reached() -> None:
    pane = Numbers(5)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        pane.count = 1000
        pane.lines_changed()
        await pilot.press("end")
        assert pane.cursor == 999
        assert "line 999" in screen_lines(pilot.app)[9]


async def test_fewer_lines_pull_the_view_back() -> None:
    pane = Numbers(1000)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.press("end")
        pane.count = 3
        pane.lines_changed()
        pane.put_cursor(pane.cursor)
        pane.refresh()
        await pilot.pause()
        assert pane.cursor == 2
        assert screen_lines(pilot.app)[0].startswith("line 0")
        assert screen_lines(pilot.app)[3].strip() == ""


async def test_without_lines_keys_do_nothing() -> None:
    pane = Numbers(0)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        await pilot.press("j", "k", "G", "g", "g", "pagedown")
        assert pane.cursor == 0
        assert pane.moved == []


async def test_wheel_scrolls_and_click_moves() -> None:
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        await pilot._post_mouse_events([lines.events.MouseScrollDown], pane, offset=(2, 2))
        assert pane.first_visible == 3
        assert pane.cursor == 0
        await pilot.click(pane, offset=(2, 4))
        assert pane.cursor == 7
        await pilot._post_mouse_events([lines.events.MouseScrollUp], pane, offset=(2, 2))
        assert pane.first_visible == 0


async def test_a_line_out_of_sight_comes_to_the_middle() -> None:
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        pane.show_line_in_context(50)
        assert pane.visible_lines() == range(45, 55)
        pane.show_line_in_context(54)
        assert pane.visible_lines() == range(45, 55)


async def test_a_smaller_window_keeps_the_cursor_in_sight() -> None:
    pane = Numbers(100)
    async with Host(pane).run_test(size=(20, 10)) as pilot:
        pane.focus()
        pane.move_cursor(9)
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert 9 in pane.visible_lines()
