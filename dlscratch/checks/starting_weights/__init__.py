"""Exercises of lesson 7: random weights, their spread, and what it does in the depth."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
