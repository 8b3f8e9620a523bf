from __future__ import annotations

import subprocess
import sys

from tests.conftest import PROJECT
from tui.capture.source import EngineError


def test_an_error_says_its_sentence() -> None:
    error = EngineError("disk-full", "the disk is full")
    assert (str(error), error.code, error.frames) == ("the disk is full", "disk-full", 0)


def test_what_the_broker_imports_is_the_standard_library_alone() -> None:
    modules = "broker channel source engines libpcap libpcap_source af_packet af_packet_single dumpcap packet_socket"
    code = (
        f"import sys, importlib\nfor m in {modules.split()}: importlib.import_module('tui.capture.' + m)\n"
        "names = {n.split('.')[0] for n in sys.modules}\n"
        "print(sorted(names - sys.stdlib_module_names - {'tui', '__main__', 'sitecustomize'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-s", "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "[]"), ran.stderr
