"""Judging a network by samples that it did not learn from.

Samples are shared out by their row numbers: `X[train]`, `X[validation]`.  Sets kept apart, K folds that take turns,
several networks that are averaged, and training that ends when the validation loss no longer falls.
Lecture 6; decks IBR 144-148, KHE 1097, 1114 and 1138-1153.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from .arguments import either, finite_numbers, random_generator, whole_numbers

Array = np.ndarray
Item = TypeVar("Item")
Setting = TypeVar("Setting", bound=Hashable)


def split(n: int, fractions: Sequence[float], rng: np.random.Generator | None = None) -> list[Array]:
    """The rows 0 … n−1 shared out to one part for each fraction, every row once (decks IBR 144-148, KHE 1097).

    A part has n·fraction rows, rounded down; rows left over go to the parts that lost most by rounding, the first of
    them on a tie.  rng=None keeps the given order; otherwise the rows are shuffled first.

    ValueError if the fractions are not positive numbers that sum to 1, or a part would be empty.
    """
    shares = finite_numbers("fractions", fractions)
    if shares.ndim != 1 or (shares <= 0).any() or abs(shares.sum() - 1) > 1e-9:
        raise ValueError(f"fractions: positive numbers that sum to 1 expected; got {fractions!r}")
    order = _order(n, rng)
    exact = (len(order) * shares).round(9)  # 0.29 · 50 is 14.499999999999998 in floats
    sizes = np.floor(exact).astype(int)
    sizes[np.argsort(sizes - exact, kind="stable")[: len(order) - sizes.sum()]] += 1
    if (sizes == 0).any():
        raise ValueError(f"n: rows enough for every fraction expected; got {n}, and parts of {sizes.tolist()} rows")
    return np.split(order, np.cumsum(sizes)[:-1])


def kfold(n: int, k: int, rng: np.random.Generator | None = None) -> list[tuple[Array, Array]]:
    """The rows 0 … n−1 in k folds, and for each fold (the rows of all others, its rows): (train, validation).

    Every row is validated once and trained on k − 1 times; where k does not divide n, the first folds have a row more
    (deck KHE 1148-1151; its nine training folds are k − 1 for k = 10).  rng=None keeps the given order.

    ValueError if k is not a whole number from 2 to n.
    """
    order = _order(n, rng)
    (k,) = whole_numbers("k", [k], least=2, length=1)
    if k > len(order):
        raise ValueError(f"k: at most {n} folds expected, a row for each; got {k}")
    folds = np.array_split(order, k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


def cross_validate(
    score: Callable[[Array, Array], float], n: int, k: int, rng: np.random.Generator | None = None
) -> Array:
    """score(train, validation) for each of the k folds: (k,).  Its mean is what to report (deck KHE 1152-1153).

    score : trains on the rows train, and returns the loss, or the accuracy, on the rows validation.
    """
    return np.array([float(score(train, validation)) for train, validation in kfold(n, k, rng)])


def choose(losses: Mapping[Setting, ArrayLike]) -> Setting:
    """The setting whose losses have the lowest mean, the first of them on a tie (deck KHE 1152-1153).

    losses : setting → its losses, such as `cross_validate` gives; all settings judged on the same folds.
    A loss that is NaN is no loss to be chosen for.  ValueError if no setting has a finite mean.
    """
    means = {setting: float(np.mean(np.asarray(values, dtype=float))) for setting, values in losses.items()}
    finite = {setting: mean for setting, mean in means.items() if np.isfinite(mean)}
    if not finite:
        raise ValueError(f"losses: one setting with a finite mean expected; got {means}")
    return min(finite, key=finite.__getitem__)


def accuracy(A: ArrayLike, Y: ArrayLike) -> float:
    """The share of samples whose decision is right: A and Y (n,), (n, 1) or (n, k) → from 0 to 1.

    One output decides for class 1 if a > ½, targets 0 and 1.  Of several the largest decides, the first on a tie;
    targets one-hot.  A sample whose output is NaN counts as wrong.  ValueError for other shapes or targets.
    """
    A, Y = np.asarray(A, dtype=float), either("Y", Y, 0, 1)
    if A.shape != Y.shape or A.ndim not in (1, 2) or A.size == 0:
        raise ValueError(f"A and Y: one shape (n,) or (n, k) expected; got {A.shape} and {Y.shape}")
    A, Y = A.reshape(len(A), -1), Y.reshape(len(Y), -1)
    if A.shape[1] == 1:
        right = (A[:, 0] > 0.5) == Y[:, 0]
    elif (Y.sum(axis=1) == 1).all():
        right = A.argmax(axis=1) == Y.argmax(axis=1)
    else:
        raise ValueError(f"Y: one 1 in each row expected, where there are several outputs; got {Y.tolist()}")
    return float((right & ~np.isnan(A).any(axis=1)).mean())


def ensemble(predictions: ArrayLike) -> Array:
    """The mean of the members' outputs: (members, n, ...) → (n, ...) (deck KHE 1114).

    ValueError if the members' outputs differ in shape, or there are none.
    """
    outputs = finite_numbers("predictions", predictions)
    if outputs.ndim < 2 or outputs.size == 0:
        raise ValueError(f"predictions: shape (members, n, ...) expected; got shape {outputs.shape}")
    return outputs.mean(axis=0)


class EnsembleErrors(NamedTuple):
    """members (m,): the mean squared error of each; ensemble: that of their mean; variance: how much they differ."""

    members: Array
    ensemble: float
    variance: float


def ensemble_errors(predictions: ArrayLike, Y: ArrayLike) -> EnsembleErrors:
    """Mean member error = ensemble error + variance: predictions (members, n, ...), Y (n, ...).

    So the mean of members is better than a member is on average, by as much as they differ (Krogh and Vedelsby 1995).
    ValueError if the shapes are others.
    """
    mean, outputs, Y = ensemble(predictions), finite_numbers("predictions", predictions), finite_numbers("Y", Y)
    if mean.shape != Y.shape:
        raise ValueError(f"Y: shape {mean.shape} of each member's outputs expected; got shape {Y.shape}")
    members = ((outputs - Y) ** 2).reshape(len(outputs), -1).mean(axis=1)
    return EnsembleErrors(members, float(((mean - Y) ** 2).mean()), float(outputs.var(axis=0).mean()))


class EarlyStop(NamedTuple, Generic[Item]):
    """Where early stopping ended.

    best : the item of the lowest loss, to be used from now on.
    best_epoch, stop_epoch : which item that is, and which was the last one looked at, counted from 0.
    losses : the loss of every item looked at.
    """

    best: Item
    best_epoch: int
    stop_epoch: int
    losses: tuple[float, ...]


def early_stopping(stream: Iterable[Item], loss: Callable[[Item], float], patience: int) -> EarlyStop[Item]:
    """Takes from the stream until the loss has not improved for `patience` items, or it ends, and keeps the best.

    stream : networks, one an epoch, such as `sgd` yields.    loss : the loss of one of them on validation samples.
    patience : 1 stops at the first loss that is not lower, as deck KHE 1138-1145 has it; a little more forgives a
    bump on the way down.

    A loss that is NaN or infinite is no improvement.  ValueError if no item has a finite loss.
    """
    (patience,) = whole_numbers("patience", [patience], least=1, length=1)
    best: tuple[Item, int] | None = None
    losses: list[float] = []
    lowest = np.inf
    for epoch, item in enumerate(stream):
        losses.append(float(loss(item)))
        if -np.inf < losses[-1] < lowest:
            best, lowest = (item, epoch), losses[-1]
        if epoch - (-1 if best is None else best[1]) >= patience:
            break
    if best is None:
        raise ValueError(f"loss: a finite number expected for one item at least; got {losses}")
    return EarlyStop(*best, len(losses) - 1, tuple(losses))


def _order(n: int, rng: np.random.Generator | None) -> Array:
    """The rows 0 … n−1, in the given order or in a new one."""
    (n,) = whole_numbers("n", [n], least=1, length=1)
    return np.arange(n) if rng is None else random_generator("rng", rng).permutation(n)
