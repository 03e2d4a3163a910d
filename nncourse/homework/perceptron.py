"""Homework 1: from the weighted sum to a perceptron that learns, and a slip on a slide.  Its words: perceptron.toml."""

from functools import partial
from typing import Any

import numpy as np

from .exercise import worded

_exercise = partial(worded, "perceptron")

# The trial inputs are halves and quarters: their sums are exact, so a tie is a tie however the sum is formed.
_WEIGHTED_SUM = _exercise(
    "1.1",
    reference=lambda x, w: x @ w,
    trials=(
        {"x": np.array([1.0, 0.0, 1.0]), "w": np.array([6.0, 2.0, 2.0])},
        {"x": np.array([0.5, -1.0, 2.0]), "w": np.array([3.0, 1.0, -2.0])},
        {"x": np.array([2.0, 3.0]), "w": np.array([1.5, -0.5])},
        {"x": np.array([1.0, 2.0, -1.5, 4.0]), "w": np.array([0.25, -3.0, 2.0, 1.0])},
    ),
    slips={
        "inputs without weights": lambda x, w: x.sum(),
        "weights without inputs": lambda x, w: w.sum(),
        "mean for sum": lambda x, w: (x * w).mean(),
        "x + w for x · w": lambda x, w: (x + w).sum(),
        "last input left out": lambda x, w: x[:-1] @ w[:-1],
        "first input left out": lambda x, w: x[1:] @ w[1:],
        "product of products": lambda x, w: np.prod(x * w),
        "not summed": lambda x, w: x * w,
        "return inside the loop": lambda x, w: x[0] * w[0],
        "overwritten": lambda x, w: x[-1] * w[-1],
        "sign turned": lambda x, w: 0 - x @ w,
    },
)  # fmt: skip

# A swim in the lake: good weather 6, long walk −4, a friend comes 3, threshold 3.  The sums in counting order are
# 0, 3, −4, −1, 6, 9, 2, 5; 001 is a tie, and all the slips below give different outputs.
_OUTPUTS_BY_HAND = _exercise(
    "1.2a",
    reference=(0, 0, 0, 0, 1, 1, 0, 1),
    slips={
        "fires at ties": (0, 1, 0, 0, 1, 1, 0, 1),
        "sign of the weight lost": (0, 0, 1, 1, 1, 1, 1, 1),
        "negative weight left out": (0, 0, 0, 0, 1, 1, 1, 1),
        "order reversed": (1, 0, 1, 1, 0, 0, 0, 0),
        "columns read from the right": (0, 1, 0, 0, 0, 1, 0, 1),
        "two columns exchanged": (0, 0, 0, 0, 1, 0, 1, 1),
        "threshold 0": (0, 1, 0, 0, 1, 1, 1, 1),
        "threshold with the wrong sign": (1, 1, 0, 1, 1, 1, 1, 1),
        "outputs inverted": (1, 1, 1, 1, 0, 0, 1, 0),
        "sums for decisions": (0, 3, -4, -1, 6, 9, 2, 5),
        "−1 for no": (-1, -1, -1, -1, 1, 1, -1, 1),
    },
)  # fmt: skip

_BIAS_BY_HAND = _exercise(
    "1.2b",
    reference=-3,
    slips={
        "sign of the threshold": 3,
        "no bias": 0,
        "sum of the weights": 5,
        "minus the sum of the weights": -5,
        "minus one": -1,
        "another bias between two sums": -4,
        "the bias as factor": 1 / 3,
    },
    also={"another bias between two sums": lambda b: -5 < b < -3},
)  # fmt: skip

# The mixed day x = (0.6, 1, 1): its sum is 2.6.
_SCORE_BY_HAND = _exercise(
    "1.2c",
    follows=_BIAS_BY_HAND,
    reference=lambda b: 2.6 + b,
    slips={
        "no bias": lambda b: 2.6,
        "bias subtracted": lambda b: 2.6 - b,
        "decision for score": lambda b: float(2.6 + b > 0),
        "forecast rounded up": lambda b: 5 + b,
        "forecast rounded down": lambda b: -1 + b,
        "sign of the weight lost": lambda b: 10.6 + b,
        "walk left out": lambda b: 6.6 + b,
        "friend left out": lambda b: -0.4 + b,
    },
)  # fmt: skip

