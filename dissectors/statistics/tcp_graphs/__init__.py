"""TCP conversations as points of graphs: sequence numbers, throughput, round trips and windows over time."""
