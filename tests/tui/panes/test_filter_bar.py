import pytest
from textual import events

from dissectors.filters.complete import Completion, Option
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.waiting_for import until
from tui.judging import FilterProblem, Judgement
from tui.panes.filter_bar import LABEL, FilterApplied, FilterBar
from tui.panes.filter_input import FilterInput, FilterLeft
from tui.panes.filter_result import RunState


def only_digits(text: str) -> FilterProblem | None:
    for column, character in enumerate(text):
        if not character.isdigit():
            return FilterProblem(f"a digit is wanted, not {character}", column)
    return FilterProblem("too short") if len(text) == 1 else None


class Listening(Host):
    """Remembers what the bar wants."""

    def on_filter_applied(self, message: FilterApplied) -> None:
        self.heard.append(message.text)

    def on_filter_left(self, message: FilterLeft) -> None:
        self.heard.append("left")


async def test_what_is_wrong_stands_under_its_place_while_typing() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("1", "2", "x")
        await until(pilot, lambda: "^" in screen_lines(pilot.app)[1])
        lines = screen_lines(pilot.app)
        assert lines[0].startswith(f"{LABEL}12x")
        assert lines[1].rstrip() == " " * (len(LABEL) + 2) + "^ a digit is wanted, not x"
        await pilot.press("backspace")
        await until(pilot, lambda: not screen_lines(pilot.app)[1].strip())


async def test_a_message_without_room_on_the_right_stands_on_the_left() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(50, 4)) as pilot:
        bar.text = "1" * 30 + "x"
        await until(pilot, lambda: "^" in screen_lines(pilot.app)[1])
        line = screen_lines(pilot.app)[1]
        assert line.rstrip().endswith("a digit is wanted, not x ^")
        assert line.index("^") == len(LABEL) + 30


async def test_a_message_without_a_place_has_no_caret() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(50, 4)) as pilot:
        bar.text = "1"
        await until(pilot, lambda: screen_lines(pilot.app)[1].strip() == "too short")
        assert "^" not in screen_lines(pilot.app)[1]


async def test_only_a_filter_that_is_right_is_applied() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("1", "x", "enter")
        assert pilot.app.heard == []
        await pilot.press("backspace", "2", "enter", "ctrl+u", "enter", "escape")
        assert pilot.app.heard == ["12", "", "left"]


async def test_older_filters_come_back() -> None:
    bar = FilterBar(only_digits, ["11", "22"])
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("up")
        assert bar.text == "22"
        await pilot.press("up", "up")
        assert bar.text == "11"
        await pilot.press("down", "down")
        assert bar.text == ""
        bar.text = "33"
        await pilot.press("enter")
        bar.text = "11"
        await pilot.press("enter")
        assert bar.history == ["22", "33", "11"]


async def test_letters_are_typed_and_do_nothing_else() -> None:
    bar = FilterBar(lambda text: None)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("q", "g", "z", "slash", "question_mark")
        assert bar.text == "qgz/?"


async def test_what_is_pasted_goes_through_the_gate() -> None:
    from textual.events import Paste

    bar = FilterBar(lambda text: None)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        field = bar.query_one(FilterInput)
        field.focus()
        field.post_message(Paste("ip\x1b[31m.addr\nsecond line"))
        await pilot.pause()
        assert bar.text == "ip␛[31m.addr"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("finished", "✓ 340 of 12,403 · 2.1 s"),
        ("working", "340 so far · 50 % · Esc stops"),
        ("stopped", "■ 340 · stopped at 50 %"),
    ],
)
async def test_the_result_stands_on_the_right(state: RunState, expected: str) -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(80, 4)) as pilot:
        bar.show_progress(340, 12403, 0.5, 2.1, state)
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].rstrip().endswith(expected)


async def test_beside_another_text_stands_the_filter_in_use_in_place_of_its_result() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.field.focus()
        bar.text = "123"
        bar.in_use = "123"
        bar.show_progress(34, 260, 1.0, 0.1, "finished")
        await until(pilot, lambda: "34 of 260" in screen_lines(pilot.app)[0])
        await pilot.press("x", "enter")
        await until(pilot, lambda: "in use: 123" in screen_lines(pilot.app)[0])
        assert "34 of 260" not in screen_lines(pilot.app)[0]
        await pilot.press("backspace")
        await until(pilot, lambda: "34 of 260" in screen_lines(pilot.app)[0])
        assert "in use" not in screen_lines(pilot.app)[0]


def judged(text: str) -> Judgement:
    """Words are filters; some are more than they seem."""
    if "!=" in text:
        return Judgement(surprise=FilterProblem("neither source nor destination", 0), tier="columns")
    if text.endswith("=="):
        return Judgement(FilterProblem("ends too early", len(text)))
    if text.startswith("smb"):
        return Judgement(FilterProblem("there is no smb", 0), tier="not native: needs tshark")
    return Judgement(tier="dissection of 12 candidates")


def offered(text: str, cursor: int) -> Completion:
    """Three words that go on from the last one."""
    start = text.rfind(" ", 0, cursor) + 1
    words = ("tcp", "tcp.port", "tcp.len") if start == 0 else ("==", "!=")
    found = [Option(word, f"title of {word}") for word in words if word.startswith(text[start:cursor])]
    return Completion(start, cursor, tuple(found))


