"""Homework 2: the sigmoid neuron, slopes, other activations, layers, softmax, digits.  Its words: sigmoid.toml."""

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from ..activations import hard_tanh, relu, sigmoid, softmax, softmax_jacobian, tanh
from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "sigmoid")


def _other_steepness(found: list[np.ndarray]) -> bool:
    """Is it σ(kz) for one k > 0, which is what another base than e makes?"""
    z, a = (np.concatenate([np.ravel(x) for x in xs]) for xs in ([t["z"] for t in _SIGMA.trials], found))
    k = np.log(a[z != 0] / (1 - a[z != 0])) / z[z != 0]
    return bool(np.allclose(a[z == 0], 0.5) and np.allclose(k, k[0], rtol=1e-4) and k[0] > 0)


def _are_rounded(found: list[np.ndarray]) -> bool:
    right = [sigmoid(t["z"]) for t in _SIGMA.trials]
    tried = ([a.round(n) for a in right] for n in range(1, 5))
    return any(all(map(partial(np.allclose, atol=1e-9), found, rounded)) for rounded in tried)


_SIGMA = _exercise("2.1a", reference=sigmoid, trials=({"z": np.array([-2.0, 0.0, 1.0, 4.0, -3.5])}, {"z": 0.5}),
    slips={"−z forgotten": lambda z: 1 / (1 + np.exp(z)), "brackets forgotten": lambda z: 1 + np.exp(-z),
           "1 forgotten": lambda z: np.exp(z), "upside down": lambda z: np.exp(-z),
           "minus for plus": lambda z: 1 / (1 - np.exp(-z)), "step left in": lambda z: z > 0, "tanh": tanh,
           "percent": lambda z: 100 * sigmoid(z), "another base": lambda z: 1 / (1 + 2.7**-z),
           "rounded": lambda z: sigmoid(z).round(2)},
    also={"another base": _other_steepness, "rounded": _are_rounded})  # fmt: skip

_NEURON = _exercise("2.1b", uses={"sigma": _SIGMA}, reference=lambda x, w, b: sigmoid(w @ x + b),
    trials=({"x": np.array([1.0, 0.5]), "w": np.array([2.0, -1.0]), "b": 0.25},
            {"x": np.array([0.5, -1.0, 2.0]), "w": np.array([1.0, 1.5, -0.5]), "b": -0.75},
            {"x": np.array([1.0, 0.0, 0.5, -1.0]), "w": np.array([-1.0, 2.0, 1.0, 0.5]), "b": 1.5}),
    slips={"bias forgotten": lambda x, w, b: sigmoid(w @ x), "bias subtracted": lambda x, w, b: sigmoid(w @ x - b),
           "bias after the squashing": lambda x, w, b: sigmoid(w @ x) + b,
           "bias in every round": lambda x, w, b: sigmoid((w * x + b).sum()),
           "step left in": lambda x, w, b: w @ x + b > 0, "score returned": lambda x, w, b: w @ x + b,
           "weighted sum returned": lambda x, w, b: w @ x, "not summed": lambda x, w, b: sigmoid(w * x + b),
           "squashed before the sum": lambda x, w, b: sigmoid(w * x).sum() + b,
           "x + w for x · w": lambda x, w, b: sigmoid((x + w).sum() + b),
           "mean for sum": lambda x, w, b: sigmoid((w * x).mean() + b),
           "squashed twice": lambda x, w, b: sigmoid(sigmoid(w @ x + b)),
           "sign turned": lambda x, w, b: sigmoid(-(w @ x + b))})  # fmt: skip

# σ(4x − 6) = ½.
_HALF_BY_HAND = _exercise("2.2a", reference=1.5,
    slips={"sign": -1.5, "upside down": 4 / 6, "minus the bias": 6, "the bias": -6, "a half for the score": 1.625,
           "the half": 0.5, "the weight": 4, "no bias": 0})  # fmt: skip

