"""Exercises of lesson 8: encodings, the baseline, held-out numbers, better inputs, weight decay."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
