import subprocess
import sys

from dissectors.streams.tables.kinds import KINDS, TITLES, WITH_PORTS, WITH_STREAMS


def test_every_kind_has_a_title() -> None:
    assert tuple(TITLES) == KINDS
    assert set(KINDS) > WITH_PORTS > WITH_STREAMS


def test_names_come_without_numpy() -> None:
    modules = "dissectors.streams.tables.kinds, dissectors.statistics.tcp_graphs.kinds"
    code = f"import sys, {modules}; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
