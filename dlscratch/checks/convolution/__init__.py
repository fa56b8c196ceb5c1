"""Exercises of lesson 10: a window that slides, patches, the way back, pooling, a small LeNet."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
