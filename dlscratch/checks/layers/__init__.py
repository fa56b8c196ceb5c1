"""Exercises of lesson 2: slopes and gradients, layers as classes, and how to measure them."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
