"""The handbook: how the pools do every service, to read on the screen and on paper.

It lives here because it tells the norms in words, and those are known from this layer up.
"""
