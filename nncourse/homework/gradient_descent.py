"""Homework 3: costs, steps downhill by hand and by program, a slip on a slide, mini-batches, when to stop, digits.

Its words: gradient_descent.toml.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ..activations import sigmoid
from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "gradient_descent")
Array = np.ndarray


# The functions that the notebook hands to the learner's: their names stand in the feedback.


def bowl(v: Any) -> Any:
    """C = v₁² + v₂² + …"""
    return np.sum(v**2)


def bowl_gradient(v: Any) -> Any:
    """∇C of the bowl."""
    return 2 * v


def askew_gradient(v: Any) -> Any:
    """∇C of C = ½v₁² + v₁v₂ + 3v₂², a valley that lies askew: each slope depends on both weights."""
    return np.array([v[0] + v[1], v[0] + 6 * v[1]])


def twist(v: Any) -> Any:
    """A hilly landscape of two dimensions or more, so that no shortcut gives its slopes."""
    return v[0] ** 2 * v[1] + np.sum(v**3)


def two_valleys(w: Any) -> Any:
    """w⁴ − 3w² + w, with its lower valley on the left."""
    return w**4 - 3 * w**2 + w


def two_valleys_slope(w: Any) -> Any:
    """4w³ − 6w + 1."""
    return 4 * w**3 - 6 * w + 1


def mirrored(w: Any) -> Any:
    """The two valleys with the lower one on the right."""
    return two_valleys(-w)


def mirrored_slope(w: Any) -> Any:
    """Its slope."""
    return -two_valleys_slope(-w)


# No two of n samples, k outputs, 2n, nk are alike on the trials.
_COST = _exercise("3.1a", reference=lambda A, Y: ((A - Y) ** 2).sum() / (2 * len(A)),
    trials=({"A": np.array([[0.5, 0.25], [1.0, 0.0], [0.8, 0.1]]), "Y": np.array([[1.0, 0], [0, 1], [1, 0]])},
            {"A": np.array([[0.9, 0.2, 0.4, 0.1], [0.3, 0.6, 0.8, 0.7]]),
             "Y": np.array([[1.0, 0, 0, 0], [0, 0, 1, 0]])},
            {"A": np.array([[0.5], [0.75], [0.0], [1.0], [0.25]]), "Y": np.array([[0.0], [1], [1], [1], [0]])}),
    slips={"n forgotten": lambda A, Y: ((A - Y) ** 2).sum() / 2,
           "½ forgotten": lambda A, Y: ((A - Y) ** 2).sum() / len(A), "sum alone": lambda A, Y: ((A - Y) ** 2).sum(),
           "mean over all entries": lambda A, Y: ((A - Y) ** 2).mean() / 2,
           "mean over all entries, ½ forgotten": lambda A, Y: ((A - Y) ** 2).mean(),
           "added before squaring": lambda A, Y: ((A - Y).sum(1) ** 2).sum() / (2 * len(A)),
           "all added before squaring": lambda A, Y: (A - Y).sum() ** 2 / (2 * len(A)),
           "sizes for squares": lambda A, Y: abs(A - Y).sum() / (2 * len(A)),
           "not squared": lambda A, Y: (A - Y).sum() / (2 * len(A)),
           "lengths for squares": lambda A, Y: np.sqrt(((A - Y) ** 2).sum(1)).sum() / (2 * len(A)),
           "root at the end": lambda A, Y: np.sqrt(((A - Y) ** 2).sum() / (2 * len(A))),
           "squared before subtracting": lambda A, Y: (A**2 - Y**2).sum() / (2 * len(A)),
           "/ 2 * n": lambda A, Y: ((A - Y) ** 2).sum() / 2 * len(A),
           "one cost for each sample": lambda A, Y: ((A - Y) ** 2).sum(1) / 2,
           "one cost for each output": lambda A, Y: ((A - Y) ** 2).sum(0) / (2 * len(A)),
           "divided by the outputs": lambda A, Y: ((A - Y) ** 2).sum() / (2 * A.shape[1]),
           "the first sample alone": lambda A, Y: ((A[0] - Y[0]) ** 2).sum() / 2,
           "return inside the loop": lambda A, Y: ((A[0] - Y[0]) ** 2).sum() / (2 * len(A)),
           "overwritten": lambda A, Y: ((A[-1] - Y[-1]) ** 2).sum() / (2 * len(A)),
           "the first output alone": lambda A, Y: ((A[:, 0] - Y[:, 0]) ** 2).sum() / (2 * len(A)),
           "sign turned": lambda A, Y: -((A - Y) ** 2).sum() / (2 * len(A))})  # fmt: skip

# Five samples, and our slope is −0.4: without the ½ twice that, without the mean five times, without both ten times.
_CONVENTIONS_BY_HAND = _exercise("3.1b", reference=[-0.8, -2, -4], expects="a list of three numbers",
    slips={"all alike": [-0.4, -0.4, -0.4], "divided": [-0.2, -0.08, -0.04], "last two exchanged": [-0.8, -4, -2],
           "from the last": [-4, -2, -0.8], "first two exchanged": [-2, -0.8, -4], "½ for 2": [-0.2, -2, -4],
           "½ forgotten": [-0.8, -4, -4], "½ left in": [-0.8, -2, -2], "sign lost": [0.8, 2, 4],
           "factors": [2, 5, 10], "shares of the sum": [-0.8, -2, -0.4], "sum or mean": [-0.8, -1, -2]},
    also={"sum or mean": lambda a: np.isclose(a, [-0.8, -2, -4]).tolist() == [True, False, False]})  # fmt: skip

# The point (3, −1) and η = 0.3.  With 0.2 the promise, with the second square subtracted, would be the true change.
_POINT = np.array([3.0, -1.0])
_GRADIENT_BY_HAND = _exercise("3.2a", reference=[6, -2],
    slips={"2 forgotten": [3, -1], "sign turned": [-6, 2], "sign lost": [6, 2], "squares": [9, 1],
           "squares kept": [18, 2], "exchanged": [-2, 6], "step": [-1.8, 0.6], "step uphill": [1.8, -0.6], "sum": 4,
           "length": float(np.sqrt(40)), "cost": 10})  # fmt: skip

_NEXT_BY_HAND = _exercise("3.2b", uses={"gradient_by_hand": _GRADIENT_BY_HAND}, follows="gradient_by_hand",
    reference=lambda g: _POINT - 0.3 * np.asarray(g),
    slips={"plus for minus": lambda g: _POINT + 0.3 * np.asarray(g),
           "no learning rate": lambda g: _POINT - np.asarray(g),
           "step alone": lambda g: -0.3 * np.asarray(g), "step uphill alone": lambda g: 0.3 * np.asarray(g),
           "2 forgotten": lambda g: 0.7 * _POINT, "sign lost": lambda g: [1.2, -1.6],
           "one weight alone": lambda g: [3 - 0.3 * g[0], -1], "no gradient": lambda g: _POINT - 0.3,
           "point shrunk": lambda g: 0.3 * _POINT, "no step": lambda g: _POINT})  # fmt: skip

_PROMISE_BY_HAND = _exercise("3.2c", uses={"gradient_by_hand": _GRADIENT_BY_HAND}, follows="gradient_by_hand",
    reference=lambda g: -0.3 * np.dot(g, g),
    slips={"sign lost": lambda g: 0.3 * np.dot(g, g), "no learning rate": lambda g: -np.dot(g, g),
           "square of the length alone": lambda g: np.dot(g, g),
           "length not squared": lambda g: -0.3 * np.dot(g, g) ** 0.5,
           "added before squaring": lambda g: -0.3 * np.sum(g) ** 2, "not squared": lambda g: -0.3 * np.sum(g),
           "second square subtracted": lambda g: -0.3 * (g[0] ** 2 - g[1] ** 2),
           "learning rate squared": lambda g: -0.09 * np.dot(g, g), "first weight alone": lambda g: -0.3 * g[0] ** 2,
           "truth for promise": lambda g: -0.6 * (_POINT @ g) + 0.09 * np.dot(g, g),
           "two numbers": lambda g: -0.3 * np.square(g), "2 forgotten": lambda g: -3,
           "point for gradient": lambda g: -6, "step squared": lambda g: 0.09 * np.dot(g, g),
           "point for step": lambda g: np.dot(g, _POINT - 0.3 * np.asarray(g)),
           "rise promised": lambda g: 0.6 * (_POINT @ g) - 0.09 * np.dot(g, g)},
    also={"point for step": lambda p: p == 20, "rise promised": lambda p: p > 0})  # fmt: skip

_TRUTH_BY_HAND = _exercise("3.2d", uses={"next_by_hand": _NEXT_BY_HAND}, follows="next_by_hand",
    reference=lambda v: np.dot(v, v) - 10,
    slips={"sign turned": lambda v: 10 - np.dot(v, v), "new cost": lambda v: np.dot(v, v), "old cost": lambda v: 10,
           "promise for truth": lambda v: -12, "cost of the step": lambda v: np.square(v - _POINT).sum(),
           "second square subtracted": lambda v: v[0] ** 2 - v[1] ** 2 - 8, "not squared": lambda v: np.sum(v) - 2,
           "first weight alone": lambda v: v[0] ** 2 - 9,
           "lengths for costs": lambda v: np.dot(v, v) ** 0.5 - 10**0.5})  # fmt: skip


def _walk(gradient: Any, start: Any, rate: Any, steps: int) -> list[Any]:
    """All points of a walk downhill, the start first."""
    points = [start]
    for _ in range(steps):
        points.append(points[-1] - rate * gradient(points[-1]))
    return points


def _descend(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps)[-1]


def _start_changed(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    for _ in range(steps):
        start -= rate * gradient(start)
    return start


def _one_by_one(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    v = np.array(start)
    for j in [*range(len(v))] * steps:
        v[j] -= rate * gradient(v)[j]
    return v


def _replaced(by: Callable[..., Any]) -> Callable[..., Any]:
    """A walk whose next point is by(gradient at the last one, learning rate, start)."""

    def walk(gradient: Any, start: Any, rate: float, steps: int) -> Any:
        v = start
        for _ in range(steps):
            v = by(gradient(v), rate, start)
        return v

    return walk


_DESCENT = _exercise("3.3a", keeps="start", reference=_descend,
    trials=({"gradient": bowl_gradient, "start": np.array([1.0, -2.0, 0.5]), "learning_rate": 0.125, "steps": 3},
            {"gradient": askew_gradient, "start": np.array([2.0, 1.0]), "learning_rate": 0.25, "steps": 4},
            {"gradient": two_valleys_slope, "start": np.array([0.5]), "learning_rate": 0.0625, "steps": 5}),
    slips={"start was changed": _start_changed,
           "its own gradient": lambda g, v, r, n: _descend(bowl_gradient, v, r, n),
           "plus for minus": lambda g, v, r, n: _descend(g, v, -r, n),
           "gradient of the start": lambda g, v, r, n: v - n * r * g(v),
           "one weight after the other": _one_by_one,
           "always from the start": _replaced(lambda slope, r, start: start - r * slope),
           "step for point": _replaced(lambda slope, r, start: -r * slope),
           "one step too many": lambda g, v, r, n: _descend(g, v, r, n + 1),
           "one step too few": lambda g, v, r, n: _descend(g, v, r, n - 1),
           "one step": lambda g, v, r, n: _descend(g, v, r, 1), "no step": lambda g, v, r, n: v,
           "no learning rate": lambda g, v, r, n: _descend(g, v, 1, n),
           "divided by the learning rate": lambda g, v, r, n: _descend(g, v, 1 / r, n),
           "learning rate alone": lambda g, v, r, n: v - n * r,
           "all points": lambda g, v, r, n: np.array(_walk(g, v, r, n)),
           "all points but the start": lambda g, v, r, n: np.array(_walk(g, v, r, n)[1:]),
           "last gradient": lambda g, v, r, n: g(_descend(g, v, r, n)),
           "last step": lambda g, v, r, n: -r * g(_descend(g, v, r, n - 1))})  # fmt: skip

# C = ½ Σ c w²: one step multiplies each weight by 1 − ηc, and |1 − ηc| ≤ 1 up to η = 2/c.
_LARGEST_RATE = _exercise("3.3b", reference=lambda c: 2 / np.max(c),
    trials=({"c": np.array([2.0, 0.5])}, {"c": np.array([0.25])}, {"c": np.array([1.0, 4.0, 1.6])}),
    slips={"there in one step": lambda c: 1 / np.max(c), "gentlest": lambda c: 2 / np.min(c),
           "gentlest, there in one step": lambda c: 1 / np.min(c), "one for each": lambda c: 2 / c,
           "upside down": lambda c: np.max(c) / 2, "multiplied": lambda c: 2 * np.max(c), "curvature": np.max,
           "added": lambda c: 2 / c.sum(), "averaged": lambda c: 2 / c.mean(), "first": lambda c: 2 / c[0],
           "C = w²": lambda c: 1, "half forgotten": lambda c: 4 / np.max(c)})  # fmt: skip


def _neuron_gradient(x: Any, w: Any, b: Any, y: Any) -> Array:
    a = sigmoid(w @ x + b)
    return (a - y) * a * (1 - a) * np.append(x, 1)


def _neuron_slip(slope: Any, inputs: Any = lambda x, w: np.append(x, 1)) -> Any:
    """A wrong gradient of one neuron: what stands for ∂C/∂z, from z, a and y, times what stands for (x, 1)."""
    return lambda x, w, b, y: slope(z := w @ x + b, sigmoid(z), y) * inputs(x, w)


def _right_slope(z: Any, a: Any, y: Any) -> Any:
    return (a - y) * a * (1 - a)


def _all_but_the_last(right: Any) -> Any:
    """Are all slopes as they should be but that of the bias?"""
    return lambda found: all(
        np.allclose(a[:-1], right(*point.values())[:-1]) for a, point in zip(found, _POINTS, strict=False)
    )


# With d inputs; where a target is 0 a sign, where an input is 1 a forgotten input may hide.
_POINTS = ({"x": np.array([1.0, -0.5]), "w": np.array([0.5, 2.0]), "b": 0.25, "y": 1},
           {"x": np.array([2.0]), "w": np.array([-0.75]), "b": 0.5, "y": 0},
           {"x": np.array([0.5, 1.5, -1.0]), "w": np.array([1.0, -0.5, 0.25]), "b": -1.0, "y": 1})  # fmt: skip
_NEURON = _exercise("3.4a", reference=_neuron_gradient, trials=_POINTS,
    slips={"σ′ forgotten": _neuron_slip(lambda z, a, y: a - y), "2 left over": _neuron_slip(
               lambda z, a, y: 2 * (a - y) * a * (1 - a)), "sign turned": _neuron_slip(
               lambda z, a, y: (y - a) * a * (1 - a)), "error forgotten": _neuron_slip(lambda z, a, y: a * (1 - a)),
           "σ′ of the output": _neuron_slip(lambda z, a, y: (a - y) * sigmoid.df(a)),
           "½ left over": _neuron_slip(lambda z, a, y: (a - y) * a * (1 - a) / 2),
           "brackets forgotten": _neuron_slip(lambda z, a, y: (a - y) * (a * 1 - a)),
           "bias left out of the score": lambda x, w, b, y: _neuron_gradient(x, w, 0, y),
           "formula of the slope on the score": _neuron_slip(lambda z, a, y: (a - y) * z * (1 - z)),
           "1 − a forgotten": _neuron_slip(lambda z, a, y: (a - y) * a),
           "score for output": _neuron_slip(lambda z, a, y: (z - y) * a * (1 - a)),
           "squared error": _neuron_slip(lambda z, a, y: (a - y) ** 2 / 2 * a * (1 - a)),
           "square kept": _neuron_slip(lambda z, a, y: (a - y) ** 2 * a * (1 - a)),
           "a forgotten": _neuron_slip(lambda z, a, y: (a - y) * (1 - a)),
           "σ forgotten": _neuron_slip(lambda z, a, y: (z - y) * z * (1 - z)),
           "input forgotten": _neuron_slip(_right_slope, lambda x, w: np.ones(len(x) + 1)),
           "weight for input": _neuron_slip(_right_slope, lambda x, w: np.append(w, 1)),
           "bias first": _neuron_slip(_right_slope, lambda x, w: np.append(1, x)),
           "bias forgotten": _neuron_slip(_right_slope, lambda x, w: x),
           "bias has no slope": _neuron_slip(_right_slope, lambda x, w: np.append(x, 0)),
           "bias times an input": _neuron_slip(_right_slope, lambda x, w: np.append(x, x[-1])),
           "bias times all inputs": _neuron_slip(_right_slope, lambda x, w: np.append(x, x.sum())),
           "added up": _neuron_slip(_right_slope, lambda x, w: x.sum() + 1),
           "another slope for the bias": lambda x, w, b, y: np.append(_neuron_gradient(x, w, b, y)[:-1], 1)},
    also={"another slope for the bias": _all_but_the_last(_neuron_gradient)})  # fmt: skip


def _secants(rise: Callable[..., Any], run: Callable[[float], float] = lambda h: 2 * h) -> Callable[..., Array]:
    """All slopes by secants, from rise(f, point, step), where the step has h in one place and 0 elsewhere."""
    return lambda f, point, h: np.array([rise(f, point, step) / run(h) for step in h * np.eye(len(point))])


def _drifting(f: Any, point: Any, h: float) -> Array:
    slopes = np.zeros(len(point))
    for j in range(len(point)):
        point[j] += h
        above = f(point)
        point[j] -= 2 * h
        slopes[j] = (above - f(point)) / (2 * h)
    return slopes


def _both_sides(f: Any, point: Any, step: Any) -> Any:
    return f(point + step) - f(point - step)


_secant_slopes = _secants(_both_sides)
_SECANT_SLOPES = _exercise("3.4b", reference=_secant_slopes,
    trials=({"f": twist, "point": np.array([1.0, -0.5]), "h": 0.5},
            {"f": bowl, "point": np.array([0.5, 2.0, -1.0]), "h": 0.25},
            {"f": twist, "point": np.array([-1.0, 2.0, 0.25]), "h": 2.0}),
    slips={"one side": _secants(lambda f, p, s: f(p + s) - f(p), lambda h: h),
           "the other side": _secants(lambda f, p, s: f(p) - f(p - s), lambda h: h),
           "one side, divided by 2h": _secants(lambda f, p, s: f(p + s) - f(p)),
           "divided by h": _secants(_both_sides, lambda h: h), "not divided": _secants(_both_sides, lambda h: 1),
           "/ 2 * h": _secants(_both_sides, lambda h: 2 / h),
           "half divided": lambda f, p, h: np.array([f(p + s) - f(p - s) / (2 * h) for s in h * np.eye(len(p))]),
           "plus for minus": _secants(lambda f, p, s: f(p + s) + f(p - s)),
           "sign turned": _secants(lambda f, p, s: f(p - s) - f(p + s)), "not put back": _drifting,
           "all weights moved": _secants(lambda f, p, s: f(p + s.sum()) - f(p - s.sum())),
           "all weights moved, one number": lambda f, p, h: (f(p + h) - f(p - h)) / (2 * h),
           "two names of one array": lambda f, p, h: 0 * p,
           "replaced by h": lambda f, p, h: np.array([
               (f(np.where(e, h, p)) - f(np.where(e, -h, p))) / (2 * h) for e in np.eye(len(p))]),
           "the first alone": lambda f, p, h: _secant_slopes(f, p, h)[0],
           "added up": lambda f, p, h: _secant_slopes(f, p, h).sum()})  # fmt: skip


def _trained(x: Any, y: Any, w: Any, b: Any, rate: float, epochs: int, step: Any = _neuron_gradient) -> Any:
    """Weights and bias after the epochs, in one array; `step` stands for the gradient."""
    return _descend(lambda v: step(x, v[:-1], v[-1], y), np.append(w, b), rate, epochs)


def _weights_changed(x: Any, y: Any, w: Any, b: Any, rate: float, epochs: int) -> Any:
    for _ in range(epochs):
        g = _neuron_gradient(x, w, b, y)
        w -= rate * g[:-1]
        b = b - rate * g[-1]
    return np.append(w, b)


def _one_after_the_other(x: Any, y: Any, w: Any, b: Any, rate: float, epochs: int) -> Any:
    for _ in range(epochs):
        w = w - rate * _neuron_gradient(x, w, b, y)[:-1]
        b = b - rate * _neuron_gradient(x, w, b, y)[-1]
    return np.append(w, b)


_TRAINING = _exercise("3.4c", uses={"descend": _DESCENT, "neuron_gradient": _NEURON}, keeps="w", reference=_trained,
    trials=({"x": np.array([1.0, -0.5]), "y": 0, "w": np.array([0.5, -1.0]), "b": 0.75, "learning_rate": 2.0,
             "epochs": 3},
            {"x": np.array([1.5]), "y": 1, "w": np.array([-0.5]), "b": -0.25, "learning_rate": 4.0, "epochs": 5}),
    slips={"w was changed": _weights_changed,
           "plus for minus": lambda x, y, w, b, r, n: _trained(x, y, w, b, -r, n),
           "bias not learned": partial(_trained, step=lambda *p: np.append(_neuron_gradient(*p)[:-1], 0)),
           "weights not learned": partial(_trained, step=lambda x, *p: np.append(0 * x, _neuron_gradient(x, *p)[-1])),
           "bias after the new weights": _one_after_the_other,
           "one epoch": lambda x, y, w, b, r, n: _trained(x, y, w, b, r, 1),
           "one epoch too few": lambda x, y, w, b, r, n: _trained(x, y, w, b, r, n - 1),
           "one epoch too many": lambda x, y, w, b, r, n: _trained(x, y, w, b, r, n + 1),
           "gradient of the start": lambda x, y, w, b, r, n: np.append(w, b) - n * r * _neuron_gradient(x, w, b, y),
           "no learning rate": lambda x, y, w, b, r, n: _trained(x, y, w, b, 1, n),
           "nothing learned": lambda x, y, w, b, r, n: np.append(w, b),
           "weights alone": lambda *inputs: _trained(*inputs)[:-1],
           "bias first": lambda *inputs: np.roll(_trained(*inputs), 1),
           "output for weights": lambda x, *rest: sigmoid(_trained(x, *rest) @ np.append(x, 1)),
           "target turned": lambda x, y, *rest: _trained(x, 1 - y, *rest)})  # fmt: skip


def _table(rows: Any) -> Array:
    """Two rows of five truth values.  ValueError if it is no such table."""
    table = np.array(rows, dtype=float)
    if table.shape != (2, 5) or not np.isin(table, (0, 1)).all():
        raise ValueError("holds: two lists of five, each entry 1 or 0, expected")
    return table


# Lines of the slide: ∂L/∂h, dh/dz, their difference, their product, h − y.  First for y = 1, then for y = 0.
# Whatever table is wrong, one of the slips says why: see `also`, in this order.
_SLIDE_BY_HAND = _exercise("3.5a", reference=[[1, 1, 0, 1, 1], [0, 1, 0, 0, 1]], read=_table,
    expects="two lists of five, 1 for a line that holds, 0 for one that does not",
    slips={"wrong ones marked": [[0, 0, 1, 0, 0], [1, 0, 1, 1, 0]], "y = 1 twice": [[1, 1, 0, 1, 1]] * 2,
           "y = 0 twice": [[0, 1, 0, 0, 1]] * 2, "targets exchanged": [[0, 1, 0, 0, 1], [1, 1, 0, 1, 1]],
           "all believed": [[1] * 5] * 2, "nothing after a wrong line": [[1, 1, 0, 0, 0], [0, 1, 0, 0, 0]],
           "difference believed": [[1, 1, 1, 1, 1], [0, 1, 1, 0, 1]],
           "slope of σ doubted": [[1, 0, 0, 1, 1], [0, 0, 0, 0, 1]], "end doubted": [[1, 1, 0, 1, 1], [0, 1, 0, 0, 0]],
           "one term is 0": [[0, 1, 0, 1, 1], [0, 1, 0, 0, 1]], "sign believed": [[1, 1, 0, 1, 1], [1, 1, 0, 0, 1]],
           "product believed": [[1, 1, 0, 1, 1], [0, 1, 0, 1, 1]]},
    also={"difference believed": lambda a: a[:, 2].any(), "slope of σ doubted": lambda a: not a[:, 1].all(),
          "end doubted": lambda a: not a[:, 4].all(), "one term is 0": lambda a: not a[0, [0, 3]].all(),
          "sign believed": lambda a: a[1, 0], "product believed": lambda a: a[1, 3]})  # fmt: skip

_LOG_LOSS_SLOPE = _exercise("3.5b", reference=lambda h, y: -y / h + (1 - y) / (1 - h),
    trials=({"h": np.array([0.25, 0.5, 0.8, 0.9]), "y": np.array([1, 0, 1, 0])}, {"h": 0.7, "y": 0}, {"h": 0.1,
             "y": 1}),
    slips={"as on the slide": lambda h, y: -y / h - (1 - y) / (1 - h),
           "sign turned": lambda h, y: y / h - (1 - y) / (1 - h),
           "both positive": lambda h, y: y / h + (1 - y) / (1 - h),
           "first term alone": lambda h, y: -y / h, "second term alone": lambda h, y: (1 - y) / (1 - h),
           "brackets forgotten": lambda h, y: -y / h + (1 - y) / 1 - h,
           "1 − y forgotten": lambda h, y: -y / h + 1 / (1 - h),
           "denominators exchanged": lambda h, y: -y / (1 - h) + (1 - y) / h,
           "loss for slope": lambda h, y: -(y * np.log(h) + (1 - y) * np.log(1 - h)),
           "one step further": lambda h, y: h - y,
           "product for quotient": lambda h, y: -y * h + (1 - y) * (1 - h)})  # fmt: skip


def _by_fraction(z: Any, a: Any, y: Any) -> Any:
    """dL/dz as it stands before it is made short: 0/0 where a is 0 or 1."""
    return (-y / a + (1 - y) / (1 - a)) * a * (1 - a)


_pull = _neuron_slip(lambda z, a, y: a - y)


def _too_long(found: list[Array]) -> bool:
    """Is it right on all points but the last two, where the fraction is none?"""
    right = [_pull(*point.values()) for point in _POINTS]
    return all(map(np.allclose, found[:-2], right)) and bool(np.isnan(found[-2:]).any())


_PULL = _exercise("3.5c", uses={"log_loss_slope": _LOG_LOSS_SLOPE}, reference=_pull,
    trials=(*_POINTS, {"x": np.array([2.0, 1.0]), "w": np.array([400.0, 1.0]), "b": 5.0, "y": 0},
            {"x": np.array([-2.0, 1.0]), "w": np.array([400.0, 1.0]), "b": 5.0, "y": 1}),
    slips={"too long": _neuron_slip(_by_fraction), "σ′ left over": _neuron_slip(_right_slope),
           "sign turned": _neuron_slip(lambda z, a, y: y - a),
           "σ′ forgotten": _neuron_slip(lambda z, a, y: -y / a + (1 - y) / (1 - a)),
           "product of the slide": _neuron_slip(lambda z, a, y: -y * (1 - a) - (1 - y) * a),
           "difference of the slide": _neuron_slip(lambda z, a, y: -y / a + (1 - y) / (1 - a) - a * (1 - a)),
           "bias left out of the score": lambda x, w, b, y: _pull(x, w, 0, y),
           "score for output": _neuron_slip(lambda z, a, y: z - y), "target forgotten": _neuron_slip(lambda z, a, y: a),
           "2 left over": _neuron_slip(lambda z, a, y: 2 * (a - y)),
           "input forgotten": _neuron_slip(lambda z, a, y: a - y, lambda x, w: np.ones(len(x) + 1)),
           "weight for input": _neuron_slip(lambda z, a, y: a - y, lambda x, w: np.append(w, 1)),
           "bias first": _neuron_slip(lambda z, a, y: a - y, lambda x, w: np.append(1, x)),
           "bias forgotten": _neuron_slip(lambda z, a, y: a - y, lambda x, w: x),
           "slope of the score alone": _neuron_slip(lambda z, a, y: a - y, lambda x, w: 1),
           "another slope for the bias": lambda x, w, b, y: np.append((sigmoid(w @ x + b) - y) * x, 1)},
    also={"too long": _too_long, "another slope for the bias": _all_but_the_last(_pull)})  # fmt: skip


def _mean_slope(w: Any, x: Any, y: Any) -> Any:
    return ((w * x - y) * x).mean()


_BATCH_GRADIENT = _exercise("3.6a", reference=_mean_slope,
    trials=({"w": 0.5, "x": np.array([1.0, 2.0, -1.5]), "y": np.array([2.0, 0.5, 1.0])},
            {"w": -2.0, "x": np.array([0.5, 3.0, 1.0, 2.0]), "y": np.array([1.0, -4.0, 0.0, 1.5])},
            {"w": 3.0, "x": np.array([2.0]), "y": np.array([5.0])}),
    slips={"sum for mean": lambda w, x, y: ((w * x - y) * x).sum(),
           "2 left over": lambda w, x, y: 2 * ((w * x - y) * x).mean(),
           "½ left over": lambda w, x, y: ((w * x - y) * x).mean() / 2,
           "input forgotten": lambda w, x, y: (w * x - y).mean(),
           "sign turned": lambda w, x, y: ((y - w * x) * x).mean(),
           "weight for input": lambda w, x, y: ((w * x - y) * w).mean(),
           "means first": lambda w, x, y: (w * x.mean() - y.mean()) * x.mean(),
           "first sample alone": lambda w, x, y: (w * x[0] - y[0]) * x[0],
           "last sample alone": lambda w, x, y: (w * x[-1] - y[-1]) * x[-1],
           "one for each": lambda w, x, y: (w * x - y) * x,
           "mean error times each input": lambda w, x, y: (w * x - y).mean() * x,
           "divided twice": lambda w, x, y: ((w * x - y) * x).mean() / len(x),
           "cost for slope": lambda w, x, y: ((w * x - y) ** 2).mean() / 2, "square kept": lambda w, x, y: (
               (w * x - y) ** 2 * x).mean(), "target forgotten": lambda w, x, y: (w * x * x).mean()})  # fmt: skip


def _steps(batches: Any, slope: Any = _mean_slope) -> Any:
    """One epoch, from what gives its batches for n and m, and what stands for the slope of a batch."""

    def epoch(w: Any, x: Any, y: Any, rate: float, m: int) -> Any:
        for batch in batches(len(x), m):
            w = w - rate * slope(w, x[batch], y[batch])
        return w

    return epoch


def _in_order(n: int, m: int) -> list[slice]:
    return [slice(i, i + m) for i in range(0, n, m)]


_epoch = _steps(_in_order)
_EPOCH = _exercise("3.6b", uses={"batch_gradient": _BATCH_GRADIENT}, reference=_epoch,
    trials=({"w": 0.5, "x": np.array([1.0, 2, -1, 0.5, 1.5]), "y": np.array([2.0, 3, 0, 1, -1]), "learning_rate": 0.25,
             "m": 2},
            {"w": -1.0, "x": np.array([0.5, 1, 2, -0.5, 1, 1.5, -1]), "y": np.array([1.0, 0, 2, 1, -2, 3, 0.5]),
             "learning_rate": 0.125, "m": 3},
            {"w": 0.0, "x": np.array([1.0, 2, 3, 4]), "y": np.array([2.0, 4, 6, 9]), "learning_rate": 0.0625, "m": 1},
            {"w": 2.0, "x": np.array([1.0, 2, -1]), "y": np.array([3.0, 1, 1]), "learning_rate": 0.5, "m": 8}),
    slips={"short batch left out": _steps(lambda n, m: [slice(i, i + m) for i in range(0, n - m + 1, m)]),
           "short batch divided by m": lambda w, x, y, r, m: _steps(
               _in_order, lambda w, x, y: ((w * x - y) * x).sum() / m)(w, x, y, r, m),
           "sum for mean": _steps(_in_order, lambda w, x, y: ((w * x - y) * x).sum()),
           "divided by all": lambda w, x, y, r, m: _steps(
               _in_order, lambda w, x, y: ((w * x - y) * x).sum())(w, x, y, r / len(x), m),
           "one batch of all": _steps(lambda n, m: [slice(n)]), "one by one": _steps(lambda n, m: _in_order(n, 1)),
           "first batch alone": _steps(lambda n, m: [slice(m)]),
           "gradients of the start": lambda w, x, y, r, m: w - r * sum(
               _mean_slope(w, x[batch], y[batch]) for batch in _in_order(len(x), m)),
           "always from the start": _steps(lambda n, m: _in_order(n, m)[-1:]),
           "plus for minus": lambda w, x, y, r, m: _epoch(w, x, y, -r, m),
           "no learning rate": lambda w, x, y, r, m: _epoch(w, x, y, 1, m),
           "m batches": _steps(lambda n, m: np.array_split(np.arange(n), m)),
           "m rounds": _steps(lambda n, m: [slice(i * m, i * m + m) for i in range(m)]),
           "empty batch": _steps(lambda n, m: [slice(i * m, i * m + m) for i in range(n // m + 1)]),
           "end of the first batch": _steps(lambda n, m: [slice(i, m) for i in range(0, n, m)]),
           "last of each batch left out": _steps(lambda n, m: [slice(i, i + m - 1) for i in range(0, n, m)]),
           "divided twice": lambda w, x, y, r, m: _epoch(w, x, y, r / m, m),
           "overlapping batches": _steps(lambda n, m: [slice(i, i + m) for i in range(n)]),
           "first of each batch alone": _steps(lambda n, m: range(0, n, m)),
           "from the end": lambda w, x, y, r, m: _epoch(w, x[::-1], y[::-1], r, m)})  # fmt: skip


def _first(quiet: Any, never: Any = lambda costs: len(costs) - 1) -> Any:
    """A stop: the first epoch k for which quiet(costs, k, tolerance) is true."""
    return lambda costs, tolerance: next((k for k in range(1, len(costs)) if quiet(costs, k, tolerance)), never(costs))


def _is_quiet(costs: Any, k: int, tolerance: float) -> bool:
    return costs[k - 1] - costs[k] < tolerance


_stop = _first(_is_quiet)
_RUNS: tuple[dict[str, Any], ...] = (
    {"costs": [8, 4, 2, 1.5, 1.25, 1.125], "tolerance": 0.5}, {"costs": [3, 2.5, 2.75, 1, 0.875], "tolerance": 0.25},
    {"costs": [2, 1.75, 1.5, 0.125, 0.0625], "tolerance": 0.1875},
    {"costs": [1, 0.9375, 2, 0.5, 0.25], "tolerance": 0.125}, {"costs": [2, 1, 2.25, 0.5], "tolerance": 0.5},
    {"costs": [4, 2, 1], "tolerance": 0.5})  # fmt: skip


def _late(epochs: int) -> Any:
    """Is an answer late by so many epochs in all runs but the last, where no epoch is quiet?"""
    right = [_stop(*run.values()) for run in _RUNS[:-1]]
    return lambda found: np.array_equal(found[:-1], np.add(right, epochs))


_STOP = _exercise("3.7a", reference=_stop, trials=_RUNS,
    slips={"one too few": lambda costs, t: _stop(costs, t) - 1, "one too many": lambda costs, t: _stop(costs, t) + 1,
           "no quiet epoch": _first(_is_quiet, lambda costs: 0),
           "cost for improvement": _first(lambda c, k, t: c[k] < t),
           "size of the change": _first(lambda c, k, t: abs(c[k - 1] - c[k]) < t),
           "≤ for <": _first(lambda c, k, t: c[k - 1] - c[k] <= t),
           "sign turned": _first(lambda c, k, t: c[k] - c[k - 1] < t),
           "first loud epoch": _first(lambda c, k, t: c[k - 1] - c[k] >= t),
           "share of the cost": _first(lambda c, k, t: (c[k - 1] - c[k]) / c[k - 1] < t),
           "compared with the first": _first(lambda c, k, t: c[0] - c[k] < t),
           "compared with the next": _first(lambda c, k, t: k + 1 < len(c) and c[k] - c[k + 1] < t),
           "counted": lambda c, t: sum(_is_quiet(c, k, t) for k in range(1, len(c))),
           "last quiet epoch": lambda c, t: max((k for k in range(1, len(c)) if _is_quiet(c, k, t)), default=0),
           "cost for epoch": lambda c, t: next(
               (c[k] for k in range(1, len(c)) if _is_quiet(c, k, t)), len(c) - 1),
           "decided in the first round": lambda c, t: 1 if _is_quiet(c, 1, t) else len(c) - 1,
           "begun at 0": lambda c, t: 0, "last epoch": lambda c, t: len(c) - 1},
    also={"one too few": _late(-1), "one too many": _late(1), "no quiet epoch": _late(0)})  # fmt: skip


def _ended(choose: Any) -> Any:
    """From `choose`, which takes starts, ends and the function, to a function of a 3.7b."""
    return lambda f, slope, starts, rate, steps: choose(starts, _descend(slope, starts, rate, steps), f)


_best_end = _ended(lambda s, e, f: e[f(e).argmin()])
_BEST_END = _exercise("3.7b", uses={"descend": _DESCENT}, reference=_best_end,
    trials=({"f": two_valleys, "slope": two_valleys_slope, "starts": np.array([2.0, -2.0, 0.17, 1.0]),
             "learning_rate": 0.00390625,
             "steps": 4},
            {"f": mirrored, "slope": mirrored_slope, "starts": np.array([-1.0, 2.0, -0.17, 0.25, -2.0]),
             "learning_rate": 0.00390625,
             "steps": 8}),
    slips={"flattest end": lambda f, slope, s, r, n: (e := _descend(slope, s, r, n))[abs(slope(e)).argmin()],
           "highest end": _ended(lambda s, e, f: e[f(e).argmax()]),
           "lowest start": _ended(lambda s, e, f: e[f(s).argmin()]),
           "start for end": _ended(lambda s, e, f: s[f(e).argmin()]),
           "no walk": _ended(lambda s, e, f: s[f(s).argmin()]),
           "height for place": _ended(lambda s, e, f: f(e).min()),
           "number for place": _ended(lambda s, e, f: f(e).argmin()),
           "first alone": _ended(lambda s, e, f: e[0]), "last alone": _ended(lambda s, e, f: e[-1]),
           "all ends": _ended(lambda s, e, f: e), "mean end": _ended(lambda s, e, f: e.mean()),
           "leftmost end": _ended(lambda s, e, f: e.min()), "rightmost end": _ended(lambda s, e, f: e.max()),
           "height for slope": lambda f, slope, s, r, n: _best_end(f, f, s, r, n),
           "uphill": lambda f, slope, s, r, n: _best_end(f, slope, s, -r, n),
           "one step": lambda f, slope, s, r, n: _best_end(f, slope, s, r, 1)})  # fmt: skip


def _rolled(change: Any, back: Any = lambda w, old, new: [w + new, new]) -> Any:
    """One step with momentum: change(old change, slope, η, μ), then what of weights, old change and new comes back."""
    return lambda w, old, slope, rate, mu: back(w, old, change(old, slope, rate, mu))


def _momentum(old: Any, slope: Any, rate: float, mu: float) -> Any:
    return -rate * slope + mu * old


_MOMENTUM = _exercise("3.7c", reference=_rolled(_momentum), expects="two things, the new weights and the new change",
    trials=({"w": np.array([1.0, -2.0]), "change": np.array([0.5, -0.25]), "slope": np.array([2.0, -1.0]),
             "learning_rate": 0.25, "mu": 0.75},
            {"w": 0.5, "change": -1.5, "slope": 3.0, "learning_rate": 0.125, "mu": 0.5}),
    slips={"μ times the place": lambda w, d, g, r, mu: [w - r * g + mu * w, -r * g + mu * w],
           "the rest of μ on the memory": _rolled(lambda d, g, r, mu: -r * g + (1 - mu) * d),
           "uphill": _rolled(lambda d, g, r, mu: r * g + mu * d), "no memory": _rolled(lambda d, g, r, mu: -r * g),
           "no learning rate": _rolled(lambda d, g, r, mu: -g + mu * d),
           "μ forgotten": _rolled(lambda d, g, r, mu: -r * g + d),
           "memory subtracted": _rolled(lambda d, g, r, mu: -r * g - mu * d),
           "η and μ exchanged": _rolled(lambda d, g, r, mu: -mu * g + r * d),
           "η on both": _rolled(lambda d, g, r, mu: r * (mu * d - g)),
           "μ on both": _rolled(lambda d, g, r, mu: mu * (d - r * g)),
           "bracket around both": _rolled(lambda d, g, r, mu: -r * (g + mu * d)),
           "uphill and taken away": _rolled(
               lambda d, g, r, mu: r * g + mu * d, lambda w, old, new: [w - new, new]),
           "change turned round": _rolled(_momentum, lambda w, old, new: [w + new, -new]),
           "weights twice": _rolled(_momentum, lambda w, old, new: [w + new, w + new]),
           "each its own way": lambda w, d, g, r, mu: [w - r * g, mu * d],
           "the rest of μ": _rolled(lambda d, g, r, mu: mu * d - (1 - mu) * r * g),
           "old change added": _rolled(_momentum, lambda w, old, new: [w + old, new]),
           "old change back": _rolled(_momentum, lambda w, old, new: [w + new, old]),
           "change subtracted": _rolled(_momentum, lambda w, old, new: [w - new, new]),
           "weights stay": _rolled(_momentum, lambda w, old, new: [w, new]),
           "change first": _rolled(_momentum, lambda w, old, new: [new, w + new]),
           "weights alone": _rolled(_momentum, lambda w, old, new: w + new),
           "change alone": _rolled(_momentum, lambda w, old, new: new)})  # fmt: skip


def _layer_slip(error: Any, over: Any = len) -> Any:
    """A wrong gradient of a layer of softmax: what stands for A − Y, and what it is divided by."""
    return lambda X, A, Y: error(A, Y).T @ X / over(A)


_LAYER = _exercise("3.8a", reference=_layer_slip(np.subtract),
    trials=({"X": np.array([[1.0, 0.5, 0, 2], [0, 1, -1, 0.5], [2, 0, 1, 1]]),
             "A": np.array([[0.75, 0.25], [0.5, 0.5], [0.1, 0.9]]),
             "Y": np.array([[1.0, 0], [0, 1], [1, 0]])},
            {"X": np.array([[0.5, 1], [1, -2]]), "A": np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]),
             "Y": np.array([[0.0, 0, 1], [1, 0, 0]])}),
    slips={"n forgotten": _layer_slip(np.subtract, lambda A: 1), "sign turned": _layer_slip(lambda A, Y: Y - A),
           "divided by the outputs": _layer_slip(np.subtract, lambda A: A.shape[1]),
           "divided by all entries": _layer_slip(np.subtract, np.size),
           "divided by the inputs": lambda X, A, Y: (A - Y).T @ X / X.shape[1],
           "½ left over": _layer_slip(np.subtract, lambda A: 2 * len(A)),
           "rows and columns exchanged": lambda X, A, Y: X.T @ (A - Y) / len(X),
           "targets forgotten": _layer_slip(lambda A, Y: A), "outputs forgotten": _layer_slip(lambda A, Y: -Y),
           "σ′ left over": _layer_slip(lambda A, Y: (A - Y) * A * (1 - A)),
           "squared": _layer_slip(lambda A, Y: (A - Y) ** 2), "log loss of each": _layer_slip(lambda A, Y: -Y / A),
           "inputs forgotten": lambda X, A, Y: (A - Y).mean(0),
           "first sample alone": lambda X, A, Y: np.outer(A[0] - Y[0], X[0]),
           "means first": lambda X, A, Y: np.outer((A - Y).mean(0), X.mean(0))})  # fmt: skip

_CHOICE = _exercise("3.8b", reference="b", **ONE_LETTER,
    slips={"slow and sure": "a", "faster still": "c", "longest steps": "d", "lucky stop": "e",
           "new start": "f"})  # fmt: skip

EXERCISES = (_COST, _CONVENTIONS_BY_HAND, _GRADIENT_BY_HAND, _NEXT_BY_HAND, _PROMISE_BY_HAND, _TRUTH_BY_HAND, _DESCENT,
    _LARGEST_RATE, _NEURON, _SECANT_SLOPES, _TRAINING, _SLIDE_BY_HAND, _LOG_LOSS_SLOPE, _PULL, _BATCH_GRADIENT, _EPOCH,
    _STOP, _BEST_END, _MOMENTUM, _LAYER, _CHOICE)  # fmt: skip
