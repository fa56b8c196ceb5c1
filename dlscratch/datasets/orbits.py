"""Bodies near the Earth: which fall down, which stay in orbit, which escape.

Source of the formulas: the two-body problem, as in R. Bate, D. Mueller, J. White, *Fundamentals
of Astrodynamics*, chapter 1: the energy says whether a body escapes, the energy and the angular
momentum how near it comes. Moon and sun are left out.
"""

import numpy as np

ORBITS = ("height", "speed", "angle", "fate")  # the columns of a table of orbits
FATES = ("falls", "orbits", "escapes")  # what the labels 0, 1 and 2 mean

PULL = 398_600.4  # km³/s²: the Earth's mass times the constant of gravitation
RADIUS = 6371.0  # km, of the Earth
AIR = 100.0  # km: what comes lower than this is braked by the air and falls


def orbits(n: int, rng=None) -> tuple[np.ndarray, np.ndarray]:
    """`n` bodies at one moment: `x` (n, 3) float64, and `y` (n,) int64, each one's fate.

    The columns of `x` are the height above the ground (200 to 20,000 km), the speed (1 to
    12 km/s) and the angle above the horizontal (−60 to 60 degrees; below 0 it moves downwards),
    each drawn evenly. `y` is 0, 1 or 2, a place in `FATES`. `rng` is a NumPy generator or a seed.
    """
    rng = np.random.default_rng(rng)
    x = rng.uniform((200, 1, -60), (20_000, 12, 60), size=(n, 3))
    return x, fate(*x.T)


def fate(height, speed, angle) -> np.ndarray:
    """The fate (n,) int64 of bodies with these heights, speeds and angles; units as in `orbits`."""
    energy = speed**2 / 2 - PULL / (RADIUS + height)  # km²/s²; from 0 on it escapes
    escapes = (energy >= 0) & (angle >= 0)
    low = nearest(height, speed, angle) < RADIUS + AIR
    return np.where(escapes, 2, np.where(low, 0, np.where(energy >= 0, 2, 1)))


def nearest(height, speed, angle) -> np.ndarray:
    """How near to the Earth's centre each path comes, in km, if there were no ground."""
    distance = RADIUS + height
    energy = speed**2 / 2 - PULL / distance
    momentum = distance * speed * np.cos(np.radians(angle))
    stretch = np.sqrt(np.maximum(0, 1 + 2 * energy * momentum**2 / PULL**2))
    return momentum**2 / PULL / (1 + stretch)
