"""A curve to be found again from noisy points."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import finite_numbers, random_generator
from .edge import number_of_samples, with_noise


def curve(x: ArrayLike) -> np.ndarray:
    """sin(πx), the truth behind `noisy_curve`: any shape → the same shape.  ValueError unless x is finite numbers."""
    return np.sin(np.pi * finite_numbers("x", x))


def noisy_curve(n: int, rng: np.random.Generator, noise: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """Points near a smooth curve: X (n, 1) anywhere in −1 … 1, in no order, and Y (n, 1) = sin(πx) + noise.

    The noise is normal; the number is its standard deviation.
    ValueError if n is not a whole number from 1 on, or the noise not a number from 0 on.
    """
    X = random_generator("rng", rng).uniform(-1, 1, size=(number_of_samples(n, 1), 1))
    return X, with_noise(curve(X), noise, rng)
