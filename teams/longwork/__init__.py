"""Files that take long to make: asked for, made by a worker, and kept a day for who asked.

An app higher up tells in `settings.LONG_WORK` what kinds there are; nothing here knows them.
"""
