"""Homework 5: slopes along a chain, a step by hand, the four equations, a gradient check, planted slips, depth, digits.

Its words: backpropagation.toml.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ..activations import Activation, relu, sigmoid, tanh
from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "backpropagation")
Array = np.ndarray


def tangle(weights: Any) -> Any:
    """A function of all entries of some matrices, two of them in different layers tied together: no shortcut helps."""
    return sum(np.sum(W**3) for W in weights) + 2 * weights[0][0, 1] * weights[-1][1, 0]


def _values(x: Any, w1: Any, b1: Any, w2: Any, b2: Any, phi: Any = sigmoid) -> list[Any]:
    z1 = w1 * x + b1
    z2 = w2 * phi(z1) + b2
    return [z1, phi(z1), z2, phi(z2)]


_CHAINS: tuple[dict[str, Any], ...] = (
    {"x": 0.5, "w1": 1.5, "b1": -0.25, "w2": -2.0, "b2": 0.75},
    {"x": -1.5, "w1": 0.75, "b1": 0.5, "w2": 1.25, "b2": -0.5},
)
_VALUES = _exercise("5.1a", reference=_values, trials=_CHAINS,
    slips={"biases forgotten": lambda x, w1, b1, w2, b2: _values(x, w1, 0, w2, 0),
           "biases subtracted": lambda x, w1, b1, w2, b2: _values(x, w1, -b1, w2, -b2),
           "score passed on": lambda x, w1, b1, w2, b2: [
               *_values(x, w1, b1, w2, b2)[:2], z2 := w2 * (w1 * x + b1) + b2, sigmoid(z2)],
           "input passed on": lambda x, w1, b1, w2, b2: [
               *_values(x, w1, b1, w2, b2)[:2], w2 * x + b2, sigmoid(w2 * x + b2)],
           "layers exchanged": lambda x, w1, b1, w2, b2: _values(x, w2, b2, w1, b1),
           "weight and bias exchanged": lambda x, w1, b1, w2, b2: _values(x, b1, w1, b2, w2),
           "x + w for x · w": lambda x, w1, b1, w2, b2: [
               z1 := w1 + x + b1, a1 := sigmoid(z1), z2 := w2 + a1 + b2, sigmoid(z2)],
           "one bias for both": lambda x, w1, b1, w2, b2: _values(x, w1, b1, w2, b1),
           "last score not squashed": lambda *p: [*_values(*p)[:3], _values(*p)[2]],
           "sign in the power of e": partial(_values, phi=lambda z: sigmoid(-z)),
           "tanh for σ": partial(_values, phi=tanh), "not squashed": partial(_values, phi=lambda z: z),
           "slopes for outputs": lambda x, w1, b1, w2, b2: [
               z1 := w1 * x + b1, sigmoid.df(z1), z2 := w2 * sigmoid.df(z1) + b2, sigmoid.df(z2)],
           "other order": lambda *p: [_values(*p)[i] for i in (0, 2, 1, 3)],
           "backwards": lambda *p: _values(*p)[::-1], "output alone": lambda *p: _values(*p)[-1]})  # fmt: skip


def _chain_slope(*p: Any, powers: Any = (1, 1, 1, 1, 1)) -> Any:
    """∂C/∂w¹ = (a² − y) · φ′(z²) · w² · φ′(z¹) · x, each factor to a power, from (x, w¹, b¹, w², b², y) = p."""
    _, a1, _, a2 = _values(*p[:5])
    factors = a2 - p[5], a2 * (1 - a2), p[3], a1 * (1 - a1), p[0]
    return np.prod([factor**power for factor, power in zip(factors, powers, strict=True)])


_CHAIN_SLOPE = _exercise("5.1b", uses={"chain_values": _VALUES}, reference=_chain_slope,
    trials=tuple({**chain, "y": y} for chain, y in zip(_CHAINS, (1, 0), strict=True)),
    slips={**{name: partial(_chain_slope, powers=powers) for name, powers in (
               ("error forgotten", (0, 1, 1, 1, 1)), ("σ′ of the output forgotten", (1, 0, 1, 1, 1)),
               ("w² forgotten", (1, 1, 0, 1, 1)), ("σ′ of the hidden neuron forgotten", (1, 1, 1, 0, 1)),
               ("input forgotten", (1, 1, 1, 1, 0)), ("both σ′ forgotten", (1, 0, 1, 0, 1)),
               ("σ′ of the output twice", (1, 2, 1, 0, 1)))},
           "sign turned": lambda *p: -_chain_slope(*p), "2 left over": lambda *p: 2 * _chain_slope(*p),
           "w¹ for w²": lambda *p: _chain_slope(*p, powers=(1, 1, 0, 1, 1)) * p[1],
           "a¹ for x": lambda *p: _chain_slope(*p, powers=(1, 1, 1, 1, 0)) * _values(*p[:5])[1],
           "slope in w²": lambda *p: _chain_slope(*p, powers=(1, 1, 0, 0, 0)) * _values(*p[:5])[1],
           "σ′ of outputs": lambda *p: _chain_slope(*p, powers=(1, 0, 1, 0, 1))
               * sigmoid.df(_values(*p[:5])[1]) * sigmoid.df(_values(*p[:5])[3]),
           "formula of the slope on the scores": lambda *p: _chain_slope(*p, powers=(1, 0, 1, 0, 1))
               * np.prod([z * (1 - z) for z in _values(*p[:5])[::2]]),
           "a¹ for w²": lambda *p: _chain_slope(*p, powers=(1, 1, 0, 1, 1)) * _values(*p[:5])[1],
           "w¹ once more": lambda *p: _chain_slope(*p) * p[1],
           "cost for its slope": lambda *p: _chain_slope(*p) * (_values(*p[:5])[3] - p[5]) / 2,
           "factors added": lambda *p: sum(_chain_slope(*p, powers=row) for row in np.eye(5)),
           "the factors": lambda *p: [_chain_slope(*p, powers=row) for row in np.eye(5)]})  # fmt: skip

# The step by hand: x = (1, 2), W¹ = (1 0.2; 1.2 0.5), W² = (3 −2), b² = −0.6, y = 1, η = 0.4.
# Forward it gives a¹ = (0.8, 0.9), with slopes 0.16 and 0.09, and a² = 0.5, with slope 0.25.
_W2, _A1, _SLOPES, _ETA = np.array([3.0, -2.0]), np.array([0.8, 0.9]), np.array([0.16, 0.09]), 0.4
_OUTPUT_BY_HAND = _exercise("5.2a", reference=-0.125,
    slips={"sign turned": 0.125, "slope forgotten": -0.5, "slope forgotten, sign turned": 0.5, "twice": -0.25,
           "slope alone": 0.25, "squared": 0.0625, "slope squared": -0.03125, "slope of a hidden neuron": -0.08,
           "slope of tanh": -0.375, "step": 0.05, "times an input": -0.1},
    also={"slope of a hidden neuron": lambda a: np.isclose(a, -0.045), "step": lambda a: np.isclose(a, -0.05),
          "times an input": lambda a: np.isclose(a, [-0.1125, 0.1, 0.1125]).any()})  # fmt: skip

_NEW_WEIGHTS_BY_HAND = _exercise("5.2b", uses={"output_error_by_hand": _OUTPUT_BY_HAND}, follows="output_error_by_hand",
    reference=lambda d: _W2 - _ETA * d * _A1,
    slips={"sign turned": lambda d: _W2 + _ETA * d * _A1, "no learning rate": lambda d: _W2 - d * _A1,
           "gradient alone": lambda d: d * _A1, "step alone": lambda d: -_ETA * d * _A1,
           "inputs for hidden outputs": lambda d: _W2 - _ETA * d * np.array([1, 2]),
           "hidden outputs forgotten": lambda d: _W2 - _ETA * d, "old weights": lambda d: _W2 - _ETA * d * _W2,
           "slopes for hidden outputs": lambda d: _W2 - _ETA * d * _SLOPES,
           "slope once more": lambda d: _W2 - _ETA * d * 0.25 * _A1,
           "neurons exchanged": lambda d: _W2 - _ETA * d * _A1[::-1],
           "sign of a weight lost": lambda d: abs(_W2) - _ETA * d * _A1,
           "one step turned": lambda d: _W2 - _ETA * d * _A1 * [1, -1],
           "one weight alone": lambda d: [3 - _ETA * d * 0.8, -2]})  # fmt: skip

_HIDDEN_BY_HAND = _exercise("5.2c", uses={"output_error_by_hand": _OUTPUT_BY_HAND}, follows="output_error_by_hand",
    reference=lambda d: _W2 * d * _SLOPES,
    slips={"new weights": lambda d: (_W2 - _ETA * d * _A1) * d * _SLOPES, "slopes forgotten": lambda d: _W2 * d,
           "slope of the output": lambda d: _W2 * d * 0.25, "slope of the output too": lambda d: _W2 * d * _SLOPES / 4,
           "weights forgotten": lambda d: d * _SLOPES, "sign turned": lambda d: -_W2 * d * _SLOPES,
           "sign of a weight lost": lambda d: abs(_W2) * d * _SLOPES,
           "weights exchanged": lambda d: _W2[::-1] * d * _SLOPES,
           "slopes exchanged": lambda d: _W2 * d * _SLOPES[::-1],
           "neurons exchanged": lambda d: (_W2 * d * _SLOPES)[::-1],
           "outputs for slopes": lambda d: _W2 * d * _A1, "1 − a for slopes": lambda d: _W2 * d * (1 - _A1),
           "error forgotten": lambda d: _W2 * _SLOPES, "added up": lambda d: (_W2 * d * _SLOPES).sum()})  # fmt: skip

_NEW_WEIGHT_BY_HAND = _exercise("5.2d", uses={"hidden_errors_by_hand": _HIDDEN_BY_HAND},
    follows="hidden_errors_by_hand", reference=lambda d: 0.2 - _ETA * d[0] * 2,
    slips={"sign turned": lambda d: 0.2 + _ETA * d[0] * 2, "no learning rate": lambda d: 0.2 - d[0] * 2,
           "gradient alone": lambda d: d[0] * 2, "step alone": lambda d: -_ETA * d[0] * 2,
           "error of the other neuron": lambda d: 0.2 - _ETA * d[1] * 2,
           "the other input": lambda d: 0.2 - _ETA * d[0] * 1,
           "both indices turned": lambda d: 0.2 - _ETA * d[1] * 1,
           "w₂₁ for w₁₂": lambda d: 1.2 - _ETA * d[1] * 1,
           "w₂₁, and its indices turned": lambda d: 1.2 - _ETA * d[0] * 2,
           "hidden output for input": lambda d: 0.2 - _ETA * d[0] * 0.8,
           "slope once more": lambda d: 0.2 - _ETA * d[0] * 0.16 * 2,
           "weight for input": lambda d: 0.2 - _ETA * d[0] * 0.2})  # fmt: skip


def _output_delta(A: Array, Y: Array, cost: str) -> Array:
    return (A - Y) * A * (1 - A) if cost == "quadratic" else A - Y


def _error_slip(quadratic: Any, log_loss: Any = lambda A, Y: A - Y) -> Callable[..., Any]:
    """A wrong error of the output layer, from what stands for it under each cost."""
    return lambda A, Y, cost: quadratic(A, Y) if cost == "quadratic" else log_loss(A, Y)


# In the first trial there are as many samples as outputs.
_OUTPUT_DELTA = _exercise("5.3", reference=_output_delta,
    trials=({"A": np.array([[0.25, 0.7], [0.6, 0.9]]), "Y": np.array([[0, 1], [1, 1]]), "cost": "quadratic"},
            {"A": np.array([[0.2, 0.75], [0.4, 0.1], [0.9, 0.3]]), "Y": np.array([[1, 0], [0, 1], [0, 0]]),
             "cost": "log loss"},
            {"A": np.array([[0.8], [0.35]]), "Y": np.array([[0], [1]]), "cost": "quadratic"}),
    slips={"σ′ forgotten": _error_slip(lambda A, Y: A - Y),
           "σ′ under the log loss too": lambda A, Y, cost: _output_delta(A, Y, "quadratic"),
           "costs exchanged": _error_slip(lambda A, Y: A - Y, lambda A, Y: (A - Y) * A * (1 - A)),
           "sign turned": lambda A, Y, cost: -_output_delta(A, Y, cost),
           "sign turned under the quadratic cost": _error_slip(lambda A, Y: (Y - A) * A * (1 - A)),
           "sign turned under the log loss": _error_slip(lambda A, Y: (A - Y) * A * (1 - A), lambda A, Y: Y - A),
           "2 left over": _error_slip(lambda A, Y: 2 * (A - Y) * A * (1 - A)),
           "σ′ alone": _error_slip(lambda A, Y: A * (1 - A)),
           "σ′ of the outputs": _error_slip(lambda A, Y: (A - Y) * sigmoid.df(A)),
           "1 − a forgotten": _error_slip(lambda A, Y: (A - Y) * A),
           "slope of tanh": _error_slip(lambda A, Y: (A - Y) * (1 - A**2)),
           "slope of the log loss in a": _error_slip(lambda A, Y: (A - Y) * A * (1 - A),
                                                     lambda A, Y: (A - Y) / (A * (1 - A))),
           "as on the slide": _error_slip(lambda A, Y: (A - Y) * A * (1 - A), lambda A, Y: -Y * (1 - A) - (1 - Y) * A),
           "the costs": _error_slip(lambda A, Y: (A - Y) ** 2 / 2, lambda A, Y: -np.log(np.where(Y, A, 1 - A))),
           "divided by n": lambda A, Y, cost: _output_delta(A, Y, cost) / len(A),
           "averaged over the samples": lambda A, Y, cost: _output_delta(A, Y, cost).mean(0),
           "outputs added up": lambda A, Y, cost: _output_delta(A, Y, cost).sum(1)})  # fmt: skip


def _hidden_delta(delta: Array, W: Array, A: Array) -> Array:
    return delta @ W * A * (1 - A)


# In the first trial all shapes are alike: there a W turned over shows what it does before it raises.
_HIDDEN_DELTA = _exercise("5.4a", reference=_hidden_delta,
    trials=({"delta": np.array([[0.5, -0.2], [0.1, 0.4]]), "W": np.array([[2.0, -1.0], [1.5, 3.0]]),
             "A": np.array([[0.25, 0.6], [0.9, 0.3]])},
            {"delta": np.array([[0.4, -0.3], [0.2, 0.1], [-0.6, 0.8]]),
             "W": np.array([[1.0, -2.0, 0.5, 1.5], [-0.5, 2.5, 3.0, -1.0]]),
             "A": np.array([[0.1, 0.7, 0.4, 0.35], [0.8, 0.2, 0.6, 0.45], [0.75, 0.3, 0.9, 0.15]])}),
    slips={"W turned over": lambda delta, W, A: delta @ W.T * A * (1 - A),
           "samples mixed": lambda delta, W, A: delta.T @ W * A * (1 - A),
           "W turned over and in front": lambda delta, W, A: W.T @ delta * A * (1 - A),
           "W in front": lambda delta, W, A: W @ delta * A * (1 - A),
           "entry by entry": lambda delta, W, A: delta * W * A * (1 - A),
           "weights forgotten": lambda delta, W, A: delta * A * (1 - A),
           "slopes before the weights": lambda delta, W, A: (delta * A * (1 - A)) @ W,
           "σ′ forgotten": lambda delta, W, A: delta @ W,
           "σ′ of the outputs": lambda delta, W, A: delta @ W * sigmoid.df(A),
           "1 − a forgotten": lambda delta, W, A: delta @ W * A,
           "slope of tanh": lambda delta, W, A: delta @ W * (1 - A**2),
           "sign turned": lambda delta, W, A: -_hidden_delta(delta, W, A),
           "divided by n": lambda delta, W, A: _hidden_delta(delta, W, A) / len(A),
           "averaged over the samples": lambda delta, W, A: _hidden_delta(delta, W, A).mean(0),
           "one neuron of the layer behind": lambda delta, W, A: _hidden_delta(delta[:, :1], W[:1], A),
           "the same wish for all": lambda delta, W, A: delta.sum(1, keepdims=True) * A * (1 - A)})  # fmt: skip


def _layer_gradient(delta: Array, A: Array) -> Array:
    return np.column_stack([delta.T @ A / len(A), delta.mean(0)])


_LAYER_GRADIENT = _exercise("5.4b", reference=_layer_gradient,
    expects="a row for each neuron of the layer: the slopes of its weights, then that of its bias",
    trials=({"delta": np.array([[0.5, -0.25], [0.3, 0.4]]), "A": np.array([[0.6, 0.2], [0.9, 0.35]])},
            {"delta": np.array([[0.4, -0.3], [0.2, 0.1], [-0.9, 0.8]]),
             "A": np.array([[0.1, 0.7, 0.4, 0.5], [0.8, 0.2, 0.6, 0.25], [0.3, 0.9, 0.75, 0.15]])}),
    slips={"sum for mean": lambda delta, A: _layer_gradient(delta, A) * len(A),
           "weights summed": lambda delta, A: np.column_stack([delta.T @ A, delta.mean(0)]),
           "biases summed": lambda delta, A: np.column_stack([delta.T @ A / len(A), delta.sum(0)]),
           "divided by all entries": lambda delta, A: _layer_gradient(delta, A) / delta.shape[1],
           "weights turned over": lambda delta, A: np.column_stack([A.T @ delta / len(A), delta.mean(0)]),
           "samples mixed": lambda delta, A: np.column_stack([delta @ A / len(A), delta.mean(0)]),
           "table turned over": lambda delta, A: _layer_gradient(delta, A).T,
           "averaged before multiplied": lambda delta, A: np.column_stack(
               [np.outer(delta.mean(0), A.mean(0)), delta.mean(0)]),
           "first sample alone": lambda delta, A: _layer_gradient(delta[:1], A[:1]),
           "weights alone": lambda delta, A: delta.T @ A / len(A), "biases alone": lambda delta, A: delta.mean(0),
           "bias first": lambda delta, A: np.roll(_layer_gradient(delta, A), 1, axis=1),
           "bias has no slope": lambda delta, A: np.column_stack([delta.T @ A / len(A), 0 * delta[0]]),
           "bias has slope 1": lambda delta, A: np.column_stack([delta.T @ A / len(A), 0 * delta[0] + 1]),
           "one bias for all": lambda delta, A: np.column_stack([delta.T @ A / len(A), 0 * delta[0] + delta.mean()]),
           "σ′ once more": lambda delta, A: _layer_gradient(delta * A * (1 - A), A),
           "sign turned": lambda delta, A: -_layer_gradient(delta, A)})  # fmt: skip


def _activations(X: Array, weights: Any, biases: Any) -> list[Array]:
    A = [X]
    for W, b in zip(weights, biases, strict=True):
        A.append(sigmoid(A[-1] @ W.T + b))
    return A


def _backward(
    *p: Any, error: Any = _output_delta, back: Any = _hidden_delta, table: Any = _layer_gradient,
    reads: Any = lambda l: l, through: Any = lambda l: l, bends: Any = lambda l: l,
) -> list[Array]:  # fmt: skip
    """The gradient, a table for each layer, from (X, Y, weights, biases, cost) = p.

    error, back, table : what stands for 5.3, 5.4a and 5.4b.
    reads, through, bends : from the place l of a layer in the lists to that of the A it reads, of the weights that its
        error goes back through, and of the A whose slope it meets there.
    """
    X, Y, weights, biases, cost = p
    A, tables = _activations(X, weights, biases), list[Array]()
    delta = error(A[-1], Y, cost)
    for l in reversed(range(len(weights))):
        tables.insert(0, table(delta, A[reads(l)]))
        delta = back(delta, weights[through(l)], A[bends(l)]) if l else None
    return tables


def _carried_back_too_early(X: Array, Y: Array, weights: Any, biases: Any, cost: str) -> list[Array]:
    A, tables = _activations(X, weights, biases), list[Array]()
    delta = _output_delta(A[-1], Y, cost)
    for l in reversed(range(len(weights))):
        delta = _hidden_delta(delta, weights[l], A[l])
        tables.insert(0, _layer_gradient(delta, A[l]))
    return tables


def _walks_forward(X: Array, Y: Array, weights: Any, biases: Any, cost: str) -> list[Array]:
    A = _activations(X, weights, biases)
    delta = _output_delta(A[-1], Y, cost)
    tables = [_layer_gradient(delta, A[-2])]
    for l in range(1, len(weights)):
        delta = _hidden_delta(delta, weights[l], A[l])
        tables.insert(0, _layer_gradient(delta, A[l - 1]))
    return tables


def _targets_at_every_layer(X: Array, Y: Array, weights: Any, biases: Any, cost: str) -> list[Array]:
    A = _activations(X, weights, biases)
    return [_layer_gradient(_output_delta(A[l + 1], Y, cost), A[l]) for l in range(len(weights))]


def _read_tables(tables: Any) -> Array:
    """All entries, table by table.  ValueError if these are no tables in a list."""
    if not all(np.ndim(table) == 2 for table in tables):
        raise ValueError("a list of tables expected")
    return np.concatenate([np.ravel(table) for table in tables])


# All layers of the first network have two neurons; those of the others differ.
_SQUARE: dict[str, Any] = {
    "X": np.array([[1.0, -0.5], [0.5, 2.0]]), "Y": np.array([[1.0, 0], [0, 1]]),
    "weights": [np.array([[0.5, -1.0], [1.5, 0.25]]), np.array([[1.0, 2.0], [-0.5, 1.25]]),
                np.array([[-1.5, 0.75], [2.0, 0.5]])],
    "biases": [np.array([0.25, -0.5]), np.array([-1.0, 0.5]), np.array([0.75, -0.25])], "cost": "quadratic",
}  # fmt: skip
_NARROW: dict[str, Any] = {
    "X": np.array([[1.0, -1.0], [0.5, 1.5], [-2.0, 1.0]]), "Y": np.array([[1.0], [0.0], [1.0]]),
    "weights": [np.array([[0.5, 1.0], [-1.0, 0.25], [0.75, -0.5]]), np.array([[2.0, -1.5, 1.0]])],
    "biases": [np.array([0.5, 0.0, -0.25]), np.array([0.5])], "cost": "log loss",
}  # fmt: skip
_BACKWARD = _exercise("5.5a", trials=(_SQUARE, _NARROW), read=_read_tables, reference=_backward,
    uses={"output_delta": _OUTPUT_DELTA, "hidden_delta": _HIDDEN_DELTA, "layer_gradient": _LAYER_GRADIENT},
    expects="the tables of all layers in a list, as many numbers as there are weights and biases",
    slips={"always the quadratic cost": lambda *p: _backward(*p[:4], "quadratic"),
           "always the log loss": lambda *p: _backward(*p[:4], "log loss"),
           "last layer first": lambda *p: _backward(*p)[::-1],
           "last layer alone": lambda *p: _backward(*p)[-1:], "first layer left out": lambda *p: _backward(*p)[1:],
           "last layer left out": lambda *p: _backward(*p)[:-1],
           "error not carried back": partial(_backward, back=lambda delta, W, A: delta),
           "weights of the layer before": partial(_backward, through=lambda l: l - 1),
           "slope of the layer behind": partial(_backward, bends=lambda l: l + 1),
           "slope of the layer before": partial(_backward, bends=lambda l: l - 1),
           "reads its own outputs": partial(_backward, reads=lambda l: l + 1),
           "reads the inputs everywhere": partial(_backward, reads=lambda l: 0),
           "carried back too early": _carried_back_too_early, "walks forward": _walks_forward,
           "targets at every layer": _targets_at_every_layer,
           "σ′ forgotten on the way": partial(_backward, back=lambda delta, W, A: delta @ W),
           "W turned over": partial(_backward, back=lambda delta, W, A: delta @ W.T * A * (1 - A)),
           "sum for mean": partial(_backward, table=lambda delta, A: _layer_gradient(delta, A) * len(A)),
           "weights alone": lambda *p: [table[:, :-1] for table in _backward(*p)]})  # fmt: skip


def _secant_slope(
    f: Any, weights: Any, l: int, j: int, k: int, h: float, rise: Any = lambda f, there: f(there(1)) - f(there(-1)),
    run: Any = lambda h: 2 * h, place: Any = lambda l, j, k: (l - 1, (j - 1, k - 1)),
) -> Any:  # fmt: skip
    """The slope of a secant; there(t) are the weights with t·h added to one of them."""
    layer, entry = place(l, j, k)

    def there(t: float) -> list[Array]:
        moved = [W.copy() for W in weights]
        moved[layer][entry] += t * h
        return moved

    return rise(f, there) / run(h)


def _weights_changed(f: Any, weights: Any, l: int, j: int, k: int, h: float) -> Any:
    weights[l - 1][j - 1, k - 1] += h
    above = f(weights)
    weights[l - 1][j - 1, k - 1] -= 2 * h
    return (above - f(weights)) / (2 * h)


def _same_list(f: Any, weights: Any, l: int, j: int, k: int, h: float) -> Any:
    """Both moved lists hold the same arrays, as `list(weights)` and `weights.copy()` do."""
    return 0.0


_TWO_BY_TWO = [np.array([[0.5, -1.0], [1.5, 2.0]]), np.array([[-0.5, 0.75], [1.0, -2.5]]),
               np.array([[1.25, -1.5], [0.25, 3.0]])]  # fmt: skip
_SECANT_SLOPE = _exercise("5.5b", keeps="weights", reference=_secant_slope,
    trials=({"f": tangle, "weights": _TWO_BY_TWO, "l": 1, "j": 1, "k": 1, "h": 0.5},
            {"f": tangle, "weights": _TWO_BY_TWO, "l": 1, "j": 1, "k": 2, "h": 0.25},
            {"f": tangle, "weights": _TWO_BY_TWO, "l": 3, "j": 2, "k": 1, "h": 1.0},
            {"f": tangle, "weights": [np.array([[1.0, -1.0], [2.0, 0.5], [0.25, 3.0]]), np.array([[1.0, 0.5, -2.0],
             [0.75, 2.0, 1.5]])], "l": 2, "j": 2, "k": 3, "h": 0.5}),
    slips={"weights were changed": _weights_changed, "nothing moves": _same_list,
           "j and k exchanged": partial(_secant_slope, place=lambda l, j, k: (l - 1, (k - 1, j - 1))),
           "counted from 0": partial(_secant_slope, place=lambda l, j, k: (l, (j, k))),
           "layers counted from 0": partial(_secant_slope, place=lambda l, j, k: (l, (j - 1, k - 1))),
           "rows and columns counted from 0": partial(_secant_slope, place=lambda l, j, k: (l - 1, (j, k))),
           "a whole row": partial(_secant_slope, place=lambda l, j, k: (l - 1, j - 1)),
           "a whole layer": partial(_secant_slope, place=lambda l, j, k: (l - 1, ...)),
           "one side": partial(_secant_slope, rise=lambda f, there: f(there(1)) - f(there(0)), run=lambda h: h),
           "the other side": partial(_secant_slope, rise=lambda f, there: f(there(0)) - f(there(-1)), run=lambda h: h),
           "one side, divided by 2h": partial(_secant_slope, rise=lambda f, there: f(there(1)) - f(there(0))),
           "divided by h": partial(_secant_slope, run=lambda h: h),
           "not divided": partial(_secant_slope, run=lambda h: 1),
           "/ 2 * h": partial(_secant_slope, run=lambda h: 2 / h),
           "half divided": lambda f, weights, l, j, k, h: _secant_slope(
               f, weights, l, j, k, h, lambda f, there: f(there(1)) - f(there(-1)) / (2 * h), lambda h: 1),
           "plus for minus": partial(_secant_slope, rise=lambda f, there: f(there(1)) + f(there(-1))),
           "sign turned": partial(_secant_slope, run=lambda h: -2 * h),
           "h not heard": lambda f, weights, l, j, k, h: _secant_slope(f, weights, l, j, k, 1e-4)})  # fmt: skip


def _other_letters(right: str) -> dict[str, str]:
    return {f"line {letter}": letter for letter in "abcdef" if letter != right}


_FIRST_NOTE = _exercise("5.6a", reference="e", **ONE_LETTER, slips=_other_letters("e"))
_SECOND_NOTE = _exercise("5.6b", reference="d", **ONE_LETTER, slips=_other_letters("d"))
_THIRD_NOTE = _exercise("5.6c", reference="b", **ONE_LETTER, slips=_other_letters("b"))

_MENDED = _exercise("5.6d", reference=lambda delta2, W2, A1: delta2 @ W2 * (1 - A1**2),
    trials=tuple({"delta2": t["delta"], "W2": t["W"], "A1": 2 * t["A"] - 1} for t in _HIDDEN_DELTA.trials),
    slips={"as in the note": lambda delta2, W2, A1: delta2 @ W2 * A1 * (1 - A1),
           "1 − a": lambda delta2, W2, A1: delta2 @ W2 * (1 - A1),
           "a squared": lambda delta2, W2, A1: delta2 @ W2 * A1**2,
           "a (1 − a²)": lambda delta2, W2, A1: delta2 @ W2 * A1 * (1 - A1**2),
           "slope of relu": lambda delta2, W2, A1: delta2 @ W2 * (A1 > 0),
           "slope forgotten": lambda delta2, W2, A1: delta2 @ W2,
           "slope at the outputs": lambda delta2, W2, A1: delta2 @ W2 * tanh.df(A1),
           "slope of σ at the outputs": lambda delta2, W2, A1: delta2 @ W2 * sigmoid.df(A1),
           "whole product squared": lambda delta2, W2, A1: 1 - (delta2 @ W2 * A1) ** 2,
           "1 − a, squared": lambda delta2, W2, A1: delta2 @ W2 * (1 - A1) ** 2,
           "slopes before the weights": lambda delta2, W2, A1: (delta2 * (1 - A1**2)) @ W2,
           "W2 in front": lambda delta2, W2, A1: W2.T @ delta2 * (1 - A1**2),
           "brackets forgotten": lambda delta2, W2, A1: delta2 @ W2 * 1 - A1**2,
           "sign turned": lambda delta2, W2, A1: delta2 @ W2 * (A1**2 - 1),
           "W2 turned over": lambda delta2, W2, A1: delta2 @ W2.T * (1 - A1**2),
           "weights forgotten": lambda delta2, W2, A1: delta2 * (1 - A1**2)})  # fmt: skip

# Slopes along the connections: from the input 2 and −1, between the layers (3 2; 0.5 −4), to the output 1 and 3.
_PATHS_BY_HAND = _exercise("5.7a", reference=19,
    slips={"signs lost": 23, "table turned over": 29.5, "two paths": 18, "the other two paths": 1, "g₁ alone": 4,
           "g₂ alone": 15, "h₂ alone": 10, "one path": 12, "last slopes left out": 9, "first slopes left out": -5.5,
           "slopes added up": 6.5, "sums along the paths": 11.5, "one sign lost": -1,
           "three paths": 21, "sign turned": -19},
    also={"one path": lambda a: np.isclose(a, [6, -2, 3]).any(),
          "one sign lost": lambda a: np.isclose(a, -5),
          "three paths": lambda a: np.isclose(a, [7, 13, 16]).any()})  # fmt: skip

_PHI: dict[str, Activation] = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}


# The formulas that give a slope from the output.
_SLOPE_FROM: dict[Any, Any] = {sigmoid: lambda a: a * (1 - a), tanh: lambda a: 1 - a**2, relu: lambda a: a > 0}


def _slope_through(
    x: Any, w: Any, depth: int, phi: str, factor: Any = lambda f, w, z: w * f.df(z), score: Any = lambda w, a: w * a,
    out: Any = None,
) -> Any:  # fmt: skip
    """The product, over the layers, of what `factor` makes of the activation, the weight and the score.

    out : the activation that makes the outputs, if it is another one.
    """
    f, a, product = _PHI[phi], x, 1.0
    for _ in range(depth):
        z = score(w, a)
        product = product * factor(f, w, z)
        a = (out or f)(z)
    return product


def _value_through(x: Any, w: Any, depth: int, phi: str) -> Any:
    for _ in range(depth):
        x = _PHI[phi](w * x)
    return x


_SLOPE_THROUGH = _exercise("5.7b", reference=_slope_through,
    trials=({"x": 0.5, "w": 2.0, "depth": 3, "phi": "sigmoid"}, {"x": -0.75, "w": 1.5, "depth": 4, "phi": "tanh"},
            {"x": 0.5, "w": 1.25, "depth": 3, "phi": "relu"}, {"x": -0.5, "w": 1.5, "depth": 2, "phi": "relu"},
            {"x": 1.0, "w": -3.0, "depth": 2, "phi": "sigmoid"}),
    slips={"weights forgotten": partial(_slope_through, factor=lambda f, w, z: f.df(z)),
           "slopes forgotten": partial(_slope_through, factor=lambda f, w, z: w),
           "slope at the output": partial(_slope_through, factor=lambda f, w, z: w * f.df(f(z))),
           "slope at the input of the layer": partial(_slope_through, factor=lambda f, w, z: w * f.df(z / w)),
           "slope from the a before": partial(_slope_through, factor=lambda f, w, z: w * _SLOPE_FROM[f](z / w)),
           "1 − a for tanh": partial(_slope_through, factor=lambda f, w, z: w * (1 - f(z) if f is tanh else f.df(z))),
           "slope of relu always 1": partial(_slope_through, factor=lambda f, w, z: w * (1 if f is relu else f.df(z))),
           "begins at 0": lambda *p: 0, "begins at x": lambda x, *p: x * _slope_through(x, *p),
           "steepest slope in every layer": lambda x, w, depth, phi: (w * _PHI[phi].df(0.5 * (phi == "relu"))) ** depth,
           "same slope in every layer": lambda x, w, depth, phi: (w * _PHI[phi].df(w * x)) ** depth,
           "σ for all": lambda x, w, depth, phi: _slope_through(x, w, depth, "sigmoid"),
           "slope of σ for all": partial(_slope_through, factor=lambda f, w, z: w * f(z) * (1 - f(z))),
           "outputs not squashed": partial(_slope_through, out=lambda z: z),
           "one layer too few": lambda x, w, depth, phi: _slope_through(x, w, depth - 1, phi),
           "one layer too many": lambda x, w, depth, phi: _slope_through(x, w, depth + 1, phi),
           "weight counted once": lambda x, w, depth, phi: w * _slope_through(
               x, w, depth, phi, factor=lambda f, w, z: f.df(z)),
           "last layer alone": lambda x, w, depth, phi: _slope_through(x, w, depth, phi) / _slope_through(
               x, w, depth - 1, phi),
           "added up": lambda x, w, depth, phi: sum(
               w * _PHI[phi].df(w * _value_through(x, w, l, phi)) for l in range(depth)),
           "value for slope": _value_through})  # fmt: skip


def _step(*p: Any, tables: Any = _backward) -> Any:
    """The new weights and the new biases, from (X, Y, weights, biases, cost, learning rate) = p."""
    (_, _, weights, biases, _, rate), grad = p, tables(*p[:5])
    new = [W - rate * table[:, :-1] for W, table in zip(weights, grad, strict=True)]
    return new, [b - rate * table[:, -1] for b, table in zip(biases, grad, strict=True)]


def _changed_in_place(X: Array, Y: Array, weights: Any, biases: Any, cost: str, rate: float) -> Any:
    for W, b, table in zip(weights, biases, _backward(X, Y, weights, biases, cost), strict=True):
        W -= rate * table[:, :-1]
        b -= rate * table[:, -1]
    return weights, biases


def _layer_after_layer(X: Array, Y: Array, weights: Any, biases: Any, cost: str, rate: float) -> Any:
    """The last layer steps first, and the gradient of the one before is worked out with its new weights."""
    weights, biases = [*weights], [*biases]
    for l in reversed(range(len(weights))):
        stepped = _step(X, Y, weights, biases, cost, rate)
        weights[l], biases[l] = stepped[0][l], stepped[1][l]
    return weights, biases


def _stepped_along(other: Callable[[list[Array]], list[Array]]) -> Callable[..., Any]:
    """A step along other tables than the gradient's."""
    return partial(_step, tables=lambda *p: other(_backward(*p)))


