"""What one socket means, in words of the field: said to a learner and to an expert at once."""
