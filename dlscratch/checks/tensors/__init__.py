"""Exercises of lesson 1: shapes, the six functions on nested lists, names, and NumPy's axes."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
