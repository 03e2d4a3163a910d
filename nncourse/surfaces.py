"""Costs to walk down by eye: functions of one or two parameters, each with its slope and its curvature.

A surface takes one point (d,) or many (..., d), complex ones too, and knows the window it is best looked at in.
Lecture 3; decks IBR 236-335, OCT 168-186, KHE 1025-1029 and 1179-1196.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_numbers

Array = np.ndarray
Window = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Surface:
    """A cost of d parameters.

    name : its formula in text.
    window : (lowest, highest) for each of the d parameters, the part worth looking at.
    f, df, ddf : the cost, its first and its second derivatives, as `value`, `gradient` and `hessian` return them.
    """

    name: str
    window: Window
    f: Callable[[Array], Array]
    df: Callable[[Array], Array]
    ddf: Callable[[Array], Array]

    def value(self, points: ArrayLike) -> Array:
        """C of one point or many: (..., d) → (...).  ValueError if the last axis has not d entries."""
        return self.f(self._points(points))

    def gradient(self, points: ArrayLike) -> Array:
        """∇C of one point or many: (..., d) → (..., d).  ValueError if the last axis has not d entries."""
        return self.df(self._points(points))

    def hessian(self, points: ArrayLike) -> Array:
        """∂²C/∂p_i∂p_j of one point or many: (..., d) → (..., d, d).  ValueError if the last axis has not d entries."""
        return self.ddf(self._points(points))

    def _points(self, points: ArrayLike) -> Array:
        p = np.asarray(points)
        if p.shape[-1:] != (len(self.window),):
            raise ValueError(f"points: shape (..., {len(self.window)}) expected for {self.name}; got shape {p.shape}")
        return p if p.dtype.kind in "fc" else p.astype(float)

    def __repr__(self) -> str:
        return self.name


def paraboloid(name: str, curvatures: ArrayLike, reach: float) -> Surface:
    """½ Σ cᵢ pᵢ² with one curvature cᵢ for each parameter, seen from −reach to reach: steep where cᵢ is large.

    All curvatures positive: one minimum, at 0.  One negative: a saddle.  ValueError if they are not one row of numbers.
    """
    c = finite_numbers("curvatures", curvatures)
    if c.ndim != 1 or c.size == 0:
        raise ValueError(f"curvatures: one row of numbers expected, shape (d,); got shape {c.shape}")
    return Surface(
        name,
        ((-reach, reach),) * c.size,
        lambda p: 0.5 * (c * p * p).sum(axis=-1),
        lambda p: c * p,
        lambda p: np.broadcast_to(np.diag(c), (*p.shape, c.size)).copy(),
    )


def line_fit(x: ArrayLike, y: ArrayLike) -> Surface:
    """C(w) = 1/(2n) Σ (w x − y)², the cost of a line through the origin: x (n,), y (n,), the slope w as (..., 1).

    A batch of the samples has a cost of its own, so `line_fit(x[batch], y[batch])` has the gradient of the batch
    (deck IBR 311-335).  ValueError if x and y are not two rows of one length.
    """
    x, y = finite_numbers("x", x), finite_numbers("y", y)
    if x.ndim != 1 or x.size == 0 or x.shape != y.shape:
        raise ValueError(f"x and y: one shape (n,) expected; got {x.shape} and {y.shape}")
    return Surface(
        "1/(2n) Σ (wx − y)²",
        ((-1.0, 5.0),),
        lambda w: 0.5 * ((w * x - y) ** 2).mean(axis=-1),
        lambda w: ((w * x - y) * x).mean(axis=-1, keepdims=True),
        lambda w: np.full_like(w, (x * x).mean())[..., None],
    )


parabola = paraboloid("w²", [2], 2.0)
bowl = paraboloid("v₁² + v₂²", [2, 2], 2.5)
ravine = paraboloid("½ (p₁² + 25 p₂²)", [1, 25], 1.5)
saddle = paraboloid("p₁² − p₂²", [2, -2], 2.0)
doubling = line_fit([1, 2, 3, 4], [2, 4, 6, 8])
# Two valleys, the left one deeper, and a ridge between them at w ≈ 0.17.
double_well = Surface(
    "w⁴ − 3w² + w",
    ((-2.0, 2.0),),
    lambda w: (w**4 - 3 * w**2 + w)[..., 0],
    lambda w: 4 * w**3 - 6 * w + 1,
    lambda w: (12 * w**2 - 6)[..., None],
)
