"""Exercises of lesson 3: linear layers and their gradients, chains of layers."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
