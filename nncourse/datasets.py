"""Data to learn from: functions that return X (n, d) and Y (n, k), always two-dimensional.

Lecture 1 uses the gates, the venue (deck IBR 21-75), the students (deck BAD 4-17) and the two clouds.
"""

import itertools

import numpy as np

from .arguments import finite_number, random_generator
from .perceptron import Perceptron

_GATES = {
    "AND":  (0, 0, 0, 1),
    "OR":   (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR":  (1, 0, 0, 0),
    "XOR":  (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
}  # fmt: skip


def binary_inputs(d: int) -> np.ndarray:
    """All 2^d rows of zeros and ones in counting order 0…00, 0…01, …, 1…11: X (2^d, d).

    ValueError if d is not a whole number from 1 to 16.

    >>> binary_inputs(2).tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    if not isinstance(d, int | np.integer) or not 1 <= d <= 16:
        raise ValueError(f"d: a whole number from 1 to 16 expected; got {d!r}")
    return np.array(list(itertools.product((0.0, 1.0), repeat=int(d))))


def gate(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The truth table of a logic gate: X (4, 2) in the order 00, 01, 10, 11, and Y (4, 1).

    ValueError if the name is none of AND, OR, NAND, NOR, XOR, XNOR.
    """
    if name not in _GATES:
        raise ValueError(f"name: one of {', '.join(_GATES)} expected; got {name!r}")
    return binary_inputs(2), np.array(_GATES[name], dtype=float)[:, None]


def venue(threshold: float = 5) -> tuple[np.ndarray, np.ndarray]:
    """The weekend decision of lecture 1: X (8, 3) with columns weather, friend, commute, and Y (8, 1), go or stay.

    The weights are 6, 2, 2; you go when their sum exceeds the threshold (deck IBR 21-75).
    """
    X = binary_inputs(3)
    return X, Perceptron.with_threshold([6, 2, 2], threshold).predict(X)[:, None]


def acceptance() -> tuple[np.ndarray, np.ndarray]:
    """Twelve students: X (12, 2) with columns test points and grade, both from 0 to 10, and Y (12, 1), accepted or not.

    A student is accepted if 2·points + grade − 18 > 0 (deck BAD 4-17, whose picture is lost; the line and the student
    (7, 6) are known from Udacity's introduction to neural networks, the others are ours).  (6, 6) lies on the line.
    """
    X = np.array(
        [[7, 6], [5, 6], [6, 6], [9, 8], [2, 3], [8, 4], [3, 8], [6, 9], [5, 2], [9, 3], [7, 2], [10, 6]], dtype=float
    )
    return X, Perceptron([2, 1], -18).predict(X)[:, None]


def blobs(n: int, rng: np.random.Generator, distance: float = 4.0) -> tuple[np.ndarray, np.ndarray]:
    """Two round clouds: X (n, 2), and Y (n, 1) = 0, 1, 0, 1, …, the cloud each point belongs to.

    The points spread around their centre with standard deviation 1 in every direction; the centres lie on the
    diagonal, one at either side of the origin, at the given distance from each other.
    ValueError if n is not a whole number from 2 on, or the distance is negative.
    """
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n: a whole number from 2 on expected; got {n!r}")
    if finite_number("distance", distance) < 0:
        raise ValueError(f"distance: a number from 0 on expected; got {distance!r}")
    Y = (np.arange(n) % 2.0)[:, None]
    return random_generator("rng", rng).normal(size=(n, 2)) + (Y - 0.5) * distance / np.sqrt(2), Y
