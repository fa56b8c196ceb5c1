"""Throws and orbits against what physics says of them, and the CSV that holds them."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlscratch.datasets import ORBITS, THROWS, orbits, throws, write_csv
from dlscratch.datasets.orbits import AIR, FATES, PULL, RADIUS, fate, nearest
from dlscratch.datasets.throws import DRAG, GRAVITY, flight

# Throws


def test_throws_have_the_ranges_that_they_promise_and_come_again_from_the_same_seed():
    x, y = throws(500, rng=0)
    assert x.shape == (500, 3) and y.shape == (500,) and x.dtype == y.dtype == np.float64
    assert (x.min(axis=0) >= (5, 10, -8)).all() and (x.max(axis=0) <= (35, 80, 8)).all()
    again_x, again_y = throws(500, rng=np.random.default_rng(0))
    assert (x == again_x).all() and (y == again_y).all()
    assert (throws(500, rng=1)[0] != x).any()


@given(st.floats(5, 35), st.floats(10, 80), st.floats(-8, 8))
def test_without_air_a_throw_is_the_parabola_of_the_textbook(speed, angle, wind):
    distance = flight(np.array([speed]), np.array([angle]), np.array([wind]), drag=0)
    wanted = speed**2 * np.sin(2 * np.radians(angle)) / GRAVITY
    assert distance[0] == pytest.approx(wanted, abs=0.02)


def test_a_flat_throw_is_braked_by_the_air_as_its_formula_says():
    """For a short time and nearly flat, only drag counts: x = log(1 + DRAG · v · t) / DRAG."""
    speed, calm = np.array([30.0]), np.array([0.0])
    time = 2 * 30 * np.sin(np.radians(1)) / GRAVITY
    flat = flight(speed, np.array([1.0]), calm, step=0.0005)[0]
    assert flat == pytest.approx(np.log(1 + DRAG * 30 * time) / DRAG, rel=0.006)
    assert abs(flight(speed, np.array([90.0]), calm)[0]) < 1e-9  # straight up, and down again


def test_air_and_head_wind_shorten_a_throw_and_a_wind_from_behind_lengthens_it():
    speed, angle = np.full(3, 30.0), np.full(3, 40.0)
    against, calm, behind = flight(speed, angle, np.array([8.0, 0.0, -8.0]))
    assert against < calm < behind
    assert calm < flight(speed[:1], angle[:1], np.zeros(1), drag=0)[0]


def test_half_the_step_changes_a_distance_by_less_than_two_centimetres():
    speed, angle, wind = throws(300, rng=0)[0].T
    halved = flight(speed, angle, wind, step=0.01)
    assert np.abs(flight(speed, angle, wind) - halved).max() < 0.02


def test_each_throw_is_its_own_whoever_flies_beside_it():
    x, y = throws(20, rng=0, error=0)
    assert np.allclose([flight(*row[:, None])[0] for row in x], y, rtol=0, atol=1e-12)


def test_the_tape_errs_as_much_as_it_says():
    exact, measured = throws(4000, rng=0, error=0)[1], throws(4000, rng=0)[1]
    assert (measured - exact).std() == pytest.approx(0.5, rel=0.05)
    assert abs((measured - exact).mean()) < 0.03


def test_what_a_linear_model_misses_is_much_more_than_the_error_of_the_tape():
    x, y = throws(2000, rng=0)
    with_ones = np.column_stack([x, np.ones(len(x))])
    missed = y - with_ones @ np.linalg.lstsq(with_ones, y, rcond=None)[0]
    assert missed.std() > 10 * 0.5


# Orbits


def test_orbits_have_the_ranges_that_they_promise_and_all_three_fates():
    x, y = orbits(3000, rng=0)
    assert x.shape == (3000, 3) and y.shape == (3000,) and y.dtype == np.int64
    assert (x.min(axis=0) >= (200, 1, -60)).all() and (x.max(axis=0) <= (20_000, 12, 60)).all()
    assert np.bincount(y, minlength=len(FATES)).min() > 300
    assert (orbits(3000, rng=0)[0] == x).all()


def test_a_circle_stays_in_orbit_and_is_everywhere_equally_near():
    height = np.array([400.0, 10_000.0])
    speed = np.sqrt(PULL / (RADIUS + height))
    assert fate(height, speed, np.zeros(2)).tolist() == [1, 1]
    assert np.allclose(nearest(height, speed, np.zeros(2)), RADIUS + height)


def test_from_the_escape_speed_on_a_body_escapes_unless_it_is_aimed_at_the_earth():
    escape = np.sqrt(2 * PULL / (RADIUS + 400))
    assert 10.8 < escape < 10.9  # km/s, as the tables have it for 400 km
    height, angle = np.full(3, 400.0), np.array([30.0, 30.0, -30.0])
    assert fate(height, escape + np.array([-0.01, 0.01, 0.01]), angle).tolist() == [0, 2, 0]
    assert fate(np.array([20_000.0]), np.array([11.0]), np.array([-5.0])).tolist() == [2]


def test_what_is_hardly_moving_falls():
    assert fate(np.array([20_000.0]), np.array([1.0]), np.array([60.0])).tolist() == [0]


def test_the_nearest_place_is_that_of_a_path_that_was_followed_step_by_step():
    height, speed, angle = 8000.0, 4.5, -20.0
    place, motion = np.array([RADIUS + height, 0.0]), np.radians(90 - angle)
    velocity = speed * np.array([np.cos(motion), np.sin(motion)])
    closest = place[0]
    for _ in range(20_000):  # half a second each: leapfrog
        velocity = velocity - 0.25 * PULL * place / np.linalg.norm(place) ** 3
        place = place + 0.5 * velocity
        velocity = velocity - 0.25 * PULL * place / np.linalg.norm(place) ** 3
        closest = min(closest, np.linalg.norm(place))
    found = nearest(np.array([height]), np.array([speed]), np.array([angle]))[0]
    assert found == pytest.approx(closest, rel=1e-3)
    assert found > RADIUS + AIR or fate(*np.array([[height], [speed], [angle]])).tolist() == [0]


# The file


def test_a_table_comes_back_from_its_file(tmp_path):
    x, y = throws(7, rng=0)
    path = write_csv(tmp_path / "new folder" / "throws.csv", THROWS, x, y)
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == THROWS
    read = np.array(rows, dtype=float)
    assert np.allclose(read[:, :3], x, atol=5e-4) and np.allclose(read[:, 3], y, atol=5e-4)


def test_labels_and_words_are_written_as_they_are(tmp_path):
    x, y = orbits(4, rng=0)
    path = write_csv(tmp_path / "a.csv", ORBITS, x, y)
    assert [line.split(",")[-1] for line in path.read_text().split()[1:]] == [str(one) for one in y]
    words = [FATES[one] for one in y]
    path = write_csv(path, ORBITS, x, words)
    assert [line.split(",")[-1] for line in path.read_text().split()[1:]] == words
    write_csv(path, ("a", "b"), [[0.0], [100.0], [-0.0004]], [0, -20, 3])
    assert path.read_text().split() == ["a,b", "0,0", "100,-20", "0,3"]


def test_a_table_that_does_not_fit_is_refused_before_the_file_is_touched(tmp_path):
    x, y = throws(3, rng=0)
    with pytest.raises(ValueError, match="3 rows and y 2"):
        write_csv(tmp_path / "a.csv", THROWS, x, y[:2])
    with pytest.raises(ValueError, match="3 names came for 3 columns of x and one of y"):
        write_csv(tmp_path / "a.csv", THROWS[:3], x, y)
    assert not (tmp_path / "a.csv").exists()