# The weekend 101 of the venue, threshold 9: its sum is 8.  Four decimals count, however many are written.
_WEEKEND_BY_HAND = _exercise("2.2b", reference=float(sigmoid(-1)), read=partial(np.round, decimals=4),
    expects="one number, to four decimals or more",
    slips={"sign lost": float(sigmoid(1)), "decision": 0, "score": -1, "sum": 8, "bias forgotten": float(sigmoid(8)),
           "bias added": float(sigmoid(17)), "minus the table": -float(sigmoid(1)),
           "½ taken off": float(sigmoid(1)) - 0.5, "one over the table": 1 / float(sigmoid(1)),
           "another weekend": float(sigmoid(-3)), "too few digits": 0.27, "nearly": 0.2688,
           "percent": 100 * float(sigmoid(-1))},
    also={"another weekend": lambda a: np.isclose(a, sigmoid([-9, -7, -5, -3]), atol=1e-4).any(),
          "too few digits": lambda a: a in (0.3, 0.27, 0.269),
          "nearly": lambda a: abs(a - sigmoid(-1)) < 0.002})  # fmt: skip

_BIAS_BY_HAND = _exercise("2.2c", uses={"half_by_hand": _HALF_BY_HAND}, follows="half_by_hand",
    reference=lambda half: -20 * half,
    slips={"sign": lambda half: 20 * half, "bias kept": lambda half: -6, "as much added": lambda half: -22,
           "bias divided": lambda half: -1.2, "the half point": lambda half: half, "the weight": lambda half: -20,
           "minus the half point": lambda half: -half, "a half for the half point": lambda half: -10})  # fmt: skip

_SLOPE = _exercise("2.3a", reference=lambda a: a * (1 - a),
    trials=({"a": np.array([0.5, 0.25, 0.9, 0.02])}, {"a": 0.75}),
    slips={"the rest": lambda a: 1 - a, "squared": lambda a: a * a, "slope of tanh": lambda a: 1 - a * a,
           "sum for product": lambda a: a + (1 - a), "brackets forgotten": lambda a: a - a,
           "a taken for z": lambda a: sigmoid.df(a), "sign turned": lambda a: a * (a - 1),
           "always ¼": lambda a: a * 0 + 0.25, "the output": lambda a: a})  # fmt: skip

_SECANT = _exercise("2.3b", uses={"sigma": _SIGMA}, reference=lambda z, h: (sigmoid(z + h) - sigmoid(z - h)) / (2 * h),
    trials=({"z": 0.5, "h": 0.5}, {"z": -1.0, "h": 0.25}, {"z": 2.0, "h": 2.0}),
    slips={"one side": lambda z, h: (sigmoid(z + h) - sigmoid(z)) / h,
           "the other side": lambda z, h: (sigmoid(z) - sigmoid(z - h)) / h,
           "divided by h": lambda z, h: (sigmoid(z + h) - sigmoid(z - h)) / h,
           "not divided": lambda z, h: sigmoid(z + h) - sigmoid(z - h),
           "half divided": lambda z, h: sigmoid(z + h) - sigmoid(z - h) / (2 * h),
           "/ 2 * h": lambda z, h: (sigmoid(z + h) - sigmoid(z - h)) / 2 * h,
           "plus for minus": lambda z, h: (sigmoid(z + h) + sigmoid(z - h)) / (2 * h),
           "sign turned": lambda z, h: (sigmoid(z - h) - sigmoid(z + h)) / (2 * h),
           "the formula": lambda z, h: sigmoid.df(z)})  # fmt: skip

