"""Homework 1: from the weighted sum to a perceptron that learns, and a slip on a slide.  Its words: perceptron.toml."""

from functools import partial
from typing import Any

import numpy as np

from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "perceptron")


def _weighted_sum(x: Any, w: Any) -> Any:
    """As the template has it: it takes one input, not a table of them."""
    return sum(w_j * x_j for x_j, w_j in zip(x, w, strict=False))


def _offsets(found: list[np.ndarray]) -> np.ndarray:
    """By how much the sums of a 1.1 are off on its trials."""
    return np.array([total - _weighted_sum(*t.values()) for total, t in zip(found, _WEIGHTED_SUM.trials, strict=True)])


def _adds_weights_of_positive_inputs(found: list[np.ndarray]) -> bool:
    made = [t["w"][t["x"] > 0].sum() for t in _WEIGHTED_SUM.trials]
    return bool(np.allclose(found, made))


# The trial inputs are halves and quarters: their sums are exact, so a tie is a tie however the sum is formed.
_WEIGHTED_SUM = _exercise(
    "1.1",
    reference=_weighted_sum,
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
        "sign lost": lambda x, w: abs(x @ w),
        "decision": lambda x, w: x @ w > 0,
        "whole numbers": lambda x, w: int(x @ w),
        "another start": lambda x, w: x @ w + 1,
        "stays 0": lambda x, w: 0,
        "input on or off": lambda x, w: w[x != 0].sum(),
    },
    also={
        "whole numbers": lambda found: (np.mod(found, 1) == 0).all() and (abs(_offsets(found)) < 1).all(),
        "another start": lambda found: np.allclose(_offsets(found), _offsets(found)[0]),
        "input on or off": _adds_weights_of_positive_inputs,
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
        "scores for decisions": (-3, 0, -7, -4, 3, 6, -1, 2),
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

# The mixed day x = (0.7, 1, 1): its sum is 3.2.  With 0.6 forgotten weights would give the right score.
_SCORE_BY_HAND = _exercise(
    "1.2c",
    uses={"bias_by_hand": _BIAS_BY_HAND},
    follows="bias_by_hand",
    reference=lambda b: 3.2 + b,
    slips={
        "no bias": lambda b: 3.2,
        "bias subtracted": lambda b: 3.2 - b,
        "decision for score": lambda b: float(3.2 + b > 0),
        "forecast rounded up": lambda b: 5 + b,
        "forecast rounded down": lambda b: -1 + b,
        "percent": lambda b: 419 + b,
        "weights forgotten": lambda b: 2.7 + b,
        "sign of the weight lost": lambda b: 11.2 + b,
        "walk left out": lambda b: 7.2 + b,
        "friend left out": lambda b: 0.2 + b,
    },
)  # fmt: skip

_PERCEPTRON = _exercise(
    "1.3",
    uses={"weighted_sum": _WEIGHTED_SUM},
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
        "a list of the first row alone": lambda X, w, b: np.where(X[:1] @ w + b > 0, 1, 0),
        "the table handed to 1.1": lambda X, w, b: _weighted_sum(X, w) + b > 0,
        "np.sign": lambda X, w, b: np.sign(X @ w + b),
        "−1 for no": lambda X, w, b: np.where(X @ w + b > 0, 1, -1),
        "1 and 0 swapped": lambda X, w, b: np.where(X @ w + b > 0, 0, 1),
    },
)  # fmt: skip


def _are_rounded(found: list[np.ndarray]) -> bool:
    right = [_DISTANCE.reference(*trial.values()) for trial in _DISTANCE.trials]
    return any(all(np.allclose(a, b.round(k), atol=1e-9) for a, b in zip(found, right, strict=True)) for k in range(5))


_DISTANCE = _exercise(
    "1.4",
    uses={"weighted_sum": _WEIGHTED_SUM},
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
        "weights added for the length": lambda X, w, b: (X @ w + b) / w.sum(),
        "root of the added weights": lambda X, w, b: (X @ w + b) / w.sum() ** 0.5,
        "number of weights": lambda X, w, b: (X @ w + b) / len(w),
        "** 1/2": lambda X, w, b: (X @ w + b) / (w @ w)**1/2,
        "decisions": lambda X, w, b: X @ w + b > 0,
        "only the first row": lambda X, w, b: (X[0] @ w + b) / np.linalg.norm(w),
        "a list of the first row alone": lambda X, w, b: (X[:1] @ w + b) / np.linalg.norm(w),
        "the table handed to 1.1": lambda X, w, b: (_weighted_sum(X, w) + b) / np.linalg.norm(w),
        "rounded": lambda X, w, b: ((X @ w + b) / np.linalg.norm(w)).round(2),
    },
    also={"rounded": _are_rounded},
)  # fmt: skip

