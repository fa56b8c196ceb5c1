"""Exercises of lesson 9: digits as data, dropout, measuring, saving, and an empty page."""

from dlscratch.checks.engine.room import open_room

open_room(__name__)
