"""A demo organisation that looks as if it has been at work for months, up to this minute.

`moving` brings the moments of the data to the present, `lives` tells how each request fares,
`stage` plays all lives at once through the real actions, and `loading` puts it together.
"""