_CHANGES: tuple[dict[str, Any], ...] = (
    {"x": np.array([1.0, 2.0, -0.5]), "w": np.array([0.5, -1.0, 2.0]), "b": 1.25, "j": 1, "dw": 0.25},
    {"x": np.array([1.5, -1.0]), "w": np.array([-0.5, 0.75]), "b": 0.5, "j": 0, "dw": -0.5},
    {"x": np.array([0.5, 0.0, 2.0, -1.5]), "w": np.array([2.0, 1.0, -0.5, 1.0]), "b": -0.25, "j": 3, "dw": 0.5},
)
_PREDICTED = _exercise("2.4a", uses={"sigma": _SIGMA, "neuron": _NEURON, "slope": _SLOPE},
    reference=lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x[j] * dw, trials=_CHANGES,
    slips={"input forgotten": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * dw,
           "slope forgotten": lambda x, w, b, j, dw: x[j] * dw,
           "change forgotten": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x[j],
           "weight for change": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x[j] * (w[j] + dw),
           "squashed twice": lambda x, w, b, j, dw: sigmoid.df(sigmoid(w @ x + b)) * x[j] * dw,
           "weight for input": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * w[j] * dw,
           "all inputs": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x.sum() * dw,
           "whole input": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x * dw,
           "output for slope": lambda x, w, b, j, dw: sigmoid(w @ x + b) * x[j] * dw,
           "slope of the score": lambda x, w, b, j, dw: (w @ x + b) * (1 - w @ x - b) * x[j] * dw,
           "true change": lambda x, w, b, j, dw: sigmoid(w @ x + b + x[j] * dw) - sigmoid(w @ x + b),
           "new output": lambda x, w, b, j, dw: sigmoid(w @ x + b) + sigmoid.df(w @ x + b) * x[j] * dw,
           "bias forgotten": lambda x, w, b, j, dw: sigmoid.df(w @ x) * x[j] * dw,
           "slope at the new place": lambda x, w, b, j, dw: sigmoid.df(w @ x + b + x[j] * dw) * x[j] * dw,
           "from 1": lambda x, w, b, j, dw: sigmoid.df(w @ x + b) * x[j - 1] * dw})  # fmt: skip


def _changed_in_place(x: np.ndarray, w: np.ndarray, b: float, j: int, dw: float) -> Any:
    old = sigmoid(w @ x + b)
    w[j] += dw
    return sigmoid(w @ x + b) - old


_TRUE = _exercise("2.4b", uses={"sigma": _SIGMA, "neuron": _NEURON},
    keeps="w", trials=_CHANGES,
    reference=lambda x, w, b, j, dw: sigmoid(w @ x + b + x[j] * dw) - sigmoid(w @ x + b),
    slips={"w was changed": _changed_in_place,
           "sign turned": lambda x, w, b, j, dw: sigmoid(w @ x + b) - sigmoid(w @ x + b + x[j] * dw),
           "new output": lambda x, w, b, j, dw: sigmoid(w @ x + b + x[j] * dw),
           "old output": lambda x, w, b, j, dw: sigmoid(w @ x + b), "nothing changes": lambda x, w, b, j, dw: 0,
           "input changed": lambda x, w, b, j, dw: sigmoid(w @ x + b + w[j] * dw) - sigmoid(w @ x + b),
           "all weights changed": lambda x, w, b, j, dw: sigmoid(w @ x + b + x.sum() * dw) - sigmoid(w @ x + b),
           "weight replaced": lambda x, w, b, j, dw: sigmoid(w @ x + b + x[j] * (dw - w[j])) - sigmoid(w @ x + b),
           "bias changed": lambda x, w, b, j, dw: sigmoid(w @ x + b + dw) - sigmoid(w @ x + b),
           "prediction": _PREDICTED.reference, "scores for outputs": lambda x, w, b, j, dw: x[j] * dw,
           "from 1": lambda x, w, b, j, dw: sigmoid(w @ x + b + x[j - 1] * dw) - sigmoid(w @ x + b)})  # fmt: skip


def _any_of(*answers: Any) -> Any:
    """Is it one of these answers on all places?"""
    return lambda found: any(
        all(np.allclose(f, answer(t["z"])) for f, t in zip(found, _PLACES, strict=True)) for answer in answers
    )


_PLACES = ({"z": np.array([-2.0, -0.5, 0.0, 0.5, 2.0])}, {"z": np.array([1.0, -1.0, 0.25, -4.0, 0.0, 3.0])})
_TANH = _exercise("2.5a", uses={"sigma": _SIGMA}, reference=tanh, trials=_PLACES,
    slips={"z for 2z": lambda z: 2 * sigmoid(z) - 1, "half for double": lambda z: 2 * sigmoid(z / 2) - 1,
           "not moved": lambda z: 2 * sigmoid(2 * z), "neither stretched nor moved": lambda z: sigmoid(2 * z),
           "not stretched": lambda z: sigmoid(2 * z) - 1,
           "moved before it is stretched": lambda z: 2 * sigmoid(2 * z) - 2, "σ itself": sigmoid,
           "sign turned": lambda z: 1 - 2 * sigmoid(2 * z)})  # fmt: skip

