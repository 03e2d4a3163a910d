"""Homework 6: two errors, fits by hand, small weights, stopping in time, folds, dropout, many guessers, few digits.

Its words: overfitting.toml.
"""

from functools import partial
from itertools import product
from typing import Any

import numpy as np

from ..activations import tanh
from ..costs import cross_entropy
from ..mlp import MLP
from ..regularization import L1, L2
from ..training import sgd
from ..validation import accuracy
from .exercise import ONE_LETTER, worded

_exercise = partial(worded, "overfitting")
Array = np.ndarray


# The functions that the notebook hands to the learner's: their names stand in the feedback.


def nearest(X: Any, y: Any) -> Any:
    """Learns by heart, and predicts what the nearest sample had."""
    return lambda new: np.array([y[np.argmin(np.sum((X - x) ** 2, axis=1))] for x in new])


def ridge(X: Any, y: Any) -> Any:
    """Predicts by a weighted sum and a bias, the weights small."""
    w = np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ (y - y.mean()))
    return lambda new: new @ w + y.mean()


def small_start() -> Any:
    """A network 2-3-2 with random weights, always the same."""
    return MLP.random([2, 3, 2], np.random.default_rng(6), hidden=tanh, cost=cross_entropy)


def _error_slip(errors: Any, over: Any = np.mean) -> Any:
    """A wrong mean squared error, from what stands for the squares, and what is done with them."""
    return lambda X, y, w: over(errors(X @ w, y))


_ERROR = _exercise("6.1a", reference=_error_slip(lambda p, y: (p - y) ** 2),
    trials=({"X": np.array([[1.0, 2, 0, 0.5], [0, 1, -1, 2], [3, 0, 1, 1]]), "y": np.array([2.0, 4, 0.5]),
             "w": np.array([1.0, 0.5, -1, 2])},
            {"X": np.array([[1.0, 2], [-1, 0.5], [2, 2], [0.5, 4], [3, 1]]), "y": np.array([1.0, 0, 2, -1, 3]),
             "w": np.array([0.5, 0.25])}),
    slips={"sum for mean": _error_slip(lambda p, y: (p - y) ** 2, np.sum),
           "½ left in": _error_slip(lambda p, y: (p - y) ** 2 / 2),
           "root": _error_slip(lambda p, y: (p - y) ** 2, lambda e: np.sqrt(e.mean())),
           "added": _error_slip(lambda p, y: (p + y) ** 2), "variance": _error_slip(np.subtract, np.var),
           "one less": _error_slip(np.subtract, lambda e: (e**2).sum() / (len(e) - 1)),
           "sizes for squares": _error_slip(lambda p, y: abs(p - y)), "not squared": _error_slip(np.subtract),
           "mean before squaring": _error_slip(np.subtract, lambda e: e.mean() ** 2),
           "sum before squaring": _error_slip(np.subtract, lambda e: e.sum() ** 2 / len(e)),
           "one for each": _error_slip(lambda p, y: (p - y) ** 2, np.array),
           "predictions": _error_slip(lambda p, y: p, np.array), "targets forgotten": _error_slip(lambda p, y: p**2),
           "divided by the weights": lambda X, y, w: ((X @ w - y) ** 2).sum() / len(w),
           "worst alone": _error_slip(lambda p, y: (p - y) ** 2, np.max),
           "first alone": _error_slip(lambda p, y: (p - y) ** 2, lambda e: e[0])})  # fmt: skip


def _diagnoses(letters: Any) -> list[int]:
    """The letters g, o, u as numbers.  ValueError if there are not five, or there are others."""
    found = ["gou".index(letter.strip().lower()) for letter in letters]
    if len(found) != 5:
        raise ValueError("diagnoses: five letters expected")
    return found


def _first_wrong(line: int) -> Any:
    """Is the first of the diagnoses that is wrong the one in this line?"""
    return lambda found: int(np.argmax(found != _diagnoses("gouou"))) == line


_DIAGNOSES = _exercise("6.1b", reference=list("gouou"), read=_diagnoses,
    expects="a list of five letters in quotes, each g, o or u",
    slips={"training error alone": list("ggugu"), "test error alone": list("goooo"), "small gap": list("gogog"),
           "falls on the test": list("gouog"), "u and o exchanged": list("guouo"), "all the same": list("ooooo"),
           "first line": list("oouou"), "second line": list("guuou"), "third line": list("gooou"),
           "fourth line": list("gouuu"), "fifth line": list("gouoo")},
    also={"all the same": lambda found: len(set(found.tolist())) == 1,
          **{f"{name} line": _first_wrong(line)
             for line, name in enumerate(("first", "second", "third", "fourth", "fifth"))}})  # fmt: skip

