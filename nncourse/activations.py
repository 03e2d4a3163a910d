"""Activation functions φ, each beside its derivative φ′.

A neuron forms its weighted input z = w·x + b and answers a = φ(z).  Every function here works entry by entry on
arrays of any shape, and on complex z as well, so that the complex step (see `gradcheck`) can pass through it:
branches ask for the real part of z.

Lecture 2 derives the formulas (decks IBR 180-192, KHE 663-753, BAD 618-674).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .replay import Recorded

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Activation:
    """A function φ together with its derivative φ′.

    name : what the function is called in text.
    f : z → φ(z), entry by entry.
    slope : (z, a) → φ′(z), where a = φ(z) is already known; some slopes are cheaper from a.
    """

    name: str
    f: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]

    def __call__(self, z: ArrayLike) -> Array:
        """φ(z), the shape of z."""
        return self.f(_floating(z))

    def df(self, z: ArrayLike, a: ArrayLike | None = None) -> Array:
        """φ′(z), the shape of z; hand over a = φ(z) where it is at hand, and it is not computed again."""
        z = _floating(z)
        return self.slope(z, self.f(z) if a is None else np.asarray(a))

    def __repr__(self) -> str:
        return self.name


def _floating(z: ArrayLike) -> Array:
    """z as an array of floats or complex numbers, in its own precision; whole numbers become floats."""
    if isinstance(z, Recorded):
        return z  # type: ignore[return-value]
    z = np.asarray(z)
    return z if z.dtype.kind in "fc" else z.astype(float)


def _truth(condition: Array, z: Array) -> Array:
    """1 where the condition holds, else 0, in the number type of z."""
    return np.multiply(condition, 1, dtype=z.dtype)


# ½ in every number type: beside a small array, Python's own 0.5 takes as long as the product itself.
_HALF = {np.dtype(code): np.array(0.5, code) for code in np.typecodes["AllFloat"]}


def _sigmoid(z: Array) -> Array:
    """1/(1 + e^−z), written with tanh: the same function, but it never overflows."""
    half = _HALF.get(z.dtype, 0.5)
    return half * np.tanh(half * z) + half


# fmt: off
sigmoid   = Activation("sigmoid",   _sigmoid,                               lambda z, a: a * (1 - a))
tanh      = Activation("tanh",      np.tanh,                                lambda z, a: 1 - a * a)
relu      = Activation("relu",      lambda z: np.where(z.real > 0, z, 0),   lambda z, a: _truth(z.real > 0, z))
hard_tanh = Activation("hard_tanh", lambda z: np.where(z.real > 1, 1, np.where(z.real < -1, -1, z)),
                                                                            lambda z, a: _truth(np.abs(z.real) < 1, z))
identity  = Activation("identity",  lambda z: z,                            lambda z, a: np.ones_like(z))
# Ties do not fire: step(0) = 0 and sign(0) = −1 (deck IBR 61; np.sign(0) = 0 would be neither class).
step      = Activation("step",      lambda z: _truth(z.real > 0, z),        lambda z, a: np.zeros_like(z))
sign      = Activation("sign",      lambda z: 2 * _truth(z.real > 0, z) - 1, lambda z, a: np.zeros_like(z))
# fmt: on


def softmax(z: ArrayLike) -> Array:
    """e^{z_i} / Σ_k e^{z_k} along the last axis: scores (…, k) → shares of 1, the same shape (deck KHE 755-781).

    Scores may be large: what counts is how far they lie from the largest.  ValueError for a single number.
    """
    z = _floating(z)
    if z.ndim == 0:
        raise ValueError("z: one row of scores expected, shape (k,); got a single number")
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z: ArrayLike) -> Array:
    """∂a_i/∂z_j = a_i (1 − a_i) where i = j, else −a_i a_j: scores (…, k) → (…, k, k) (deck KHE 783-787)."""
    a = softmax(z)
    return a[..., None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])
