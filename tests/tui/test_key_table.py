import pytest

from tui.key_table import KEYS, PLACE_TITLES
from tui.keys import unsendable


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.place}-{key.action}")
def test_every_key_can_be_sent_by_a_plain_terminal(key) -> None:
    assert [name for name in key.keys if unsendable(name)] == []
    assert key.label
    assert key.help.endswith(".")
    assert key.place in PLACE_TITLES


def test_an_action_has_its_keys_once_in_a_place() -> None:
    named = [(key.place, key.action) for key in KEYS]
    assert len(set(named)) == len(named)
