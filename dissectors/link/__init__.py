"""What several link layers share; the protocols themselves are in `dissectors.protocols`."""
