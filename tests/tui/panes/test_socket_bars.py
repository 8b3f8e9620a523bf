from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.keys import Keys
from tui.panes.socket_bars import TOGGLES, SocketNotice, SocketsShown, SocketsTop, SocketToggles
from tui.socket_view.order import BEINGS, KINDS, Arrangement, Counts

COUNTS = Counts(12, {"tcp": 7, "udp": 3, "unix": 2, "other": 0}, {"listening": 4, "established": 5})


def test_every_kind_and_state_has_a_toggle() -> None:
    assert {name for _, name, _, _ in TOGGLES} == {*KINDS, *BEINGS}


async def drawn(bar: SocketsTop | SocketToggles, shown: SocketsShown, width: int = 120) -> str:
    app = Host(bar)
    async with app.run_test(size=(width, 3)) as pilot:
        bar.show(shown)
        await pilot.pause()
        return screen_lines(app)[0]


async def test_the_top_line_tells_how_many_are_shown_and_that_it_looks() -> None:
    assert "looking" in await drawn(SocketsTop(), SocketsShown())
    line = await drawn(SocketsTop(), SocketsShown(COUNTS, 3, has_looked=True))
    assert "● live" in line
    assert "3 shown of 12" in line
    assert "closed" not in line
    kept = await drawn(SocketsTop(), SocketsShown(COUNTS, 3, 2, has_looked=True))
    assert "3 shown of 12, 2 closed" in kept
    assert "paused" in await drawn(SocketsTop(), SocketsShown(COUNTS, 3, has_looked=True, is_paused=True))
    assert "sockets of lab" in await drawn(SocketsTop(), SocketsShown(namespace="lab"))


async def test_the_screens_are_named_where_there_is_room() -> None:
    for width, are_named in ((120, True), (60, False)):
        bar = SocketsTop()
        app = Host(bar)
        async with app.run_test(size=(width, 3)) as pilot:
            bar.name_screens(Keys(), "sockets")
            bar.show(SocketsShown(COUNTS, 3, has_looked=True))
            await pilot.pause()
            assert ("2 Conversations" in screen_lines(app)[0]) == are_named
            assert "3 shown of 12" in screen_lines(app)[0]


async def test_toggles_have_counts_and_keys_and_those_that_are_on_stand_in_brackets() -> None:
    arrangement = Arrangement(kinds=frozenset({"tcp"}), beings=frozenset({"listening"}))
    line = await drawn(SocketToggles(Keys()), SocketsShown(COUNTS, arrangement=arrangement))
    assert "T [TCP] 7  U UDP 3  X UNIX 2  O others 0  i [listening] 4  o established 5" in line
    assert line.rstrip().endswith("v list")


async def test_on_80_columns_all_toggles_are_told_and_what_is_kept() -> None:
    shown = SocketsShown(COUNTS, arrangement=Arrangement(grouping="process"), keeps_closed=True)
    line = await drawn(SocketToggles(Keys()), shown, 80)
    assert "i listen 4" in line
    assert "t kept v by process" in line


async def test_a_click_on_a_toggle_turns_it() -> None:
    bar = SocketToggles(Keys())
    turned: list[str] = []

    class Hearing(Host):
        def on_socket_toggles_turned(self, message: SocketToggles.Turned) -> None:
            turned.append(message.action)

    app = Hearing(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        bar.show(SocketsShown(COUNTS))
        await pilot.pause()
        line = screen_lines(app)[0]
        await pilot.click(bar, offset=(line.index("UDP"), 0))
        await pilot.click(bar, offset=(line.index("established"), 0))
        await pilot.click(bar, offset=(line.index("list", 100), 0))
        await pilot.click(bar, offset=(95, 0))
        assert turned == ["only_udp", "only_established", "grouping"]


async def test_the_notice_takes_a_line_only_where_there_is_something_to_say() -> None:
    notice = SocketNotice()
    app = Host(notice)
    async with app.run_test(size=(90, 3)) as pilot:
        assert not notice.display
        notice.show(["the process of 1 socket is not known", "packet sockets are told to root only"])
        await pilot.pause()
        assert "The process of 1 socket is not known; packet sockets are told to root only." in screen_lines(app)[0]
        notice.show([])
        assert not notice.display
