"""Fields of processes."""

from __future__ import annotations

from dissectors import fields as declared
from dissectors.processes.fields import NUMBERS, SPECS, TEXTS, VALUES, values
from tests.dissectors.processes.found import found


def test_every_field_has_a_way_to_its_value() -> None:
    assert VALUES.keys() == {spec.name for spec in SPECS} == NUMBERS | TEXTS


def test_each_name_is_declared_once() -> None:
    # Sockets have some of them too.
    import tui.sockets.fields

    assert tui.sockets.fields.FIELDS["proc.name"].spec is SPECS[0]
    assert all(declared.SPECS[spec.name] == [spec] for spec in SPECS)


def test_what_is_not_known_is_not_there() -> None:
    full = found("nc", 8, command=("nc", "-l"), uid=0, user="root", unit="ssh.service")
    assert [(spec.name, value) for spec, value in values(full)] == [
        ("proc.name", "nc"),
        ("proc.pid", 8),
        ("proc.command", "nc -l"),
        ("proc.user", "root"),
        ("proc.uid", 0),
        ("proc.unit", "ssh.service"),
        ("proc.how", "exact"),
    ]
    assert [spec.name for spec, _ in values(found())] == ["proc.how"]
