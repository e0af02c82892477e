"""Inventory rounds: everybody writes down what they do, and the coordinator makes drafts of it."""
