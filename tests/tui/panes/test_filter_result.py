from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.filter_result import FilterResult


async def test_the_tier_stands_behind_the_result_of_the_filter_in_use() -> None:
    result = FilterResult()
    async with Host(result).run_test(size=(100, 3)) as pilot:
        result.show_progress(340, 12_403, 1, 0.0008, "finished")
        result.show_tier("columns", is_in_use=True)
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "✓ 340 of 12,403 · 0.8 ms · columns"


async def test_where_there_is_no_room_the_time_is_left_out() -> None:
    result = FilterResult()
    async with Host(result).run_test(size=(90, 3)) as pilot:
        result.show_progress(340, 12_403, 1, 0.0008, "finished")
        result.show_tier("dissection of 1,234 candidates", is_in_use=True)
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "✓ 340 of 12,403 · dissection of 1,234 candidates"


async def test_another_filter_shows_its_tier_only() -> None:
    result = FilterResult()
    async with Host(result).run_test(size=(80, 3)) as pilot:
        result.show_progress(340, 12_403, 1, 0.0008, "finished")
        result.show_tier("columns", is_in_use=False)
        result.show_work(" sorting 4 % ")
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "columns  sorting 4 %"


async def test_who_answers_comes_before_the_filter_in_use() -> None:
    result = FilterResult()
    async with Host(result).run_test(size=(80, 3)) as pilot:
        result.show_tier("dissection of 20 candidates", is_in_use=False, in_use="tcp.port == 1234 && udp")
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "in use: tcp.port…  dissection of 20 candidates"
        result.show_tier("dissection of 1,234,567 and more candidates", is_in_use=False, in_use="tcp.port == 1234")
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "dissection of 1,234,567 and more candidates"


async def test_what_is_not_finished_is_not_all_done() -> None:
    """tshark was fed all and still thinks."""
    result = FilterResult()
    async with Host(result).run_test(size=(80, 3)) as pilot:
        result.show_progress(0, 39, 1, 0.5, "working")
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "0 so far · 99 % · Esc stops"
