"""What was said in a conversation: its bytes in order, as turns, and as HTTP messages."""
