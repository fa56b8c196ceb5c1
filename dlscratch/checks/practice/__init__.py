"""Exercises of lesson 13: data of one's own, numbers to predict, and faults that make no error.

PyTorch is optional and slow to import, so nothing here imports it until an answer is run.
"""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
