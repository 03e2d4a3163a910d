"""Data to learn from: functions that return X (n, d) and Y (n, k), always two-dimensional.

Lecture 1 uses the gates and the venue (deck IBR 21-75).
"""

import itertools

import numpy as np

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
