"""Names that strangers chose, made safe for any folder."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.objects.safe_names import MOST_BYTES, numbered, safe_name


@pytest.mark.parametrize(("name", "safe"), [
    ("index.html", "index.html"),
    ("Grüße aus Köln.txt", "Grüße aus Köln.txt"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
    ("/", "fallback"),
    ("", "fallback"),
    ("..", "fallback"),
    (".bashrc", "bashrc"),
    ("-rf", "rf"),
    ("--", "fallback"),
    ("~root", "root"),
    ("a\x00b\x1b[31mc\nd", "a_b_[31mc_d"),
    ("a\u202egpj.exe", "a_gpj.exe"),
    ("a\u2028b", "a_b"),
    ('<>:"|?*', "fallback"),
    ("con", "_con"),
    ("NUL.txt", "_NUL.txt"),
    ("com¹.log", "_com¹.log"),
    ("console.log", "console.log"),
    ("name. . ", "name"),
    ("\ud800x", "_x"),
])  # fmt: skip
def test_names(name: str, safe: str) -> None:
    assert safe_name(name, "fallback") == safe


def test_a_long_name_keeps_its_ending() -> None:
    made = safe_name("ü" * 300 + ".jpeg", "fallback")
    assert made.endswith("ü.jpeg")
    assert len(made.encode()) <= MOST_BYTES
    assert len(safe_name("x." + "y" * 300, "fallback").encode()) == MOST_BYTES


@given(st.text(max_size=300))
def test_whatever_it_was_it_is_one_part_that_hides_nothing(name: str) -> None:
    made = safe_name(name, "fallback")
    assert 0 < len(made.encode()) <= MOST_BYTES + 1
    assert not set(made) & set('/\\<>:"|?*')
    assert made[0] not in ".- "
    assert made[-1] not in ". "
    assert all(unicodedata.category(char)[0] not in "CZ" or char == " " for char in made)
    assert safe_name(made, "fallback") == made


def test_those_of_one_name_are_numbered_before_the_ending() -> None:
    assert [numbered("a.tar.gz", number) for number in (1, 2, 11)] == ["a.tar.gz", "a.tar-2.gz", "a.tar-11.gz"]
    assert numbered("Makefile", 2) == "Makefile-2"
