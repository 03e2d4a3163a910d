"""The half adder of deck KHE 911-991, line by line in the deck's own notation: one step of backpropagation by hand.

Two inputs, three hidden neurons 1 … 3, two outputs I (carry) and II (sum), every neuron a sigmoid.  A row of weights
begins with the bias, the weight of X_0 = 1 or O_0 = 1: W_j0, W_j1, W_j2 of a hidden neuron, W_I0, …, W_I3 of an output.

    Δ_I = −(t_I − O_I)          Δ_j = Σ_k W_kj Δ_k O_k (1 − O_k)    over k = I, II, with the weights before the step
    W_Ij ← W_Ij − η Δ_I O_j O_I (1 − O_I)          W_ji ← W_ji − η Δ_j X_i O_j (1 − O_j)

Here Δ is ∂L/∂O; the course's δ = ∂L/∂z is Δ O (1 − O).  The deck updates the output weights before it computes Δ_j,
and its line for W_31 ends in (1 − O_1): both are mended here.  L = ½ Σ (t_k − O_k)².  Lecture 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from . import datasets
from .activations import sigmoid
from .arguments import finite_numbers, positive_number, whole_numbers
from .costs import quadratic
from .mlp import MLP

Array = np.ndarray

# The deck begins with random numbers; these are the course's.
HIDDEN = np.array([[0.1, 0.2, 0.3], [-0.1, 0.5, -0.2], [0.05, -0.3, 0.1]])
OUTPUT = np.array([[0.1, 0.2, -0.1, 0.3], [-0.2, 0.1, 0.4, -0.3]])
HIDDEN.setflags(write=False)
OUTPUT.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Step:
    """All numbers of one step, in the order in which they are computed.

    X : (3,) X_0 = 1, X_1, X_2.    t : (2,) t_I, t_II.
    O_hidden : (4,) O_0 = 1, O_1, O_2, O_3.    O_output : (2,) O_I, O_II.    loss : L before the step.
    Delta_output : (2,) Δ_I, Δ_II.    Delta_hidden : (3,) Δ_1, Δ_2, Δ_3.
    grad_output, grad_hidden : ∂L/∂W_kj (2, 4) and ∂L/∂W_ji (3, 3).
    new_output, new_hidden : the weights after the step.
    """

    X: Array
    t: Array
    O_hidden: Array
    O_output: Array
    loss: float
    Delta_output: Array
    Delta_hidden: Array
    grad_output: Array
    grad_hidden: Array
    new_output: Array
    new_hidden: Array


def one_step(hidden: ArrayLike, output: ArrayLike, x: ArrayLike, t: ArrayLike, learning_rate: float) -> Step:
    """Forward, all Δ, then all updates, for the one sample x with target t (deck KHE 928-991).

    hidden (3, 3), output (2, 4), the biases first; x (2,), t (2,), learning_rate η > 0; ValueError for others.
    """
    eta, x, t = positive_number("learning_rate", learning_rate), _shaped("x", x, (2,)), _shaped("t", t, (2,))
    return _step(*_weights(hidden, output), eta, x, t)


def train(hidden: ArrayLike, output: ArrayLike, learning_rate: float, epochs: int) -> Iterator[Step]:
    """A step for each line of the table 00, 01, 10, 11, epoch after epoch: 4·epochs of them (deck KHE 894-926).

    hidden (3, 3), output (2, 4), learning_rate η > 0, epochs ≥ 1; ValueError for others.
    """
    hidden, output = _weights(hidden, output)
    eta, (epochs,) = (
        positive_number("learning_rate", learning_rate),
        whole_numbers("epochs", [epochs], least=1, length=1),
    )

    def stream(hidden: Array, output: Array) -> Iterator[Step]:
        for _ in range(epochs):
            for x, t in zip(*datasets.half_adder(), strict=True):
                step = _step(hidden, output, eta, x, t)
                yield step
                hidden, output = step.new_hidden, step.new_output

    return stream(hidden, output)


def to_network(hidden: ArrayLike, output: ArrayLike) -> MLP:
    """The same network in the course's notation: W[1] (3, 2), b[1] (3,), W[2] (2, 3), b[2] (2,).

    hidden (3, 3), output (2, 4), the biases first; ValueError for others.
    """
    hidden, output = _weights(hidden, output)
    return MLP.of([hidden[:, 1:], output[:, 1:]], [hidden[:, 0], output[:, 0]])


def from_network(net: MLP) -> tuple[Array, Array]:
    """The weights (hidden, output) in the deck's notation: the way back from `to_network`.

    ValueError if it is no such network: sizes 2-3-2, all sigmoid, quadratic cost.
    """
    if type(net) is not MLP or (net.sizes, *net.phi[1:], net.cost) != ((2, 3, 2), sigmoid, sigmoid, quadratic):
        raise ValueError(f"net: an MLP of sizes (2, 3, 2), all sigmoid, with quadratic cost expected; got {net!r}")
    hidden, output = (np.column_stack([net.b[l], net.W[l]]) for l in (1, 2))
    return hidden, output


def _step(hidden: Array, output: Array, eta: float, x: Array, t: Array) -> Step:
    X = np.append(1, x)
    O_hidden = np.append(1, sigmoid(hidden @ X))
    O_output = sigmoid(output @ O_hidden)
    Delta_output = -(t - O_output)
    slope_output = O_output * (1 - O_output)
    Delta_hidden = output[:, 1:].T @ (Delta_output * slope_output)  # the bias has no neuron behind it
    slope_hidden = O_hidden[1:] * (1 - O_hidden[1:])
    grad_output = np.outer(Delta_output * slope_output, O_hidden)
    grad_hidden = np.outer(Delta_hidden * slope_hidden, X)
    loss = float(Delta_output @ Delta_output) / 2
    new_output, new_hidden = output - eta * grad_output, hidden - eta * grad_hidden
    return Step(
        X, t, O_hidden, O_output, loss, Delta_output, Delta_hidden, grad_output, grad_hidden, new_output, new_hidden
    )


def _weights(hidden: ArrayLike, output: ArrayLike) -> tuple[Array, Array]:
    return _shaped("hidden", hidden, (3, 3)), _shaped("output", output, (2, 4))


def _shaped(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Array:
    array = finite_numbers(name, value)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {shape} expected; got shape {array.shape}")
    return array
