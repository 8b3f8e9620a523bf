"""The table of keys as the user has it: changed by the action's name, written, and bound to widgets and screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from tui.key_table import KEYS, PLACE_TITLES, Key, Place

if TYPE_CHECKING:
    from textual.binding import Binding

_WORDS: Final = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home",
    "end": "End", "enter": "Enter", "escape": "Esc", "tab": "Tab", "slash": "/", "plus": "+", "minus": "-",
    "equals_sign": "=", "apostrophe": "'", "question_mark": "?", "full_stop": ".", "comma": ",", "space": "Space",
    "delete": "Del", "backspace": "Backspace", "f1": "F1", "quotation_mark": '"',
    "less_than_sign": "<", "greater_than_sign": ">",
    "left_square_bracket": "[", "right_square_bracket": "]",
    "left_curly_bracket": "{", "right_curly_bracket": "}",
}  # fmt: skip
_SAME_BYTE_AS_ANOTHER: Final = frozenset({"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "ctrl+[", "ctrl+left_square_bracket"})
_NOT_SENT: Final = frozenset({"ctrl+slash", "ctrl+/", "ctrl+full_stop", "ctrl+.", "ctrl+comma"})
_TAKEN: Final = frozenset({"ctrl+b"})
"""tmux keeps it for itself."""


def unsendable(key: str) -> str:
    """Why a plain terminal cannot send a key, or empty if it can."""
    key = key.lower() if len(key) > 1 else key
    if key in _SAME_BYTE_AS_ANOTHER:
        return "sends the same byte as another key"
    if key in _NOT_SENT or (key.startswith("ctrl+shift+") and len(key) == len("ctrl+shift+") + 1):
        return "is not sent by plain terminals"
    if key in _TAKEN:
        return "is kept by tmux"
    return ""


def written(key: str) -> str:
    """A key as it stands on the keyboard."""
    if key.startswith(("ctrl+", "shift+")):
        modifier, rest = key.split("+", 1)
        return f"{modifier.capitalize()}+{_WORDS.get(rest, rest.upper())}"
    return _WORDS.get(key, key)


class Keys:
    """The table as the user has it: shipped keys, changed by the settings."""

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        """`changes` maps actions to keys, several separated by commas; what cannot be is left out and told."""
        self.problems: list[str] = []
        self._changes: dict[str, tuple[str, ...]] = {}
        known = {key.action for key in KEYS}
        for action, text in (changes or {}).items():
            wanted = tuple(part.strip() for part in text.split(",") if part.strip())
            refused = [f"{key} {unsendable(key)}" for key in wanted if unsendable(key)]
            if action not in known:
                self.problems.append(f"keys: there is no action {action!r}")
            elif refused or not wanted:
                self.problems.append(f"keys: {action}: {', '.join(refused) or 'no key given'}")
            else:
                self._changes[action] = wanted
        for place, key, actions in self.clashes():
            self.problems.append(f"keys: {key} does {' and '.join(actions)} in {PLACE_TITLES[place]}")

    @property
    def keymap(self) -> dict[str, str]:
        """For Textual's `App.set_keymap`."""
        return {action: ",".join(keys) for action, keys in self._changes.items()}

    def keys_of(self, key: Key) -> tuple[str, ...]:
        return self._changes.get(key.action, key.keys)

    def of_place(self, *places: Place) -> list[Key]:
        return [key for key in KEYS if key.place in places]

    def footer(self, *places: Place) -> list[Key]:
        """What the footer shows where the focus is, most wanted first."""
        return sorted((key for key in self.of_place(*places) if key.footer), key=lambda key: key.footer)

    def clashes(self) -> list[tuple[Place, str, list[str]]]:
        """Keys that do two things in one place; what holds everywhere or in every pane holds in each pane."""
        found = []
        for place in PLACE_TITLES:
            places: set[Place] = {place}
            if place in ("list", "tree", "bytes", "opinion"):
                places |= {"anywhere", "panes", "capture"}
            elif place in ("start", "follow", "ladder", "diagnosis"):
                places |= {"panes"}
            elif place in ("conversations", "objects", "sockets", "counters"):
                places |= {"table", "panes"}
            elif place == "statistics_rows":
                places |= {"statistics", "table", "panes"}
            elif place == "io_graph":
                places |= {"graph"}
            uses: dict[str, list[str]] = {}
            for key in KEYS:
                if key.place in places:
                    for name in self.keys_of(key):
                        uses.setdefault(name, []).append(key.action)
            found += [(place, name, actions) for name, actions in uses.items() if len(actions) > 1]
        return found


def bindings(*places: Place, namespace: str = "") -> list[Binding]:
    """Textual's bindings for a widget that stands in these places; `namespace` "screen." sends them to its screen."""
    from textual.binding import Binding  # the table itself serves the command line's help, without Textual

    return [
        Binding(",".join(plain_keys(key.keys)), namespace + key.action, key.label, show=False, id=key.action)
        for key in KEYS
        if key.place in places
    ]


def plain_keys(keys: Iterable[str]) -> list[str]:
    """Without sequences such as "g g", which the panes follow by themselves."""
    return [key for key in keys if " " not in key]
