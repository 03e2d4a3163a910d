"""All parameters of a network in one vector θ = W[1].ravel(), b[1], W[2].ravel(), b[2], …, and its parts by layer.

One vector makes every optimiser, penalty and gradient check a line without loops, and quick; the matrices W[l] and the
biases b[l] of the board are views of it.
"""

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_numbers

Array = np.ndarray


def count(sizes: tuple[int, ...]) -> int:
    """How many weights and biases layers of n_0, …, n_L neurons have: Σ n_l (n_{l−1} + 1)."""
    return sum(n_out * (n_in + 1) for n_in, n_out in itertools.pairwise(sizes))


def views(sizes: tuple[int, ...], theta: Array) -> tuple[list[Any], list[Any]]:
    """The parts of theta: W[l] (n_l, n_{l−1}) and b[l] (n_l,) for layers 1 … L; W[0] and b[0] are None."""
    places = _places(sizes)
    W = [theta[first_weight:first_bias].reshape(shape) for first_weight, first_bias, _, shape in places]
    return [None, *W], [None, *(theta[first_bias:end] for _, first_bias, end, _ in places)]


def part(which: int, doc: str) -> property:
    """W (0) or b (1) as a property of a network: `views` of its theta, made when one of them is first asked for.

    A training yields a network every epoch, and few are looked into.
    """

    def of(net: Any) -> list[Any]:
        net._parts = net._parts or net.views(net.theta)
        return net._parts[which]

    return property(of, doc=doc)


@functools.cache
def _places(sizes: tuple[int, ...]) -> list[tuple[int, int, int, tuple[int, int]]]:
    """Where in theta the weights of every layer begin, where its biases begin and end, and the shape of its matrix."""
    places, start = [], 0
    for n_in, n_out in itertools.pairwise(sizes):
        places.append((start, start + n_out * n_in, start + n_out * (n_in + 1), (n_out, n_in)))
        start = places[-1][2]
    return places


def joined(weights: Sequence[ArrayLike], biases: Sequence[ArrayLike]) -> tuple[list[int], Array]:
    """The sizes, and theta, of matrices (n_l, n_{l−1}) and biases (n_l,), the first for layer 1: `views` backwards.

    ValueError if one does not fit the next.
    """
    W = [finite_numbers("weights", w) for w in weights]
    b = [finite_numbers("biases", v) for v in biases]
    sizes = [w.shape[-1] for w in W[:1] if w.ndim] + [v.size for v in b]
    shapes = [w.shape for w in W], [v.shape for v in b]
    if not b or shapes != (list(zip(sizes[1:], sizes[:-1], strict=True)), [(n,) for n in sizes[1:]]):
        fit = "(n1, n0), (n2, n1), ... and (n1,), (n2,), ..."
        raise ValueError(f"weights and biases: shapes {fit} expected; got {shapes[0]} and {shapes[1]}")
    return sizes, np.concatenate([part.ravel() for layer in zip(W, b, strict=True) for part in layer])


def names(sizes: tuple[int, ...]) -> list[str]:
    """What the entries of theta are called, in their order: W[1][0, 0], …, b[1][0], …, counted from 0 as in code."""
    layers = list(enumerate(itertools.pairwise(sizes), start=1))
    shapes = [part for l, (n_in, n_out) in layers for part in ((f"W[{l}]", (n_out, n_in)), (f"b[{l}]", (n_out,)))]
    return [f"{name}{list(index)}" for name, shape in shapes for index in np.ndindex(shape)]


def joint_mask(mask: ArrayLike, shape: tuple[int, ...], before: Array | None) -> Array:
    """True where both masks are, the one before if there is one; ValueError if this is none of the shape of theta."""
    kept = np.array(mask)
    if kept.dtype != bool or kept.shape != shape:
        raise ValueError(f"mask: truth values of shape {shape} expected; got {kept.dtype} {kept.shape}")
    return kept if before is None else kept & before


def fixed(theta: ArrayLike, size: int, mask: Array | None) -> Array:
    """A copy of theta that nothing can write to, with 0 where the mask is False; complex numbers may pass.

    ValueError if these are no numbers, or their shape is another than (size,).
    """
    theta = np.array(theta)
    if theta.dtype.kind not in "fcbiu":
        raise ValueError(f"theta: numbers expected; got {theta.tolist()}")
    theta = theta if theta.dtype.kind in "fc" else theta.astype(float)
    if theta.shape != (size,):
        raise ValueError(f"theta: shape ({size},) expected for this network; got shape {theta.shape}")
    if mask is not None:
        theta[~mask] = 0  # times 0 would leave NaN where a training diverged
    theta.setflags(write=False)
    return theta