_RELU = _exercise("2.5b", reference=lambda z: [relu(z), z > 0], trials=_PLACES,
    expects="two lists, the outputs and the slopes",
    slips={"slope 1 at the kink": lambda z: [relu(z), z >= 0],
           "slope ½ at the kink": lambda z: [relu(z), np.heaviside(z, 0.5)], "outputs alone": relu,
           "slopes alone": lambda z: z > 0, "slopes first": lambda z: [z > 0, relu(z)],
           "size": lambda z: [abs(z), np.sign(z)], "output as slope": lambda z: [relu(z), relu(z)],
           "identity": lambda z: [z, z * 0 + 1], "minimum for maximum": lambda z: [np.minimum(z, 0), z < 0],
           "slope 1 everywhere": lambda z: [relu(z), z * 0 + 1]})  # fmt: skip

_HARD_TANH = _exercise("2.5c", reference=lambda z: [hard_tanh(z), abs(z) < 1], trials=_PLACES,
    expects="two lists, the outputs and the slopes",
    slips={"slope 1 at the corners": lambda z: [hard_tanh(z), abs(z) <= 1], "tanh": lambda z: [tanh(z), tanh.df(z)],
           "slope of tanh": lambda z: [hard_tanh(z), tanh.df(z)],
           "cut above alone": lambda z: [np.minimum(z, 1), z < 1],
           "cut below alone": lambda z: [np.maximum(z, -1), z > -1],
           "cut at 0": lambda z: [z.clip(0, 1), (z > 0) & (z < 1)],
           "limits exchanged": lambda z: [z * 0 + 1, abs(z) < 1], "outputs alone": hard_tanh,
           "slope outside": lambda z: [hard_tanh(z), abs(z) >= 1], "slope of relu": lambda z: [hard_tanh(z), z > 0],
           "slope 1 where it is cut": lambda z: [hard_tanh(z), z * 0 + 1],
           "slopes first": lambda z: [abs(z) < 1, hard_tanh(z)]},
    also={"slope 1 at the corners": _any_of(lambda z: [hard_tanh(z), (z >= -1) & (z < 1)],
                                            lambda z: [hard_tanh(z), (z > -1) & (z <= 1)]),
          "slope 1 where it is cut": _any_of(lambda z: [hard_tanh(z), z < 1], lambda z: [hard_tanh(z), z > -1],
                                             lambda z: [hard_tanh(z), z <= 1], lambda z: [hard_tanh(z), z >= -1]),
          "limits exchanged": lambda found: all(np.ptp(x[0]) == 0 for x in found)})  # fmt: skip

_LAYER = _exercise("2.6a", uses={"sigma": _SIGMA, "neuron": _NEURON}, reference=lambda X, W, b: sigmoid(X @ W.T + b),
    trials=({"X": np.array([[1.0, 2.0], [0.5, 0.0], [-1.0, 1.0], [0.0, -2.0]]),
             "W": np.array([[1.0, -0.5], [0.0, 2.0], [-1.5, 1.0]]), "b": np.array([0.5, -1.0, 0.25])},
            {"X": np.array([[1, -1, 0.5]]), "W": np.array([[2, 1, -1], [0.5, -0.5, 1.5]]), "b": np.array([-0.5, 1])}),
    slips={"bias forgotten": lambda X, W, b: sigmoid(X @ W.T), "bias subtracted": lambda X, W, b: sigmoid(X @ W.T - b),
           "bias after the squashing": lambda X, W, b: sigmoid(X @ W.T) + b,
           "bias as factor": lambda X, W, b: sigmoid(X @ W.T * b),
           "one bias for all": lambda X, W, b: sigmoid(X @ W.T + b[0]),
           "biases added up": lambda X, W, b: sigmoid(X @ W.T + b.sum()),
           "scores returned": lambda X, W, b: X @ W.T + b, "step left in": lambda X, W, b: X @ W.T + b > 0,
           "softmax for σ": lambda X, W, b: softmax(X @ W.T + b),
           "rows and columns exchanged": lambda X, W, b: sigmoid(X @ W.T + b).T,
           "only the first input": lambda X, W, b: sigmoid(X @ W.T + b)[0],
           "only the first neuron": lambda X, W, b: sigmoid(X @ W.T + b)[:, 0]})  # fmt: skip


