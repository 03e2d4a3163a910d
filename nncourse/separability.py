"""Which Boolean functions of two inputs can one perceptron compute?  14 of the 16 (deck KHE 534-569)."""

import itertools

import numpy as np
from numpy.typing import ArrayLike

from .arguments import either
from .datasets import binary_inputs
from .perceptron import Perceptron

_NAMES = (
    "always 0", "AND", "x₁ and not x₂", "x₁",
    "x₂ and not x₁", "x₂", "XOR", "OR",
    "NOR", "XNOR", "not x₂", "x₁ or not x₂",
    "not x₁", "x₂ or not x₁", "NAND", "always 1",
)  # fmt: skip


def boolean_functions() -> np.ndarray:
    """All truth tables of two inputs: (16, 4), in counting order; a row holds the answers to 00, 01, 10, 11."""
    return binary_inputs(4)


def name_of(truth: ArrayLike) -> str:
    """What the function with this truth table is called: AND, XOR, not x₁, …

    truth : (4,) or (4, 1), the answers 0 or 1 to 00, 01, 10, 11; ValueError for others.

    >>> name_of([0, 1, 1, 0])
    'XOR'
    """
    return _NAMES[int(_table(truth) @ (8, 4, 2, 1))]


def separating_perceptron(truth: ArrayLike) -> Perceptron | None:
    """A perceptron with this truth table, or None if there is none.

    truth : (4,) or (4, 1), the answers 0 or 1 to 00, 01, 10, 11; ValueError for others.

    The search is small: weights −1, 0, 1 and biases ±½, ±1½.  It is exact all the same.  It finds a line for all
    but XOR and XNOR, and for these two there is none: w·x + b has the same sum w₁ + w₂ + 2b over the corners 00, 11
    as over 01, 10, and it cannot be positive over the pair that fires and not positive over the pair that is silent.
    """
    truth = _table(truth)
    for *weights, bias in itertools.product((1, 0, -1), (1, 0, -1), (0.5, -0.5, 1.5, -1.5)):
        unit = Perceptron(weights, bias)
        if (unit.predict(binary_inputs(2)) == truth).all():
            return unit
    return None


def _table(truth: ArrayLike) -> np.ndarray:
    """The truth table as an array (4,), or a ValueError."""
    table = either("truth", truth, 0, 1)
    if table.shape not in ((4,), (4, 1)):
        raise ValueError(f"truth: the answers to 00, 01, 10, 11 expected, shape (4,); got shape {table.shape}")
    return table.reshape(4)
