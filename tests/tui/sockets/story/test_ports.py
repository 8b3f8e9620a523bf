"""Ranges of ports, and this machine's own rules for them."""

from pathlib import Path

import pytest

from tui.sockets.story.ports import PortRules, port_rules, port_words

LINUX = PortRules(1024, (32_768, 60_999))


@pytest.mark.parametrize(
    ("port", "words"),
    [
        (0, "well-known"),
        (1023, "well-known"),
        (1024, "registered"),
        (32_767, "registered ports"),
        (32_768, "ephemeral: this machine gives 32768 to 60999"),
        (40_000, "registered by RFC 6335"),
        (49_152, "dynamic by RFC 6335"),
        (60_999, "ephemeral"),
        (61_000, "dynamic, for one conversation"),
        (65_535, "49152 to 65535"),
    ],
)
def test_each_range_has_its_meaning(port: int, words: str) -> None:
    assert words in port_words(port, LINUX)


def test_the_machine_tells_its_own_rules(tmp_path: Path) -> None:
    (tmp_path / "ip_unprivileged_port_start").write_text("80\n")
    (tmp_path / "ip_local_port_range").write_text("1024\t5000\n")
    assert port_rules(tmp_path) == PortRules(80, (1024, 5000))


@pytest.mark.parametrize("text", ["", "x\n", "1 2 3\n"])
def test_without_them_nothing_is_made_up(tmp_path: Path, text: str) -> None:
    assert port_rules(tmp_path / "nowhere") == PortRules()
    (tmp_path / "ip_local_port_range").write_text(text)
    (tmp_path / "ip_unprivileged_port_start").write_text(text)
    assert port_rules(tmp_path) == PortRules()


def test_where_the_machine_does_not_tell_the_ranges_of_iana_hold() -> None:
    rules = PortRules()
    assert (rules.is_ephemeral(49_151), rules.is_ephemeral(49_152)) == (False, True)
    assert (LINUX.is_ephemeral(32_768), LINUX.is_ephemeral(61_000)) == (True, False)
    assert "this machine" not in port_words(50_000, rules)
