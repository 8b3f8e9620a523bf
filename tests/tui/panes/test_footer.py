from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.keys import Keys
from tui.panes.footer import KeyFooter


async def test_help_and_quit_stay_however_narrow_it_is() -> None:
    footer = KeyFooter(Keys())
    async with Host(footer).run_test(size=(60, 2)) as pilot:
        await pilot.pause()
        line = screen_lines(pilot.app)[0]
        assert line.rstrip().endswith("? help  q quit")
        assert " / filter" in line


async def test_keys_are_those_of_the_place_and_as_the_user_changed_them() -> None:
    footer = KeyFooter(Keys({"expand_all": "E"}))
    async with Host(footer).run_test(size=(160, 2)) as pilot:
        footer.show("tree", "anywhere")
        await pilot.pause()
        line = screen_lines(pilot.app)[0]
        assert " E open all" in line
        assert "m mark" not in line
