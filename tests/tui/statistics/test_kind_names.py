import subprocess
import sys

from tui.statistics.kind_names import KIND_NAMES
from tui.statistics.kinds import MAKERS


def test_every_kind_is_made_in_the_order_of_the_help() -> None:
    assert tuple(MAKERS) == KIND_NAMES


def test_names_come_without_numpy() -> None:
    code = "import sys, tui.commands.stats, tui.commands.conversations; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