def _counted(in_a_layer: Any = lambda n_in, n: n * n_in + n, layers: slice = slice(None)) -> Any:
    """What is counted in one layer, from its number of inputs and of neurons, added up over some of the layers."""
    return lambda sizes: sum(in_a_layer(n_in, n) for n_in, n in list(pairwise(sizes))[layers])


_PARAMETERS = _exercise("2.6b", reference=_counted(),
    trials=({"sizes": [2, 3]}, {"sizes": [4, 3, 2]}, {"sizes": [64, 16, 10]}, {"sizes": [5, 2, 6, 1]}),
    slips={"the slide's biases": _counted(lambda n_in, n: n * n_in + n_in),
           "no biases": _counted(lambda n_in, n: n * n_in), "one bias a layer": _counted(lambda n_in, n: n * n_in + 1),
           "biases for the inputs too": lambda sizes: _counted()(sizes) + sizes[0], "neurons": sum,
           "biases alone": _counted(lambda n_in, n: n), "first layer alone": _counted(layers=slice(0, 1)),
           "last layer alone": _counted(layers=slice(-1, None)), "product of all": np.prod,
           "first layer left out": _counted(layers=slice(1, None)),
           "last layer left out": _counted(layers=slice(-1))})  # fmt: skip


def _small(answer: Any) -> Any:
    """Is it this answer on the trials where no power of e is too large?  There a slip shows before it overflows."""
    return lambda found: all(map(np.allclose, found[:2], [answer(t["z"]) for t in _SOFTMAX.trials[:2]]))


_SOFTMAX = _exercise("2.7a", reference=softmax,
    trials=tuple({"z": np.array(z)} for z in ([0.5, -1.0, 2.0], [1.0, 0.0], [1000.0, 1001.0, 999.5],
                 [-1000.0, 0.0], [2000.0, 0.0], [1000.0, 0.0, -1000.0])),
    slips={"too large": lambda z: np.exp(z) / np.exp(z).sum(), "no power": lambda z: z / z.sum(), "not divided": np.exp,
           "largest made 1": lambda z: np.exp(z - z.max()), "σ of each": sigmoid, "sign turned": lambda z: softmax(-z),
           "winner takes all": lambda z: z == z.max(),
           "shifted on one side": lambda z: np.exp(z - z.max()) / np.exp(z).sum(),
           "mean for sum": lambda z: softmax(z) * len(z), "the largest alone": lambda z: softmax(z).max(),
           "divided by the largest": lambda z: np.exp(z / z.max()) / np.exp(z / z.max()).sum(),
           "all powers 0": lambda z: np.exp(z - 1000) / np.exp(z - 1000).sum()},
    also={"too large": lambda a: _small(softmax)(a) and np.isnan(np.hstack(a)).any() and not np.isnan(a[3]).all(),
          "largest made 1": _small(lambda z: np.exp(z - z.max())), "sign turned": _small(lambda z: softmax(-z)),
          "divided by the largest": _small(lambda z: softmax(z / z.max())),
          "shifted on one side": _small(lambda z: np.exp(z) / np.exp(z - z.max()).sum()),
          "all powers 0": lambda a: np.isnan(a[3]).all() and (np.isnan(a[0]).all() or _small(softmax)(a))})  # fmt: skip


def _one_row_taken(found: np.ndarray, trial: dict[str, Any]) -> bool:
    """Is the same row of numbers, not all of them 0, taken from every row of the diagonal table of the shares?"""
    taken = np.diag(trial["a"]) - found
    return bool(taken.any() and np.allclose(taken, taken[0]))