# Weather, friend, exam: all eight kinds of weekend in counting order.
_WEEKENDS = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)])


def _decisions(design: Any, tie: bool = False) -> np.ndarray:
    """What a design decides on all weekends; `tie` is what it does at a score of 0, rounding aside."""
    *weights, b = design
    scores = _WEEKENDS @ weights + b
    return np.where(np.abs(scores) < 1e-9, tie, scores > 0)


def _read_design(design: Any) -> list[int]:
    """The eight decisions; then: would they be right with the bias first, and, if they are wrong, if a tie fired?"""
    numbers = np.array([float(number) for number in design])
    if numbers.shape != (4,) or not np.isfinite(numbers).all():
        raise ValueError("design: four finite numbers expected")
    rule = (_WEEKENDS[:, 0] | _WEEKENDS[:, 1]) & ~_WEEKENDS[:, 2] & 1
    with np.errstate(over="ignore", invalid="ignore"):
        found = [_decisions(d, tie) for d, tie in ((numbers, False), (np.roll(numbers, -1), False), (numbers, True))]
    right = [(decisions == rule).all() for decisions in found]
    return [*found[0], right[1], not right[0] and right[2]]


# Whatever four numbers are wrong, one of the slips says why: see `also`, in this order.
_DESIGN = _exercise(
    "1.5",
    reference=(2, 2, -4, -1),
    read=_read_design,
    expects="a list of four finite numbers, three weights and then the bias",
    slips={
        "bias first": (-0.5, 1, 1, -1.5),
        "a tie": (1, 1, -2, -1),
        "never fires": (1, 1, -2, -3),
        "fires at nothing": (1, 1, -2, 0.5),
        "exam speaks for going": (1, 1, 2, -0.5),
        "exam ignored": (1, 1, 0, -0.5),
        "exam outvoted": (1, 1, -1, -0.5),
        "both needed": (1, 1, -2, -1.5),
        "one reason is never enough": (1, 0, -2, -0.5),
    },
    also={
        "bias first": lambda y: y[8],
        "a tie": lambda y: y[9],
        "never fires": lambda y: not y[:8].any(),
        "fires at nothing": lambda y: y[0] == 1,
        "exam speaks for going": lambda y: y[1] == 1,
        "exam ignored": lambda y: (y[:8:2] == y[1:8:2]).all(),
        "exam outvoted": lambda y: y[1:8:2].any(),
        "both needed": lambda y: not y[2] and not y[4],
        "one reason is never enough": lambda y: y[2] != y[4],
    },
)  # fmt: skip


def _output(W: Any, x: Any) -> int:
    return 1 if W @ x > 0 else -1


def _tie_fires(W: Any, x: Any) -> int:
    return 1 if W @ x >= 0 else -1


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


def _tie_either_way(W: Any, x: Any, Y: int, eta: float, wrong: bool) -> Any:
    """The rule without an output, Y times score below 0; a tie is a mistake whatever the target is, or never."""
    return W + 2 * eta * Y * x if Y * (W @ x) < 0 or (wrong and W @ x == 0) else W


_CORRECTION = _exercise(
    "1.6",
    uses={"weighted_sum": _WEIGHTED_SUM},
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
        "tie fires": partial(_corrected, output=_tie_fires),
        "tie is 0": partial(_corrected, output=lambda W, x: np.sign(W @ x)),
        "tie is always a mistake": partial(_tie_either_way, wrong=True),
        "tie is never a mistake": partial(_tie_either_way, wrong=False),
        "output 0 or 1": partial(_corrected, output=lambda W, x: int(W @ x > 0)),
        "bias counted twice": partial(_corrected, output=lambda W, x: _output(np.append(W, W[-1]), np.append(x, 1))),
        "bias left out of the score": partial(_corrected, output=lambda W, x: _output(W[:-1], x[:-1])),
        "comparison turned round": partial(_corrected, output=lambda W, x: _output(-W, x)),
        "another output": partial(_corrected, output=lambda W, x: 1),
    },
    also={"another output": _steps_are_right},
)  # fmt: skip


