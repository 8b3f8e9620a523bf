"""Display filters that only tshark can answer: whether a text is one, what columns narrow, and which rows match.

`any_filter` is the door for filters of either kind.
"""
