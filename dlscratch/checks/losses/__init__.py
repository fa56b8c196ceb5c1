"""Exercises of lesson 4: squared errors, softmax, cross-entropy, their gradients, and two bugs."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
