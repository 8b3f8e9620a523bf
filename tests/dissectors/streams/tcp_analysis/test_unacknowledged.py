import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.streams.tcp_analysis import unacknowledged
from dissectors.streams.tcp_analysis.unacknowledged import Unacknowledged

RECORD = np.dtype([("side", "<i8"), ("frame", "<u4")])


def records(*pairs):
    return np.array(list(pairs), RECORD)


def taken(kept, *streams):
    return kept.take(np.array(streams, np.int64)).tolist()


def test_what_was_put_is_taken_out_once():
    kept = Unacknowledged(RECORD)
    kept.put(records((4, 1), (5, 2), (8, 3)))
    assert taken(kept, 2) == [(4, 1), (5, 2)]
    assert taken(kept, 2) == []
    assert kept.streams().tolist() == [4]
    kept.put(records((8, 4)))
    assert taken(kept, 4) == [(8, 3), (8, 4)]


def test_nothing_is_taken_out_for_no_conversation():
    kept = Unacknowledged(RECORD)
    kept.put(records((0, 1)))
    assert taken(kept) == []
    assert kept.streams().tolist() == [0]


def test_what_comes_later_stands_behind():
    kept = Unacknowledged(RECORD)
    kept.put(records((4, 1), (9, 2)))
    kept.put(records((5, 3)))
    assert taken(kept, 2, 3) == [(4, 1), (5, 3)]
    assert kept.streams().tolist() == [4]


@pytest.mark.parametrize("growth", [0, 1, 4])
def test_runs_make_no_difference(monkeypatch, growth):
    monkeypatch.setattr(unacknowledged, "GROWTH", growth)

    batch = st.tuples(
        st.sets(st.integers(0, 20), max_size=4),
        st.dictionaries(st.integers(0, 20), st.lists(st.booleans(), max_size=4)),
    )

    @settings(max_examples=60, deadline=None)
    @given(st.lists(batch, max_size=12))
    def check(batches):
        kept, known, frame = Unacknowledged(RECORD), {}, 0
        for streams, sides_of in batches:
            expected = [record for stream in sorted(streams) for record in known.pop(stream, [])]
            assert sorted(taken(kept, *sorted(streams)), key=lambda record: record[0] >> 1) == expected
            new = []
            for stream, sides in sides_of.items():
                sent = [(2 * stream + side, frame := frame + 1) for side in sides]
                known.setdefault(stream, []).extend(sent)
                new += sent
            kept.put(records(*new))
            assert sorted(kept.streams().tolist()) == sorted(n for n, sent in known.items() for _ in sent)

    check()
