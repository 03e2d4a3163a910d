"""Is the derivative right?  Two ways to ask a function for its own slope, and a report on a gradient that is not it.

The secant (f(θ + h) − f(θ − h)) / 2h works for every function and is right to about ten digits.  The complex step
Im f(θ + ih) / h subtracts nothing, so h may be tiny and the result is right to the last digit, if f is made
of operations that accept complex numbers.  Lecture 5 looks at both; decks OCT 263-279.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_numbers, whole_numbers

Function = Callable[[np.ndarray], Any]
LOST = "lost the imaginary part on the way (abs, float() or .astype(float) does that)"


def complex_step(f: Function, theta: np.ndarray, h: float = 1e-30) -> np.ndarray:
    """The gradient of f at theta by the complex step: theta of any shape → an array of that shape.

    ValueError if f gives more than one number, or a real one although theta is complex, or h is not positive.
    """

    def slope(direction: np.ndarray) -> float:
        value = _single_number(f(theta + 1j * h * direction))
        if not np.iscomplexobj(value):
            raise ValueError(f"f: {LOST}")
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


def hessian(gradient: Function, theta: np.ndarray) -> np.ndarray:
    """∂²f/∂θ_i∂θ_j, the slopes of a gradient by the complex step: theta (d,) → (d, d); a single number → one.

    ValueError if the gradient has another shape than theta, or is real although theta is complex, or its slopes are
    not symmetric: then it is no function's gradient.  (Deck OCT 277-279 leaves it as an exercise.)
    """

    def slope(direction: np.ndarray) -> np.ndarray:
        value = np.asarray(gradient(theta + 1e-30j * direction))
        if value.shape != theta.shape:
            raise ValueError(f"gradient: shape {theta.shape} of theta expected; got shape {value.shape}")
        if not np.iscomplexobj(value):
            raise ValueError(f"gradient: {LOST}")
        return value.imag / 1e-30

    theta = np.asarray(theta, dtype=float)
    if theta.ndim > 1:
        raise ValueError(f"theta: shape (d,) or a single number expected; got shape {theta.shape}")
    H = _along_every_axis(slope, theta, 1e-30)
    if not np.allclose(H, H.T, rtol=0, atol=1e-9 * max(1.0, float(np.abs(H).max()))):
        raise ValueError(f"gradient: slopes that are symmetric expected, as a function's are; got {H.tolist()}")
    return H


def _single_number(value: Any) -> np.ndarray:
    """The value of f as an array without axes."""
    number = np.asarray(value)
    if number.ndim != 0:
        raise ValueError(f"f: a single number expected; got shape {number.shape}")
    return number


def _along_every_axis(slope: Callable[[np.ndarray], Any], theta: np.ndarray, h: float) -> np.ndarray:
    """slope(e) for every unit vector e in the shape of theta, in that shape; h is the step that slope takes."""
    if not h > 0:
        raise ValueError(f"h: a positive number expected; got {h!r}")
    slopes = []
    for index in np.ndindex(theta.shape):
        direction = np.zeros(theta.shape)
        direction[index] = 1
        slopes.append(slope(direction))
    return np.array(slopes).reshape(theta.shape + np.shape(slopes)[1:])


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A claimed gradient beside the slope of the function; printed, it says what is off, and what that looks like.

    claimed, found : arrays of one shape.
    kinks : True where the slopes on the left and on the right differ: no gradient is right or wrong there.
    exact : whether found is by the complex step, right to the last digit, or by secants.
    tolerance : by how much an entry may be off.
    names : one for each entry, in their order.
    samples : how many samples the function is the mean over, 1 if that is not said.
    """

    claimed: np.ndarray
    found: np.ndarray
    kinks: np.ndarray
    exact: bool
    tolerance: float
    names: Sequence[str]
    samples: int

    @property
    def errors(self) -> np.ndarray:
        """How much every entry is off, relative to the largest slope (at least 1); 0 at a kink."""
        scale = np.abs(self.found[~self.kinks]).max(initial=1.0)
        return np.where(self.kinks, 0, np.abs(self.claimed - self.found) / scale)

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the entry that is most off."""
        return tuple(int(i) for i in np.unravel_index(np.argmax(self.errors), self.errors.shape))

    @property
    def error(self) -> float:
        """How much that entry is off."""
        return float(self.errors[self.worst])

    @property
    def passed(self) -> bool:
        """Whether no entry is off by more than the tolerance."""
        return self.error <= self.tolerance

    @property
    def factor(self) -> float | None:
        """claimed/found where that is one number for all entries, kinks apart; else None."""
        claimed, found = self.claimed[~self.kinks], self.found[~self.kinks]
        if not np.isfinite(claimed).all() or not claimed.any() or not found.any():
            return None
        factor = float(claimed @ found / (found @ found))
        return factor if np.allclose(claimed, factor * found, rtol=0, atol=1e-5 * np.abs(claimed).max()) else None

    def __str__(self) -> str:
        said = []
        if not self.passed:
            at, claimed, found = self._places(self.errors.argmax()), self.claimed[self.worst], self.found[self.worst]
            said += [f"The gradient is off{at}: it says {claimed:.6g}, the function's slope is {found:.6g}."]
            said += self._pattern()
        elif not self.kinks.all():
            said += ["The gradient agrees with the slope of the function."]
        if self.kinks.any():
            at = self._places(np.flatnonzero(self.kinks))
            said += [
                f"The function has a kink{at}: its two sides differ in slope, no gradient is right or wrong there."
            ]
        by = "the complex step, right to the last digit" if self.exact else "secants, right to about nine digits"
        return "\n".join([*said, f"The slope was found by {by}."])

    def _pattern(self) -> list[str]:
        """What all entries have in common, or else which of them are off."""
        off = np.flatnonzero(~(self.errors <= self.tolerance))
        judged = int(self.errors.size - self.kinks.sum())
        if self.factor is not None:
            slips = _slips(self.factor, self.samples)
            if slips or np.count_nonzero(self.found[~self.kinks]) > 1:  # one entry alone is always some multiple
                all_of_it = "Every entry" if judged > 1 else "It"
                return [f"{all_of_it} is {self.factor:.6g} times the slope{': ' if slips else ''}{slips}."]
        return [f"{judged - off.size} of {judged} entries are right; off{self._places(off)}."] if judged > 1 else []

    def _places(self, entries: ArrayLike) -> str:
        """The names of the entries, six at most; nothing where there is no name."""
        names = [self.names[i] for i in np.ravel(entries)]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return f" at {'; '.join(names[:6])}{more}" if any(names) else ""


def _slips(factor: float, samples: int) -> str:
    """The slips that make a gradient too large by this factor, in words; nothing if there is none."""
    known = [(2.0, "the ½ of the cost is missing"), (0.5, "it is halved once too often")]
    if samples > 1:
        known += [(samples, "a sum over the samples stands where the mean belongs")]
        known += [(1 / samples, "the mean over the samples is taken twice")]
    size = " or ".join(slip for ratio, slip in known if np.isclose(abs(factor), ratio, rtol=1e-4))
    if factor > 0:
        return size
    if np.isclose(factor, -1, rtol=1e-4):
        return "the sign is turned"
    return f"the sign is turned, and {size}" if size else ""


def check_gradient(
    f: Function,
    gradient: ArrayLike,
    theta: ArrayLike,
    tolerance: float = 1e-7,
    names: Sequence[str] | None = None,
    samples: int = 1,
) -> GradientCheck:
    """Compare a claimed gradient (the shape of theta) with the slope of f at theta; print the result to read it.

    The slope is found by the complex step where that lies between the slopes of f on the left and on the right.
    Otherwise f does not take complex numbers, or loses them in places, and secants have to do.

    names : one for each entry of theta, such as `net.names`; None for its index.
    samples : how many samples f is the mean over; with it the report knows a sum that stands where the mean belongs.

    ValueError if the shapes of gradient and theta differ, theta is empty or not finite, f gives more than one number,
    or there are not as many names as entries.
    """
    claimed, point = np.asarray(gradient, dtype=float), finite_numbers("theta", theta)
    if claimed.shape != point.shape or point.size == 0:
        raise ValueError(f"gradient: shape {point.shape} of theta, not empty, expected; got shape {claimed.shape}")
    if names is None:
        names = [f"index {', '.join(map(str, i))}" if i else "" for i in np.ndindex(point.shape)]
    if len(names) != point.size:
        raise ValueError(f"names: one for each of {point.size} entries expected; got {len(names)}")
    (samples,) = whole_numbers("samples", [samples], least=1, length=1)
    here = _single_number(f(point.copy()))

    def one_sided(h: float) -> np.ndarray:
        return _along_every_axis(lambda e: (_single_number(f(point + h * e)) - here) / h, point, abs(h))

    left, right = one_sided(-1e-5), one_sided(1e-5)
    rounding = 1e-6 * np.maximum(np.maximum(np.abs(left), np.abs(right)), max(1.0, float(np.abs(here))))
    # Where f is smooth, its two sides differ in proportion to the step; at a kink they differ whatever the step.
    kinks = np.abs(one_sided(1e-6) - one_sided(-1e-6) - (right - left) / 10) > rounding
    kinks &= np.isfinite(claimed)  # NaN is wrong everywhere
    found = _complex_step_if_taken(f, point)
    low, high = np.minimum(left, right) - rounding, np.maximum(left, right) + rounding
    exact = bool(((low <= found) & (found <= high)).all())
    if not exact:
        found = numerical_gradient(f, point)
    return GradientCheck(claimed, found, kinks, exact, tolerance, names, samples)


def _complex_step_if_taken(f: Function, theta: np.ndarray) -> np.ndarray:
    """The complex step, or NaN where f refuses complex numbers, whatever it raises then, or loses them."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        try:
            return complex_step(f, theta)
        except Exception:
            return np.full(theta.shape, np.nan)
