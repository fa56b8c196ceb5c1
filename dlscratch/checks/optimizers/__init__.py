"""Exercises of lesson 5: steps by hand, in place, gradient descent, momentum, Adam, one batch."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
