"""One module a protocol; importing `dissectors.registry` loads them all."""
