"""What the user chooses on the sockets screen, by keys and by the mouse."""

from __future__ import annotations

import pytest

from tests.tui.screens.sockets_app import SocketsApp
from tests.tui.screens.test_sockets import no_looks_of_its_own  # noqa: F401
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.sockets.sights import ALL, LISTENER, OUTGOING
from tests.tui.waiting_for import until
from tui.panes.filter_bar import FilterBar


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("T", ["nginx", "nginx", "curl"]),
        ("U", ["named"]),
        ("X", ["-"]),
        ("O", []),
        ("i", ["nginx", "named", "-"]),
        ("o", ["nginx", "curl"]),
    ],
)
async def test_a_toggle_leaves_only_its_own_and_pressed_again_all(key: str, names: list[str]) -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.names == names)
        assert "[" in screen_lines(app)[1]
        await pilot.press(key)
        await app.looked(pilot)
        assert "[" not in screen_lines(app)[1]


async def test_toggles_that_leave_nothing_say_so() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("O")
        await until(pilot, lambda: "No such socket: the toggles that are in brackets" in screen_text(app))


async def test_a_filter_is_typed_completed_applied_and_left() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 24), notifications=True) as pilot:
        await app.looked(pilot)
        await pilot.press("slash", *'proc.name == "ng')
        await pilot.press("i", "n", "x", '"', "enter")
        await until(pilot, lambda: app.names == ["nginx", "nginx"])
        assert app.focused is app.sockets.table
        await until(pilot, lambda: "✓ 2 of 5" in screen_lines(app)[2])
        assert app.view.history == ('proc.name == "nginx"',)
        await pilot.press("escape")
        await app.looked(pilot)
        await until(pilot, lambda: "All sockets are shown" in screen_text(app))
        assert app.sockets.is_current


async def test_fields_of_sockets_are_offered_while_typing() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("slash", *"sock.rec")
        await until(pilot, lambda: "Receive queue" in screen_text(app))
        await pilot.press("tab", "greater_than_sign", "space", "5", "enter")
        await until(pilot, lambda: app.names == ["curl"])


async def test_a_filter_that_is_none_is_told_in_the_bar() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("slash", *"tcp.port == 1", "enter")
        await until(pilot, lambda: "tcp.port is of packets" in screen_text(app))
        assert app.view.filter == ""


async def test_the_filter_is_still_there_when_the_screen_is_shown_again() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.looked(pilot)
        app.sockets.put_filter("sock.port == 53")
        await app.looked(pilot, 1)
        again = type(app.sockets)(app.view)
        await app.push_screen(again)
        await pilot.pause()
        assert again.query_one(FilterBar).text == again.query_one(FilterBar).in_use == "sock.port == 53"


async def test_sorting_goes_through_three_orders_and_the_cursor_stays() -> None:
    app = SocketsApp()
    async with app.run_test(size=(160, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("j", "j")
        app.sockets.table.choose_column("pid")
        await pilot.press("S")
        await until(pilot, lambda: app.names == ["named", "curl", "nginx", "nginx", "-"])
        assert "PID▼" in screen_text(app)
        assert app.sockets.table.cursor == 1
        await pilot.press("S")
        await until(pilot, lambda: app.names == ["nginx", "nginx", "curl", "named", "-"])
        await pilot.press("S")
        await until(pilot, lambda: "PID▲" not in screen_text(app))


async def test_a_click_on_a_title_sorts() -> None:
    app = SocketsApp()
    async with app.run_test(size=(160, 24)) as pilot:
        await app.looked(pilot)
        await until(pilot, lambda: "Process" in screen_text(app))
        await pilot.click("#sockets", offset=(screen_lines(app)[3].index("Process"), 0))
        await until(pilot, lambda: app.names == ["curl", "named", "nginx", "nginx", "-"])


async def test_the_tree_by_process_and_by_listener_and_the_list_again() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.looked(pilot)
        await pilot.press("v")
        await app.looked(pilot, 4)
        assert app.names[0] == "[curl 30 · 424242]"
        await pilot.press("g", "g", "right")
        await app.looked(pilot, 5)
        assert app.names[1] == "curl"
        await pilot.press("left")
        await app.looked(pilot, 4)
        await pilot.press("plus")
        await app.looked(pilot, 9)
        await pilot.press("minus")
        await app.looked(pilot, 4)
        await pilot.press("v")
        await until(pilot, lambda: app.names[0] == "nginx")
        assert "1 connection" in screen_text(app)
        await pilot.press("v")
        await app.looked(pilot, 5)


async def test_the_cursor_stays_on_its_socket_from_tree_to_list() -> None:
    app = SocketsApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.looked(pilot)
        await pilot.press("v", "plus")
        await app.looked(pilot, 9)
        row = app.view.rows.row_of_socket(OUTGOING.socket.key)
        assert row is not None
        app.sockets.table.move_cursor(row)
        await pilot.pause()
        await pilot.press("v", "v")
        await app.looked(pilot, 5)
        assert app.sockets.entry is not None
        assert app.sockets.entry.found == OUTGOING


async def test_closed_sockets_are_kept_by_key() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 24), notifications=True) as pilot:
        await app.looked(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "closed are kept" in screen_lines(app)[1])
        app.source.entries = ALL[:1]
        for _ in range(9):
            await app.look_again(pilot)
        assert app.view.rows.row_count() == 5
        assert "1 shown of 1" in screen_lines(app)[0]
        await pilot.press("t")
        await app.look_again(pilot)
        await app.looked(pilot, 1)


async def test_space_pauses_and_goes_on() -> None:
    app = SocketsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("space")
        assert "paused" in screen_lines(app)[0]
        await app.look_again(pilot)
        await pilot.press("space")
        assert "● live" in screen_lines(app)[0]


async def test_numbers_become_names() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 24)) as pilot:
        await app.looked(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "127.0.0.1:http" in screen_text(app))
        assert app.sockets.row_text.split("\t")[2] == "127.0.0.1:http"
        assert app.sockets.entry is not None
        assert app.sockets.entry.found == LISTENER


async def test_a_click_on_a_toggle_does_what_its_key_does() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 24)) as pilot:
        await app.looked(pilot)
        await pilot.click("#toggles", offset=(screen_lines(app)[1].index("UDP"), 0))
        await until(pilot, lambda: app.names == ["named"])
