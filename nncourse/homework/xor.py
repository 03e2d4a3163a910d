"""Homework 4: two layers of perceptrons and of relus, regions, the forward pass, connections.  Its words: xor.toml."""

from collections.abc import Callable
from functools import partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np

from ..activations import relu, sigmoid
from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "xor")
_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def _fires(scores: Any) -> Any:
    return np.where(scores > 0, 1, 0)


def _two_layers(X: Any, W: Any, c: Any, w: Any, b: Any, hidden: Any = _fires, output: Any = _fires) -> Any:
    """Two layers, of perceptrons unless other functions of the scores are given."""
    return output(hidden(X @ W.T + c) @ w + b)


def _fires_at_ties(scores: Any) -> Any:
    return np.where(scores >= 0, 1, 0)


def _itself(scores: Any) -> Any:
    return scores


# Scores of exactly 0 in both layers: the inputs are halves and quarters, so a tie is a tie however it is summed.
_LAYERS = _exercise("4.1a", reference=_two_layers,
    trials=({"X": _CORNERS, "W": np.array([[1.0, 1.0], [-1.0, -1.0]]), "c": np.array([-0.5, 1.5]),
             "w": np.array([1.0, 1.0]), "b": -1.5},
            {"X": np.array([[1.0, 0.5], [0.5, -1.0], [2.0, 1.0], [-1.0, 2.0], [0.0, 0.25]]),
             "W": np.array([[1.0, -2.0], [0.5, 1.0]]), "c": np.array([0.5, -1.0]),
             "w": np.array([-1.0, 1.5]), "b": 0.25},
            {"X": np.array([[1.0, 0.0, -0.5], [0.5, 1.0, 2.0], [-1.0, 1.5, 0.0]]),
             "W": np.array([[1.0, -1.0, 2.0], [-0.5, 1.0, 0.5]]), "c": np.array([0.0, 0.75]),
             "w": np.array([2.0, -1.0]), "b": 1.0},
            {"X": np.array([[0.0, 0.0], [1.0, 1.0], [2.0, -1.0]]),
             "W": np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0]]), "c": np.array([0.5, 0.5, 0.5]),
             "w": np.array([1.0, 1.0, -1.0]), "b": -1.0}),
    slips={"tie fires in both layers": partial(_two_layers, hidden=_fires_at_ties, output=_fires_at_ties),
           "tie fires in the hidden layer": partial(_two_layers, hidden=_fires_at_ties),
           "tie fires at the output": partial(_two_layers, output=_fires_at_ties),
           "hidden scores passed on": partial(_two_layers, hidden=_itself),
           "score returned": partial(_two_layers, output=_itself),
           "no step at all": partial(_two_layers, hidden=_itself, output=_itself),
           "np.sign for the hidden step": partial(_two_layers, hidden=np.sign),
           "σ for the hidden step": partial(_two_layers, hidden=sigmoid),
           "relu for the hidden step": partial(_two_layers, hidden=relu),
           "σ for both steps": partial(_two_layers, hidden=sigmoid, output=sigmoid),
           "hidden biases forgotten": lambda X, W, c, w, b: _two_layers(X, W, 0, w, b),
           "output bias forgotten": lambda X, W, c, w, b: _two_layers(X, W, c, w, 0),
           "hidden biases subtracted": lambda X, W, c, w, b: _two_layers(X, W, -c, w, b),
           "output bias subtracted": lambda X, W, c, w, b: _two_layers(X, W, c, w, -b),
           "all biases subtracted": lambda X, W, c, w, b: _two_layers(X, W, -c, w, -b),
           "hidden outputs returned": lambda X, W, c, w, b: _fires(X @ W.T + c),
           "output weights forgotten": lambda X, W, c, w, b: _two_layers(X, W, c, w * 0 + 1, b),
           "−1 for no": lambda X, W, c, w, b: 2 * _two_layers(X, W, c, w, b) - 1,
           "outputs inverted": lambda X, W, c, w, b: 1 - _two_layers(X, W, c, w, b)})  # fmt: skip


def _answers(scores: np.ndarray, tie: bool) -> np.ndarray:
    """What perceptrons answer; `tie` is what a score of 0 does, rounding aside."""
    return np.where(np.abs(scores) < 1e-9, tie, scores > 0)


def _of_design(table: np.ndarray, ties: tuple[bool, bool] = (False, False)) -> tuple[np.ndarray, np.ndarray]:
    """What two hidden perceptrons and a third behind them answer at the corners; `ties`: does a tie fire in a layer?

    table : (3, 3), a row (w₁, w₂, b) for each of them.
    """
    hidden = _answers(_CORNERS @ table[:2, :2].T + table[:2, 2], ties[0])
    return hidden, _answers(hidden @ table[2, :2] + table[2, 2], ties[1])


