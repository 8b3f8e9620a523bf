"""The line above the objects: what is there, what is chosen, what is going on."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_text
from tui.panes.objects_bar import ObjectsBar, ObjectsShown


class BarApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ObjectsBar()


@pytest.mark.parametrize(("shown", "words"), [
    (ObjectsShown(12, 34567, 0, 0, None, None, 100), "objects 12 found, 34.6 kB in all "),
    (ObjectsShown(12, 34567, 2, 100, None, None, 100), "objects 12 found, 34.6 kB in all · 2 chosen, 100 B"),
    (ObjectsShown(0, 0, 0, 0, 0.25, None, 4709), "objects tshark looks through 4,709 packets 25 % · Esc stops"),
    (ObjectsShown(0, 0, 0, 0, 1.0, None, 1), "objects tshark looks through 1 packet and writes them · Esc stops"),
    (ObjectsShown(12, 34567, 0, 0, None, (3, 12), 100), "objects saving 3 of 12 · Esc stops"),
])  # fmt: skip
async def test_words(shown: ObjectsShown, words: str) -> None:
    app = BarApp()
    async with app.run_test(size=(100, 3)) as pilot:
        app.query_one(ObjectsBar).show(shown)
        await pilot.pause()
        assert words in screen_text(app)


async def test_how_many_packets_were_looked_at_stands_on_the_right() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.query_one(ObjectsBar).show(ObjectsShown(1, 1, 0, 0, None, None, 1234))
        await pilot.pause()
        assert screen_text(app).splitlines()[0].endswith("1,234 packets")
