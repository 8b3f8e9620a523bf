"""Fixtures every test may use: the captures at hand and the programs of the system."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent
SAMPLES = PROJECT / "sample_captures"

PACKAGES = {
    "tshark": "tshark",
    "tmux": "tmux",
    "dumpcap": "wireshark-common",
    "tcpdump": "tcpdump",
    "ip": "iproute2",
    "ss": "iproute2",
    "unshare": "util-linux",
    "nc": "netcat-openbsd",
}


# What whoever runs the tests has chosen for their own terminal is not for the programs under test.
for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM"):
    os.environ.pop(name, None)

# How long an example takes, and to make one, says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

if hasattr(signal, "SIGHUP"):
    # Under nohup(1) it is ignored, and programs under test would inherit that.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So it is in a shell's background.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write what is rendered now into the golden files")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests themselves are is no garbage: it is not looked through each time that some is looked for."""
    gc.collect()
    gc.freeze()


def skip_or_fail(reason: str) -> None:
    """Skip with a reason, or fail where the environment promises that everything is there."""
    if os.environ.get("REMORA_REQUIRE_TOOLS") == "1":
        pytest.fail(f"REMORA_REQUIRE_TOOLS is set, but: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """A function that returns a program's path, or skips and says what to install."""

    def require(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            skip_or_fail(f"{program} is not installed: apt install {PACKAGES.get(program, program)}")
        assert path is not None
        return path

    return require


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that a test makes goes into the cache folder of whoever runs it; what tests side by side shares it."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "cache"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield


@pytest.fixture(scope="session")
def require_root() -> None:
    """Skip where the test is not run by root."""
    if os.geteuid() != 0:
        skip_or_fail("this test captures on an interface: run it as root")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of captures that are shipped."""
    return SAMPLES


def all_captures() -> list[Path]:
    """Every capture at hand: the shipped samples, and those in the folder that REMORA_CAPTURES names."""
    files = sorted(p for p in SAMPLES.iterdir() if p.is_file() and p.suffix != ".md")
    folder = os.environ.get("REMORA_CAPTURES")
    if folder:
        files += sorted(p for p in Path(folder).rglob("*") if p.is_file() and p.suffix != ".md")
    return files
