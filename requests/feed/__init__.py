"""Deadlines in somebody's own calendar, by a secret link: what was promised them, what they do."""
