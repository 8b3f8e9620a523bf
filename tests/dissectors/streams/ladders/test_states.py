"""States of both sides, told as the figures of RFC 9293 tell them: each segment with the states behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.ladders.states import Change, Observer, State
from dissectors.streams.serial import MODULUS

FLAGS = {"F": 0x01, "S": 0x02, "R": 0x04, "P": 0x08, "A": 0x10}

OPENED = """
    > S   100        SYN-SENT     -
    < SA  300 101    SYN-SENT     SYN-RECEIVED
    > A   101 301    ESTABLISHED  ESTABLISHED
"""

CASES = {
    "handshake and close in four, figures 6 and 12": OPENED
    + """
    > PA  101 301 5  ESTABLISHED  ESTABLISHED
    < A   301 106    ESTABLISHED  ESTABLISHED
    > FA  106 301    FIN-WAIT-1   ESTABLISHED
    < A   301 107    FIN-WAIT-2   CLOSE-WAIT
    < FA  301 107    FIN-WAIT-2   LAST-ACK
    > A   107 302    TIME-WAIT    CLOSED
    """,
    "close in three": OPENED
    + """
    < FA  301 101    ESTABLISHED  FIN-WAIT-1
    > FA  101 302    LAST-ACK     FIN-WAIT-2
    < A   302 102    CLOSED       TIME-WAIT
    """,
    "both close at once, figure 13": OPENED
    + """
    > FA  101 301    FIN-WAIT-1   ESTABLISHED
    < FA  301 101    FIN-WAIT-1   FIN-WAIT-1
    > A   102 302    CLOSING      FIN-WAIT-2
    < A   302 102    TIME-WAIT    TIME-WAIT
    """,
    "both open at once, figure 7": """
    > S   100        SYN-SENT     -
    < S   300        SYN-SENT     SYN-SENT
    > SA  100 301    SYN-RECEIVED SYN-SENT
    < SA  300 101    ESTABLISHED  ESTABLISHED
    """,
    "handshake in four: the listener acknowledges, then opens": """
    > S   100        SYN-SENT     -
    < A   300 101    SYN-SENT     LISTEN
    < S   300 101    SYN-SENT     SYN-RECEIVED
    > SA  100 301    ESTABLISHED  ESTABLISHED
    < A   301 101    ESTABLISHED  ESTABLISHED
    """,
    "handshake in three: the listener opens without acknowledging": """
    > S   100        SYN-SENT     -
    < S   300        SYN-SENT     SYN-SENT
    > SA  100 301    SYN-RECEIVED SYN-SENT
    < A   301 101    ESTABLISHED  ESTABLISHED
    """,
    "refused": """
    > S   100        SYN-SENT     -
    < RA  0   101    CLOSED       CLOSED
    """,
    "refused twice with the same SYN": """
    > S   100        SYN-SENT     -
    < RA  0   101    CLOSED       CLOSED
    > S   100        SYN-SENT     CLOSED
    < SA  300 101    SYN-SENT     SYN-RECEIVED
    """,
    "a reset that answers another SYN is ignored (§3.10.7.3)": """
    > S   100        SYN-SENT     -
    < RA  0   90     SYN-SENT     -
    < R   0          SYN-SENT     -
    """,
    "no answer: the SYN is repeated": """
    > S   100        SYN-SENT     -
    > S   100        SYN-SENT     -
    > S   100        SYN-SENT     -
    """,
    "half-open scan: the listener goes on listening": """
    > S   100        SYN-SENT     -
    < SA  300 101    SYN-SENT     SYN-RECEIVED
    > R   101        CLOSED       LISTEN
    """,
    "reset of an open connection": OPENED
    + """
    < RA  301 101    CLOSED       CLOSED
    > A   101 301    CLOSED       CLOSED
    """,
    "a blind reset outside of the window changes nothing (RFC 5961 §3)": OPENED
    + """
    < R   200        ESTABLISHED  ESTABLISHED
    < R   2000000000 ESTABLISHED  ESTABLISHED
    """,
    "reset behind FIN": OPENED
    + """
    > FA  101 301    FIN-WAIT-1   ESTABLISHED
    < A   301 102    FIN-WAIT-2   CLOSE-WAIT
    < PA  301 102 9  FIN-WAIT-2   CLOSE-WAIT
    > R   102        CLOSED       CLOSED
    """,
    "half-closed: data goes on the other way": OPENED
    + """
    > FA  101 301    FIN-WAIT-1   ESTABLISHED
    < PA  301 102 9  FIN-WAIT-2   CLOSE-WAIT
    > A   102 310    FIN-WAIT-2   CLOSE-WAIT
    """,
    "a FIN that runs ahead of lost data has not come": OPENED
    + """
    > FA  151 301    FIN-WAIT-1   ESTABLISHED
    < A   301 101    FIN-WAIT-1   ESTABLISHED
    > PA  101 301 50 FIN-WAIT-1   ESTABLISHED
    < A   301 152    FIN-WAIT-2   CLOSE-WAIT
    """,
    "FIN repeated": OPENED
    + """
    > FA  101 301    FIN-WAIT-1   ESTABLISHED
    > FA  101 301    FIN-WAIT-1   ESTABLISHED
    < A   301 102    FIN-WAIT-2   CLOSE-WAIT
    """,
    "the capture begins in the middle": """
    > PA  100 300 5  ESTABLISHED  ESTABLISHED
    < A   300 105    ESTABLISHED  ESTABLISHED
    < FA  300 105    ESTABLISHED  FIN-WAIT-1
    """,
    "the capture begins with a FIN": """
    > FA  100 300    FIN-WAIT-1   ESTABLISHED
    < FA  300 101    FIN-WAIT-2   LAST-ACK
    > A   101 301    TIME-WAIT    CLOSED
    """,
    "the capture begins between SYN and its answer": """
    < SA  300 101    SYN-SENT     SYN-RECEIVED
    > A   101 301    ESTABLISHED  ESTABLISHED
    """,
    "the capture begins with a reset": """
    > R   100        CLOSED       CLOSED
    """,
    "only the client was captured": """
    > S   100        SYN-SENT     -
    > A   101 301    ESTABLISHED  ESTABLISHED
    > PA  101 301 5  ESTABLISHED  ESTABLISHED
    > FA  106 350    FIN-WAIT-1   ESTABLISHED
    """,
    "only the server was captured": """
    < SA  300 101    SYN-SENT     SYN-RECEIVED
    < PA  301 106 9  ESTABLISHED  ESTABLISHED
    """,
    "an old connection answers a SYN; it is reset": """
    > S   100        SYN-SENT     -
    < A   300 9000000 SYN-SENT    -
    > R   9000000    CLOSED       -
    """,
    "numbers wrap around": """
    > S   4294967295              SYN-SENT     -
    < SA  4294967294 0            SYN-SENT     SYN-RECEIVED
    > A   0 4294967295            ESTABLISHED  ESTABLISHED
    < FA  4294967295 0            ESTABLISHED  FIN-WAIT-1
    > A   0 0                     CLOSE-WAIT   FIN-WAIT-2
    """,
    "scans with FIN, with nothing, with FIN, PSH and URG": """
    > F   100        -            -
    > -   100        -            -
    > FP  100        -            -
    < RA  0   101    CLOSED       CLOSED
    """,
    "data with a SYN is acknowledged with it": """
    > S   100 0 20   SYN-SENT     -
    < SA  300 121    SYN-SENT     SYN-RECEIVED
    > A   121 301    ESTABLISHED  ESTABLISHED
    """,
}


def run(story: str) -> list[tuple[list[str], list[str], tuple[Change, ...]]]:
    """What was expected and what was found behind every segment, and the changes."""
    observer, found = Observer(), []
    awaited: list[int | None] = [None, None]
    for line in filter(str.strip, story.splitlines()):
        direction, letters, *words = line.split()
        numbers = [int(word) for word in words if word.isdigit()]
        sequence, acknowledgment, length = [*numbers, 0, 0, 0][:3]
        side = 0 if direction == ">" else 1
        flags = sum(FLAGS[letter] for letter in letters if letter != "-")
        changes = observer.observe(side, flags, sequence, acknowledgment, length, awaited[1 - side])
        if flags & FLAGS["A"]:
            awaited[side] = acknowledgment
        states = [observer.state(one) for one in (0, 1)]
        found.append((words[len(numbers) :], [state.value if state else "-" for state in states], changes))
    return found


@pytest.mark.parametrize("story", CASES.values(), ids=CASES)
def test_states_behind_each_segment(story: str) -> None:
    found = run(story)
    assert [states for _, states, _ in found] == [wanted for wanted, _, _ in found]


@pytest.mark.parametrize("story", CASES.values(), ids=CASES)
def test_changes_tell_the_same_as_states(story: str) -> None:
    told = ["-", "-"]
    for _, states, changes in run(story):
        for change in changes:
            assert change.before is None or told[change.side] in ("-", change.before.value)
            assert change.before not in change.states
            told[change.side] = change.now.value
        assert told == states


def test_states_on_the_way_are_told() -> None:
    _, _, changes = run(CASES["close in three"])[4]
    assert changes[0] == Change(0, State.ESTABLISHED, (State.CLOSE_WAIT, State.LAST_ACK))
    _, _, changes = run(CASES["both open at once, figure 7"])[3]
    assert changes[0] == Change(1, State.SYN_SENT, (State.SYN_RECEIVED, State.ESTABLISHED))


def test_who_opens_was_closed_and_who_answers_was_listening() -> None:
    found = run(OPENED)
    assert found[0][2] == (Change(0, State.CLOSED, (State.SYN_SENT,)),)
    assert found[1][2] == (Change(1, State.LISTEN, (State.SYN_RECEIVED,)),)


def test_settled_means_that_acknowledgments_change_nothing() -> None:
    observer = Observer()
    assert not observer.is_settled
    observer.observe(0, FLAGS["S"], 100, 0, 0)
    assert not observer.is_settled
    observer.observe(1, FLAGS["S"] | FLAGS["A"], 300, 101, 0)
    observer.observe(0, FLAGS["A"], 101, 301, 0)
    assert observer.is_settled
    observer.observe(0, FLAGS["F"] | FLAGS["A"], 101, 301, 0)
    assert not observer.is_settled


SEGMENTS = st.tuples(
    st.integers(0, 1), st.integers(0, 63), st.integers(0, MODULUS - 1) | st.integers(0, 5),
    st.integers(0, MODULUS - 1) | st.integers(0, 5), st.integers(0, 3),
)  # fmt: skip


@given(st.lists(SEGMENTS, max_size=12))
def test_whatever_comes_leaves_a_state_and_says_how(segments: list[tuple[int, int, int, int, int]]) -> None:
    observer = Observer()
    told: list[State | None] = [None, None]
    for segment in segments:
        settled = observer.is_settled
        changes = observer.observe(*segment)
        assert not (settled and changes and not segment[1] & 0x07)
        for change in changes:
            assert change.states
            told[change.side] = change.now
        for side in (0, 1):
            assert told[side] in (None, observer.state(side))
