"""Why this deadline: how it came about, and the sum in plain words."""
