"""What the functions that draw random data ask of their arguments: how many samples, and how much noise."""

from __future__ import annotations

import numpy as np

from ..arguments import finite_number, random_generator


def number_of_samples(n: object, least: int) -> int:
    """The number itself, or a ValueError that names n."""
    if not isinstance(n, int | np.integer) or n < least:
        raise ValueError(f"n: a whole number from {least} on expected; got {n!r}")
    return int(n)


def with_noise(points: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """The points, each coordinate moved by its own draw from N(0, noise²): any shape, the same shape.

    ValueError if the noise is not a number from 0 on.
    """
    if finite_number("noise", noise) < 0:
        raise ValueError(f"noise: a number from 0 on expected; got {noise!r}")
    return points + noise * random_generator("rng", rng).normal(size=points.shape)
