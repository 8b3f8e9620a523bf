"""An exchange drawn in each form: marks, gaps, what was found, and the cursor's part."""

from __future__ import annotations

from typing import cast

import pytest
from textual.app import ComposeResult

from tests.tui.said import MadeSaid
from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.exchange_text import FORMS, Form
from tui.exchange_view import ExchangeView
from tui.panes.exchange_pane import ExchangePane

HOSTILE = b"\x1b]0;title\x07[/b]\xe2\x80\xae\x00"


class PaneApp(RemoraApp):
    def __init__(self, said: MadeSaid, form: Form = "ascii") -> None:
        super().__init__()
        self.said, self.form = said, form

    def compose(self) -> ComposeResult:
        yield ExchangePane(ExchangeView(self.said), self.form)

    @property
    def pane(self) -> ExchangePane:
        return self.query_one(ExchangePane)


def lines_on(app: PaneApp) -> list[str]:
    return [line.rstrip() for line in screen_text(app).splitlines() if line.strip()]


SAID: tuple[tuple[int, bytes | int], ...] = ((0, b"GET /\r\n"), (1, b"200\n"), (1, 50), (1, b"end"))

EXPECTED: dict[Form, list[str]] = {
    "ascii": ["> GET /", "< 200", "< [50 bytes missing in capture file]", "< end"],
    "raw": ["> 474554202f0d0a", "< 3230300a", "< [50 bytes missing in capture file]", "< 656e64"],
    "hex": [
        "> 00000000  47 45 54 20 2f 0d 0a                              GET /..",
        "< 00000000  32 30 30 0a                                       200.",
        "< [50 bytes missing in capture file]",
        "< 00000036  65 6e 64                                          end",
    ],
    "c": [
        "> char peer0_0[] = { /* Packet 1 */",
        "> 0x47, 0x45, 0x54, 0x20, 0x2f, 0x0d, 0x0a };",
        "< char peer1_0[] = { /* Packet 2 */",
        "< 0x32, 0x30, 0x30, 0x0a };",
        "< [50 bytes missing in capture file]",
        "< char peer1_1[] = { /* Packet 4 */",
        "< 0x65, 0x6e, 0x64 };",
    ],
    "yaml": [
        "> - packet: 1", ">   peer: 0", ">   offset: 0", ">   data: !!binary |", ">       R0VUIC8NCg==",
        "< - packet: 2", "<   peer: 1", "<   offset: 0", "<   data: !!binary |", "<       MjAwCg==",
        "< [50 bytes missing in capture file]",
        "< - packet: 4", "<   peer: 1", "<   offset: 54", "<   data: !!binary |", "<       ZW5k",
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", EXPECTED)
async def test_every_form_has_its_lines_with_marks(form: Form) -> None:
    app = PaneApp(MadeSaid(*SAID), form)
    async with app.run_test(size=(80, 24)):
        assert lines_on(app) == EXPECTED[form]


@pytest.mark.parametrize("form", FORMS)
async def test_nothing_that_was_sent_reaches_the_terminal_as_it_is(form: Form) -> None:
    app = PaneApp(MadeSaid((0, HOSTILE * 5)), form)
    async with app.run_test(size=(60, 24)):
        drawn = "".join(segment.text for y in range(24) for segment in app.pane.render_line(y))
        assert drawn.isprintable()
        assert "\u202e" not in drawn


async def test_the_cursor_goes_from_part_to_part() -> None:
    app = PaneApp(MadeSaid((0, b"one\ntwo\n"), (0, b"three"), (1, b"four"), (0, 9)))
    async with app.run_test(size=(60, 24)):
        pane = app.pane
        seen = []
        for _ in range(4):
            seen.append((pane.cursor, pane.cursor_part()))
            pane.action_next_segment()
        assert seen == [(0, 0), (2, 1), (3, 2), (4, 3)]
        pane.action_previous_segment()
        assert pane.cursor == 3


async def test_another_form_and_side_keep_the_place() -> None:
    said = MadeSaid(*((side, b"%04d\n" % number) for number in range(100) for side in (0, 1)))
    app = PaneApp(said)
    async with app.run_test(size=(80, 24)):
        pane = app.pane
        pane.move_cursor(120)
        assert pane.cursor_part() == 120
        pane.show(pane.view, "hex")
        assert pane.cursor_part() == 120
        pane.show(ExchangeView(said, 0), "hex")
        assert pane.view.part_at(cast("int", pane.view.position_of(120))) == 120
        line = pane.cursor_line()
        assert line is not None
        assert line.start <= pane.view.position_of(120) < line.stop


async def test_what_was_found_stands_out() -> None:
    app = PaneApp(MadeSaid((0, b"look here now")))
    async with app.run_test(size=(80, 10)):
        pane = app.pane
        for form in ("ascii", "raw", "hex"):
            pane.show(pane.view, cast("Form", form))
            pane.go_to(5, 9)
            found = pane.colours("exchange--found")
            lit = "".join(segment.text for segment in pane.render_line(0) if segment.style == found)
            assert lit == {"ascii": "here", "raw": "68657265", "hex": "68 65 72  65her e"}[form]


async def test_lines_are_added_while_more_is_said_and_the_tail_is_followed() -> None:
    said = MadeSaid((0, b"one\n"))
    app = PaneApp(said)
    async with app.run_test(size=(60, 10)) as pilot:
        pane = app.pane
        pane.action_go_last()
        for number in range(30):
            said.add((1, b"more %d\n" % number))
            pane.view.refresh()
            pane.grown()
        await pilot.pause()
        assert pane.cursor == 30
        assert "< more 29" in lines_on(app)


async def test_a_narrower_pane_keeps_the_byte_under_the_cursor() -> None:
    app = PaneApp(MadeSaid((0, b"x" * 2000)))
    async with app.run_test(size=(80, 10)) as pilot:
        pane = app.pane
        pane.move_cursor(10)
        before = pane.cursor_line()
        await pilot.resize_terminal(40, 10)
        after = pane.cursor_line()
        assert before is not None
        assert after is not None
        assert after.start <= before.start < after.stop
