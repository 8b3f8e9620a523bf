from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.keys import Keys
from tui.screens.key_hints import KeyHints


async def test_the_keys_of_a_place_as_the_user_has_them() -> None:
    async with Host(KeyHints(Keys({"new_column": "n"}), "columns", 2)).run_test(size=(80, 4)) as pilot:
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert lines[0].startswith(" n add  d remove ")
        assert "as shipped" in lines[1]
