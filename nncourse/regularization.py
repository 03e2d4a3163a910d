"""Against overfitting: a price on large weights, and neurons or connections switched off at random while training.

    L2   (λ/2) Σ w²   pulls every weight towards 0 by λw, in proportion to its size (weight decay)
    L1   λ Σ |w|      pulls by λ, whatever the size, and so leaves zeros behind

Only weights are priced and switched off, those of skip connections too, no biases.  Lecture 6; deck KHE 1114-1172.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_number, finite_numbers, random_generator, share

if TYPE_CHECKING:
    from .mlp import MLP, Gradient

Array = np.ndarray
Masks = Sequence[Array | None] | None


class Penalty(Protocol):
    """What is added to the mean cost: a number for a network, and its gradient."""

    def __call__(self, net: MLP) -> Any: ...

    def add_gradient(self, net: MLP, grad: Gradient) -> None: ...


@dataclass(frozen=True)
class L2:
    """(λ/2) Σ w² over all weights; its gradient is λw (deck KHE 1126-1136, as corrected).

    ValueError if lam is not a number from 0 on.
    """

    lam: float

    def __post_init__(self) -> None:
        _not_negative("lam", self.lam)

    def __call__(self, net: MLP) -> Any:
        """The penalty of a network: one number."""
        w = _without_biases(net, net.theta.copy())
        with np.errstate(over="ignore", invalid="ignore"):
            return self.lam / 2 * (w * w).sum().item()

    def add_gradient(self, net: MLP, grad: Gradient) -> None:
        """Adds λw to ∂C/∂w, for every weight, in place."""
        grad.theta += self.lam * _without_biases(net, net.theta.copy())


@dataclass(frozen=True)
class L1:
    """λ Σ |w| over all weights; its gradient is λ times the sign of w, and 0 where w is 0 (deck KHE 1126-1130).

    ValueError if lam is not a number from 0 on.
    """

    lam: float

    def __post_init__(self) -> None:
        _not_negative("lam", self.lam)

    def __call__(self, net: MLP) -> Any:
        """The penalty of a network: one number."""
        w = _without_biases(net, net.theta.copy())
        with np.errstate(over="ignore", invalid="ignore"):
            return self.lam * np.where(w.real < 0, -w, w).sum().item()

    def add_gradient(self, net: MLP, grad: Gradient) -> None:
        """Adds λ sign(w) to ∂C/∂w, for every weight, in place."""
        grad.theta += self.lam * np.sign(_without_biases(net, net.theta.copy()).real)


def dropout_masks(net: MLP, n: int, rate: float, rng: np.random.Generator) -> list[Array | None]:
    """Which hidden neurons stay on, for each of n samples: one mask (n, n_l) for every hidden layer l, else None.

    A neuron is switched off with probability rate; one that stays on answers 1/(1 − rate) times as loud, so that the
    mean over all masks is the network without dropout (deck KHE 1116-1124).

    ValueError if the rate is not a number from 0 to below 1, or rng no random generator.
    """
    generator, on = random_generator("rng", rng), 1 - share("rate", rate)
    masks = [(generator.random((n, size)) < on).astype(net.theta.real.dtype) / on for size in net.sizes[1:-1]]
    return [None, *masks, None]


def fitting_masks(net: MLP, n: int, keep: Sequence[ArrayLike | None]) -> list[Array | None]:
    """The masks for n samples in the number type of theta, None for layers without one.

    ValueError if they are no numbers, or one does not have the shape of its layer.
    """
    masks = [mask if mask is None else finite_numbers("keep", mask).astype(net.theta.real.dtype) for mask in keep]
    fit = [None, *((n, size) for size in net.sizes[1:-1]), None]
    got = [mask if mask is None else mask.shape for mask in masks]
    if len(got) != len(fit) or any(shape not in (None, s) for shape, s in zip(got, fit, strict=True)):
        raise ValueError(f"keep: a list of masks of shapes {fit}, or None for any, expected; got {got}")
    return masks


def dropconnect_mask(net: MLP, rate: float, rng: np.random.Generator) -> Array:
    """Which connections stay, for `net.masked`: truth values like theta, False with probability rate; biases stay.

    Deck KHE 1158-1160.  ValueError if the rate is not a number from 0 to below 1, or rng no random generator.
    """
    generator, off = random_generator("rng", rng), share("rate", rate)
    return ~_without_biases(net, generator.random(net.theta.shape) < off)


def _without_biases(net: MLP, vector: Array) -> Array:
    """The vector, one like theta, with 0 at the place of every bias: all weights, those of skip connections too."""
    for b in net.views(vector)[1][1:]:
        b[...] = 0
    return vector


def _not_negative(name: str, value: float) -> None:
    if finite_number(name, value) < 0:
        raise ValueError(f"{name}: a number from 0 on expected; got {value!r}")
