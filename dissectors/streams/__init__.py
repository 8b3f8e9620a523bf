"""Packets that belong together: conversations, their numbers, and their segments in bulk.

`tcp_analysis` compares segments, `outcomes` says what became of conversations, `tables` counts them, `following` reads
what was said, `ladders` draws it, and `patterns` looks over all of them.
"""