def _read_design(design: Any) -> list[bool]:
    """The outputs; then, of a wrong design: right with biases first, right if ties fired, are hidden answers alike?"""
    table = np.array([[float(number) for number in row] for row in design])
    if table.shape != (3, 3) or not np.isfinite(table).all():
        raise ValueError("design: three rows of three finite numbers expected")
    with np.errstate(over="ignore", invalid="ignore"):
        hidden, found = _of_design(table)
        bias_first = _of_design(np.roll(table, -1, axis=1))[1]
        if_ties_fired = [_of_design(table, ties)[1] for ties in ((True, True), (True, False), (False, True))]
    xnor = [1, 0, 0, 1]
    wrong = bool((found != xnor).any())
    flat = bool((hidden == hidden[0]).all(axis=0).any() or (hidden[:, 0] == hidden[:, 1]).all())
    facts = (bias_first == xnor).all(), (np.array(if_ties_fired) == xnor).all(axis=1).any(), flat
    return [*found, *(wrong and bool(fact) for fact in facts)]


# Whatever nine numbers are wrong, one of the slips says why: see `also`, in this order.
_XNOR = _exercise("4.1b", reference=((1, 1, -1.5), (-1, -1, 0.5), (1, 1, -0.5)), read=_read_design,
    expects="three rows of three finite numbers each, two weights and then the bias",
    slips={"bias first": ((-1.5, 1, 1), (0.5, -1, -1), (-0.5, 1, 1)),
           "a tie": ((1, 1, -2), (-1, -1, 0), (1, 1, -1)),
           "XOR": ((1, 1, -0.5), (-1, -1, 1.5), (1, 1, -1.5)),
           "hidden neurons without news": ((1, 1, -1.5), (1, 1, 0.5), (1, 1, -1.5)),
           "never fires": ((1, 1, -1.5), (-1, -1, 0.5), (1, 1, -2.5)),
           "fires everywhere": ((1, 1, -1.5), (-1, -1, 0.5), (1, 1, 0.5)),
           "11 silent": ((1, 1, -1.5), (-1, -1, 0.5), (-1, 1, -0.5)),
           "00 silent": ((1, 1, -1.5), (-1, -1, 0.5), (1, -1, -0.5)),
           "fires at inputs that differ": ((1, 0, -0.5), (-1, -1, 0.5), (1, 1, -0.5))},
    also={"bias first": lambda y: y[4], "a tie": lambda y: y[5], "XOR": lambda y: list(y[:4]) == [0, 1, 1, 0],
          "hidden neurons without news": lambda y: y[6], "never fires": lambda y: not y[:4].any(),
          "fires everywhere": lambda y: y[:4].all(), "11 silent": lambda y: y[0] and not y[3],
          "00 silent": lambda y: y[3] and not y[0],
          "fires at inputs that differ": lambda y: y[1] or y[2]})  # fmt: skip

# A second ReLU network of XOR: W = (1 1; 2 2), c = (0, −2), w = (1, −1), b = −½.
_CORNERS_BY_HAND = _exercise("4.2a", reference=((0, 0), (1, 0), (1, 0), (2, 2)),
    slips={"relu forgotten": ((0, -2), (1, 0), (1, 0), (2, 2)), "c forgotten": ((0, 0), (1, 2), (1, 2), (2, 4)),
           "c subtracted": ((0, 2), (1, 4), (1, 4), (2, 6)), "W not turned over": ((0, 0), (2, 0), (1, 0), (3, 1)),
           "neurons exchanged": ((0, 0), (0, 1), (0, 1), (2, 2)), "steps for relus": ((0, 0), (1, 0), (1, 0), (1, 1)),
           "biases exchanged": ((0, 0), (0, 2), (0, 2), (0, 4)), "one bias for both": ((0, 0), (0, 0), (0, 0), (0, 2)),
           "the lecture's network": ((0, 0), (1, 0), (1, 0), (2, 1)),
           "minimum for maximum": ((0, -2), (0, 0), (0, 0), (0, 0)),
           "a row for each neuron": ((0, 1, 1, 2), (0, 0, 0, 2)),
           "the outputs": (-0.5, 0.5, 0.5, -0.5)})  # fmt: skip

# The input (0.9, 0.5): hidden point (1.4, 0.8).
_HIDDEN_BY_HAND = _exercise("4.2b", reference=(1.4, 0.8),
    slips={"c forgotten": (1.4, 2.8), "c subtracted": (1.4, 4.8), "W not turned over": (1.9, 0),
           "steps for relus": (1, 1), "neurons exchanged": (0.8, 1.4), "one bias for both": (0, 0.8),
           "biases exchanged": (0, 2.8), "the lecture's network": (1.4, 0.4), "one input left out": (0.9, 0),
           "relu forgotten": (1.9, -0.1), "second neuron": (1.4, 0), "first neuron": (0.9, 0.8)},
    also={"one input left out": lambda h: np.allclose(h, [0.5, 0]), "relu forgotten": lambda h: h.min() < 0,
          "second neuron": lambda h: np.isclose(h[0], 1.4),
          "first neuron": lambda h: np.isclose(h[1], 0.8)})  # fmt: skip

