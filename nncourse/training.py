"""Training a network by stochastic gradient descent: a stream of networks, one an epoch.

The samples are shuffled, taken batch by batch, and every batch moves the parameters a step against the mean gradient
of its samples.  One batch of all samples is batch mode, batches of one are pattern mode (deck KHE 1185-1196).

Lectures 3 to 6; decks IBR 311-335, MEI 116-122, KHE 478-521 and 894-909.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import copy_context
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_number, random_generator, samples, share, whole_numbers
from .descent import Optimizer, chosen
from .mlp import MLP, Gradient
from .regularization import Masks, Penalty, dropout_masks
from .replay import Replay

Array = np.ndarray
Network = TypeVar("Network", bound=MLP)


def sgd(
    net: Network,
    X: ArrayLike,
    Y: ArrayLike,
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    optimizer: Optimizer | None = None,
    penalty: Penalty | None = None,
    dropout: float = 0.0,
) -> Iterator[Network]:
    """The network at the start, then after every epoch: epochs + 1 networks.

    X (n, n_0), Y (n, n_L) : the samples.    batch_size : None for all samples at once; the last batch may be shorter.
    rng : a new order every epoch, and the dropout masks; None for the given order.
    optimizer : None for plain descent.    penalty : None, L1 or L2.
    dropout : the probability that a hidden neuron is off, from 0 to below 1.

    ValueError, at the call, for samples that do not fit the network, a learning rate, number, optimizer or penalty that
    is none, dropout without rng.
    """
    rate = finite_number("learning_rate", learning_rate)
    X = samples("X", X, net.sizes[0], net.theta.dtype)
    Y = net._targets(Y, len(X))
    n = len(X)
    (epochs,) = whole_numbers("epochs", [epochs], least=0, length=1)
    (m,) = whole_numbers("batch_size", [n if batch_size is None else batch_size], least=1, length=1)
    if share("dropout", dropout) or rng is not None:
        random_generator("rng", rng)
    if penalty is not None and (isinstance(penalty, type) or not hasattr(penalty, "add_gradient")):
        raise ValueError(f"penalty: a penalty such as L2(0.01) expected; got {penalty!r}")
    return _epochs(net, X, Y, rate, epochs, min(m, n), rng, chosen(optimizer), penalty, dropout)


def _epochs(
    net: Network,
    X: Array,
    Y: Array,
    rate: float,
    epochs: int,
    m: int,
    rng: np.random.Generator | None,
    optimizer: Optimizer,
    penalty: Penalty | None,
    dropout: float,
) -> Iterator[Network]:
    yield net
    work = net._with(net.theta.copy())  # its parameters change in place: no step makes a new network
    grad, stepper = Gradient(work), optimizer.start(work.theta)
    step_size: Any = np.array(rate, grad.theta.dtype)  # beside a small array, Python's number takes as long as the step
    batch = (X, Y) if m == len(X) else (np.empty((m, X.shape[1]), X.dtype), np.empty((m, Y.shape[1]), Y.dtype))

    def backpropagate(x: Array, y: Array, gradient: Array, keep: Masks = None) -> None:
        grad.theta = gradient
        work.backward(work._forward(x, keep), y, grad)

    whole_batch = Replay(backpropagate, batch, grad.theta)

    def epoch() -> None:
        for x, y in [batch] if m == len(X) else _batches(X, Y, batch, rng):
            keep = dropout_masks(work, len(x), dropout, rng) if rng is not None and dropout else None
            if x is batch[0] and keep is None:
                whole_batch.run()
            else:
                backpropagate(x, y, grad.theta, keep)
            if penalty is not None:
                penalty.add_gradient(work, grad)
            stepper.step(work.theta, grad.theta, step_size)

    quiet = copy_context()  # entered in a twentieth of the time that np.errstate takes: that counts beside a small step
    quiet.run(np.seterr, over="ignore", invalid="ignore")  # too large a learning rate is a lesson, not a warning
    for _ in range(epochs):
        quiet.run(epoch)
        yield net.at(work.theta)


def _batches(
    X: Array, Y: Array, batch: tuple[Array, Array], rng: np.random.Generator | None
) -> Iterator[tuple[Array, Array]]:
    """All samples once, as many at a time as the batch holds, in the given order or in a new one: the batch, refilled.

    A shorter last one comes in arrays of its own.
    """
    (x, y), n, m = batch, len(X), len(batch[0])
    order = np.arange(n) if rng is None else rng.permutation(n)
    for k in range(0, n - m + 1, m):
        rows = order[k : k + m]
        X.take(rows, 0, x, "clip")  # no row is out of range; a mode that need not look is quicker
        Y.take(rows, 0, y, "clip")
        yield batch
    if rest := n % m:
        yield X.take(order[-rest:], axis=0), Y.take(order[-rest:], axis=0)
