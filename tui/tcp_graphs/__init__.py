"""TCP graphs as they are shown: pictures of points, packets in words, and a thread that reads them."""
