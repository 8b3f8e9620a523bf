"""The lines around a followed conversation."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_text
from tui.panes.exchange_bars import ExchangeStatus, ExchangeTopBar, Shown, Under


class BarsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ExchangeTopBar()
        yield ExchangeStatus()


ENDS = ("10.0.0.2:40000 (curl)", "10.0.0.1:80")


async def test_ends_sizes_and_place_are_told() -> None:
    app = BarsApp()
    async with app.run_test(size=(120, 4)) as pilot:
        app.query_one(ExchangeTopBar).show(Shown("tcp.stream 3", ENDS, (1500, 20), 7, 12, None))
        app.query_one(ExchangeStatus).show(Under(14, 1, 1448, 20), "hex", None)
        await pilot.pause()
        text = screen_text(app)
        assert "tcp.stream 3 > 10.0.0.2:40000 (curl) 1.5 kB < 10.0.0.1:80 20 B" in text
        assert "7 B missing  12 packets" in text
        assert "packet 14 · server · byte 1,448 · 20 B in the packet" in text
        assert "hex dump · both sides" in text


async def test_progress_and_notes_take_the_place_of_other_words() -> None:
    app = BarsApp()
    async with app.run_test(size=(80, 4)) as pilot:
        app.query_one(ExchangeTopBar).show(Shown("udp.stream 0", (), (0, 0), 0, 0, 0.5))
        app.query_one(ExchangeStatus).show(None, "ascii", 0)
        app.query_one(ExchangeStatus).say("Not found: “\x1b[31m”")
        await pilot.pause()
        text = screen_text(app)
        assert "reading 50 %" in text
        assert "Not found: “␛[31m”" in text
        assert "ASCII · client only" in text


async def test_who_is_asked_and_what_else_is_inside() -> None:
    app = BarsApp()
    async with app.run_test(size=(80, 4)) as pilot:
        app.query_one(ExchangeTopBar).show(Shown("TLS · tcp.stream 0", (), (0, 0), 0, 0, 0.5, "tshark"))
        app.query_one(ExchangeStatus).show(None, "ascii", None, "TCP, HTTP/2")
        await pilot.pause()
        text = screen_text(app)
        assert "waiting for tshark" in text
        assert "reading" not in text
        assert "f TCP, HTTP/2   ASCII" in text