_OUTPUT_BY_HAND = _exercise("4.2c", uses={"hidden_by_hand": _HIDDEN_BY_HAND}, follows="hidden_by_hand",
    reference=lambda h: h[0] - h[1] - 0.5,
    slips={"bias forgotten": lambda h: h[0] - h[1], "bias added": lambda h: h[0] - h[1] + 0.5,
           "sign of a weight lost": lambda h: h[0] + h[1] - 0.5, "sign turned": lambda h: h[1] - h[0] - 0.5,
           "one hidden neuron left out": lambda h: h[0] - 0.5, "decision": lambda h: float(h[0] - h[1] - 0.5 > 0),
           "the lecture's weights": lambda h: h[0] - 2 * h[1] - 0.5,
           "the lecture's output": lambda h: h[0] - 2 * h[1],
           "inputs for hidden outputs": lambda h: 0.9 - 0.5 - 0.5})  # fmt: skip


def _product(weights: Any) -> np.ndarray:
    return reduce(lambda W, W_l: W_l @ W, weights)


def _carried(weights: Any, biases: Any) -> np.ndarray:
    """What the layers behind each bias make of it, added up."""
    return reduce(lambda b, layer: layer[0] @ b + layer[1], zip(weights[1:], biases[1:], strict=True), biases[0])


def _chain(weights: Any, biases: Any) -> np.ndarray:
    """The one layer, W and then b, that layers without an activation are, one behind the other."""
    return np.column_stack([_product(weights), _carried(weights, biases)])


# All hidden layers of a chain and its output have one width, so that slips which add up biases can be computed.
_COLLAPSED = _exercise("4.3a", reference=_chain,
    trials=({"weights": [np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[2.0, 1.0], [-1.0, 3.0]])],
             "biases": [np.array([1.0, -2.0]), np.array([0.5, 4.0])]},
            {"weights": [np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([[0.0, 1.0], [1.0, 2.0]]),
                         np.array([[1.0, 3.0], [-2.0, 1.0]])],
             "biases": [np.array([1.0, 0.5]), np.array([-1.0, 2.0]), np.array([3.0, -0.5])]},
            {"weights": [np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]), np.array([[1.0, -2.0], [2.0, 1.0]])],
             "biases": [np.array([2.0, -1.0]), np.array([1.0, 1.5])]}),
    expects="a row for each output: its weights to the inputs, then its bias",
    slips={"biases left out": lambda weights, biases: np.column_stack([_product(weights), 0 * biases[-1]]),
           "biases added up": lambda weights, biases: np.column_stack([_product(weights), sum(biases)]),
           "last bias alone": lambda weights, biases: np.column_stack([_product(weights), biases[-1]]),
           "first bias alone": lambda weights, biases: _chain(weights, [biases[0], *(0 * b for b in biases[1:])]),
           "new bias carried too": lambda weights, biases: _chain(
               weights, [biases[0], *(W @ b for W, b in zip(weights[1:], biases[1:], strict=True))]),
           "biases subtracted": lambda weights, biases: _chain(weights, [-b for b in biases]),
           "bias first": lambda weights, biases: np.roll(_chain(weights, biases), 1, axis=1),
           "matrix alone": lambda weights, biases: _product(weights), "bias alone": _carried,
           "first layer alone": lambda weights, biases: _chain(weights[:1], biases[:1]),
           "last layer alone": lambda weights, biases: _chain(weights[-1:], biases[-1:]),
           "last layer left out": lambda weights, biases: _chain(weights[:-1], biases[:-1]),
           "only two layers": lambda weights, biases: _chain(weights[:2], biases[:2]),
           "rows and columns exchanged": lambda weights, biases: _chain(weights, biases).T})  # fmt: skip

# The network of 4.2 without relu: w·(Wx + c) + b.
_WITHOUT_RELU = _exercise("4.3b", reference=(-1, -1, 1.5),
    slips={"hidden biases dropped": (-1, -1, -0.5), "output bias dropped": (-1, -1, 2),
           "output bias added": (-1, -1, 2.5), "hidden biases as they are": (-1, -1, -2.5), "sign turned": (1, 1, -1.5),
           "sign of a weight lost": (3, 3, -2.5), "W not turned over": (0, 0, 1.5), "bias first": (1.5, -1, -1),
           "first hidden neuron alone": (1, 1, -0.5), "second hidden neuron alone": (-2, -2, 1.5),
           "one input left out": (-1, 0, 1.5)},
    also={"one input left out": lambda a: list(a) == [0, -1, 1.5]})  # fmt: skip

# Two models say 0.9 and 0.3; weights 6 and 4, bias −5.
_MIXED_BY_HAND = _exercise("4.4a", reference=1.6,
    slips={"bias forgotten": 6.6, "bias added": 11.6, "weights exchanged": 0.4, "weights forgotten": 1.2,
           "weights and bias forgotten": -3.8, "σ taken too": float(sigmoid(1.6)), "decisions of the models": 1,
           "models left out": 5, "mean of the models": 0.6, "sign turned": -1.6},
    also={"σ taken too": lambda z: abs(z - sigmoid(1.6)) < 0.003})  # fmt: skip