# Exact fits by hand: x = (1, 1, 0, 0), (2, 0, 1, 0), (2, 0, 0, 1), y = 5, 10, 10: w = (t, 5 − t, 2(5 − t), 2(5 − t)).
# Test rows (3, 0, 0, 0) and (5, 0, 0, 0), y = 15 and 25.
_WEIGHTS_BY_HAND = _exercise("6.2a", reference=[4, 8, 8],
    slips={"sign turned": [-4, -8, -8], "targets alone": [5, 10, 10], "t alone taken off": [4, 9, 9],
           "differences not taken": [5, 5, 5], "all alike": [4, 4, 4], "sum": [6, 12, 12],
           "contribution of x₁": [1, 2, 2], "with t": [1, 4, 8, 8], "divided": [4, 4.5, 4.5], "half": [2, 4, 4]},
    also={"with t": lambda found: len(found) == 4})  # fmt: skip

_SQUARES_BY_HAND = _exercise("6.2b", reference=4.5,
    slips={"least sizes": 5, "learnt by heart": 0, "halfway": 2.5, "factors not squared": 25 / 6,
           "factors forgotten": 3.75, "2 lost on one side": 45 / 11, "sign lost": 5.625, "value for place": 22.5,
           "the other share": 0.5, "t of the last question": 1, "the weights": [4.5, 0.5, 1, 1]},
    read=partial(np.round, decimals=3))  # fmt: skip

_TEST_ERROR_BY_HAND = _exercise("6.2c", uses={"squares_by_hand": _SQUARES_BY_HAND}, follows="squares_by_hand",
    reference=lambda t: 17 * (5 - t) ** 2,
    slips={"sum for mean": lambda t: 34 * (5 - t) ** 2, "½ left in": lambda t: 8.5 * (5 - t) ** 2,
           "not squared": lambda t: 4 * (5 - t), "inputs forgotten": lambda t: (5 - t) ** 2,
           "mean before squaring": lambda t: 16 * (5 - t) ** 2, "inputs not squared": lambda t: 4 * (5 - t) ** 2,
           "first alone": lambda t: 9 * (5 - t) ** 2, "second alone": lambda t: 25 * (5 - t) ** 2,
           "targets forgotten": lambda t: 17 * t**2, "training error": lambda t: 0,
           "root": lambda t: np.sqrt(17) * abs(5 - t), "the predictions": lambda t: [3 * t, 5 * t],
           "the differences": lambda t: [15 - 3 * t, 25 - 5 * t], "difference of the weights": lambda t: 5 - t,
           "the squares": lambda t: [9 * (5 - t) ** 2, 25 * (5 - t) ** 2],
           "mean over all rows": lambda t: 6.8 * (5 - t) ** 2, "below 0": lambda t: 4 * (t - 5)},
    also={"below 0": lambda e: e < 0})  # fmt: skip

_SIZES_BY_HAND = _exercise("6.2d", reference=5,
    slips={"least squares": 4.5, "learnt by heart": 0, "halfway": 2.5, "all alike": 5 / 3, "sum of 0": 6.25,
           "slope for place": -4, "sum at 0": 25, "beyond": 10, "the weights": [5, 0, 0, 0],
           "how many zeros": 3})  # fmt: skip


def _over_matrices(price: Any, factor: float = 0.5) -> Any:
    """A penalty: the factor, times λ, times what all entries of each matrix cost, summed."""
    return lambda weights, lam: factor * lam * sum(price(W) for W in weights)