_PERCEPTRON = _exercise(
    "1.3",
    uses=_WEIGHTED_SUM,
    reference=lambda X, w, b: np.where(X @ w + b > 0, 1, 0),
    trials=(
        {"X": np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), "w": np.array([2.0, -1.0]), "b": -1.0},
        {"X": np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 1.0], [-2.0, 1.0, 0.0], [3.0, -1.0, 2.0], [0.0, 0.0, 0.0]]),
         "w": np.array([1.0, 0.5, -1.5]), "b": 1.0},
        {"X": np.array([[1.0, 1.0, 0.0, 2.0]]), "w": np.array([1.0, -2.0, 3.0, 0.5]), "b": 0.25},
        {"X": np.array([[4.0], [1.0], [-3.0]]), "w": np.array([-0.5]), "b": 0.5},
        {"X": np.arange(-8.0, 9.0)[:, None] / 2, "w": np.array([1.0]), "b": -1.5},
    ),
    slips={
        "≥ for >": lambda X, w, b: np.where(X @ w + b >= 0, 1, 0),
        "bias subtracted": lambda X, w, b: np.where(X @ w - b > 0, 1, 0),
        "bias forgotten": lambda X, w, b: np.where(X @ w > 0, 1, 0),
        "score returned": lambda X, w, b: X @ w + b,
        "weighted sum returned": lambda X, w, b: X @ w,
        "only the first row": lambda X, w, b: np.where(X[0] @ w + b > 0, 1, 0),
        "np.sign": lambda X, w, b: np.sign(X @ w + b),
        "−1 for no": lambda X, w, b: np.where(X @ w + b > 0, 1, -1),
        "1 and 0 swapped": lambda X, w, b: np.where(X @ w + b > 0, 0, 1),
    },
)  # fmt: skip

_DISTANCE = _exercise(
    "1.4",
    reference=lambda X, w, b: (X @ w + b) / np.linalg.norm(w),
    trials=(
        {"X": np.array([[3.0, 4.0], [0.0, 0.0], [-1.0, 2.0]]), "w": np.array([3.0, -4.0]), "b": 5.0},
        {"X": np.array([[7.0, 6.0], [5.0, 6.0], [6.0, 6.0], [0.0, 0.0]]), "w": np.array([2.0, 1.0]), "b": -18.0},
        {"X": np.array([[1.0, 2.0, 2.0], [0.5, -1.0, 0.0]]), "w": np.array([2.0, -1.0, 2.0]), "b": -1.5},
    ),
    slips={
        "score returned": lambda X, w, b: X @ w + b,
        "square of the length": lambda X, w, b: (X @ w + b) / (w @ w),
        "multiplied by the length": lambda X, w, b: (X @ w + b) * np.linalg.norm(w),
        "sign lost": lambda X, w, b: abs(X @ w + b) / np.linalg.norm(w),
        "bias left out": lambda X, w, b: (X @ w) / np.linalg.norm(w),
        "bias not divided": lambda X, w, b: X @ w / np.linalg.norm(w) + b,
        "sum not divided": lambda X, w, b: X @ w + b / np.linalg.norm(w),
        "sign turned": lambda X, w, b: 0 - (X @ w + b) / np.linalg.norm(w),
        "length of two weights": lambda X, w, b: (X @ w + b) / (w[0] ** 2 + w[1] ** 2) ** 0.5,
        "bias subtracted": lambda X, w, b: (X @ w - b) / np.linalg.norm(w),
        "bias in the length": lambda X, w, b: (X @ w + b) / (w @ w + b * b) ** 0.5,
        "sizes added for the length": lambda X, w, b: (X @ w + b) / abs(w).sum(),
        "decisions": lambda X, w, b: X @ w + b > 0,
        "only the first row": lambda X, w, b: (X[0] @ w + b) / np.linalg.norm(w),
    },
)  # fmt: skip

