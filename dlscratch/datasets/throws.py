"""Thrown balls: how far they fly, in air that brakes them.

Source of the formula: the drag equation, F = 1/2 · density · speed² · coefficient · area, as in
NASA Glenn Research Center, *The Drag Equation*, with the speed against the air, not the ground.
The ball is as large and as heavy as a baseball.
"""

import numpy as np

THROWS = ("speed", "angle", "head_wind", "distance")  # the columns of a table of throws

GRAVITY = 9.81  # m/s²
MASS = 0.145  # kg
AREA = np.pi * 0.0366**2  # m², of the circle that the air sees
COEFFICIENT = 0.4  # of a ball; without a unit
DENSITY = 1.2  # kg/m³, air at 20 °C near the sea
DRAG = DENSITY * COEFFICIENT * AREA / (2 * MASS)  # 1/m: a ball is braked by DRAG · speed²


def throws(n: int, rng=None, error: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """`n` throws over level ground: `x` (n, 3) and the distances `y` (n,) in metres, float64.

    The columns of `x` are the speed (5 to 35 m/s), the angle above the ground (10 to 80 degrees)
    and the head wind (−8 to 8 m/s; below 0 it blows from behind), each drawn evenly. The tape
    errs by `error` metres (standard deviation), so no prediction can be better than that.
    `rng` is a NumPy generator or a seed.
    """
    rng = np.random.default_rng(rng)
    x = rng.uniform((5, 10, -8), (35, 80, 8), size=(n, 3))
    return x, flight(*x.T) + error * rng.standard_normal(n)


def flight(speed, angle, head_wind, drag: float = DRAG, step: float = 0.02) -> np.ndarray:
    """How far each ball flies, in metres; all arguments (n,) and as in `throws`.

    All balls fly at once, `step` seconds at a time (Runge-Kutta of order 4). A ball lands where
    the line between its last place above the ground and its first below meets the ground.
    """
    angle = np.radians(angle)
    place = np.zeros((2, len(speed)))  # m: along the ground, above it
    velocity = speed * np.array([np.cos(angle), np.sin(angle)])
    wind = np.array([-np.asarray(head_wind), np.zeros(len(speed))])
    landed = np.full(len(speed), np.nan)
    while np.isnan(landed).any():
        before = place
        place, velocity = _one_step(place, velocity, wind, drag, step)
        down = np.isnan(landed) & (place[1] <= 0)
        share = before[1, down] / (before[1, down] - place[1, down])
        landed[down] = before[0, down] + share * (place[0, down] - before[0, down])
    return landed


def _one_step(place, velocity, wind, drag, step):
    """Place and velocity (2, n) one step later."""

    def acceleration(velocity):
        through_air = velocity - wind
        pull = -drag * np.hypot(*through_air) * through_air
        return pull - np.array([[0.0], [GRAVITY]])

    a1 = acceleration(velocity)
    a2 = acceleration(velocity + step / 2 * a1)
    a3 = acceleration(velocity + step / 2 * a2)
    a4 = acceleration(velocity + step * a3)
    place = place + step * velocity + step**2 / 6 * (a1 + a2 + a3)
    return place, velocity + step / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
