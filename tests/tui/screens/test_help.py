from dissectors.packets.kind import Kind
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tui.key_table import KEYS, PLACE_TITLES
from tui.keys import Keys
from tui.screens.help import SOCKET_KINDS, key_paragraphs, mark_paragraphs, socket_mark_paragraphs
from tui.socket_view.rows import MARKS


def test_every_key_is_in_the_help() -> None:
    told = "\n".join(f"{paragraph.head} {paragraph.text}" for paragraph in key_paragraphs(Keys(), (), elsewhere=True))
    for key in KEYS:
        assert key.help in told
    for title in PLACE_TITLES.values():
        assert title in told


def test_the_place_where_the_user_is_comes_first() -> None:
    assert key_paragraphs(Keys(), ("tree", "anywhere"), elsewhere=True)[0].text == PLACE_TITLES["tree"]


def test_a_screen_of_its_own_tells_only_what_its_keys_do() -> None:
    told = key_paragraphs(Keys(), ("io_graph", "graph", "statistics"), elsewhere=False)
    titles = [paragraph.text for paragraph in told if paragraph.style == "text--head"]
    assert titles == ["I/O graph", "Graphs", "Statistics"]
    heads = [head for paragraph in told for head in paragraph.head.split()]
    assert heads.count("y") == 1
    assert "z" not in heads


def test_keys_are_told_as_the_user_changed_them() -> None:
    told = [paragraph.head for paragraph in key_paragraphs(Keys({"mark": "M"}), (), elsewhere=True)]
    assert any(head.strip() == "M" for head in told)


def test_every_mark_is_explained() -> None:
    told = [paragraph.text for paragraph in mark_paragraphs()]
    assert {kind.words for kind in Kind} <= set(told)


async def test_the_question_mark_opens_the_help_for_the_pane() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "question_mark")
        await pilot.pause()
        shown = screen_text(app)
        assert "Help" in shown
        assert PLACE_TITLES["tree"] in shown
        await pilot.press("G")
        await pilot.pause()
        assert "concluded, not read" in screen_text(app)
        await pilot.press("escape")
        assert app.screen is app.packets


def test_every_mark_of_sockets_is_told_in_its_colour() -> None:
    told = socket_mark_paragraphs()[1:]
    assert [(paragraph.head.strip(), paragraph.text) for paragraph in told] == [
        (mark, words) for mark, _, words in MARKS
    ]
    assert {paragraph.style.removeprefix("table--") for paragraph in told} - {""} == set(SOCKET_KINDS)