def _ranges(w1: float, w2: float) -> list[list[float]]:
    return [[-(w1 + w2), -max(w1, w2)], [-min(w1, w2), 0]]


_RANGES = _exercise("4.4b", reference=_ranges,
    trials=({"w1": 7.0, "w2": 5.0}, {"w1": 2.0, "w2": 3.0}, {"w1": 1.5, "w2": 6.0}),
    expects="two rows of two numbers, from … to … for AND and then for OR",
    slips={"smaller weight for AND": lambda w1, w2: [[-(w1 + w2), -min(w1, w2)], [-min(w1, w2), 0]],
           "larger weight for OR": lambda w1, w2: [[-(w1 + w2), -max(w1, w2)], [-max(w1, w2), 0]],
           "both weights exchanged": lambda w1, w2: [[-(w1 + w2), -min(w1, w2)], [-max(w1, w2), 0]],
           "w1 taken for the larger": lambda w1, w2: [[-(w1 + w2), -w1], [-w2, 0]],
           "w2 taken for the larger": lambda w1, w2: [[-(w1 + w2), -w2], [-w1, 0]],
           "thresholds": lambda w1, w2: [[max(w1, w2), w1 + w2], [0, min(w1, w2)]],
           "signs turned": lambda w1, w2: [[w1 + w2, max(w1, w2)], [min(w1, w2), 0]],
           "ends exchanged": lambda w1, w2: [row[::-1] for row in _ranges(w1, w2)],
           "gates exchanged": lambda w1, w2: _ranges(w1, w2)[::-1],
           "11 forgotten": lambda w1, w2: [[-np.inf, -max(w1, w2)], [-min(w1, w2), 0]],
           "00 forgotten": lambda w1, w2: [[-(w1 + w2), -max(w1, w2)], [-min(w1, w2), np.inf]],
           "AND up to 0": lambda w1, w2: [[-(w1 + w2), 0], [-min(w1, w2), 0]],
           "OR from the sum of both": lambda w1, w2: [[-(w1 + w2), -max(w1, w2)], [-(w1 + w2), 0]],
           "w1 alone": lambda w1, w2: [[-(w1 + w2), -w1], [-w1, 0]],
           "AND alone": lambda w1, w2: _ranges(w1, w2)[0], "OR alone": lambda w1, w2: _ranges(w1, w2)[1],
           "all in one row": lambda w1, w2: np.ravel(_ranges(w1, w2))})  # fmt: skip

# The triangle with the corners (0, 0), (4, 0), (0, 4), beside each of its sides and corners; none on a line.
_SIDES = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), np.array([0.0, 0.0, 4.0])
_POINTS = np.array([[1.0, 1.0], [0.25, 0.25], [3.25, 0.25], [0.25, 3.25], [1.75, 1.75],
                    [-0.25, 2.0], [-3.0, 1.0], [2.0, -0.25], [1.0, -3.0], [2.25, 2.25], [5.0, 4.0],
                    [-0.5, -0.5], [-4.0, -3.0], [-0.5, 5.5], [-1.0, 9.0], [5.5, -0.5], [9.0, -1.0]])  # fmt: skip
_BEYOND = _POINTS @ _SIDES[0].T + _SIDES[1] < 0  # (17, 3) on the wrong side of which line?
_INSIDE = ~_BEYOND.any(axis=1)


def _triangle(X: Any, W: Any = _SIDES[0], c: Any = _SIDES[1], w: Any = (1, 1, 1), b: float = -2.5) -> Any:
    return _two_layers(X, W, c, np.array(w), b)


def _leaves(y: np.ndarray, side: int) -> bool:
    """Does it fire inside, and also somewhere beyond this side of the triangle that is beyond no other?"""
    return bool(y[_INSIDE].all() and y[_BEYOND[:, side] & (_BEYOND.sum(axis=1) == 1)].any())


def _at_points(says: Callable[[np.ndarray], Any]) -> Callable[[list[np.ndarray]], bool]:
    """What says something of the outputs at all the points, for the outputs trial by trial."""
    return lambda found: bool(says(np.concatenate(found)))


_TRIANGLE = _exercise("4.4c", uses={"two_layers": _LAYERS}, reference=_triangle,
    trials=tuple({"X": X} for X in np.array_split(_POINTS, 6)),
    slips={"never fires": partial(_triangle, b=-3.5), "fires everywhere": partial(_triangle, b=-0.5),
           "two sides are enough": partial(_triangle, b=-1.5), "inside out": partial(_triangle, w=(-1, -1, -1), b=2.5),
           "a line turned": partial(_triangle, W=abs(_SIDES[0]), c=-_SIDES[1]),
           "left side missing": partial(_triangle, w=(0, 1, 1), b=-1.5),
           "lower side missing": partial(_triangle, w=(1, 0, 1), b=-1.5),
           "slanted side missing": partial(_triangle, w=(1, 1, 0), b=-1.5),
           "too small": partial(_triangle, c=_SIDES[1] - 0.5)},
    also={"never fires": _at_points(lambda y: not y.any()), "fires everywhere": _at_points(np.all),
          "two sides are enough": _at_points(lambda y: all(_leaves(y, side) for side in range(3))),
          "inside out": _at_points(lambda y: (y == ~_INSIDE).all()),
          "a line turned": _at_points(lambda y: not y[_INSIDE].any()),
          "left side missing": _at_points(partial(_leaves, side=0)),
          "lower side missing": _at_points(partial(_leaves, side=1)),
          "slanted side missing": _at_points(partial(_leaves, side=2)),
          "too small": _at_points(lambda y: not y[_INSIDE].all())})  # fmt: skip


