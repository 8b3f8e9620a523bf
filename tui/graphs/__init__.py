"""Graphs as lines of characters: what one is made of, its scales and ticks, its dots and blocks. Knows no screen."""
