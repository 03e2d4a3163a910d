"""Walking downhill: gradient descent, what speeds it up, and two ways that ask for the curvature too.

    gradient descent   θ ← θ − η∇                        (decks IBR 260-309, OCT 168-186)
    momentum           Δ(t) = −η∇ + μΔ(t−1),  θ ← θ + Δ(t)           (deck KHE 1025-1029, as corrected)
    AdaGrad, RMSProp, Adam: each parameter has a step size of its own    (deck KHE 1179)

An optimiser is a value; `start` gives a stepper with a memory of its own, which steps in place.  Lecture 3.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_number, finite_numbers, positive_number, share

Array = np.ndarray


class Stepper(NamedTuple):
    """One optimiser at work on one vector: step(theta, gradient, learning_rate) changes theta in place."""

    step: Callable[[Array, Array, float], None]


class Optimizer(Protocol):
    """A way to step: `start` gives a fresh stepper for a vector like theta."""

    def start(self, theta: Array) -> Stepper: ...


@dataclass(frozen=True)
class Plain:
    """θ ← θ − η∇."""

    def start(self, theta: Array) -> Stepper:
        """A stepper without memory."""
        change = np.empty_like(theta)  # one for all steps: to make one takes as long as to fill it

        def step(theta: Array, gradient: Array, learning_rate: float) -> None:
            np.multiply(learning_rate, gradient, out=change)
            np.subtract(theta, change, out=theta)

        return Stepper(step)


@dataclass(frozen=True)
class Momentum:
    """Δ(t) = −η∇ + μΔ(t−1),  θ ← θ + Δ(t): a ball that keeps rolling; 0 ≤ μ < 1."""

    mu: float = 0.9

    def __post_init__(self) -> None:
        share("mu", self.mu)

    def start(self, theta: Array) -> Stepper:
        """A stepper at rest, Δ(0) = 0."""
        change = np.zeros_like(theta)

        def step(theta: Array, gradient: Array, learning_rate: float) -> None:
            np.multiply(change, self.mu, out=change)
            np.subtract(change, learning_rate * gradient, out=change)
            theta += change

        return Stepper(step)


@dataclass(frozen=True)
class AdaGrad:
    """s ← s + ∇²,  θ ← θ − η∇/(√s + ε): the more a parameter has moved, the shorter its steps (Duchi et al. 2011)."""

    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        positive_number("epsilon", self.epsilon)

    def start(self, theta: Array) -> Stepper:
        """A stepper with s = 0."""
        squares = np.zeros_like(theta)

        def step(theta: Array, gradient: Array, learning_rate: float) -> None:
            np.add(squares, gradient * gradient, out=squares)
            theta -= learning_rate * gradient / (np.sqrt(squares) + self.epsilon)

        return Stepper(step)


@dataclass(frozen=True)
class RMSProp:
    """s ← ρs + (1 − ρ)∇²,  θ ← θ − η∇/(√s + ε): AdaGrad that forgets (Hinton 2012); 0 ≤ ρ < 1."""

    rho: float = 0.9
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        share("rho", self.rho)
        positive_number("epsilon", self.epsilon)

    def start(self, theta: Array) -> Stepper:
        """A stepper with s = 0."""
        squares = np.zeros_like(theta)

        def step(theta: Array, gradient: Array, learning_rate: float) -> None:
            np.multiply(squares, self.rho, out=squares)
            np.add(squares, (1 - self.rho) * gradient * gradient, out=squares)
            theta -= learning_rate * gradient / (np.sqrt(squares) + self.epsilon)

        return Stepper(step)


@dataclass(frozen=True)
class Adam:
    """m ← β₁m + (1 − β₁)∇,  s ← β₂s + (1 − β₂)∇²,  θ ← θ − η m̂/(√ŝ + ε)  (Kingma and Ba 2015).

    m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) make up for the start at 0;  0 ≤ β₁, β₂ < 1.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        share("beta1", self.beta1)
        share("beta2", self.beta2)
        positive_number("epsilon", self.epsilon)

    def start(self, theta: Array) -> Stepper:
        """A stepper with m = s = 0, at t = 0."""
        mean, squares, t = np.zeros_like(theta), np.zeros_like(theta), 0

        def step(theta: Array, gradient: Array, learning_rate: float) -> None:
            nonlocal t
            t += 1
            np.multiply(mean, self.beta1, out=mean)
            np.add(mean, (1 - self.beta1) * gradient, out=mean)
            np.multiply(squares, self.beta2, out=squares)
            np.add(squares, (1 - self.beta2) * gradient * gradient, out=squares)
            root = np.sqrt(squares / (1 - self.beta2**t))
            theta -= learning_rate / (1 - self.beta1**t) * mean / (root + self.epsilon)

        return Stepper(step)


