"""A packet's two ends in words."""

from __future__ import annotations

from dissectors.processes.ends import NOBODY, Ends, words
from tests.dissectors.processes.found import found

CURL, NGINX = found("curl", 7), found("nginx", 9)


def test_both_names_have_an_arrow_between_them() -> None:
    assert Ends(CURL, NGINX).text == "curl → nginx"


def test_one_name_stands_alone() -> None:
    assert Ends(CURL, None).text == Ends(None, CURL).text == "curl"
    assert NOBODY.text == ""


def test_without_a_process_its_unit_or_user_is_told() -> None:
    assert words(found(unit="nginx.service", user="www-data", uid=33)) == "(nginx.service)"
    assert words(found(user="alice", uid=1000)) == "(alice)"
    assert words(found(uid=1000)) == "(uid 1000)"
    assert words(found(unknown="the process was gone")) == ""


def test_a_name_without_a_pid_is_not_told_as_a_process() -> None:
    assert words(found("nginx", user="www-data")) == "(www-data)"


def test_a_process_without_a_name_is_its_number() -> None:
    assert words(found("", 7)) == "7"