_PENALTY = _exercise("6.3a", reference=_over_matrices(lambda W: (W**2).sum()),
    trials=({"weights": [np.array([[1.0, -2, 0.5], [3, 0, -1]]), np.array([[2.0, -1.5]])], "lam": 0.5},
            {"weights": [np.array([[-0.5, 2]]), np.array([[3.0]]), np.array([[1.5], [-1]])], "lam": 0.125}),
    slips={"½ forgotten": _over_matrices(lambda W: (W**2).sum(), 1),
           "sizes for squares": _over_matrices(lambda W: abs(W).sum()),
           "sum of sizes": _over_matrices(lambda W: abs(W).sum(), 1), "not squared": _over_matrices(np.sum),
           "added before squaring": _over_matrices(lambda W: W.sum() ** 2),
           "lengths for squares": _over_matrices(np.linalg.norm),
           "length": lambda weights, lam: lam * np.sqrt(_over_matrices(lambda W: 2 * (W**2).sum())(weights, 1)),
           "λ forgotten": lambda weights, lam: _over_matrices(lambda W: (W**2).sum())(weights, 1),
           "mean for sum": _over_matrices(lambda W: (W**2).mean()),
           "last layer alone": lambda weights, lam: lam / 2 * (weights[-1] ** 2).sum(),
           "first layer alone": lambda weights, lam: lam / 2 * (weights[0] ** 2).sum(),
           "one for each layer": lambda weights, lam: [lam / 2 * (W**2).sum() for W in weights]})  # fmt: skip


def _step_slip(weights: Any, bias: Any = lambda b, db, r, lam: b - r * db) -> Any:
    """A wrong step with weight decay, from what becomes of weights and bias."""
    return lambda w, b, dw, db, r, lam: np.append(weights(w, dw, r, lam), bias(b, db, r, lam))


def _decayed(w: Any, dw: Any, r: float, lam: float) -> Any:
    return w - r * dw - r * lam * w


def _changing(w: Any, *others: Any) -> Any:
    """The right step, written over the weights that were handed over."""
    step = _step_slip(_decayed)(w, *others)
    w[:] = step[:-1]
    return step


_DECAY = _exercise("6.3b", reference=_step_slip(_decayed), keeps="w",
    trials=({"w": np.array([2.0, -1, 0.5]), "b": 1.5, "dw": np.array([0.5, 1, -2]), "db": -0.75, "learning_rate": 0.25,
             "lam": 0.5},
            {"w": np.array([-3.0, 0.25]), "b": -2.0, "dw": np.array([1.0, -0.5]), "db": 0.5, "learning_rate": 0.125,
             "lam": 2.0}),
    slips={"w was changed": _changing, "bias shrunk too": _step_slip(_decayed, _decayed),
           "sign of the slide": _step_slip(lambda w, dw, r, lam: w + r * dw - r * lam * w,
                                           lambda b, db, r, lam: b + r * db),
           "weights uphill": _step_slip(lambda w, dw, r, lam: w + r * dw - r * lam * w),
           "weights grow": _step_slip(lambda w, dw, r, lam: w - r * dw + r * lam * w),
           "decay without η": _step_slip(lambda w, dw, r, lam: w - r * dw - lam * w),
           "no decay": _step_slip(lambda w, dw, r, lam: w - r * dw),
           "λ forgotten": _step_slip(lambda w, dw, r, lam: w - r * dw - r * w),
           "½ left in": _step_slip(lambda w, dw, r, lam: _decayed(w, dw, r, lam / 2)),
           "2 left over": _step_slip(lambda w, dw, r, lam: _decayed(w, dw, r, 2 * lam)),
           "penalty for its gradient": _step_slip(lambda w, dw, r, lam: w - r * (dw + lam / 2 * (w**2).sum())),
           "signs for weights": _step_slip(lambda w, dw, r, lam: w - r * (dw + lam * np.sign(w))),
           "one after the other": _step_slip(lambda w, dw, r, lam: (w - r * dw) * (1 - r * lam)),
           "bias stays": _step_slip(_decayed, lambda b, db, r, lam: b),
           "bias uphill": _step_slip(_decayed, lambda b, db, r, lam: b + r * db),
           "bias first": lambda *inputs: np.roll(_step_slip(_decayed)(*inputs), 1),
           "bias forgotten": lambda w, b, dw, db, r, lam: _decayed(w, dw, r, lam)})  # fmt: skip


def _holds(marks: Any) -> Array:
    """Six truth values.  ValueError if it is no such list."""
    found = np.array(marks, dtype=float)
    if found.shape != (6,) or not np.isin(found, (0, 1)).all():
        raise ValueError("holds: six entries, each 1 or 0, expected")
    return found


def _first_off(line: int) -> Any:
    """Is the first line that is judged wrongly this one?"""
    return lambda found: int(np.argmax(found != _holds([1, 0, 0, 1, 0, 1]))) == line


