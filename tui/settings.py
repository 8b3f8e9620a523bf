"""The settings file: TOML in the user's configuration folder. Whatever in it is wrong is left out and told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

MOST_RECENT_FILES: Final = 20
_TABLES: Final[Mapping[str, type]] = {"keys": str, "saved_filters": str, "column_widths": int, "rate_series": str}
_TEXTS: Final = ("theme", "time_format", "time_digits", "profile", "decoder")
_PLAIN: Final[Mapping[str, type]] = {
    **dict.fromkeys(_TEXTS, str),
    "deep_columns_up_to": int,
    "wireshark_colours": bool,
}
FILE_NAME: Final = "settings.toml"
DEEP_COLUMNS_UP_TO: Final = 200_000
"""Packets: tshark takes some three seconds and 330 MB for them, and 1 GB for a million."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; empty means Remora's own choice."""

    columns: tuple[str, ...] = ()
    """Names of the list's columns; those of fields add a column each."""
    column_widths: Mapping[str, int] = field(default_factory=dict)
    """Column to cells, where the user made it wider or narrower."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action to keys."""
    theme: str = ""
    time_format: str = ""
    time_digits: str = ""
    """Digits of a second in the time column, or "auto" for as many as were captured."""
    decoder: str = ""
    """Whose tree of a packet is shown: "deep" for tshark's, "native" for Remora's own, or "second" for both."""
    recent_files: tuple[str, ...] = ()
    """The latest first."""
    filter_history: tuple[str, ...] = ()
    """The latest last."""
    saved_filters: Mapping[str, str] = field(default_factory=dict)
    """Name to filter."""
    rate_series: Mapping[str, str] = field(default_factory=dict)
    """Of the I/O graph, by name: what each counts and how it is drawn, as `remora stats --series` takes it."""
    decode_as: tuple[str, ...] = ()
    """Decisions of what to decode as what, each as -d takes it."""
    key_logs: tuple[str, ...] = ()
    """Files of TLS keys."""
    preferences: tuple[str, ...] = ()
    """For tshark, each as -o takes it."""
    profile: str = ""
    """The Wireshark profile that tshark uses."""

    deep_columns_up_to: int = DEEP_COLUMNS_UP_TO
    """Captures of up to so many packets get their Protocol and Info from tshark without being asked for; 0: none."""
    wireshark_colours: bool = False
    """Rows are coloured by Wireshark's rules."""

    def with_recent_file(self, path: Path) -> Settings:
        """The same with a file as the latest one opened; a name that is no UTF-8 cannot be remembered."""
        name = str(path)
        if not name.isascii() and any("\ud800" <= character <= "\udfff" for character in name):
            return self
        others = tuple(recent for recent in self.recent_files if recent != name)
        return replace(self, recent_files=(name, *others)[:MOST_RECENT_FILES])


def settings_path() -> Path:
    """Where the settings are; the environment's REMORA_CONFIG names another file."""
    named = os.environ.get("REMORA_CONFIG")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("remora") / FILE_NAME


def load(path: Path) -> tuple[Settings, list[str]]:
    """The settings, and sentences about what could not be used. No file is no problem."""
    import tomllib

    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(), []
    except (OSError, ValueError) as error:
        return Settings(), [f"The settings in {path} are not used: {error}"]
    return _from_document(document)


def _from_document(document: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    known = {known.name for known in fields(Settings)}
    chosen: dict[str, Any] = {}
    problems = []
    for name, value in document.items():
        if name not in known:
            problems.append(f"settings: {name} is not known")
        elif name in _TABLES and _is_table(value, _TABLES[name]):
            chosen[name] = dict(value)
        elif type(value) is _PLAIN.get(name):
            chosen[name] = value
        elif name not in (*_TABLES, *_PLAIN) and _is_strings(value):
            chosen[name] = tuple(value)
        else:
            problems.append(f"settings: {name} has a value of the wrong kind")
    return Settings(**chosen), problems


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_table(value: object, kind: type) -> bool:
    # True is an int to Python, and no width.
    return isinstance(value, dict) and all(type(item) is kind for item in value.values())


def save(path: Path, settings: Settings) -> None:
    """Write what differs from the defaults, keeping the user's comments and unknown lines.

    Raises OSError; ValueError where the file is no TOML, which is then left as it is.
    """
    import tomlkit

    try:
        document = tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
    plain = Settings()
    for known in fields(Settings):
        value = getattr(settings, known.name)
        if value == getattr(plain, known.name):
            document.pop(known.name, None)
        else:
            document[known.name] = dict(value) if known.name in _TABLES else _listed(value)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(document))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