_SHARES = ({"a": np.array([0.5, 0.3, 0.2])}, {"a": np.array([0.1, 0.9])})
_JACOBIAN = _exercise("2.7b", reference=lambda a: np.diag(a) - np.outer(a, a),
    trials=_SHARES,
    slips={"diagonal alone": lambda a: np.diag(a * (1 - a)),
           "plus beside the diagonal": lambda a: np.diag(a - 2 * a * a) + np.outer(a, a),
           "a list of slopes": lambda a: a * (1 - a), "products alone": lambda a: -np.outer(a, a),
           "products with plus": lambda a: np.outer(a, a),
           "diagonal twice": lambda a: np.diag(a * (1 - a)) - np.outer(a, a),
           "outputs on the diagonal": lambda a: np.diag(a + a * a) - np.outer(a, a),
           "sign turned": lambda a: np.outer(a, a) - np.diag(a),
           "plus for minus": lambda a: np.diag(a) + np.outer(a, a), "a taken for z": softmax_jacobian,
           "no table of products": lambda a: np.diag(a) - a @ a},
    also={"no table of products": lambda found: all(map(_one_row_taken, found, _SHARES))})  # fmt: skip

_ONE_HOT = _exercise("2.8a", reference=lambda labels, k: np.eye(k)[labels],
    trials=({"labels": np.array([2, 0]), "k": 3}, {"labels": np.array([6, 1, 9, 3, 6]), "k": 10}),
    slips={"counted from 1": lambda labels, k: np.eye(k)[labels - 1],
           "−1 for no": lambda labels, k: 2 * np.eye(k)[labels] - 1,
           "rows and columns exchanged": lambda labels, k: np.eye(k)[labels].T,
           "inverted": lambda labels, k: 1 - np.eye(k)[labels],
           "the label for 1": lambda labels, k: np.eye(k)[labels] * labels[:, None],
           "all in one row": lambda labels, k: np.eye(k)[labels].max(0),
           "all in every row": lambda labels, k: [np.eye(k)[labels].max(0)] * len(labels),
           "from the right": lambda labels, k: np.eye(k)[labels][:, ::-1],
           "the first alone": lambda labels, k: np.eye(k)[labels[0]]})  # fmt: skip

_SHARE = _exercise("2.8b", reference=lambda A, Y: (A.argmax(1) == Y.argmax(1)).mean(),
    trials=tuple({"A": (8 * np.arange(3 * n) % (3 * n) / (2.5 * n)).reshape(n, 3).round(2),
                  "Y": np.eye(3)[np.arange(n) ** 2 % 3]} for n in (7, 11)),
    slips={"count for share": lambda A, Y: (A.argmax(1) == Y.argmax(1)).sum(),
           "share of mistakes": lambda A, Y: (A.argmax(1) != Y.argmax(1)).mean(),
           "percent": lambda A, Y: 100 * (A.argmax(1) == Y.argmax(1)).mean(),
           "entry by entry": lambda A, Y: ((A > 0.5) == Y).mean(),
           "all outputs right": lambda A, Y: ((A > 0.5) == Y).all(1).mean(),
           "down the columns": lambda A, Y: (A.argmax(0) == Y.argmax(0)).mean(),
           "smallest for largest": lambda A, Y: (A.argmin(1) == Y.argmax(1)).mean(),
           "right output": lambda A, Y: (A * Y).sum(1).mean(), "not counted": lambda A, Y: A.argmax(1) == Y.argmax(1),
           "divided by the entries": lambda A, Y: (A.argmax(1) == Y.argmax(1)).sum() / A.size})  # fmt: skip

_CHOICE = _exercise("2.8c", reference="e", **ONE_LETTER,
    slips={"one number": "a", "steps": "b", "sigmoids": "c", "relus": "d", "tanh": "f"})  # fmt: skip

EXERCISES = (_SIGMA, _NEURON, _HALF_BY_HAND, _WEEKEND_BY_HAND, _BIAS_BY_HAND, _SLOPE, _SECANT, _PREDICTED, _TRUE,
    _TANH, _RELU, _HARD_TANH, _LAYER, _PARAMETERS, _SOFTMAX, _JACOBIAN, _ONE_HOT, _SHARE, _CHOICE)  # fmt: skip