def _forward(
    X: Any, weights: Any, biases: Any, hidden: Any = relu, output: Any = _itself, of: slice = slice(None)
) -> Any:
    """The forward pass, or that of some of the layers."""
    layers, A = list(zip(weights, biases, strict=True)), X
    for W, b in layers[:-1][of]:
        A = hidden(A @ W.T + b)
    return output(A @ layers[-1][0].T + layers[-1][1])


def _bias_behind_relu(X: Any, weights: Any, biases: Any) -> Any:
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = relu(X @ W.T) + b
    return X @ weights[-1].T + biases[-1]


# The hidden layers are as wide as the input, so that slips which lose a layer can be computed.
_FORWARD = _exercise("4.5", reference=_forward,
    trials=({"X": np.array([[1.0, 0.5], [-1.0, 2.0], [0.0, 0.0]]),
             "weights": [np.array([[1.0, -1.0], [0.5, 1.0]]), np.array([[2.0, -1.0]])],
             "biases": [np.array([0.25, -1.0]), np.array([-0.5])]},
            {"X": np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 1.5]]),
             "weights": [np.array([[1.0, 0.0, -1.0], [-1.0, 2.0, 0.5], [0.5, -0.5, 1.0]]),
                         np.array([[0.5, 1.0, -1.0], [1.0, -1.0, 0.0], [-1.0, 0.5, 2.0]]),
                         np.array([[1.0, -1.0, 1.0], [-2.0, 0.5, 1.0]])],
             "biases": [np.array([0.5, -1.0, 0.0]), np.array([0.25, 0.5, -0.5]), np.array([1.0, -1.0])]},
            {"X": np.array([[2.0, -3.0]]), "weights": [np.array([[1.0, 1.0], [-1.0, 0.5], [2.0, 1.0]])],
             "biases": [np.array([0.25, 0.0, -0.5])]}),
    slips={"relu at the end too": partial(_forward, output=relu), "no relu": partial(_forward, hidden=_itself),
           "relu at the end alone": partial(_forward, hidden=_itself, output=relu),
           "σ for relu": partial(_forward, hidden=sigmoid),
           "biases forgotten": lambda X, weights, biases: _forward(X, weights, [0 * b for b in biases]),
           "biases subtracted": lambda X, weights, biases: _forward(X, weights, [-b for b in biases]),
           "last biases forgotten": lambda X, weights, biases: _forward(X, weights, [*biases[:-1], 0]),
           "biases behind relu": _bias_behind_relu, "the last layer reads X": partial(_forward, of=slice(0)),
           "every layer reads X": partial(_forward, of=slice(0), output=relu),
           "first layer left out": lambda X, weights, biases: (
               _forward(X, weights[1:], biases[1:]) if weights[1:] else X),
           "relu of the input": lambda X, weights, biases: _forward(relu(X), weights, biases),
           "last layer left out": lambda X, weights, biases: (
               relu(_forward(X, weights[:-1], biases[:-1])) if weights[1:] else X),
           "one layer alone": lambda X, weights, biases: relu(X @ weights[0].T + biases[0]),
           "one layer alone, without relu": lambda X, weights, biases: X @ weights[0].T + biases[0],
           "rows and columns exchanged": lambda X, weights, biases: _forward(X, weights, biases).T,
           "only the first row": lambda X, weights, biases: _forward(X[:1], weights, biases)[0]})  # fmt: skip


def _slide(x: Any, W1: Any, W2: Any, inner: Any = sigmoid, outer: Any = sigmoid) -> Any:
    return outer(W2 @ np.append(inner(W1.T @ np.append(x, 1)), 1))


