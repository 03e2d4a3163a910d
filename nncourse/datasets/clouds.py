"""Points in the plane of two kinds, to be told apart: X (n, 2), and Y (n, 1) = 0 or 1, half of them each.

All are drawn: the same seed gives the same points, and more noise moves each of them further the same way.
"""

from __future__ import annotations

import numpy as np

from ..arguments import finite_number, random_generator
from .edge import number_of_samples, with_noise
from .tables import gate


def blobs(n: int, rng: np.random.Generator, distance: float = 4.0) -> tuple[np.ndarray, np.ndarray]:
    """Two round clouds: X (n, 2), and Y (n, 1) = 0, 1, 0, 1, …, the cloud each point belongs to.

    The points spread around their centre with standard deviation 1 in every direction; the centres lie on the
    diagonal, one at either side of the origin, at the given distance from each other.
    ValueError if n is not a whole number from 2 on, or the distance is negative.
    """
    Y = _alternating(n)
    if finite_number("distance", distance) < 0:
        raise ValueError(f"distance: a number from 0 on expected; got {distance!r}")
    return with_noise((Y - 0.5) * distance / np.sqrt(2) * [1, 1], 1, rng), Y


def xor_clouds(n: int, rng: np.random.Generator, noise: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """XOR with many points: X (n, 2) around the corners 00, 01, 10, 11 of the unit square in turn, Y (n, 1).

    ValueError if n is not a whole number from 4 on, or the noise (a standard deviation) not a number from 0 on.
    """
    corners, targets = gate("XOR")
    corner = np.arange(number_of_samples(n, 4)) % 4
    return with_noise(corners[corner], noise, rng), targets[corner]


def moons(n: int, rng: np.random.Generator, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles of radius 1, each with an end inside the other: X (n, 2), Y (n, 1) = 0, 1, 0, 1, …

    Kind 0 is the upper half around (0, 0), kind 1 the lower half around (1, ½).
    ValueError if n is not a whole number from 2 on, or the noise (a standard deviation) not a number from 0 on.
    """
    Y = _alternating(n)
    upper = _on_circle(random_generator("rng", rng).uniform(0, np.pi, size=Y.shape))
    return with_noise(np.where(Y == 0, upper, [1, 0.5] - upper), noise, rng), Y


def circles(n: int, rng: np.random.Generator, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """A circle inside another: X (n, 2), Y (n, 1) = 0, 1, 0, 1, …, kind 0 at radius 1 and kind 1 at radius ½.

    ValueError if n is not a whole number from 2 on, or the noise (a standard deviation) not a number from 0 on.
    """
    Y = _alternating(n)
    angle = random_generator("rng", rng).uniform(0, 2 * np.pi, size=Y.shape)
    return with_noise((1 - Y / 2) * _on_circle(angle), noise, rng), Y


def spirals(n: int, rng: np.random.Generator, noise: float = 0.03, turns: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """Two arms that wind around the origin: X (n, 2) at radius 0.1 to 1, Y (n, 1) = 0, 1, 0, 1, …

    Kind 0 has the angle 2π·turns·radius, kind 1 half a turn more.
    ValueError if n is not a whole number from 2 on, the noise (a standard deviation) not a number from 0 on, or the
    turns are not a finite number.
    """
    Y = _alternating(n)
    radius = random_generator("rng", rng).uniform(0.1, 1, size=Y.shape)
    return with_noise(radius * _on_circle(np.pi * (2 * finite_number("turns", turns) * radius + Y)), noise, rng), Y


def _alternating(n: int) -> np.ndarray:
    """Y (n, 1) = 0, 1, 0, 1, …: as many of the one kind as of the other, also in a part of the rows."""
    return (np.arange(number_of_samples(n, 2)) % 2.0)[:, None]


def _on_circle(angle: np.ndarray) -> np.ndarray:
    """The points (cos, sin) of angles (n, 1): (n, 2)."""
    return np.hstack([np.cos(angle), np.sin(angle)])
