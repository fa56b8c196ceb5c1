"""Exercises of lesson 7: random weights, how widely they are spread, and what that does in the depth."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
