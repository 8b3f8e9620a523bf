"""Bytes to meaning: capture files, dissectors, filters. A library that knows nothing of terminals."""