_SLIDE_BY_HAND = _exercise("6.3c", reference=[1, 0, 0, 1, 0, 1], read=_holds,
    expects="a list of six, 1 for a line that holds, 0 for one that does not",
    slips={"wrong ones marked": [0, 1, 1, 0, 1, 0], "all believed": [1, 1, 1, 1, 1, 1],
           "slide believed": [1, 1, 0, 0, 1, 0], "all three penalties": [1, 1, 1, 1, 0, 1],
           "first line": [0, 0, 0, 1, 0, 1], "second line": [1, 1, 0, 1, 0, 1], "third line": [1, 0, 1, 1, 0, 1],
           "fourth line": [1, 0, 0, 0, 0, 1], "fifth line": [1, 0, 0, 1, 1, 1], "sixth line": [1, 0, 0, 1, 0, 0],
           "last two exchanged": [1, 0, 0, 1, 1, 0]},
    also={f"{name} line": _first_off(line)
          for line, name in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))})  # fmt: skip


def _scaled(train: Any, other: Any, ddof: int = 0) -> Any:
    return (other - train.mean(axis=0)) / train.std(axis=0, ddof=ddof)


_STANDARDIZE = _exercise("6.4a", reference=_scaled,
    trials=({"train": np.array([[1.0, 20], [3, 60], [2, 10], [6, 30]]),
             "other": np.array([[2.0, 25], [8, 5], [0, 80]])},
            {"train": np.array([[0.5, -1, 100], [1, 2, 400]]), "other": np.array([[1.0, 0, 300], [0, 4, 50]])}),
    slips={"by its own numbers": lambda train, other: _scaled(other, other),
           "by all samples": lambda train, other: _scaled(np.vstack([train, other]), other),
           "parts exchanged": lambda train, other: _scaled(other, train),
           "one mean for all columns": lambda train, other: (other - train.mean()) / train.std(),
           "variance for deviation": lambda train, other: (other - train.mean(axis=0)) / train.var(axis=0),
           "one less": partial(_scaled, ddof=1), "not divided": lambda train, other: other - train.mean(axis=0),
           "not moved": lambda train, other: other / train.std(axis=0),
           "brackets forgotten": lambda train, other: other - train.mean(axis=0) / train.std(axis=0),
           "from 0 to 1": lambda train, other: (other - train.min(axis=0)) / np.ptp(train, axis=0)})  # fmt: skip


def _watch(better: Any = lambda losses, k, best: losses[k] < losses[best], late: int = 0,
           back: Any = lambda losses, best, k: [best, k]) -> Any:  # fmt: skip
    """Early stopping: what counts as better, how many epochs too late it ends, and what comes back."""

    def stop(losses: Any, patience: int) -> Any:
        best = 0
        for k in range(len(losses)):
            best = k if better(losses, k, best) else best
            if k - best >= patience + late:
                break
        return back(losses, best, k)

    return stop


def _rises(losses: Any, patience: int, total: bool) -> Any:
    """Stops after so many rises from one epoch to the next, in all or in a row; the best is that of what was seen."""
    rises = 0
    for k in range(1, len(losses)):
        rises = rises + 1 if losses[k] > losses[k - 1] else rises if total else 0
        if rises >= patience:
            break
    return [int(np.argmin(losses[: k + 1])), k]


def _patient_once(losses: Any, patience: int) -> Any:
    """Stops after so many epochs in all that were no better than the best before them."""
    lowest = np.minimum.accumulate(losses)
    waits = [k for k in range(1, len(losses)) if losses[k] >= lowest[k - 1]]
    last = waits[patience - 1] if len(waits) >= patience else len(losses) - 1
    return [int(np.argmin(losses[: last + 1])), last]


