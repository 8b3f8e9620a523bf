"""The conversation under the cursor in words."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App, ComposeResult

from dissectors.streams.tables.conversations import Conversation, Endpoint
from tests.tui.snapshots import screen_lines
from tui.panes.conversation_lines import ConversationLines

ENDS = Endpoint("2001:db8:aaaa:bbbb::1", 40000), Endpoint("2001:db8::2", 80)
ONE = Conversation("tcp", *ENDS, 3, 1, 3000, 60, 11, 0, 2_000_000_000, 0, 4, 1_500_000, 2)


class LinesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ConversationLines()


async def shown(record: Conversation | None, verdict: str = "") -> tuple[str, ...]:
    app = LinesApp()
    async with app.run_test(size=(130, 3)) as pilot:
        app.query_one(ConversationLines).show(record, verdict)
        await pilot.pause()
        return tuple(line.strip() for line in screen_lines(app))


async def test_endpoints_in_full_and_what_was_measured() -> None:
    assert await shown(ONE) == (
        "[2001:db8:aaaa:bbbb::1]:40000 ↔ [2001:db8::2]:80",
        "from packet 12 for 2.000000 s · → 3.0 kB, 12.0k bit/s · ← 60 B, 240 bit/s · handshake 1.500 ms · 2 sent again",
        "",
    )


async def test_what_is_not_known_is_left_out() -> None:
    _, second, _ = await shown(replace(ONE, initial_rtt=None, retransmissions=0))
    assert second.endswith("240 bit/s")
    assert await shown(None) == ("", "", "")


async def test_what_became_of_it_cannot_command_the_terminal() -> None:
    *_, verdict = await shown(ONE, "Refused \x1b[31m")
    assert verdict.startswith("Refused")
    assert "\x1b" not in verdict
