"""Conversations as tables: who talked to whom, how much each way, and when."""
