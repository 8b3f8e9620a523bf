"""Patterns over a whole capture: floods, scans, forged and crafted packets, each with its evidence and its doubts.

`watch.PatternWatch` reads the layer index piece by piece; each family of patterns has a module of its own.
"""
