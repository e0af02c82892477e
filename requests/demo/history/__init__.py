"""Fourteen months of work that are over, made at once: nobody has to live through them.

`asked` says what comes in and when, `fates` how it goes, `past` and `clocks` what that leaves
behind: the rows that the real actions would have written, as a test checks by doing it all
again through them. `writing` puts them in the database. Messages are not made, and nothing is
learned from words that nobody spoke.
"""