_stop = _watch()
_RUNS = (
    {"losses": [1, 0.75, 0.8, 0.5, 0.45, 0.6, 0.55, 0.7, 0.65, 0.3], "patience": 2},
    {"losses": [2, 1.5, 1.75, 1.6, 1.7, 1.25, 1.0, 1.1], "patience": 3},
    {"losses": [0.9, 0.7, 0.7, 0.8, 0.6, 0.4], "patience": 2},
    {"losses": [0.5, 0.6, 0.4, 0.3], "patience": 1}, {"losses": [3, 2.5, 2, 2.25], "patience": 3},
    {"losses": [3, 2, 2.5, 2.25, 1, 2.75, 1.5, 0.5], "patience": 3},
    {"losses": [2, 1, 1.5, 1.75, 1.6, 1.9], "patience": 2},
)  # fmt: skip
_STOP = _exercise("6.4b", reference=_stop, trials=_RUNS, expects="two whole numbers, the best epoch and the last one",
    slips={"one too late": _watch(late=1), "patience forgotten": lambda losses, n: _stop(losses, 1),
           "first rise": lambda losses, n: next(
               ([k - 1, k] for k in range(1, len(losses)) if losses[k] > losses[k - 1]), _stop(losses, n)),
           "best of the whole list": lambda losses, n: [
               int(np.argmin(losses)), min(int(np.argmin(losses)) + n, len(losses) - 1)],
           "never stopped": lambda losses, n: _stop(losses, len(losses)),
           "best of what was not seen": lambda losses, n: [int(np.argmin(losses)), _stop(losses, n)[1]],
           "compared with the epoch before": _watch(lambda losses, k, best: k and losses[k] < losses[k - 1]),
           "rises counted in all": partial(_rises, total=True), "rises in a row": partial(_rises, total=False),
           "≤ for <": _watch(lambda losses, k, best: losses[k] <= losses[best]),
           "exchanged": lambda losses, n: _stop(losses, n)[::-1],
           "loss for epoch": lambda losses, n: [losses[_stop(losses, n)[0]], _stop(losses, n)[1]],
           "waits added up": _patient_once,
           "best taken for stop − patience": lambda losses, n: [_stop(losses, n)[1] - n, _stop(losses, n)[1]],
           "counted from 1": lambda losses, n: [k + 1 for k in _stop(losses, n)],
           "last weights kept": lambda losses, n: [_stop(losses, n)[1]] * 2,
           "length for the last epoch": lambda losses, n: [
               best := _stop(losses, n)[0], min(best + n, len(losses))],
           "end taken for a stop": lambda losses, n: [_stop(losses, n)[0], _stop(losses, n)[0] + n]})  # fmt: skip


def _rows(n: int, k: int, i: int) -> list[int]:
    return np.array_split(np.arange(n), k)[i].tolist()


