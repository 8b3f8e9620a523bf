"""What became of conversations: outlines in bulk, outcomes as words, verdicts as sentences."""
