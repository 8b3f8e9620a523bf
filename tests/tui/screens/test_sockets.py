"""The sockets screen: what it shows, where the cursor stays, its panes, and its end."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown
from textual.screen import Screen

from tests.tui.screens.sockets_app import SocketsApp
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.sockets.sights import ACCEPTED, ALL, DATAGRAMS, LISTENER, OUTGOING, UNIX, FakeSource
from tests.tui.sockets.story.made import info, owned, tcp
from tests.tui.waiting_for import until
from tui.panes.socket_details import SocketDetails
from tui.socket_view.look import SocketLook


@pytest.fixture(autouse=True)
def no_looks_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only keys make it look again."""
    original = SocketLook.__init__

    def seldom(self: SocketLook, *arguments: object, **more: object) -> None:
        original(self, *arguments, **{**more, "seconds": 3600.0})  # type: ignore[arg-type]

    monkeypatch.setattr(SocketLook, "__init__", seldom)


async def test_sockets_are_shown_with_their_processes() -> None:
    app = SocketsApp(FakeSource(notices=["the process of 1 socket is not known: root sees those of all users"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await until(pilot, lambda: "The process of 1 socket is not known" in screen_lines(app)[-2])
        lines = screen_lines(app)
        assert "● live" in lines[0]
        assert "5 shown of 5" in lines[0]
        assert "T TCP 3  U UDP 1  X UNIX 1" in lines[1]
        assert lines[4].split() == ["tcp", "LISTEN", "127.0.0.1:80", "—", "nginx"]
        assert "(owned by" in lines[8]


async def test_the_cursor_stays_on_its_socket_while_others_come_and_go() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await app.looked(pilot)
        await pilot.press("j", "j")
        assert app.sockets.entry is not None
        assert app.sockets.entry.found == OUTGOING
        app.source.entries = (OUTGOING, owned(tcp(cookie=90)), LISTENER, DATAGRAMS, *(ALL[4:]))
        await app.look_again(pilot)
        assert app.sockets.entry.found == OUTGOING
        app.source.entries = (owned(tcp(cookie=91)),)
        await app.look_again(pilot)
        entry = app.sockets.entry
        assert entry is not None
        assert entry.found == OUTGOING
        assert entry.closed_ns is not None
        assert "× tcp         closed" in screen_text(app)


async def test_where_none_was_chosen_the_cursor_stays_at_the_top() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await app.looked(pilot)
        assert app.view.cursor is None
        app.sockets.sort_by_next("protocol")
        await app.look_again(pilot)
        before = app.names[:]
        app.sockets.sort_by_next("protocol")
        await until(pilot, lambda: app.names != before)
        assert app.sockets.table.cursor == 0
        await pilot.press("j")
        await until(pilot, lambda: app.view.cursor is not None)


async def test_a_socket_that_changed_is_marked_until_the_next_look() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await app.looked(pilot)
        app.source.entries = (LISTENER, OUTGOING._replace(socket=OUTGOING.socket._replace(receive_queue=99)))
        await app.look_again(pilot)
        await until(pilot, lambda: "~ tcp" in screen_text(app))
        await app.look_again(pilot)
        await until(pilot, lambda: "~ tcp" not in screen_text(app))


async def test_columns_are_as_wide_as_what_is_chosen_to_be_shown() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await app.looked(pilot)
        await until(pilot, lambda: "Proto       State" in screen_text(app))
        await pilot.press("T")
        await until(pilot, lambda: "Proto State" in screen_text(app))


async def test_a_new_socket_is_marked() -> None:
    app = SocketsApp(FakeSource([LISTENER]))
    async with app.run_test(size=(120, 30)) as pilot:
        await app.looked(pilot, 1)
        app.source.entries = (LISTENER, ACCEPTED)
        await app.look_again(pilot)
        await until(pilot, lambda: "+ tcp" in screen_text(app))


async def test_tcp_info_is_asked_for_what_is_on_the_screen() -> None:
    many = [owned(tcp(cookie=number, info=info(rtt=number))) for number in range(1, 200)]
    app = SocketsApp(FakeSource(many))
    async with app.run_test(size=(160, 24)) as pilot:
        await app.looked(pilot, 199)
        await until(pilot, lambda: app.source.asked)
        assert len(set(app.source.asked)) <= 24
        await pilot.press("G")
        last = app.view.rows.seen(198)
        assert last is not None
        await until(pilot, lambda: last.found.socket.key in app.source.asked)


async def test_the_wheel_brings_others_into_sight_whose_tcp_info_is_asked_for() -> None:
    many = [owned(tcp(cookie=number)) for number in range(1, 100)]
    app = SocketsApp(FakeSource(many))
    async with app.run_test(size=(160, 24)) as pilot:
        await app.looked(pilot, 99)
        await until(pilot, lambda: app.source.asked)
        for _ in range(3):
            app.sockets.table.on_mouse_scroll_down(
                MouseScrollDown(app.sockets.table, 1, 5, 0, 1, 0, False, False, False)
            )
        lowest = app.view.rows.seen(app.sockets.table.visible_lines()[-1])
        assert lowest is not None
        await until(pilot, lambda: lowest.found.socket.key in app.source.asked)
        assert app.sockets.table.cursor == 0


async def test_the_help_tells_what_marks_mean() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await app.looked(pilot)
        await pilot.press("question_mark", "G")
        await until(pilot, lambda: "opened within the last 5 seconds" in screen_text(app))


async def test_details_are_told_where_there_is_room_and_by_key() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        assert not app.sockets.query_one(SocketDetails).display
        await pilot.press("e")
        await until(pilot, lambda: "waits for connections on port 80" in screen_text(app))
        await pilot.press("j")
        await until(pilot, lambda: "waits for connections on port 80" not in screen_text(app))
        await pilot.press("e")
        assert not app.sockets.query_one(SocketDetails).display
    app = SocketsApp()
    async with app.run_test(size=(160, 48)) as pilot:
        await app.looked(pilot)
        await until(pilot, lambda: "waits for connections on port 80" in screen_text(app))


async def test_panes_are_gone_round_and_fill_the_screen() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("tab")
        details = app.sockets.query_one(SocketDetails)
        assert app.focused is details
        await pilot.press("z")
        assert not app.sockets.table.display
        assert details.size.height > 15
        await pilot.press("escape")
        assert app.sockets.table.display
        await pilot.press("escape")
        assert app.focused is app.sockets.table
        await pilot.press("z")
        assert not details.display
        await pilot.press("z", "shift+tab")
        assert app.focused is app.sockets.query_one("FilterInput")


async def test_a_machine_that_does_not_tell_says_why_and_goes_on() -> None:
    source = FakeSource()
    source.failure = "no buffer space available"
    app = SocketsApp(source)
    async with app.run_test(size=(120, 24)) as pilot:
        told = "The sockets of this machine cannot be read: no buffer space available."
        await until(pilot, lambda: told in screen_text(app))
        source.failure = ""
        await pilot.press("r")
        await app.looked(pilot)
        await until(pilot, lambda: told not in screen_text(app))


async def test_what_hides_a_wanted_socket_is_taken_off() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 24), notifications=True) as pilot:
        await app.looked(pilot)
        assert not app.sockets.go_to_key(("nobody",))
        assert app.sockets.go_to_key(DATAGRAMS.socket.key)
        assert app.sockets.table.cursor == 3
        await pilot.press("T")
        app.sockets.put_filter("sock.port == 80")
        await app.looked(pilot, 3)
        assert app.sockets.go_to_key(DATAGRAMS.socket.key)
        await app.looked(pilot)
        await until(pilot, lambda: app.sockets.entry is not None and app.sockets.entry.found == DATAGRAMS)
        await until(pilot, lambda: "The filter and the toggles would hide it" in screen_text(app))


async def test_hostile_names_reach_the_screen_as_symbols() -> None:
    path = "/run/\x1b]0;evil\x07\n[red]"
    hostile = owned(UNIX.socket._replace(path=path), "\x1b[2J[b]nc\u202e")
    app = SocketsApp(FakeSource([hostile]))
    async with app.run_test(size=(160, 40)) as pilot:
        await app.looked(pilot, 1)
        await until(pilot, lambda: "[red]" in screen_text(app))
        assert "\x1b" not in screen_text(app).replace("\n", "")
        assert "␛[2J[b]nc" in screen_text(app)
        await pilot.press("v", "plus")
        await until(pilot, lambda: "[b]nc" in screen_text(app))
        assert "\x1b" not in screen_text(app)


async def test_nobody_looks_below_another_screen_and_it_looks_at_once_when_it_is_back() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("question_mark")
        assert app.view.look.is_running
        await pilot.press("escape")
        await app.push_screen(Screen())
        await until(pilot, lambda: not app.view.look.is_running)
        looks = len(app.source.taken)
        app.pop_screen()
        await until(pilot, lambda: len(app.source.taken) > looks)
    assert not app.view.look.is_running


async def test_escape_never_leaves_the_only_screen() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("escape")
        assert app.sockets.is_current


async def test_over_another_screen_escape_leads_back_to_it() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        below = app.sockets
        above = type(below)(app.view)
        ended: list[object] = []
        await app.push_screen(above, ended.append)
        await pilot.press("j")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)
        assert ended == [None]
        # Where the user was is kept.
        assert app.view.cursor == (ACCEPTED.socket.key,)


async def test_what_comes_after_it_was_left_is_harmless() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        screen = app.sockets
        app.push_screen(Screen())
        await screen.remove_children()
        screen.call_after_refresh(screen._watch)
        await pilot.pause()
        assert app.is_running
