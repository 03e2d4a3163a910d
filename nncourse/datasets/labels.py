"""A class as a number, and as one output for each class."""

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import finite_numbers


def one_hot(labels: ArrayLike, k: int = 10) -> np.ndarray:
    """1 at the place of the label, counted from 0, and 0 at the others: labels (n,) → (n, k), or one label → (k,).

    ValueError if a label is not a whole number from 0 to k − 1.  Deck IBR 230-232.

    >>> one_hot(6).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    """
    numbers = finite_numbers("labels", labels)
    if not isinstance(k, int | np.integer) or k < 2:
        raise ValueError(f"k: a whole number of classes from 2 on expected; got {k!r}")
    if numbers.ndim > 1:
        raise ValueError(f"labels: shape (n,) or one label expected; got shape {numbers.shape}")
    wrong = (numbers < 0) | (numbers >= k) | (numbers % 1 != 0)
    if wrong.any():
        raise ValueError(f"labels: whole numbers from 0 to {k - 1} expected; got {numbers[wrong][0]:g}")
    return np.eye(k)[numbers.astype(int)]


def labels_of(A: ArrayLike) -> np.ndarray:
    """Which of k outputs is the largest, counted from 0, the first on a tie: A (n, k) → (n,), or one sample (k,) → ().

    The way back from `one_hot`, and from what a network puts out to what it says.
    ValueError if there are not at least two outputs, or one is NaN or infinite.
    """
    outputs = finite_numbers("A", A)
    if outputs.ndim not in (1, 2) or outputs.shape[-1] < 2:
        raise ValueError(f"A: shape (n, k) or (k,) with k of at least 2 expected; got shape {outputs.shape}")
    return outputs.argmax(axis=-1)
