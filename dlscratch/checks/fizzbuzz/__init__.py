"""Exercises of lesson 8: encodings, the baseline, held-out numbers, batches, better inputs."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