def _training(corrected: Any, W: Any, X: Any, Y: Any, eta: float, epochs: int, output: Any = _output) -> np.ndarray:
    """Is each sample wrong when it is looked at, after its correction, and at the epoch's end and beginning?

    X (n, d), Y (n,) → (4, epochs, n).
    """
    wrong = np.zeros((4, epochs, len(X)))
    for epoch in range(epochs):
        wrong[3, epoch] = [output(W, x) != target for x, target in zip(X, Y, strict=True)]
        for i, x in enumerate(X):
            wrong[0, epoch, i] = output(W, x) != Y[i]
            W = corrected(W, x, Y[i], eta)
            wrong[1, epoch, i] = output(W, x) != Y[i]
        wrong[2, epoch] = [output(W, x) != target for x, target in zip(X, Y, strict=True)]
    return wrong


def _counted(count: Any = lambda wrong: wrong[0].sum(axis=1), **options: Any) -> Any:
    """From `count`, which makes the learner's list of `_training`'s result, to a function of a 1.6 that makes a 1.7."""
    return lambda corrected: lambda *inputs: count(_training(corrected, *inputs, **options))


def _decided(corrected: Any) -> Any:
    """The right 1.7 for a 1.6: a sample is wrong if that one corrects it, so its own decisions are what counts."""

    def mistakes(W: Any, X: Any, Y: Any, eta: float, epochs: int, wrong: Any = np.any) -> list[int]:
        counts = [0] * epochs
        for epoch in range(epochs):
            for x, target in zip(X, Y, strict=True):
                before, W = W, np.asarray(corrected(W, x, target, eta))
                counts[epoch] += int(wrong(before != W))
        return counts

    return mistakes


def _swapped(corrected: Any) -> Any:
    """The loops of 1.7 the wrong way round: is each sample wrong in each of its looks?  → (n, epochs)."""
    return lambda W, X, Y, eta, epochs, output=_output: np.array(
        _training(corrected, W, X.repeat(epochs, axis=0), Y.repeat(epochs), eta, 1, output)[0]
    ).reshape(len(X), epochs)


_AND = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
_TRAINING = _exercise(
    "1.7",
    uses={"weighted_sum": _WEIGHTED_SUM, "corrected": _CORRECTION},
    follows="corrected",
    reference=_decided,
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
        "difference for mistakes": _counted(lambda wrong: 2 * wrong[0].sum(axis=1)),
        "count never reset": _counted(lambda wrong: wrong[0].sum(axis=1).cumsum()),
        "weights reset": _counted(lambda wrong: wrong[0].sum(axis=1)[:1].repeat(len(wrong[0]))),
        "weights never change": lambda corrected: _counted()(lambda W, *_: W),
        "counted after the correction": _counted(lambda wrong: wrong[1].sum(axis=1)),
        "counted at the end of the epoch": _counted(lambda wrong: wrong[2].sum(axis=1)),
        "counted at the beginning of the epoch": _counted(lambda wrong: wrong[3].sum(axis=1)),
        "right ones counted": _counted(lambda wrong: (1 - wrong[0]).sum(axis=1)),
        "only the first epoch": _counted(lambda wrong: wrong[0, :1].sum(axis=1)),
        "one number for all": _counted(lambda wrong: wrong[0].sum()),
        "stopped at a clean epoch": _counted(
                 lambda wrong: [n for k, n in enumerate(wrong[0].sum(axis=1)) if wrong[0, :k].sum(axis=1).all()]),
        "first sample of each epoch only": _counted(lambda wrong: wrong[0, :, 0]),
        "not all samples": lambda corrected: lambda W, X, Y, *rest: (
                 _counted()(corrected)(W, X[:len(W)], Y[:len(W)], *rest)),
        "zeros to begin with": lambda corrected: lambda W, *rest: _counted()(corrected)(0 * W, *rest),
        "zeros in every epoch": lambda corrected: lambda W, *rest: (
                 _counted(lambda wrong: wrong[0].sum(axis=1)[:1].repeat(len(wrong[0])))(corrected)(0 * W, *rest)),
        "each sample through all epochs": lambda corrected: lambda *inputs: _swapped(corrected)(*inputs).sum(axis=1),
        "loops swapped": lambda corrected: lambda *inputs: _swapped(corrected)(*inputs).sum(axis=0),
        "every weight has to change": lambda corrected: partial(_decided(corrected), wrong=np.all),
        "tie is 0": _counted(output=lambda W, x: np.sign(W @ x)),
        "tie fires": _counted(output=_tie_fires),
        "tie is never a mistake": lambda corrected: lambda W, X, Y, eta, epochs: np.sum(
                 _training(corrected, W, X, Y, eta, epochs, _output)[0]
                 * _training(corrected, W, X, Y, eta, epochs, _tie_fires)[0], axis=1),
        "output 0 or 1": _counted(output=lambda W, x: int(W @ x > 0)),
        "score for output": _counted(output=lambda W, x: W @ x),
        "bias left out of the score": _counted(output=lambda W, x: _output(W[:-1], x[:-1])),
        "a fixed learning rate": lambda corrected: _counted()(lambda W, x, Y, eta: corrected(W, x, Y, 0.5)),
    },
)  # fmt: skip

