from textual.app import ComposeResult
from textual.containers import Vertical

from dissectors.filters.complete import Completion, Option
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.panes.completing import CompletingInput, complete_text


def one_word(text: str, cursor: int) -> Completion:
    """`hello` for anything that begins so."""
    start = text.rfind(" ", 0, cursor) + 1
    return Completion(start, cursor, (Option("hello", ""),) if "hello".startswith(text[start:cursor]) else ())


class Form(Vertical):
    def __init__(self) -> None:
        super().__init__()
        self.field = CompletingInput(one_word)

    def compose(self) -> ComposeResult:
        yield self.field
        yield self.field.options


async def test_a_word_in_the_middle_is_completed_in_place() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        await pilot.press(*"hel and more")
        form.field.cursor_position = 3
        assert form.field.accept()
        assert form.field.value == "hello and more"
        assert form.field.cursor_position == 6


async def test_a_word_that_is_whole_is_not_offered() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        await pilot.press(*"hello")
        assert form.field.accept() is False
        assert form.field.value == "hello"


async def test_options_for_an_older_text_are_not_shown() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        await pilot.press("h", "e")
        form.field.offer("h", 1, one_word("h", 1))
        assert not form.field.options.is_open
        form.field.offer("he", 2, one_word("he", 2))
        assert form.field.options.is_open
        assert form.field.is_unfinished(0)
        assert not form.field.is_unfinished(None)


async def test_leaving_closes_the_options() -> None:
    form, other = Form(), CompletingInput(None)
    async with Host(form, other).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        await pilot.press("h")
        form.field.offer("h", 1, one_word("h", 1))
        other.focus()
        await pilot.pause()
        assert not form.field.options.is_open


async def test_what_was_put_in_wants_no_options() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        form.field.put("h\x1b")
        await pilot.pause()
        assert form.field.value == "h␛"
        assert not form.field.wants_options
        await pilot.press("e")
        assert form.field.wants_options


async def test_a_long_text_is_read_from_its_beginning_until_the_field_is_entered() -> None:
    form, other = Form(), CompletingInput(None)
    async with Host(form, other).run_test(size=(30, 8)) as pilot:
        other.focus()
        form.field.put("begin " + "x" * 60 + " end")
        await pilot.pause()
        assert "begin" in screen_text(pilot.app)
        form.field.focus()
        await pilot.pause()
        assert "end" in screen_text(pilot.app)
        other.focus()
        await pilot.pause()
        assert "begin" in screen_text(pilot.app)


async def test_a_place_is_counted_in_cells() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.put("日本 x")
        await pilot.pause()
        assert form.field.place_of(3) - form.field.place_of(0) == 5


def test_the_language_is_what_completes_filters() -> None:
    assert "tcp.port" in [option.text for option in complete_text("tcp.po", 6).options]


async def test_a_name_that_goes_on_takes_the_space_back_that_came_with_its_completion() -> None:
    for typed, value in ((".w", "hello.w"), ("[0", "hello[0"), ("=", "hello ="), ("  .", "hello   .")):
        form = Form()
        async with Host(form).run_test(size=(60, 8)) as pilot:
            form.field.focus()
            await pilot.press(*"hel")
            assert form.field.accept()
            await pilot.press(*typed)
            assert form.field.value == value


async def test_a_space_that_was_typed_stays() -> None:
    form = Form()
    async with Host(form).run_test(size=(60, 8)) as pilot:
        form.field.focus()
        await pilot.press(*"hello .")
        assert form.field.value == "hello ."
