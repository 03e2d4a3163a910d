"""All parameters of a network in one vector θ = W[1].ravel(), b[1], W[2].ravel(), b[2], …, and its parts by layer.

One vector makes every optimiser, penalty and gradient check a line without loops, and quick; the matrices W[l] and the
biases b[l] of the board are views of it.
"""

import itertools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Array = np.ndarray


def count(sizes: tuple[int, ...]) -> int:
    """How many weights and biases layers of n_0, …, n_L neurons have: Σ n_l (n_{l−1} + 1)."""
    return sum(n_out * (n_in + 1) for n_in, n_out in itertools.pairwise(sizes))


def views(sizes: tuple[int, ...], theta: Array) -> tuple[list[Any], list[Any]]:
    """The parts of theta: W[l] (n_l, n_{l−1}) and b[l] (n_l,) for layers 1 … L; W[0] and b[0] are None."""
    W: list[Any] = [None]
    b: list[Any] = [None]
    for n_in, n_out in itertools.pairwise(sizes):
        first_bias, end = n_out * n_in, n_out * (n_in + 1)
        W.append(theta[:first_bias].reshape(n_out, n_in))
        b.append(theta[first_bias:end])
        theta = theta[end:]
    return W, b


def names(sizes: tuple[int, ...]) -> list[str]:
    """What the entries of theta are called, in their order: W[1][0, 0], …, b[1][0], …, counted from 0 as in code."""
    layers = list(enumerate(itertools.pairwise(sizes), start=1))
    shapes = [part for l, (n_in, n_out) in layers for part in ((f"W[{l}]", (n_out, n_in)), (f"b[{l}]", (n_out,)))]
    return [f"{name}{list(index)}" for name, shape in shapes for index in np.ndindex(shape)]


def fixed(theta: ArrayLike, size: int, mask: Array | None) -> Array:
    """A copy of theta that nothing can write to, with 0 where the mask is False; complex numbers may pass.

    ValueError if its shape is another than (size,).
    """
    theta = np.array(theta)
    theta = theta if theta.dtype.kind in "fc" else theta.astype(float)
    if theta.shape != (size,):
        raise ValueError(f"theta: shape ({size},) expected for this network; got shape {theta.shape}")
    if mask is not None:
        theta *= mask
    theta.setflags(write=False)
    return theta
