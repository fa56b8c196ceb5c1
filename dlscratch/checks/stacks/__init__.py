"""Exercises of lesson 3: linear layers and their gradients, starting weights, layers in a row."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
