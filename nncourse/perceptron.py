"""The perceptron: a weighted sum, a threshold, a decision.

    output = 1 if w·x > threshold, else 0        (threshold form)
    output = 1 if w·x + b > 0,     else 0        (bias form, b = −threshold)

Equality does not fire.  Several units that read the same inputs form a layer.  Lecture 1; decks IBR 5-127,
KHE 220-265 and 534-546, OCT 106-119.  How the weights are learned stands in `perceptron_learning`.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .activations import step
from .arguments import either, finite_number, finite_numbers


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
        row = finite_numbers("weights", weights)
        if row.ndim != 1 or row.size == 0:
            raise ValueError(f"weights: one row of numbers expected, shape (d,); got shape {row.shape}")
        row.setflags(write=False)
        object.__setattr__(self, "weights", row)
        object.__setattr__(self, "bias", finite_number("bias", bias))

    @classmethod
    def with_threshold(cls, weights: ArrayLike, threshold: float) -> Self:
        """The perceptron that fires when w·x > threshold: its bias is −threshold."""
        return cls(weights, 0.0 - finite_number("threshold", threshold))

    @classmethod
    def unfold(cls, folded: ArrayLike) -> Self:
        """The perceptron whose weights and bias are (w₁, …, w_d, b): the way back from `folded`.

        ValueError if that is not one row of at least two finite numbers.
        """
        row = finite_numbers("folded", folded)
        if row.ndim != 1 or row.size < 2:
            raise ValueError(f"folded: one row (w1, ..., wd, b) expected, shape (d+1,); got shape {row.shape}")
        return cls(row[:-1], row[-1])

    @property
    def folded(self) -> np.ndarray:
        """(w₁, …, w_d, b), shape (d+1,): the bias as the weight of one more input that is always 1.

        The bias stands last, as in deck BAD 254-259; deck OCT 113-119 puts it first.
        """
        return np.append(self.weights, self.bias)

    @property
    def threshold(self) -> float:
        """What the weighted sum has to exceed: −bias."""
        return 0.0 - self.bias

    def weighted_sum(self, X: ArrayLike) -> np.ndarray:
        """w·x for every row x: X (n, d) → (n,), or one input (d,) → a single number.

        ValueError if the rows do not have d entries, or one is NaN or infinite.
        """
        X = finite_numbers("X", X)
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

    def distance(self, X: ArrayLike) -> np.ndarray:
        """z/‖w‖ for every row x: how far it lies from the boundary w·x + b = 0, negative where the unit is silent.

        X (n, d) → (n,), or one input (d,) → a single number.  The weights are the normal of the boundary
        (deck KHE 534-546).  ValueError if all weights are 0: then there is no boundary.
        """
        length = math.hypot(*self.weights)
        if length == 0:
            raise ValueError(
                f"weights: one other than 0 expected, or there is no boundary; got {self.weights.tolist()}"
            )
        return self.score(X) / length


@dataclass(frozen=True, eq=False, init=False)
class PerceptronLayer:
    """Perceptrons side by side that read the same inputs: outputs = step(W x + b) (deck IBR 101-127).

    W : (n_out, n_in) finite numbers, one row of weights for each unit.
    b : (n_out,) finite numbers, one bias for each unit.

    ValueError if the shapes are others, or anything is NaN or infinite.
    """

    W: np.ndarray
    b: np.ndarray

    def __init__(self, W: ArrayLike, b: ArrayLike) -> None:
        for name, value in (("W", W), ("b", b)):
            array = finite_numbers(name, value)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if self.W.ndim != 2 or self.W.size == 0 or self.b.shape != self.W.shape[:1]:
            shapes = f"{self.W.shape} and {self.b.shape}"
            raise ValueError(f"W and b: shapes (n_out, n_in) and (n_out,) expected; got {shapes}")

    @property
    def parameters(self) -> int:
        """How many numbers the layer has to learn: its weights and its biases."""
        return self.W.size + self.b.size

    def predict(self, X: ArrayLike) -> np.ndarray:
        """1.0 for every unit that fires, else 0.0: X (n, n_in) → (n, n_out), or one input (n_in,) → (n_out,).

        ValueError if the rows do not have n_in entries, or one is NaN or infinite.
        """
        units = [Perceptron(weights, bias) for weights, bias in zip(self.W, self.b, strict=True)]
        return np.stack([unit.predict(X) for unit in units], axis=-1)


def with_constant_input(X: ArrayLike) -> np.ndarray:
    """X with one more input that is always 1, as last column: (n, d) → (n, d+1), or one input (d,) → (d+1,).

    With it w·x + b is one inner product, `folded`·(x, 1).  ValueError if X is neither, or not finite numbers.
    """
    X = finite_numbers("X", X)
    if X.ndim not in (1, 2):
        raise ValueError(f"X: shape (n, d) or (d,) expected; got shape {X.shape}")
    return np.concatenate([X, np.ones((*X.shape[:-1], 1))], axis=-1)


def to_signs(t: ArrayLike) -> np.ndarray:
    """Targets 0 and 1 in the coding −1 and +1: 2t − 1, any shape (deck KHE 236-247).

    ValueError if another number is among them.
    """
    return 2 * either("t", t, 0, 1) - 1


def from_signs(y: ArrayLike) -> np.ndarray:
    """Targets −1 and +1 in the coding 0 and 1: (y + 1)/2, any shape.

    ValueError if another number is among them.
    """
    return (either("y", y, -1, 1) + 1) / 2
