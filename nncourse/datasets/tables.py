"""Tables: every row is written down, nothing is drawn.  The gates, the venue, the students, and two larger tasks."""

import itertools

import numpy as np

from ..perceptron import Perceptron
from .edge import number_of_samples

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


def half_adder() -> tuple[np.ndarray, np.ndarray]:
    """The sum of two binary digits: X (4, 2) in the order 00, 01, 10, 11, and Y (4, 2), columns carry and sum.

    Two gates at once, AND and XOR: 1 + 1 is binary 10 (deck KHE 911-926).
    """
    return binary_inputs(2), np.hstack([gate("AND")[1], gate("XOR")[1]])


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


def five_inputs(n: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """The task that tempts to memorise: X (n, 5), row i = (i, and a 1 at one of four places in turn), Y (n, 1) = 2i.

    The deck has the first four rows (KHE 1062-1079): the weights (2, 0, 0, 0, 0) fit them, and so do (0, 2, 4, 6, 8),
    which know the rows by their ones.  A fifth row, (5, 1, 0, 0, 0) → 10, leaves only the former (KHE 1090).

    ValueError if n is not a whole number from 1 on.
    """
    i = np.arange(number_of_samples(n, 1))
    return np.column_stack([i + 1.0, np.eye(4)[i % 4]]), 2 * (i[:, None] + 1.0)


def five_inputs_unseen() -> tuple[np.ndarray, np.ndarray]:
    """What the two solutions of `five_inputs` disagree on: X (4, 5), x₁ = 5, 6, 7, 8, the others 0, and Y (4, 1) = 2x₁.

    The deck only implies these rows (KHE 1062-1079).
    """
    X = np.outer(np.arange(5.0, 9), [1, 0, 0, 0, 0])
    return X, 2 * X[:, :1]