def _nothing(p: Any) -> Any:
    """Weights and biases of 0, and the cost: a step from there is the step alone."""
    return [0 * W for W in p[2]], [0 * b for b in p[3]], p[4]


def _read_network(network: Any) -> Array:
    """All weights, then all biases.  ValueError if these are not as many matrices as lists."""
    weights, biases = network
    if len(weights) != len(biases) or any(np.ndim(W) != 2 for W in weights) or any(np.ndim(b) != 1 for b in biases):
        raise ValueError("weights and biases of every layer expected")
    return np.concatenate([np.ravel(part) for part in (*weights, *biases)])


_STEP = _exercise("5.8a", keeps="weights biases", read=_read_network, reference=_step,
    uses={"output_delta": _OUTPUT_DELTA, "hidden_delta": _HIDDEN_DELTA, "layer_gradient": _LAYER_GRADIENT,
          "backward": _BACKWARD},
    expects="two lists in this order, the new matrices and the new biases, one of each for every layer",
    trials=({**_SQUARE, "learning_rate": 2.0}, {**_NARROW, "learning_rate": 0.5}),
    slips={"weights were changed": _changed_in_place, "sign turned": lambda *p: _step(*p[:5], -p[5]),
           "no learning rate": lambda *p: _step(*p[:5], 1),
           "divided by the learning rate": lambda *p: _step(*p[:5], 1 / p[5]),
           "biases not learned": lambda *p: (_step(*p)[0], p[3]),
           "weights not learned": lambda *p: (p[2], _step(*p)[1]),
           "last layer alone": _stepped_along(lambda grad: [*(0 * table for table in grad[:-1]), grad[-1]]),
           "nothing learned": lambda *p: (p[2], p[3]),
           "always the quadratic cost": lambda *p: _step(*p[:4], "quadratic", p[5]),
           "always the log loss": lambda *p: _step(*p[:4], "log loss", p[5]),
           "layer after layer": _layer_after_layer, "bias first": _stepped_along(
               lambda grad: [np.roll(table, -1, axis=1) for table in grad]),
           "gradient for the new weights": lambda *p: _step(
               *p[:2], *_nothing(p), -1, tables=lambda *q: _backward(*p[:5])),
           "step for the new weights": lambda *p: _step(
               *p[:2], *_nothing(p), p[5], tables=lambda *q: _backward(*p[:5])),
           "divided by n": lambda *p: _step(*p[:5], p[5] / len(p[0])),
           "times n": lambda *p: _step(*p[:5], p[5] * len(p[0]))})  # fmt: skip

_CHOICE = _exercise(
    "5.8b",
    reference="c",
    **ONE_LETTER,
    slips={
        "other lowest point": "a",
        "steps too long": "b",
        "hidden layer alone": "d",
        "sum for mean": "e",
        "ceiling": "f",
    },
)

EXERCISES = (_VALUES, _CHAIN_SLOPE, _OUTPUT_BY_HAND, _NEW_WEIGHTS_BY_HAND, _HIDDEN_BY_HAND, _NEW_WEIGHT_BY_HAND,
    _OUTPUT_DELTA, _HIDDEN_DELTA, _LAYER_GRADIENT, _BACKWARD, _SECANT_SLOPE, _FIRST_NOTE, _SECOND_NOTE, _THIRD_NOTE,
    _MENDED, _PATHS_BY_HAND, _SLOPE_THROUGH, _STEP, _CHOICE)  # fmt: skip
