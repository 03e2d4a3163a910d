"""Inputs of one scale: every column is moved and stretched to mean 0 and standard deviation 1 (z-scores).

    x ← (x − mean) / deviation

Large inputs make large weighted inputs z, where σ′(z) is next to 0 and a neuron hardly learns.  Mean and deviation are
those of the training samples, for all other samples too: otherwise the network would be judged by what it had seen.
Lecture 5; deck KHE 994-1022.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .arguments import samples

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Standardization:
    """What to take away from every column, and what to divide it by: mean and deviation (d,).

    `Standardization.fit` takes them from samples; called, it changes the scale of others.
    """

    mean: Array
    deviation: Array

    @classmethod
    def fit(cls, X: ArrayLike) -> Self:
        """That of the training samples X (n, d); a column that is constant keeps its scale and becomes 0.

        ValueError if X is not (n, d) finite numbers.

        >>> Standardization.fit([[10], [20], [30]])([[20], [30], [40]]).round(3).tolist()
        [[0.0], [1.225], [2.449]]
        """
        X = samples("X", X)
        constant = np.ptp(X, axis=0) == 0  # asked of the numbers themselves: their mean is rounded
        mean, deviation = X.mean(axis=0, dtype=float), X.std(axis=0, dtype=float)
        return cls(np.where(constant, X[0], mean), np.where(constant | (deviation == 0), 1.0, deviation))

    def __call__(self, X: ArrayLike) -> Array:
        """Samples X (n, d) on the new scale: (n, d), in the number type of X.

        ValueError if X is not finite numbers, or has other columns than those it was fitted to.
        """
        X = samples("X", X, self.mean.size)
        return ((X - self.mean) / self.deviation).astype(X.dtype, copy=False)
