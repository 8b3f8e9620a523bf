"""The I/O graph: series of what came in each interval of time, counted by a thread and made into a plot."""