_FOLD = _exercise("6.5a", reference=_rows,
    trials=({"n": 10, "k": 3, "i": 0}, {"n": 10, "k": 3, "i": 2}, {"n": 7, "k": 4, "i": 1}, {"n": 12, "k": 4, "i": 2},
            {"n": 11, "k": 3, "i": 1}),
    slips={"rows left out": lambda n, k, i: list(range(i * (n // k), (i + 1) * (n // k))),
           "rest to the last": lambda n, k, i: list(range(i * (n // k), n if i == k - 1 else (i + 1) * (n // k))),
           "a row more for all": lambda n, k, i: list(range(i * -(-n // k), min((i + 1) * -(-n // k), n))),
           "cut by fractions": lambda n, k, i: list(range(i * n // k, (i + 1) * n // k)),
           "start not moved": lambda n, k, i: list(range(i * (n // k + (i < n % k)), (i + 1) * (n // k + (i < n % k)))),
           "rows before forgotten": lambda n, k, i: list(range(i * (n // k), (i + 1) * (n // k) + (i < n % k))),
           "every k-th row": lambda n, k, i: list(range(i, n, k)),
           "the other rows": lambda n, k, i: [row for row in range(n) if row not in _rows(n, k, i)],
           "k rows": lambda n, k, i: list(range(i * k, min((i + 1) * k, n))),
           "counted from 1": lambda n, k, i: [row + 1 for row in _rows(n, k, i)],
           "folds counted from 1": lambda n, k, i: _rows(n, k, i - 1),
           "end left out": lambda n, k, i: _rows(n, k, i)[:-1],
           "one too many": lambda n, k, i: [*_rows(n, k, i), _rows(n, k, i)[-1] + 1]})  # fmt: skip


def _turns(judged: Any = lambda train, fold: fold, learned: Any = lambda train, fold: train, scale: Any = _scaled,
           over: Any = lambda e: (e**2).mean(), back: Any = np.array) -> Any:  # fmt: skip
    """Cross-validation: on which rows each turn is judged and learned, its scale, its error, and what comes back."""

    def validate(X: Any, y: Any, k: int, fit: Any) -> Any:
        errors = []
        for fold in np.array_split(np.arange(len(X)), k):
            train = np.setdiff1d(np.arange(len(X)), fold)
            a, b = learned(train, fold), judged(train, fold)
            errors.append(over(fit(scale(X[a], X[a]), y[a])(scale(X[a], X[b])) - y[b]))
        return back(errors)

    return validate


def _leaking(X: Any, y: Any, k: int, fit: Any) -> Any:
    return _turns(scale=lambda train, other: other)(_scaled(X, X), y, k, fit)


def _all_rows(train: Any, fold: Any) -> Any:
    return np.sort(np.append(train, fold))


_MEASURED = {"X": np.array([[1.0, 300], [2, 100], [4, 250], [3, 700], [6, 150], [5, 420], [8, 510], [7, 60]]),
             "y": np.array([2.0, 1, 4, 6, 3, 5.5, 9, 4])}  # fmt: skip
_CROSS = _exercise("6.5b", uses={"fold": _FOLD, "standardize": _STANDARDIZE}, reference=_turns(),
    trials=({**_MEASURED, "k": 4, "fit": ridge}, {**_MEASURED, "k": 3, "fit": ridge},
            {**_MEASURED, "k": 2, "fit": nearest}),
    slips={"leak of the scale": _leaking, "not standardized": _turns(scale=lambda train, other: other),
           "each part by itself": _turns(scale=lambda train, other: _scaled(other, other)),
           "training part not standardized": _turns(
               scale=lambda train, other: other if np.array_equal(train, other) else _scaled(train, other)),
           "training error": _turns(judged=lambda train, fold: train), "all rows learned": _turns(learned=_all_rows),
           "parts exchanged": _turns(judged=lambda train, fold: train, learned=lambda train, fold: fold),
           "sizes for squares": _turns(over=lambda e: abs(e).mean()),
           "root": _turns(over=lambda e: np.sqrt((e**2).mean())), "½ left in": _turns(over=lambda e: (e**2).mean() / 2),
           "mean of the turns": _turns(back=np.mean), "best turn": _turns(back=min),
           "sum for mean": _turns(over=lambda e: (e**2).sum()),
           "first turn alone": _turns(back=lambda errors: errors[:1]),
           "last turn alone": _turns(back=lambda errors: errors[-1])})  # fmt: skip


def _pick(of: Any, best: Any = np.nanargmin) -> Any:
    """A choice: what is made of the losses of each setting, and which of these numbers is chosen."""
    return lambda settings, losses: settings[int(best(of(np.array(losses, dtype=float))))]


def _means(losses: Any) -> Any:
    return losses.mean(axis=1)


_CHOOSE = _exercise("6.5c", reference=_pick(_means),
    trials=({"settings": [0.01, 0.1, 1, 10], "losses": np.array([[0.5, 0.75, 0.7], [0.25, 0.6, 0.3], [0.4, 0.35, 0.3],
                                                                 [0.1, np.nan, 0.2]])},
            {"settings": [4, 8, 16],
             "losses": np.array([[0.9, 0.5, 0.75, 0.8], [0.3, 2, 0.2, 0.85], [0.7, 0.6, 0.8, 0.7]])},
            {"settings": [3, 1, 2], "losses": np.array([[5, np.nan], [0.5, 0.75], [0.7, 0.55]])},
            {"settings": [5, 6, 7], "losses": np.array([[0.3, 0.9], [0.5, 0.25], [0.25, 0.5]])}),
    slips={"highest mean": _pick(_means, np.nanargmax),
           "number of the setting": lambda settings, losses: int(np.nanargmin(_means(np.array(losses)))),
           "loss for setting": lambda settings, losses: min(_means(np.array(losses))),
           "nan met first": _pick(_means, lambda means: min(range(len(means)), key=means.__getitem__)),
           "nan chosen": _pick(_means, np.argmin), "nan left out": _pick(lambda a: np.nanmean(a, axis=1)),
           "lucky fold": _pick(lambda a: np.nanmin(a, axis=1)), "first fold": _pick(lambda a: a[:, 0]),
           "worst fold": _pick(lambda a: a.max(axis=1)), "median": _pick(lambda a: np.median(a, axis=1)),
           "means of the folds": lambda settings, losses: settings[
               int(np.nanargmin(np.nanmean(np.array(losses), axis=0))) % len(settings)],
           "last on a tie": lambda settings, losses: _pick(_means)(settings[::-1], losses[::-1])})  # fmt: skip


def _dropped(on: Any = lambda u, p: u >= p, loud: Any = lambda p: 1 / (1 - p)) -> Any:
    """Dropout: which neurons stay on, and how much louder they are."""
    return lambda h, u, p: h * on(u, p) * loud(p)


_DROPOUT = _exercise("6.6a", reference=_dropped(),
    trials=({"h": np.array([[1.0, 2, -1, 3], [0.5, -2, 4, 1]]),
             "u": np.array([[0.1, 0.3, 0.25, 0.9], [0.6, 0.2, 0.8, 0]]), "p": 0.25},
            {"h": np.array([2.0, -3, 1, 5, 7]), "u": np.array([0.4, 0.75, 0.1, 0.3, 0.2]), "p": 0.4}),
    slips={"on and off exchanged": _dropped(lambda u, p: u < p), "not louder": _dropped(loud=lambda p: 1),
           "louder by 1/p": _dropped(loud=lambda p: 1 / p), "softer": _dropped(loud=lambda p: 1 - p),
           "p for what stays on": _dropped(lambda u, p: u < p, lambda p: 1 / p),
           "on below 1 − p": _dropped(lambda u, p: u < 1 - p), "> for ≥": _dropped(lambda u, p: u > p),
           "masks alone": lambda h, u, p: (u >= p) * 1, "all louder, none off": lambda h, u, p: h / (1 - p),
           "times the random number": lambda h, u, p: h * u, "always doubled": _dropped(loud=lambda p: 2)})  # fmt: skip


def _masks_slip(loud: float = 2, masks: Any = lambda m: product((0, 1), repeat=m),
                back: Any = lambda sums: [np.mean(sums), np.var(sums)]) -> Any:  # fmt: skip
    """Mean and variance over the masks, from how loud the rest is, which masks there are, and what comes back."""
    return lambda h: back([loud * np.dot(mask, h) for mask in masks(len(h))])


_MASKS = _exercise("6.6b", reference=_masks_slip(), expects="two numbers, the mean and the variance",
    trials=({"h": np.array([1.5, 2, -1, 4])}, {"h": np.array([0.5, 3])}),
    slips={"not louder": _masks_slip(1),
           "without the empty mask": _masks_slip(masks=lambda m: list(product((0, 1), repeat=m))[1:]),
           "one neuron off": _masks_slip(masks=lambda m: 1 - np.eye(m)),
           "one less": _masks_slip(back=lambda s: [np.mean(s), np.var(s, ddof=1)]),
           "deviation for variance": _masks_slip(back=lambda s: [np.mean(s), np.std(s)]),
           "mean square": _masks_slip(back=lambda s: [np.mean(s), np.mean(np.square(s))]),
           "sum for mean": _masks_slip(back=lambda s: [np.sum(s), np.var(s)]),
           "exchanged": _masks_slip(back=lambda s: [np.var(s), np.mean(s)]),
           "doubled afterwards": _masks_slip(back=lambda s: [np.mean(s), np.var(s) / 4]),
           "of the hidden outputs": lambda h: [np.mean(h), np.var(h)],
           "of the doubled outputs": lambda h: [np.mean(2 * h), np.var(2 * h)],
           "variance 0": lambda h: [np.sum(h), 0]})  # fmt: skip


def _parts(over: Any = np.square, together: Any = lambda P: P.mean(axis=0), spread: Any = lambda P: P.var(axis=0),
           back: Any = np.array) -> Any:  # fmt: skip
    """The three numbers of an ensemble, from what stands for a square, its answer, its spread, and what comes back."""
    return lambda P, y: back([over(P - y).mean(), over(together(P) - y).mean(), np.mean(spread(P))])


_MEMBERS = _exercise("6.7", reference=_parts(),
    trials=({"P": np.array([[2.0, 1, 4, 0], [3, 2, 1, 0.5], [2.5, 0, 3, 1.5]]),
             "y": np.array([2.0, 1.5, 3, 1])},
            {"P": np.array([[1.0, 4], [2, 2.5], [4, 0], [0, 3]]), "y": np.array([1.5, 2])}),
    slips={"one less": _parts(spread=lambda P: P.var(axis=0, ddof=1)),
           "deviation": _parts(spread=lambda P: P.std(axis=0)),
           "variance over the samples": _parts(spread=lambda P: P.var(axis=1)),
           "variance of all": _parts(spread=np.var), "one answer for all samples": _parts(together=np.mean),
           "sum of the members": _parts(together=lambda P: P.sum(axis=0)), "sizes for squares": _parts(np.abs),
           "root": lambda P, y: np.sqrt(_parts()(P, y)),
           "best member": lambda P, y: [((P - y) ** 2).mean(), ((P - y) ** 2).mean(axis=1).min(), P.var(axis=0).mean()],
           "variance not squared": _parts(spread=lambda P: P - P.mean(axis=0)),
           "samples averaged too soon": lambda P, y: [
               ((P - y) ** 2).mean(), (P - y).mean() ** 2, P.var(axis=0).mean()],
           "member and ensemble exchanged": _parts(back=lambda parts: [parts[1], parts[0], parts[2]]),
           "ensemble and variance exchanged": _parts(back=lambda parts: [parts[0], parts[2], parts[1]]),
           "sign turned": _parts(back=lambda parts: [parts[0], parts[1], -parts[2]]),
           "sums for means": lambda P, y: _parts()(P, y) * [P.size, len(y), P.size]})  # fmt: skip


def _curves(loss: Any = lambda net, X, Y, lam: net.cost_on(X, Y), penalty: Any = L2, rate: float = 0.5,
            learned: Any = lambda training, validation: training,
            back: Any = lambda training, validation: [training, validation], batch: int | None = None,
            ) -> Any:  # fmt: skip
    """Both loss curves: what is a loss, the penalty, η, what is learned from, what comes back, how large a batch."""

    def curves(start: Any, training: Any, validation: Any, lam: float, epochs: int) -> Any:
        price = penalty(lam) if penalty else None
        X, Y = learned(training, validation)
        networks = list(sgd(start(), X, Y, rate, epochs, batch, penalty=price))
        return back(*([loss(net, *part, lam) for net in networks] for part in (training, validation)))

    return curves


def _together(training: Any, validation: Any) -> Any:
    return [np.vstack(pair) for pair in zip(training, validation, strict=True)]


def _priced(net: Any, X: Any, Y: Any, lam: float) -> Any:
    return net.cost_on(X, Y, L2(lam))


_FEW: dict[str, Any] = {"start": small_start,
    "training": (np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5]]), np.array([[1.0, 0], [0, 1], [1, 0]])),
    "validation": (np.array([[0.5, 1.0], [-2, 0.5]]), np.array([[0.0, 1], [0, 1]]))}  # fmt: skip
_MORE = {**_FEW, "training": tuple(np.tile(part, (20, 1)) for part in _FEW["training"])}
_CURVES = _exercise("6.8a", reference=_curves(), trials=(
    {**_FEW, "lam": 0.0, "epochs": 3}, {**_FEW, "lam": 0.25, "epochs": 2}, {**_MORE, "lam": 0.25, "epochs": 2}),
    expects="two lists, each with a loss of the start and one of every epoch",
    slips={"penalty in both curves": _curves(_priced),
           "penalty in the training curve": lambda s, t, v, lam, n: [
               _curves(_priced)(s, t, v, lam, n)[0], _curves()(s, t, v, lam, n)[1]],
           "no penalty": _curves(penalty=None), "L1 for L2": _curves(penalty=L1),
           "penalty doubled": _curves(penalty=lambda lam: L2(2 * lam)), "η forgotten": _curves(rate=1),
           "validation samples learned": _curves(learned=lambda training, validation: validation),
           "all samples learned": _curves(learned=_together), "curves exchanged": _curves(back=lambda t, v: [v, t]),
           "start left out": _curves(back=lambda t, v: [t[1:], v[1:]]),
           "in batches": _curves(batch=10), "one curve twice": _curves(back=lambda t, v: [t, t]),
           "last losses": _curves(back=lambda t, v: [t[-1], v[-1]]),
           "pairs": _curves(back=lambda t, v: list(zip(t, v, strict=True))),
           "shares for losses": _curves(lambda net, X, Y, lam: accuracy(net.predict(X), Y))})  # fmt: skip

_CHOICE = _exercise("6.8b", reference="b", **ONE_LETTER,
    slips={"lowest training loss": "a", "smallest gap": "c", "level at the end": "d", "test set asked": "e",
           "longer": "f"})  # fmt: skip

EXERCISES = (_ERROR, _DIAGNOSES, _WEIGHTS_BY_HAND, _SQUARES_BY_HAND, _TEST_ERROR_BY_HAND, _SIZES_BY_HAND, _PENALTY,
    _DECAY, _SLIDE_BY_HAND, _STANDARDIZE, _STOP, _FOLD, _CROSS, _CHOOSE, _DROPOUT, _MASKS, _MEMBERS, _CURVES,
    _CHOICE)  # fmt: skip