_SLIDE = _exercise("4.6a", reference=_slide,
    trials=({"x": np.array([1.0, 2.0]), "W1": np.array([[0.5, -1.0], [1.0, 0.25], [-0.5, 1.0]]),
             "W2": np.array([2.0, -1.0, 0.5])},
            {"x": np.array([0.5, -1.0, 1.5]), "W1": np.array([[1.0, 0.5], [0.25, -0.5], [-1.0, 1.0], [0.5, 0.75]]),
             "W2": np.array([-1.0, 1.5, 1.0])},
            {"x": np.array([-0.5, 1.0]), "W1": np.array([[0.25, 1.0, -1.0], [0.5, -0.75, 1.0], [1.0, 0.5, 0.25]]),
             "W2": np.array([0.5, 1.0, -2.0, -0.5])}),
    slips={"1 appended before σ": lambda x, W1, W2: sigmoid(W2 @ sigmoid(np.append(W1.T @ np.append(x, 1), 1))),
           "1 in front of the input": lambda x, W1, W2: sigmoid(W2 @ np.append(sigmoid(W1.T @ np.append(1, x)), 1)),
           "1 in front of the hidden outputs": lambda x, W1, W2: sigmoid(
               W2 @ np.append(1, sigmoid(W1.T @ np.append(x, 1)))),
           "1 in front of both": lambda x, W1, W2: sigmoid(W2 @ np.append(1, sigmoid(W1.T @ np.append(1, x)))),
           "reshaped for transposed": lambda x, W1, W2: _slide(x, W1.reshape(W1.T.shape).T, W2),
           "no σ in between": partial(_slide, inner=_itself), "no σ at the end": partial(_slide, outer=_itself),
           "no σ": partial(_slide, inner=_itself, outer=_itself),
           "hidden bias left out": lambda x, W1, W2: _slide(x, np.vstack([W1[:-1], 0 * W1[-1]]), W2),
           "output bias left out": lambda x, W1, W2: _slide(x, W1, np.append(W2[:-1], 0)),
           "output bias behind σ": lambda x, W1, W2: _slide(x, W1, np.append(W2[:-1], 0)) + W2[-1],
           "both biases left out": lambda x, W1, W2: _slide(
               x, np.vstack([W1[:-1], 0 * W1[-1]]), np.append(W2[:-1], 0)),
           "step for the last σ": partial(_slide, outer=_fires),
           "hidden outputs returned": lambda x, W1, W2: sigmoid(W1.T @ np.append(x, 1))})  # fmt: skip

_SLIDE_MATRIX = _exercise("4.6b", reference=lambda W, b: np.vstack([W.T, b]),
    trials=({"W": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]), "b": np.array([0.5, -1.0, 2.0, -3.0])},
            {"W": np.array([[1.0, 0.0, -2.0], [0.5, 3.0, 1.5]]), "b": np.array([4.0, -0.5])}),
    slips={"not turned over": lambda W, b: np.column_stack([W, b]),
           "bias first": lambda W, b: np.vstack([b, W.T]),
           "bias first and not turned over": lambda W, b: np.column_stack([b, W]),
           "bias left out": lambda W, b: W.T, "bias added": lambda W, b: W.T + b,
           "sign of the bias": lambda W, b: np.vstack([W.T, -b]),
           "reshaped for transposed": lambda W, b: np.vstack([W.reshape(W.T.shape), b]),
           "all in one row": lambda W, b: np.append(W.T, b),
           "all in one row, not turned over": lambda W, b: np.append(W, b),
           "ones for the biases": lambda W, b: np.vstack([W.T, 0 * b + 1])})  # fmt: skip


def _counted(
    sizes: Any, skips: Any, removed: int, bias: Any = lambda n_in, n: n, skip: Any = lambda n, m: n * m
) -> int:
    """All parameters, or those of a count with other biases, or with other parameters for a skip."""
    dense = sum(n_in * n + bias(n_in, n) for n_in, n in pairwise(sizes))
    return dense + sum(skip(sizes[k], sizes[l]) for k, l in skips) - removed


_COUNTED = _exercise("4.7a", reference=_counted,
    trials=({"sizes": [2, 2, 1], "skips": [(0, 2)], "removed": 1},
            {"sizes": [4, 3, 3, 2], "skips": [(0, 2), (1, 3)], "removed": 5},
            {"sizes": [64, 16, 10], "skips": [], "removed": 100},
            {"sizes": [3, 5, 4], "skips": [(0, 2)], "removed": 0}),
    slips={"skips forgotten": lambda sizes, skips, removed: _counted(sizes, [], removed),
           "removed ones forgotten": lambda sizes, skips, removed: _counted(sizes, skips, 0),
           "both forgotten": lambda sizes, skips, removed: _counted(sizes, [], 0),
           "removed ones added": lambda sizes, skips, removed: _counted(sizes, skips, -removed),
           "skips subtracted": partial(_counted, skip=lambda n, m: -n * m),
           "layers counted from 1": lambda sizes, skips, removed: _counted(
               sizes, [(k - 1, l - 1) for k, l in skips], removed),
           "numbers of the layers multiplied": lambda sizes, skips, removed: (
               _counted(sizes, [], removed) + sum(k * l for k, l in skips)),
           "one parameter a skip": partial(_counted, skip=lambda n, m: 1),
           "neurons added for a skip": partial(_counted, skip=lambda n, m: n + m),
           "neurons of the sender alone": partial(_counted, skip=lambda n, m: n),
           "neurons of the receiver alone": partial(_counted, skip=lambda n, m: m),
           "biases for the skips": partial(_counted, skip=lambda n, m: n * m + m),
           "no biases": partial(_counted, bias=lambda n_in, n: 0),
           "one bias a layer": partial(_counted, bias=lambda n_in, n: 1),
           "biases of the senders": partial(_counted, bias=lambda n_in, n: n_in),
           "a bias removed with each": lambda sizes, skips, removed: _counted(sizes, skips, 2 * removed)})  # fmt: skip


