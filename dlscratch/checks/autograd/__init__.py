"""Exercises of lesson 11: numbers and arrays that take notes, the way back, an engine."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
