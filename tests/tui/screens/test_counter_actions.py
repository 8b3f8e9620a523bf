"""What keys do with counters: copies, and a file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.tui.counting import look
from tests.tui.screens.test_counters import app_of, looked
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens import counters
from tui.screens.counter_actions import counter_saving


@pytest.fixture(autouse=True)
def no_looks_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SECONDS_BETWEEN_LOOKS", 3600)


async def test_a_row_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(look())
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_out", lambda way: copied.append(way.text))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        for key in "nrm":
            await pilot.press("y", key)
            await pilot.pause()
    assert copied[0] == "IpInReceives"
    assert copied[1].startswith("IpInReceives\t1,000")
    assert copied[2].startswith("Packets that came in")


async def test_an_interface_is_explained_with_all_its_counters() -> None:
    app = app_of(look())
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("tab", "tab", "e")
        await pilot.pause()
        assert "Interface lo" in screen_text(app)
        assert "rx_packets  Packets that came in whole." in screen_text(app)


async def test_all_are_saved_in_a_new_file(tmp_path: Path) -> None:
    app = app_of(look(), look(UdpNoPorts=5))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app, 2)
        await pilot.press("ctrl+s", "ctrl+u", *str(tmp_path / "all.json"), "enter")
        await until(pilot, lambda: (tmp_path / "all.json").exists())
    told = json.loads((tmp_path / "all.json").read_text())
    assert told["grown"] == {"UdpNoPorts": 3}
    assert told["interfaces"]["lo"]["rx_packets"] == 10


async def test_without_rows_nothing_happens() -> None:
    app = app_of(OSError("nothing"))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("e", "y", "ctrl+s", "0", "o", "S", "down")
        await pilot.pause()
        assert app.counters.is_current


def test_what_is_written_is_one_object() -> None:
    file = io.BytesIO()
    assert counter_saving(look(1), look())(file, lambda: False) == "9 counters"
    assert json.loads(file.getvalue())["seconds"] == 1.0
