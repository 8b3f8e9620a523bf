import pytest

from tui.keys import Keys, bindings, plain_keys, unsendable, written


def test_no_key_does_two_things_in_one_place() -> None:
    assert Keys().clashes() == []


@pytest.mark.parametrize(
    "key", ["ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "ctrl+/", "ctrl+slash", "ctrl+.", "ctrl+shift+a", "ctrl+b"]
)
def test_keys_that_terminals_cannot_send_are_known(key: str) -> None:
    assert unsendable(key)


def test_capital_letters_can_be_sent() -> None:
    assert not unsendable("T")
    assert not unsendable("shift+tab")


def test_settings_change_a_key_by_its_action() -> None:
    keys = Keys({"mark": "K"})
    assert keys.problems == []
    assert keys.keymap == {"mark": "K"}
    mark = next(key for key in keys.of_place("list") if key.action == "mark")
    assert keys.keys_of(mark) == ("K",)


def test_a_change_that_cannot_be_is_told_and_left_out() -> None:
    keys = Keys({"mark": "ctrl+m", "no_such": "a", "zoom": " "})
    assert keys.keymap == {}
    assert len(keys.problems) == 3
    assert any("same byte" in problem for problem in keys.problems)
    assert any("no_such" in problem for problem in keys.problems)


def test_a_change_that_takes_anothers_key_is_told() -> None:
    (problem, *_) = Keys({"mark": "z"}).problems
    assert "z" in problem
    assert "mark" in problem
    assert "zoom" in problem


def test_what_only_the_io_graph_does_stands_before_arrows() -> None:
    labels = [key.label for key in Keys().footer("io_graph", "graph", "statistics")]
    assert set(labels[:6]) == {"its packets", "view", "new", "edit", "measure", "longer interval"}


def test_footer_has_the_most_wanted_first() -> None:
    order = [key.footer for key in Keys().footer("list", "anywhere")]
    assert order == sorted(order)
    assert all(order)


def test_bindings_leave_sequences_to_the_panes() -> None:
    assert plain_keys(("home", "g g")) == ["home"]
    first = next(binding for binding in bindings("panes") if binding.action == "go_first")
    assert first.key == "home"
    assert first.id == "go_first"


def test_keys_are_written_as_on_the_keyboard() -> None:
    assert written("slash") == "/"
    assert written("backspace") == "Backspace"
    assert written("ctrl+g") == "Ctrl+G"
    assert written("shift+tab") == "Shift+Tab"
    assert written("G") == "G"
