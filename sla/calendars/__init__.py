"""Calendars as people keep them: dates that differ, a picture, what a change moves."""
