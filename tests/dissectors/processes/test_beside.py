"""Processes stand beside addresses, once a sentence, and nothing changes where none is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dissectors.processes.attribution import Attribution
from dissectors.processes.beside import beside, beside_first
from tests.dissectors.processes.found import found

CURL, NGINX = found("curl", 7), found("nginx", 9)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (None, "10.0.0.1:80"),
        (CURL, "10.0.0.1:80 (curl)"),
        (replace(CURL, name=""), "10.0.0.1:80 (7)"),
        (replace(CURL, pid=None, name="", user="alice"), "10.0.0.1:80 (alice)"),
        (replace(CURL, name="(sd-pam)"), "10.0.0.1:80 (sd-pam)"),
        (replace(CURL, pid=None, name="", user="", uid=None), "10.0.0.1:80"),
    ],
)
def test_the_word_stands_behind_the_address(end: Attribution | None, told: str) -> None:
    assert beside("10.0.0.1:80", end) == told


def test_the_first_mention_has_the_process() -> None:
    sentence = "10.0.0.1:80 reset [::1]:4, after 1 byte from 10.0.0.1:80 and 2 bytes from [::1]:4"
    told = beside_first(sentence, {"10.0.0.1:80": CURL, "[::1]:4": NGINX})
    assert told == "10.0.0.1:80 (curl) reset [::1]:4 (nginx), after 1 byte from 10.0.0.1:80 and 2 bytes from [::1]:4"


def test_other_addresses_are_left_alone() -> None:
    sentence = "110.0.0.1:80, 10.0.0.1:8000 and fe80::10.0.0.1:80 are others"
    assert beside_first(sentence, {"10.0.0.1:80": CURL}) == sentence


def test_a_name_that_looks_like_an_address_is_no_mention() -> None:
    mean = replace(CURL, name="10.0.0.1:80 x")
    assert beside_first("1.1.1.1:1 to 10.0.0.1:80", {"1.1.1.1:1": mean, "10.0.0.1:80": NGINX}) == (
        "1.1.1.1:1 (10.0.0.1:80 x) to 10.0.0.1:80 (nginx)"
    )


def test_nothing_changes_where_nobody_is_known() -> None:
    assert beside_first("10.0.0.1:80 is full", {"10.0.0.1:80": None}) == "10.0.0.1:80 is full"