_MOMENTS = tuple(
    {"loss": loss, "enough": enough, "epoch": epoch, "max_epochs": most}
    for loss, enough, epoch, most in (
        (12, 4, 1, 10), (0, 4, 1, 10), (12, 4, 10, 10), (0, 4, 10, 10), (4, 4, 3, 10), (0, 4, 9, 10), (8, 4, 9, 10),
        (2, 1, 11, 10), (8, 4, 1, 10), (8, 12, 1, 10), (8, 4, 10**6, 20), (8, 12, 10**6, 20), (12, 4, 15, 10),
        (12, 4, 15, 20), (8, 6, 3, 10), (4, 6, 4, 10), (12, 5, 12, 20), (2, 4, 5, 10), (0, 5, 3, 10), (8, 4, 6, 10),
        (8, 4, 7, 20), (8, 4, 8, 10), (4, 20, 2, 10), (8, 1, 2, 10),
    )
)  # fmt: skip


def _with_a_limit(rule: Any) -> Any:
    """Does any limit of one's own make this rule say what was found?  All that differ on the trials are tried.

    One that always stops has no limit.
    """
    limits = {limit + more for moment in _MOMENTS for limit in moment.values() for more in (-0.5, 0.5)}
    return lambda found: (
        any(found)
        and any(all(y == rule(*m.values(), limit) for y, m in zip(found, _MOMENTS, strict=True)) for limit in limits)
    )


_STOP = _exercise(
    "1.8a",
    reference=lambda loss, enough, epoch, most: loss >= enough and epoch < most,
    expects="True or False",
    trials=_MOMENTS,
    slips={
        "the slide's rule": lambda loss, enough, epoch, most: loss < enough or epoch >= most,
        "or for and": lambda loss, enough, epoch, most: loss >= enough or epoch < most,
        "and for or, not turned round": lambda loss, enough, epoch, most: loss < enough and epoch >= most,
        "epochs forgotten": lambda loss, enough, epoch, most: loss >= enough,
        "loss forgotten": lambda loss, enough, epoch, most: epoch < most,
        "enough counts as below": lambda loss, enough, epoch, most: loss > enough and epoch < most,
        "one epoch too many": lambda loss, enough, epoch, most: loss >= enough and epoch <= most,
        "one epoch too few": lambda loss, enough, epoch, most: loss >= enough and epoch < most - 1,
        "both limits": lambda loss, enough, epoch, most: loss > enough and epoch <= most,
        "loss turned round": lambda loss, enough, epoch, most: loss < enough and epoch < most,
        "loss turned round, its limit too": lambda loss, enough, epoch, most: loss <= enough and epoch < most,
        "half turned round": lambda loss, enough, epoch, most: loss >= enough or epoch >= most,
        "half turned round, with and": lambda loss, enough, epoch, most: loss >= enough and epoch >= most,
        "≠ for <": lambda loss, enough, epoch, most: loss >= enough and epoch != most,
        "fourfold once more": lambda loss, enough, epoch, most: 4 * loss >= enough and epoch < most,
        "mistakes for the loss": lambda loss, enough, epoch, most: loss / 4 >= enough and epoch < most,
        "& for and": lambda loss, enough, epoch, most: loss >= enough & epoch < most,
        "& for and, one bracket": lambda loss, enough, epoch, most: loss >= enough & (epoch < most),
        "`enough` has no say": lambda loss, enough, epoch, most: loss > 0 and epoch < most,
        "a fixed limit": lambda loss, enough, epoch, most: loss >= enough and epoch < 100,
    },
    also={
        "`enough` has no say": _with_a_limit(lambda loss, enough, epoch, most, limit: loss > limit and epoch < most),
        "a fixed limit": _with_a_limit(lambda loss, enough, epoch, most, limit: loss >= enough and epoch < limit),
    },
)  # fmt: skip

_CHOICE = _exercise(
    "1.8b",
    reference="d",
    **ONE_LETTER,
    slips={"longer": "a", "smaller steps": "b", "other start": "c", "other order": "e", "without a bias": "f"},
)  # fmt: skip

EXERCISES = (
    _WEIGHTED_SUM, _OUTPUTS_BY_HAND, _BIAS_BY_HAND, _SCORE_BY_HAND, _PERCEPTRON, _DISTANCE, _DESIGN, _CORRECTION,
    _TRAINING, _STOP, _CHOICE,
)  # fmt: skip