def _rise(x: Any, edge: Any, steepness: Any) -> Any:
    return sigmoid(steepness * (x - edge))


_PLACES = ({"x": np.array([-1.0, 0.0, 0.5, 1.0, 3.0]), "left": 0.25, "right": 1.5, "steepness": 4.0},
           {"x": np.array([0.5, 2.0, -0.5]), "left": -1.0, "right": 1.0, "steepness": 2.5})  # fmt: skip
_BUMP = _exercise("4.7b", reference=lambda x, left, right, s: _rise(x, left, s) - _rise(x, right, s), trials=_PLACES,
    slips={"rise alone": lambda x, left, right, s: _rise(x, left, s),
           "fall alone": lambda x, left, right, s: -_rise(x, right, s),
           "plus for minus": lambda x, left, right, s: _rise(x, left, s) + _rise(x, right, s),
           "upside down": lambda x, left, right, s: _rise(x, right, s) - _rise(x, left, s),
           "a hole": lambda x, left, right, s: 1 + _rise(x, right, s) - _rise(x, left, s),
           "the other way round": lambda x, left, right, s: _rise(x, left, s) + _rise(right, x, s),
           "product": lambda x, left, right, s: _rise(x, left, s) * _rise(x, right, s),
           "product of rise and fall": lambda x, left, right, s: _rise(x, left, s) * _rise(right, x, s),
           "places added": lambda x, left, right, s: _rise(x, -left, s) - _rise(x, -right, s),
           "places not multiplied": lambda x, left, right, s: sigmoid(s * x - left) - sigmoid(s * x - right),
           "steepness forgotten": lambda x, left, right, s: _rise(x, left, 1) - _rise(x, right, 1),
           "steepness outside": lambda x, left, right, s: s * (_rise(x, left, 1) - _rise(x, right, 1)),
           "divided by the steepness": lambda x, left, right, s: _rise(x, left, 1 / s) - _rise(x, right, 1 / s),
           "steps": lambda x, left, right, s: _fires(x - left) - _fires(x - right)})  # fmt: skip


def _staircase(
    x: Any, edges: Any, heights: Any, steepness: Any, start: Any = None, jumps: Any = None, rise: Any = _rise
) -> Any:
    """The staircase, or one with another start, other jumps, or another kind of rise."""
    jumps = np.diff(heights) if jumps is None else jumps
    return (heights[0] if start is None else start) + rise(x[:, None], edges, steepness) @ jumps


_STAIRCASE = _exercise("4.7c", reference=_staircase,
    trials=({"x": np.array([-1.0, 0.5, 1.25, 4.0]), "edges": np.array([0.0, 1.0, 2.5]),
             "heights": np.array([1.0, 3.0, -1.0, 0.5]), "steepness": 3.0},
            {"x": np.array([0.25, -0.5, 2.0]), "edges": np.array([0.5, 1.5]), "heights": np.array([-2.0, 0.5, 1.0]),
             "steepness": 1.5}),
    slips={"heights for jumps": lambda x, edges, heights, s: _staircase(x, edges, heights, s, jumps=heights[1:]),
           "heights for jumps, from 0": lambda x, edges, heights, s: _staircase(x, edges, heights, s, 0, heights[1:]),
           "heights before for jumps": lambda x, edges, heights, s: _staircase(x, edges, heights, s, 0, heights[:-1]),
           "start forgotten": lambda x, edges, heights, s: _staircase(x, edges, heights, s, start=0),
           "jumps turned": lambda x, edges, heights, s: _staircase(x, edges, heights, s, jumps=-np.diff(heights)),
           "from the last height": lambda x, edges, heights, s: _staircase(x, edges, heights, s, heights[-1]),
           "start in every round": lambda x, edges, heights, s: _staircase(
               x, edges, heights, s, len(edges) * heights[0]),
           "heights above the first": lambda x, edges, heights, s: _staircase(
               x, edges, heights, s, jumps=heights[1:] - heights[0]),
           "first edge alone": lambda x, edges, heights, s: _staircase(x, edges[:1], heights[:2], s),
           "overwritten": lambda x, edges, heights, s: _staircase(x, edges[-1:], heights[-2:], s),
           "inner levels alone": lambda x, edges, heights, s: _staircase(
               x, edges, heights, s, 0, np.diff([0, *heights[1:-1], 0])),
           "last edge left out": lambda x, edges, heights, s: _staircase(x, edges[:-1], heights[:-1], s),
           "last edge alone": lambda x, edges, heights, s: _staircase(x, edges[-1:], heights[-2:], s, heights[0]),
           "edges added": lambda x, edges, heights, s: _staircase(x, -edges, heights, s),
           "edges not multiplied": partial(_staircase, rise=lambda x, edge, s: sigmoid(s * x - edge)),
           "steepness forgotten": partial(_staircase, rise=lambda x, edge, s: sigmoid(x - edge)),
           "steps": partial(_staircase, rise=lambda x, edge, s: x > edge),
           "jumps alone": lambda x, edges, heights, s: _rise(x[:, None], edges, s) * np.diff(heights)})  # fmt: skip