def full_bar() -> FilterBar:
    return FilterBar(lambda text: judged(text).problem, ["old"], judge=judged, complete=offered)


async def test_words_are_offered_and_tab_puts_the_first_in() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press(*"tcp.")
        await until(pilot, lambda: screen_lines(pilot.app)[1].find("tcp.port") == len(LABEL))
        assert "title of tcp.len" in screen_text(pilot.app)
        await pilot.press("tab")
        assert bar.text == "tcp.port "
        await until(pilot, lambda: "title of ==" in screen_text(pilot.app))
        assert pilot.app.focused is bar.field


async def test_tab_without_words_leaves_the_bar() -> None:
    bar = full_bar()

    class Screenful(Listening):
        async def action_next_pane(self) -> None:
            self.heard.append("next pane")

    app = Screenful(bar)
    async with app.run_test(size=(80, 14)) as pilot:
        app.screen.action_next_pane = lambda: app.heard.append("next pane")  # type: ignore[attr-defined]
        bar.field.focus()
        await pilot.press("tab")
        assert app.heard == ["next pane"]


async def test_words_typed_faster_than_they_are_looked_for_are_completed_too() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.pause()
        for key, character in (("t", "t"), ("tab", None), ("=", "="), ("tab", None), ("8", "8")):
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: bar.text == "tcp == 8")


async def test_words_that_are_known_later_are_offered_for_what_was_typed_before() -> None:
    known = [Option("tcp", "native")]

    def complete(text: str, cursor: int) -> Completion:
        return Completion(0, cursor, tuple(known))

    bar = FilterBar(lambda text: None, judge=judged, complete=complete)
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press("t")
        await until(pilot, lambda: "native" in screen_text(pilot.app))
        known.append(Option("tds", "by tshark"))
        bar.look_again()
        await until(pilot, lambda: "by tshark" in screen_text(pilot.app))


async def test_arrows_choose_a_word_and_enter_puts_it_in_before_it_applies() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press("t")
        await until(pilot, lambda: bar.field.options.is_open)
        await pilot.press("down", "down", "down", "up", "enter")
        assert bar.text == "tcp.port "
        assert pilot.app.heard == []
        await pilot.press("enter")
        assert pilot.app.heard == ["tcp.port"]


async def test_enter_without_a_chosen_word_applies_what_is_typed() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press("t")
        await until(pilot, lambda: bar.field.options.is_open)
        await pilot.press("enter")
        assert pilot.app.heard == ["t"]
        assert not bar.field.options.is_open


async def test_esc_closes_the_words_first_and_then_brings_back_what_is_in_use() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.text = bar.in_use = "udp"
        bar.field.focus()
        await pilot.press("ctrl+u", "t")
        await until(pilot, lambda: bar.field.options.is_open)
        await pilot.press("escape")
        assert not bar.field.options.is_open
        assert (bar.text, pilot.app.heard) == ("t", [])
        await pilot.press("escape")
        await pilot.pause()
        assert (bar.text, pilot.app.heard) == ("udp", ["left"])


async def test_a_click_picks_a_word() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press("t")
        await until(pilot, lambda: bar.field.options.is_open)
        await pilot.pause()
        await pilot.click("CompletionList", offset=(3, 1))
        await until(pilot, lambda: bar.text == "tcp.port ")


async def test_nothing_is_offered_for_a_filter_that_came_back() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press("up")
        await until(pilot, lambda: "candidates" in screen_text(pilot.app))
        assert bar.text == "old"
        assert not bar.field.options.is_open


async def test_what_is_not_what_it_seems_is_told_but_can_be_applied() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        bar.text = "x != 1"
        await until(pilot, lambda: "^ neither source nor destination" in screen_text(pilot.app))
        assert bar.has_class("-right", "-surprising")
        await pilot.press("enter")
        assert pilot.app.heard == ["x != 1"]


async def test_who_answers_is_told() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.text = "dns.qry.name"
        await until(pilot, lambda: "dissection of 12 candidates" in screen_lines(pilot.app)[0])
        bar.text = "smb2.cmd"
        await until(pilot, lambda: "not native: needs tshark" in screen_lines(pilot.app)[0])
        assert "there is no smb" in screen_lines(pilot.app)[1]


async def test_the_result_of_the_filter_in_use_gives_way_to_another_filter_being_typed() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(90, 14)) as pilot:
        bar.text = bar.in_use = "udp"
        bar.show_progress(3, 9, 1, 0.001, "finished")
        await until(pilot, lambda: "3 of 9" in screen_text(pilot.app) and "12 candidates" in screen_text(pilot.app))
        bar.text = "udp.port"
        await until(pilot, lambda: "3 of 9" not in screen_text(pilot.app) and "12 cand" in screen_text(pilot.app))


async def test_a_word_that_is_not_finished_is_no_mistake_yet() -> None:
    bar = full_bar()
    async with Listening(bar).run_test(size=(80, 14)) as pilot:
        bar.field.focus()
        await pilot.press(*"tcp ==")
        await until(pilot, lambda: "ends too early" in screen_text(pilot.app))
        await pilot.press("backspace")
        await until(pilot, lambda: bar.field.options.is_open)
        await until(pilot, lambda: "ends too early" not in screen_text(pilot.app))
        assert not bar.has_class("-wrong")
