"""Which tshark there is, and the surroundings in which it runs: never the working folder's, no user's preferences.

pyshark would also look into a `config.ini` of the working folder for a program to start, so it is always told.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.tshark.asking import ask
from dissectors.deep.tshark.folders import configuration_folder

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices

HOW_TO_INSTALL: Final = "install it (apt install tshark, dnf install wireshark-cli, brew install wireshark)"
OLDEST: Final = (3, 0)
"""Earlier ones write other XML, and no distribution that is kept up has them."""
_PATIENCE_SECONDS: Final = 20
_VERSION: Final = re.compile(r"^TShark (?:\([^)\n]{1,40}\) )?v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", re.MULTILINE)
_MOST_WORDS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Tshark:
    """A tshark that answered when it was asked for its version."""

    path: str
    version: tuple[int, ...]
    """Three numbers."""

    @property
    def name(self) -> str:
        """`tshark 4.0.17`."""
        return f"tshark {'.'.join(map(str, self.version))}"


def find_tshark(path: str | None = None) -> Tshark:
    """The tshark at `path`, else the first one in PATH. Blocks for some tenths of a second the first time.

    Raises NoTshark where there is none that is new enough, TsharkFailed for one that cannot say its version.
    """
    found = path or shutil.which("tshark") or _elsewhere()
    if found is None:
        raise NoTshark(f"there is no tshark on this machine: {HOW_TO_INSTALL}")
    try:
        changed = os.stat(found).st_mtime_ns
    except OSError as error:
        raise NoTshark(f"{found}: {error.strerror}; {HOW_TO_INSTALL}") from error
    return _ask(found, changed)


def _elsewhere() -> str | None:
    """Where installers put it without telling PATH."""
    places = [Path("/Applications/Wireshark.app/Contents/MacOS/tshark")]
    places += [Path(os.environ.get(name, "/")) / "Wireshark" / "tshark.exe" for name in ("ProgramFiles",)]
    return next((str(place) for place in places if place.is_file()), None)


@lru_cache(maxsize=8)
def _ask(path: str, changed: int) -> Tshark:
    """`changed` is when the program was, so that an update is asked anew."""
    del changed
    answer = ask([path, "-v"], clean_environment(), most=_MOST_WORDS, patience_seconds=_PATIENCE_SECONDS)
    # Plug-ins may print before it does.
    said = _VERSION.search(answer.printed.decode("utf-8", "replace"))
    if said is None:
        raise TsharkFailed(f"{path} -v does not say a version of tshark: reinstall it")
    tshark = Tshark(path, tuple(int(number or 0) for number in said.groups()))
    if tshark.version < OLDEST:
        raise NoTshark(
            f"{path} is {tshark.name}, and {OLDEST[0]}.{OLDEST[1]} is the oldest that can be used: update it"
        )
    return tshark


def clean_environment(choices: DeepChoices | None = None) -> Mapping[str, str]:
    """The environment for a tshark: ours, without what would change its answers.

    Unless a profile of the user's is asked for, its configuration folder is one that holds nothing of the user's.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIRESHARK_")}
    # Times are those of our own dissectors.
    environment["TZ"] = "UTC"
    if choices is not None and choices.profile is not None:
        return {**environment, **{name: os.environ[name] for name in ("WIRESHARK_CONFIG_DIR",) if name in os.environ}}
    return {**environment, "WIRESHARK_CONFIG_DIR": str(configuration_folder())}
