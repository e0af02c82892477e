"""Writing a draft: what is typed is kept by itself, and two who write never undo each other.

Each field carries a stamp of what it said when it was opened. It is kept only where it still
says that; else both texts are shown, and whoever typed last chooses.
"""
