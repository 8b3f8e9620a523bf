"""Real TCP and UDP situations made on loopback, for learners, samples and tests."""