def chosen(optimizer: Optimizer | None) -> Optimizer:
    """The optimiser asked for, plain descent for None; ValueError if it is none."""
    if optimizer is None:
        return Plain()
    if isinstance(optimizer, type) or not hasattr(optimizer, "start"):
        raise ValueError(f"optimizer: an optimiser such as Adam() expected; got {optimizer!r}")
    return optimizer


def gradient_descent(
    gradient: Callable[[Array], ArrayLike],
    start: ArrayLike,
    learning_rate: float,
    optimizer: Optimizer | None = None,
) -> Iterator[Array]:
    """The points of a walk downhill, the start first and without end; `itertools.islice` cuts it.

    gradient : point → ∇, of the shape of the point.    start : a point of any shape.
    optimizer : None for plain descent.

    ValueError if start or learning rate is not finite numbers, the optimizer is none, or a gradient has another shape
    than the point.
    """
    point, rate = finite_numbers("start", start), finite_number("learning_rate", learning_rate)
    stepper = chosen(optimizer).start(point)

    def walk() -> Iterator[Array]:
        while True:
            yield point.copy()
            with np.errstate(over="ignore", invalid="ignore"):
                slope = _slope(gradient, point)
                stepper.step(point, slope, rate)

    return walk()


def newton(
    gradient: Callable[[Array], ArrayLike], hessian: Callable[[Array], ArrayLike], start: ArrayLike
) -> Iterator[Array]:
    """The points p ← p − H⁻¹∇ of Newton's method, the start (d,) first and without end.

    On a quadratic bowl one step reaches the bottom; elsewhere it goes to any point of slope 0, maxima too.
    ValueError if start is no such point, or ∇ (d,) or H (d, d) has another shape; numpy.linalg.LinAlgError where H
    has no inverse.
    """

    def walk(point: Array) -> Iterator[Array]:
        while True:
            yield point.copy()
            point = point - np.linalg.solve(_curvature(hessian, point), _slope(gradient, point))

    return walk(_vector(start))


def conjugate_gradient(
    gradient: Callable[[Array], ArrayLike], hessian: Callable[[Array], ArrayLike], start: ArrayLike
) -> list[Array]:
    """The points of conjugate gradients on the quadratic that ∇ and H at the start (d,) describe, the start first.

    Every step minimises along a direction that spoils none of the earlier ones, so a bowl of d dimensions is done
    after d steps (deck KHE 1179).  By scipy (extra `scipy`).  ValueError if H is not positive definite, or start, ∇ or
    H has another shape.
    """
    from scipy.sparse.linalg import cg

    origin = _vector(start)
    H = _curvature(hessian, origin)
    if not np.allclose(H, H.T) or np.linalg.eigvalsh(H).min() <= 0:
        raise ValueError(f"hessian: a symmetric matrix that curves upwards everywhere expected; got {H.tolist()}")
    points = [origin]
    cg(H, -_slope(gradient, origin), rtol=1e-12, maxiter=len(origin), callback=lambda way: points.append(origin + way))
    return points


def _vector(start: ArrayLike) -> Array:
    """A point (d,) to start from, or a ValueError."""
    point = finite_numbers("start", start)
    if point.ndim != 1:
        raise ValueError(f"start: shape (d,) expected; got {point.shape}")
    return point


def _curvature(hessian: Callable[[Array], ArrayLike], point: Array) -> Array:
    """H at the point (d,), or a ValueError if it has another shape than (d, d)."""
    H = np.asarray(hessian(point), dtype=float)
    if H.shape != 2 * point.shape:
        raise ValueError(f"hessian: shape {2 * point.shape} expected; got {H.shape}")
    return H


def _slope(gradient: Callable[[Array], ArrayLike], point: Array) -> Array:
    """∇ at the point, or a ValueError if it has another shape."""
    slope = np.asarray(gradient(point), dtype=float)
    if slope.shape != point.shape:
        raise ValueError(f"gradient: shape {point.shape} of the point expected; got {slope.shape}")
    return slope