# Weather, friend, exam: all eight kinds of weekend in counting order.
_WEEKENDS = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)])


def _decisions(design: Any) -> np.ndarray:
    w1, w2, w3, b = design
    return _WEEKENDS @ [w1, w2, w3] + b > 0


# Whatever four numbers are wrong, one of the slips says why: see `also`, in this order.
_DESIGN = _exercise(
    "1.5",
    reference=(2, 2, -4, -1),
    read=_decisions,
    expects="a list of four numbers, three weights and then the bias",
    slips={
        "never fires": (1, 1, -2, -3),
        "fires at nothing": (1, 1, -2, 0.5),
        "exam speaks for going": (1, 1, 2, -0.5),
        "exam ignored": (1, 1, 0, -0.5),
        "exam outvoted": (1, 1, -1, -0.5),
        "both needed": (1, 1, -2, -1.5),
        "one reason is never enough": (1, 0, -2, -0.5),
    },
    also={
        "never fires": lambda y: not y.any(),
        "fires at nothing": lambda y: y[0] == 1,
        "exam speaks for going": lambda y: y[1] == 1,
        "exam ignored": lambda y: (y[::2] == y[1::2]).all(),
        "exam outvoted": lambda y: y[1::2].any(),
        "both needed": lambda y: not y[2] and not y[4],
        "one reason is never enough": lambda y: y[2] != y[4],
    },
)  # fmt: skip


def _output(W: Any, x: Any) -> int:
    return 1 if W @ x > 0 else -1


def _corrected(W: Any, x: Any, Y: int, eta: float, output: Any = _output) -> Any:
    return W + eta * (Y - output(W, x)) * x


# Tried on wrong and right, for both targets, and on a tie for both; with two, three and four entries; and where a bias
# that counts twice, or not at all, turns the output.  No score is 1 or −1: it would pass for an output.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"W": np.array([1.0, -1.0, 0.5]), "x": np.array([2.0, 1.0, 1.0]), "Y": -1, "eta": 0.5},
    {"W": np.array([-1.0, 0.5, 0.25]), "x": np.array([1.0, 2.0, 1.0]), "Y": 1, "eta": 0.25},
    {"W": np.array([0.5, -2.0, 1.0]), "x": np.array([-1.0, 1.0, 1.0]), "Y": 1, "eta": 2.0},
    {"W": np.array([-2.0, 1.0, -1.0]), "x": np.array([1.0, 0.5, 1.0]), "Y": -1, "eta": 0.5},
    {"W": np.array([1.0, 2.0, -3.0]), "x": np.array([1.0, 1.0, 1.0]), "Y": 1, "eta": 0.5},
    {"W": np.array([0.0, 0.0, 0.0, 0.0]), "x": np.array([1.0, -1.0, 2.0, 1.0]), "Y": -1, "eta": 0.25},
    {"W": np.array([1.0, 1.0, -0.5, -2.5]), "x": np.array([1.0, 2.0, 2.0, 1.0]), "Y": -1, "eta": 0.25},
    {"W": np.array([2.0, -1.5]), "x": np.array([1.0, 1.0]), "Y": -1, "eta": 0.25},
)  # fmt: skip


def _steps_are_right(found: list[np.ndarray]) -> bool:
    """Is each result either the old weights or those after the step that a mistake asks for?"""
    steps = [2 * look["eta"] * look["Y"] * look["x"] for look in _LOOKS]
    changes = [W - look["W"] for W, look in zip(found, _LOOKS, strict=True)]
    return all(np.allclose(a, 0) or np.allclose(a, b) for a, b in zip(changes, steps, strict=True))


