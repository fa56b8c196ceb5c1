"""Exercises of lesson 6: XOR by hand, the training loop, two broken loops, and stuck runs."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
