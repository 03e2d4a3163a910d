"""How a perceptron learns from its mistakes: every mistake moves the weights a step.

    W ← W + η (Y_i − y_i) X_i,    y_i = sign(W·X_i),    targets Y_i in −1 and +1

W holds the weights and, last, the bias; X_i ends with a constant 1 for it.  The learning rules are streams: they
yield what they went through, and who takes from them may stop.  Deck KHE 267-532.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .activations import sign
from .arguments import finite_numbers, positive_number, random_generator
from .perceptron import Perceptron, with_constant_input


class Look(NamedTuple):
    """One look at one sample during learning.

    epoch : which pass through the data, counted from 1.
    sample : which row of X, counted from 0.
    before, after : the perceptron before and after the look; the same one if nothing had to be corrected.
    target, output : Y_i and y_i, −1.0 or +1.0.
    """

    epoch: int
    sample: int
    before: Perceptron
    after: Perceptron
    target: float
    output: float

    @property
    def correct(self) -> bool:
        """Whether the output was the target."""
        return self.output == self.target


def perceptron_loss(unit: Perceptron, X: ArrayLike, Y: ArrayLike) -> float:
    """L = Σ (Y_i − y_i)²: 4 for every mistake (deck KHE 267-305).

    X (n, d), Y (n,) or (n, 1) in −1 and +1.  ValueError for other shapes or targets.
    """
    X, Y = _samples(unit, X, Y)
    return float(((Y - sign(unit.score(X))) ** 2).sum())


def surrogate_gradient(unit: Perceptron, X: ArrayLike, Y: ArrayLike, *, bias: bool = True) -> np.ndarray:
    """−Σ (Y_i − y_i) (x_i, 1): shape (d+1,), the entry of the bias last; only mistakes contribute.

    The slope of ½ Σ (Y_i − y_i)² if ∂y_i/∂w_j were x_ij; the true one is 0 wherever there is one (deck KHE 332-436).
    X (n, d), Y (n,) or (n, 1) in −1 and +1; ValueError for others.  With bias=False the last entry is 0.
    """
    X, Y = _samples(unit, X, Y)
    gradient = ((sign(unit.score(X)) - Y)[:, None] * with_constant_input(X)).sum(axis=0)
    if not bias:
        gradient[-1] = 0
    return gradient


def learn_batch(
    X: ArrayLike, Y: ArrayLike, start: Perceptron, learning_rate: float, *, bias: bool = True
) -> Iterator[Perceptron]:
    """W ← W + η Σ (Y_i − y_i) X_i again and again: an endless stream of perceptrons, start first (deck KHE 438-476).

    X (n, d), Y (n,) or (n, 1) in −1 and +1, learning_rate η > 0; ValueError for others.  With bias=False the bias
    stays what it is.
    """
    X, Y = _samples(start, X, Y, learning_rate)

    def stream() -> Iterator[Perceptron]:
        unit = start
        while True:
            yield unit
            unit = Perceptron.unfold(unit.folded - learning_rate * surrogate_gradient(unit, X, Y, bias=bias))

    return stream()


def learn_by_sample(
    X: ArrayLike,
    Y: ArrayLike,
    start: Perceptron,
    learning_rate: float,
    rng: np.random.Generator | None = None,
    max_epochs: int = 100,
) -> Iterator[Look]:
    """W ← W + η (Y_i − y_i) X_i, one sample after the other: a stream with a `Look` for each (deck KHE 478-521).

    It ends after an epoch without a mistake, or after max_epochs.  (The deck has it the wrong way round: it jumps
    back to step 1 *if* the loss is small.)
    X (n, d), Y (n,) or (n, 1) in −1 and +1, learning_rate η > 0, max_epochs ≥ 1; ValueError for others.
    rng=None keeps the given order; otherwise every epoch draws a new permutation.
    """
    X, Y = _samples(start, X, Y, learning_rate)
    if not isinstance(max_epochs, int | np.integer) or max_epochs < 1:
        raise ValueError(f"max_epochs: a whole number from 1 on expected; got {max_epochs!r}")
    if rng is not None:
        random_generator("rng", rng)
    inputs = with_constant_input(X)

    def stream() -> Iterator[Look]:
        unit = start
        for epoch in range(1, max_epochs + 1):
            at_start = unit
            for i in range(len(X)) if rng is None else rng.permutation(len(X)):
                before, target, output = unit, float(Y[i]), float(sign(unit.score(X[i])))
                if output != target:
                    unit = Perceptron.unfold(unit.folded + learning_rate * (target - output) * inputs[i])
                yield Look(epoch, int(i), before, unit, target, output)
            if unit is at_start:  # no mistake in this epoch
                return

    return stream()


def _samples(unit: Perceptron, X: ArrayLike, Y: ArrayLike, learning_rate: float = 1) -> tuple[np.ndarray, np.ndarray]:
    """X (n, d) and Y (n,) as arrays, or a ValueError that names the argument."""
    if not isinstance(unit, Perceptron):
        raise ValueError(f"a Perceptron expected, such as Perceptron([0, 0], 0); got {unit!r}")
    X, Y, d = finite_numbers("X", X), finite_numbers("Y", Y), unit.weights.size
    if X.ndim != 2 or X.shape[1] != d:
        raise ValueError(f"X: shape (n, {d}) expected for weights of shape ({d},); got shape {X.shape}")
    if Y.shape not in ((len(X),), (len(X), 1)):
        raise ValueError(f"Y: shape ({len(X)},) expected, one target for each row of X; got shape {Y.shape}")
    if not np.isin(Y, (-1, 1)).all():
        raise ValueError(f"Y: only -1 and 1 expected (to_signs makes them from 0 and 1); got {Y.ravel().tolist()}")
    positive_number("learning_rate", learning_rate)
    return X, Y.reshape(len(X))