_CORRECTION = _exercise(
    "1.6",
    reference=_corrected,
    trials=_LOOKS,
    slips={
        "wrong direction": lambda W, x, Y, eta: _corrected(W, x, Y, -eta),
        "nothing changes": lambda W, x, Y, eta: W,
        "correction alone": lambda W, x, Y, eta: _corrected(W, x, Y, eta) - W,
        "no learning rate": lambda W, x, Y, eta: _corrected(W, x, Y, 1),
        "a fixed learning rate": lambda W, x, Y, eta: _corrected(W, x, Y, 0.5),
        "target for the difference": lambda W, x, Y, eta: W + eta * Y * x,
        "half a step": lambda W, x, Y, eta: _corrected(W, x, Y, eta / 2),
        "bias not learned": lambda W, x, Y, eta: [*_corrected(W, x, Y, eta)[:-1], W[-1]],
        "input left out": lambda W, x, Y, eta: W + eta * (Y - _output(W, x)),
        "score for output": partial(_corrected, output=lambda W, x: W @ x),
        "tie fires": partial(_corrected, output=lambda W, x: 1 if W @ x >= 0 else -1),
        "tie is 0": partial(_corrected, output=lambda W, x: np.sign(W @ x)),
        "output 0 or 1": partial(_corrected, output=lambda W, x: int(W @ x > 0)),
        "bias counted twice": partial(_corrected, output=lambda W, x: _output(np.append(W, W[-1]), np.append(x, 1))),
        "bias left out of the score": partial(_corrected, output=lambda W, x: _output(W[:-1], x[:-1])),
        "comparison turned round": partial(_corrected, output=lambda W, x: _output(-W, x)),
        "another output": partial(_corrected, output=lambda W, x: 1),
    },
    also={"another output": _steps_are_right},
)  # fmt: skip


def _training(corrected: Any, W: Any, X: Any, Y: Any, eta: float, epochs: int, output: Any = _output) -> np.ndarray:
    """Is each sample wrong when it is looked at, after its correction, and at the end of the epoch?

    X (n, d), Y (n,) → (3, epochs, n).
    """
    wrong = np.zeros((3, epochs, len(X)))
    for epoch in range(epochs):
        for i, x in enumerate(X):
            wrong[0, epoch, i] = output(W, x) != Y[i]
            W = corrected(W, x, Y[i], eta)
            wrong[1, epoch, i] = output(W, x) != Y[i]
        wrong[2, epoch] = [output(W, x) != target for x, target in zip(X, Y, strict=True)]
    return wrong


def _counted(count: Any = lambda wrong: wrong[0].sum(axis=1), **options: Any) -> Any:
    """From `count`, which makes the learner's list of `_training`'s result, to a function of a 1.6 that makes a 1.7."""
    return lambda corrected: lambda *inputs: count(_training(corrected, *inputs, **options))


_AND = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
_TRAINING = _exercise(
    "1.7",
    follows=_CORRECTION,
    reference=_counted(),
    trials=(
        {"W": np.zeros(3), "X": _AND, "Y": np.array([-1, -1, -1, 1]), "eta": 0.5, "epochs": 6},
        {"W": np.array([-1.0, 0.5, 0.5]), "X": _AND, "Y": np.array([-1, 1, 1, -1]), "eta": 0.125, "epochs": 5},
        {"W": np.array([-1.0, 2.0]), "X": np.array([[1.0, 1.0], [-0.5, 1.0], [2.0, 1.0]]), "Y": np.array([1, 1, -1]),
         "eta": 2.0, "epochs": 4},
        {"W": np.array([2.0, 0.5, -1.5]), "X": np.array([[-2.0, 1, 1], [0, 0, 1], [-2, 0, 1], [1, 0, 1]]),
         "Y": np.array([-1, -1, -1, -1]), "eta": 1.0, "epochs": 4},
    ),
    slips={
        "loss for mistakes": _counted(lambda wrong: 4 * wrong[0].sum(axis=1)),
        "count never reset": _counted(lambda wrong: wrong[0].sum(axis=1).cumsum()),
        "weights reset": _counted(lambda wrong: wrong[0].sum(axis=1)[:1].repeat(len(wrong[0]))),
        "weights never change": lambda corrected: _counted()(lambda W, *_: W),
        "counted after the correction": _counted(lambda wrong: wrong[1].sum(axis=1)),
        "counted at the end of the epoch": _counted(lambda wrong: wrong[2].sum(axis=1)),
        "right ones counted": _counted(lambda wrong: (1 - wrong[0]).sum(axis=1)),
        "only the first epoch": _counted(lambda wrong: wrong[0, :1].sum(axis=1)),
        "one number for all": _counted(lambda wrong: wrong[0].sum()),
        "stopped at a clean epoch": _counted(
                 lambda wrong: [n for k, n in enumerate(wrong[0].sum(axis=1)) if wrong[0, :k].sum(axis=1).all()]),
        "first sample of each epoch only": _counted(lambda wrong: wrong[0, :, 0]),
        "tie fires": _counted(output=lambda W, x: 1 if W @ x >= 0 else -1),
        "output 0 or 1": _counted(output=lambda W, x: int(W @ x > 0)),
        "score for output": _counted(output=lambda W, x: W @ x),
        "bias left out of the score": _counted(output=lambda W, x: _output(W[:-1], x[:-1])),
        "a fixed learning rate": lambda corrected: _counted()(lambda W, x, Y, eta: corrected(W, x, Y, 0.5)),
    },
)  # fmt: skip

