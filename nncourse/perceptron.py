"""The perceptron: a weighted sum, a threshold, a decision.

    output = 1 if w·x > threshold, else 0        (threshold form)
    output = 1 if w·x + b > 0,     else 0        (bias form, b = −threshold)

Equality does not fire.  Lecture 1; decks IBR 5-99, KHE 220-265, OCT 106-119.  What is left out: how the weights
are learned, which is a stream of its own.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .activations import step


@dataclass(frozen=True, eq=False, init=False)
class Perceptron:
    """One threshold unit, in bias form.

    weights : (d,) finite numbers, one for each input.
    bias : a finite number, minus the threshold.

    ValueError if the weights are not one row of numbers, or anything is NaN or infinite.

    >>> float(Perceptron.with_threshold([6, 2, 2], 5).predict([1, 0, 0]))
    1.0
    """

    weights: np.ndarray
    bias: float

    def __init__(self, weights: ArrayLike, bias: float) -> None:
        row = _numbers("weights", weights)
        if row.ndim != 1 or row.size == 0:
            raise ValueError(f"weights: one row of numbers expected, shape (d,); got shape {row.shape}")
        row.setflags(write=False)
        object.__setattr__(self, "weights", row)
        object.__setattr__(self, "bias", _number("bias", bias))

    @classmethod
    def with_threshold(cls, weights: ArrayLike, threshold: float) -> Self:
        """The perceptron that fires when w·x > threshold: its bias is −threshold."""
        return cls(weights, 0.0 - _number("threshold", threshold))

    @property
    def threshold(self) -> float:
        """What the weighted sum has to exceed: −bias."""
        return 0.0 - self.bias

    def weighted_sum(self, X: ArrayLike) -> np.ndarray:
        """w·x for every row x: X (n, d) → (n,), or one input (d,) → a single number.

        ValueError if the rows do not have d entries, or one is NaN or infinite.
        """
        X = _numbers("X", X)
        d = self.weights.size
        if X.ndim not in (1, 2) or X.shape[-1] != d:
            raise ValueError(f"X: shape (n, {d}) or ({d},) expected for weights of shape ({d},); got shape {X.shape}")
        # Not X @ w: that may round a row differently among others than alone, and a tie would fall both ways.
        return (X * self.weights).sum(axis=-1)

    def score(self, X: ArrayLike) -> np.ndarray:
        """z = w·x + b for every row x: X (n, d) → (n,), or one input (d,) → a single number."""
        return self.weighted_sum(X) + self.bias

    def predict(self, X: ArrayLike) -> np.ndarray:
        """1.0 where z > 0, else 0.0: X (n, d) → (n,), or one input (d,) → a single number."""
        return step(self.score(X))


def _numbers(name: str, value: object) -> np.ndarray:
    """A fresh float array, or a ValueError that names the argument."""
    try:
        array = np.array(value, dtype=float, order="C")
    except (TypeError, ValueError):
        raise ValueError(f"{name}: numbers expected; got {value!r}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: finite numbers expected; got {value!r}")
    return array


def _number(name: str, value: object) -> float:
    """A single float, or a ValueError that names the argument."""
    number = _numbers(name, value)
    if number.ndim != 0:
        raise ValueError(f"{name}: a single number expected; got shape {number.shape}")
    return float(number)
