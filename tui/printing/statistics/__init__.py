"""Statistics of a capture in print: a table for each kind, all of them as a report, as JSON, or as CSV."""
