"""Is the derivative right?  Two ways to ask a function for its own slope.

The secant (f(θ + h) − f(θ − h)) / 2h works for every function and is right to about ten digits.  The complex step
Im f(θ + ih) / h subtracts nothing, so h may be tiny and the result is right to the last digit, if f is made
of operations that accept complex numbers.  Lecture 5 looks at both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[[np.ndarray], Any]


def complex_step(f: Function, theta: np.ndarray, h: float = 1e-30) -> np.ndarray:
    """The gradient of f at theta by the complex step: theta of any shape → an array of that shape.

    ValueError if f gives more than one number, or a real one although theta is complex, or h is not positive.
    """

    def slope(direction: np.ndarray) -> float:
        value = _single_number(f(theta + 1j * h * direction))
        if not np.iscomplexobj(value):
            raise ValueError("f: lost the imaginary part on the way (abs, float() or .astype(float) does that)")
        return float(value.imag / h)

    theta = np.asarray(theta, dtype=float)
    return _along_every_axis(slope, theta, h)


def numerical_gradient(f: Function, theta: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at theta by secants of half-width h: theta of any shape → an array of that shape.

    ValueError if f gives more than one number, or h is not positive.
    """

    def slope(direction: np.ndarray) -> float:
        rise = _single_number(f(theta + h * direction)) - _single_number(f(theta - h * direction))
        return float(rise / (2 * h))

    theta = np.asarray(theta, dtype=float)
    return _along_every_axis(slope, theta, h)


def _single_number(value: Any) -> np.ndarray:
    """The value of f as an array without axes."""
    number = np.asarray(value)
    if number.ndim != 0:
        raise ValueError(f"f: a single number expected; got shape {number.shape}")
    return number


def _along_every_axis(slope: Callable[[np.ndarray], float], theta: np.ndarray, h: float) -> np.ndarray:
    """slope(e) for every unit vector e in the shape of theta."""
    if not h > 0:
        raise ValueError(f"h: a positive number expected; got {h!r}")
    gradient = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        direction = np.zeros(theta.shape)
        direction[index] = 1
        gradient[index] = slope(direction)
    return gradient


@dataclass(frozen=True)
class GradientCheck:
    """A claimed gradient beside the one the function itself has.

    claimed, found : arrays of one shape.
    worst : index of the entry where the two differ most.
    error : that difference, relative to the largest entry (at least 1).
    """

    claimed: np.ndarray
    found: np.ndarray
    worst: tuple[int, ...]
    error: float
    tolerance: float

    @property
    def passed(self) -> bool:
        return self.error <= self.tolerance

    def __str__(self) -> str:
        if self.passed:
            return "The gradient agrees with the slope of the function."
        where = f" at index {', '.join(map(str, self.worst))}" if self.worst else ""
        claimed, found = self.claimed[self.worst], self.found[self.worst]
        return f"The gradient is off{where}: it says {claimed:.6g}, the function's slope is {found:.6g}."


def check_gradient(f: Function, gradient: np.ndarray, theta: np.ndarray, tolerance: float = 1e-7) -> GradientCheck:
    """Compare a claimed gradient (the shape of theta) with the slope of f at theta.

    ValueError if the two shapes differ.
    """
    claimed, theta = np.asarray(gradient, dtype=float), np.asarray(theta, dtype=float)
    if claimed.shape != theta.shape:
        raise ValueError(f"gradient: shape {theta.shape} of theta expected; got shape {claimed.shape}")
    found = numerical_gradient(f, theta)
    difference = np.abs(claimed - found)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(difference), theta.shape))
    scale = max(1.0, float(np.abs(found).max()))
    return GradientCheck(claimed, found, worst, float(difference[worst]) / scale, tolerance)
