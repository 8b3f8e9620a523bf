"""Who uses the wire, with what, how fast: counted in bulk from the layer index, for any rows of a capture."""