def _judged(how: Any) -> Any:
    """What is made of outputs and targets, as a function of a network and its samples."""
    return lambda X, Y, weights, biases: how(_forward(X, weights, biases), Y)


# The largest output of all is in the first row and at its target for the first set of samples, not for the second.
_NETS = tuple({"X": np.vstack([first, (7 * np.arange(2 * n) % 13 / 4 - 1).reshape(n, 2)]),
               "Y": np.eye(3)[np.arange(n + 1) ** 2 % 3],
               "weights": [np.array([[1.0, -1.0], [-0.5, 1.5], [1.0, 1.0]]),
                           np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0], [-1.0, 0.25, 1.0]])],
               "biases": [np.array([0.25, 0.0, -0.5]), np.array([b, 0.25, -0.25])]}
              for n, b, first in ((6, 0.0, [3.0, -2.0]), (10, -0.5, [0.0, 1.0])))  # fmt: skip
_SHARE = _exercise("4.8a", uses={"forward": _FORWARD}, trials=_NETS,
    reference=_judged(lambda A, Y: (A.argmax(1) == Y.argmax(1)).mean()),
    slips={"count for share": _judged(lambda A, Y: (A.argmax(1) == Y.argmax(1)).sum()),
           "share of mistakes": _judged(lambda A, Y: (A.argmax(1) != Y.argmax(1)).mean()),
           "percent": _judged(lambda A, Y: 100 * (A.argmax(1) == Y.argmax(1)).mean()),
           "entry by entry": _judged(lambda A, Y: ((A > 0.5) == Y).mean()),
           "down the columns": _judged(lambda A, Y: (A.argmax(0) == Y.argmax(0)).mean()),
           "the whole table at once": _judged(lambda A, Y: A.argmax() == Y.argmax()),
           "compared as numbers": _judged(lambda A, Y: (A.max(1) == Y.max(1)).mean()),
           "smallest for largest": _judged(lambda A, Y: (A.argmin(1) == Y.argmax(1)).mean()),
           "not counted": _judged(lambda A, Y: A.argmax(1) == Y.argmax(1)),
           "classes returned": _judged(lambda A, Y: A.argmax(1)), "outputs returned": _judged(lambda A, Y: A),
           "divided by the entries": _judged(lambda A, Y: (A.argmax(1) == Y.argmax(1)).sum() / A.size)},
    also={"compared as numbers": lambda found: not np.any(found)})  # fmt: skip


def _thinned(W: Any, limit: float) -> Any:
    return np.where(abs(W) < limit, 0, W)


def _thinned_in_place(W: Any, limit: float) -> Any:
    W[abs(W) < limit] = 0
    return W


_THINNED = _exercise("4.8b", reference=_thinned, keeps="W",
    trials=({"W": np.array([[0.5, -0.1, 1.5], [-2.0, 0.3, -0.7]]), "limit": 0.6},
            {"W": np.array([[0.2, -0.4], [-0.05, 0.9], [1.1, -1.3]]), "limit": 0.25}),
    slips={"W was changed": _thinned_in_place, "sign not taken off": lambda W, limit: np.where(limit > W, 0, W),
           "strong ones removed": lambda W, limit: np.where(abs(W) > limit, 0, W),
           "sizes returned": lambda W, limit: _thinned(abs(W), limit),
           "a mask": lambda W, limit: abs(W) >= limit, "the other mask": lambda W, limit: abs(W) < limit,
           "drawn towards 0": lambda W, limit: np.sign(W) * np.maximum(abs(W) - limit, 0),
           "the limit for 0": lambda W, limit: np.where(abs(W) < limit, limit, W),
           "clipped": lambda W, limit: W.clip(-limit, limit), "taken out": lambda W, limit: W[abs(W) >= limit],
           "nothing removed": lambda W, limit: W, "counted": lambda W, limit: (abs(W) >= limit).sum()})  # fmt: skip

_CHOICE = _exercise("4.8c", reference="b", **ONE_LETTER,
    slips={"a look-up table": "a", "no hidden layer": "c", "biases not counted": "d", "no activation": "e",
           "too many": "f"})  # fmt: skip

EXERCISES = (_LAYERS, _XNOR, _CORNERS_BY_HAND, _HIDDEN_BY_HAND, _OUTPUT_BY_HAND, _COLLAPSED, _WITHOUT_RELU,
    _MIXED_BY_HAND, _RANGES, _TRIANGLE, _FORWARD, _SLIDE, _SLIDE_MATRIX, _COUNTED, _BUMP, _STAIRCASE, _SHARE, _THINNED,
    _CHOICE)  # fmt: skip
