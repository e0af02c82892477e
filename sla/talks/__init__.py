"""The conversation with a client: prepared with the facts, shared, and followed up."""
