"""Pages about what was agreed and how its time counts, one module a room."""
