"""The product as it is, and beside it one bare page to compare with (`tests.bench.bare`)."""

from config.settings import *  # noqa: F403 - nothing differs but the addresses

ROOT_URLCONF = "tests.bench.bare"
