"""Exercises of lesson 3: linear layers and their gradients, starting weights, chains of layers."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