# The 9th and the 10th trial differ in `enough` alone, so do the next two; the last two differ in `max_epochs` alone.
_STOP = _exercise(
    "1.8a",
    reference=lambda loss, enough, epoch, most: loss >= enough and epoch < most,
    expects="True or False",
    trials=tuple(
        {"loss": loss, "enough": enough, "epoch": epoch, "max_epochs": most}
        for loss, enough, epoch, most in (
            (12, 4, 1, 10), (0, 4, 1, 10), (12, 4, 10, 10), (0, 4, 10, 10), (4, 4, 3, 10), (0, 4, 9, 10), (8, 4, 9, 10),
            (2, 1, 11, 10), (8, 4, 1, 10), (8, 12, 1, 10), (8, 4, 10**6, 20), (8, 12, 10**6, 20), (12, 4, 15, 10),
            (12, 4, 15, 20),
        )
    ),
    slips={
        "the slide's rule": lambda loss, enough, epoch, most: loss < enough or epoch >= most,
        "or for and": lambda loss, enough, epoch, most: loss >= enough or epoch < most,
        "and for or, not turned round": lambda loss, enough, epoch, most: loss < enough and epoch >= most,
        "epochs forgotten": lambda loss, enough, epoch, most: loss >= enough,
        "loss forgotten": lambda loss, enough, epoch, most: epoch < most,
        "enough counts as below": lambda loss, enough, epoch, most: loss > enough and epoch < most,
        "one epoch too many": lambda loss, enough, epoch, most: loss >= enough and epoch <= most,
        "both limits": lambda loss, enough, epoch, most: loss > enough and epoch <= most,
        "loss turned round": lambda loss, enough, epoch, most: loss < enough and epoch < most,
        "`enough` has no say": lambda loss, enough, epoch, most: loss > 0 and epoch < most,
        "a fixed limit": lambda loss, enough, epoch, most: loss >= enough and epoch < 100,
    },
    also={
        "`enough` has no say": lambda y: y[8] == y[9] and y[10] == y[11],
        "a fixed limit": lambda y: y[12] == y[13],
    },
)  # fmt: skip

_CHOICE = _exercise(
    "1.8b",
    reference="d",
    read=lambda letter: list("abcdef").index(letter.strip().lower()),
    expects="one of the letters a to f, in quotes",
    slips={"longer": "a", "smaller steps": "b", "other start": "c", "other order": "e", "without a bias": "f"},
)  # fmt: skip

EXERCISES = (
    _WEIGHTED_SUM, _OUTPUTS_BY_HAND, _BIAS_BY_HAND, _SCORE_BY_HAND, _PERCEPTRON, _DISTANCE, _DESIGN, _CORRECTION,
    _TRAINING, _STOP, _CHOICE,
)  # fmt: skip
