"""The neuron: the perceptron with its step exchanged for an activation that has a slope.

    z = w·x + b,   a = φ(z)                         a small change of the weights is a small change of the output:
    Δa ≈ φ′(z) (Δw·x + Δb)                          the first order of Taylor's series

So a neuron can learn by descent, w ← w − η ∂C/∂w and b ← b − η ∂C/∂b.  Lectures 2 and 3; decks IBR 131-202 and
303-309, MEI 26-31, BAD 354-407 and 450-465.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from .activations import Activation, sigmoid
from .arguments import finite_numbers, positive_number
from .perceptron import Perceptron, with_constant_input

if TYPE_CHECKING:
    from .costs import Cost


@dataclass(frozen=True, eq=False, init=False)
class Neuron(Perceptron):
    """One neuron a = φ(w·x + b): all that a `Perceptron` has, but the output is φ(z).

    weights : (d,) finite numbers, one for each input.
    bias : a finite number.
    activation : φ, an Activation; with `step` the neuron is the perceptron.

    ValueError if one of them is something else.

    >>> float(Neuron([2], -6).predict([3]))
    0.5
    """

    activation: Activation

    def __init__(self, weights: ArrayLike, bias: float, activation: Activation = sigmoid) -> None:
        super().__init__(weights, bias)
        if not isinstance(activation, Activation):
            raise ValueError(f"activation: an Activation such as sigmoid or tanh expected; got {activation!r}")
        object.__setattr__(self, "activation", activation)

    def at(self, folded: ArrayLike) -> Self:
        """The neuron of the same activation whose weights and bias are (w₁, …, w_d, b).

        ValueError if that is not one row of d + 1 finite numbers.
        """
        row = finite_numbers("folded", folded)
        if row.shape != self.folded.shape:
            raise ValueError(f"folded: shape {self.folded.shape} expected, the bias last; got shape {row.shape}")
        return type(self)(row[:-1], row[-1], self.activation)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """a = φ(z) for every row x: X (n, d) → (n,), or one input (d,) → a single number."""
        return self.activation(self.score(X))

    def sensitivity(self, X: ArrayLike) -> np.ndarray:
        """How the output answers to each weight and to the bias, φ′(z) (x, 1): X (n, d) → (n, d+1), or (d,) → (d+1,).

        `sensitivity(X) @ change` is what a small change (Δw₁, …, Δw_d, Δb) does to the output, to first order
        (deck IBR 194-202).
        """
        return self.activation.df(self.score(X))[..., None] * with_constant_input(X)

    @property
    def half_point(self) -> float:
        """−b/w: where the one input makes z = 0, which is where a sigmoid is ½ (deck MEI 26-31).

        ValueError if the neuron has several inputs, or its weight is 0.
        """
        if self.weights.size != 1 or self.weights[0] == 0:
            raise ValueError(f"weights: one, and not 0, expected for a half point; got {self.weights.tolist()}")
        return 0.0 - self.bias / float(self.weights[0])

    def cost_on(self, X: ArrayLike, y: ArrayLike, cost: "Cost") -> float:
        """C, the mean over the samples: X (n, d), y (n,), a cost such as `quadratic` or `log_loss` → one number.

        ValueError for other shapes, or a cost that does not go with the activation.
        """
        X, Y = self._samples(X, y)
        return cost.from_z(self.score(X)[:, None], Y, self.activation)

    def gradient(self, X: ArrayLike, y: ArrayLike, cost: "Cost") -> np.ndarray:
        """(∂C/∂w₁, …, ∂C/∂w_d, ∂C/∂b), the mean of δ (x, 1) over the samples: X (n, d), y (n,) → (d+1,).

        δ = ∂Cₓ/∂z is (a − y) φ′(z) for `quadratic` and a − y for `log_loss` (decks IBR 303-309, BAD 386-407 as
        corrected).  ValueError for other shapes, or a cost that does not go with the activation.
        """
        X, Y = self._samples(X, y)
        Z = self.score(X)[:, None]
        return (cost.delta(Z, self.activation(Z), Y, self.activation) * with_constant_input(X)).mean(axis=0)

    def descend(self, X: ArrayLike, y: ArrayLike, cost: "Cost", learning_rate: float) -> Self:
        """The neuron one step downhill: w − η ∂C/∂w and b − η ∂C/∂b, for X (n, d), y (n,), η > 0."""
        rate = positive_number("learning_rate", learning_rate)
        return self.at(self.folded - rate * self.gradient(X, y, cost))

    def _samples(self, X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """X (n, d) and the targets as a column (n, 1), or a ValueError that names both shapes."""
        X, y = finite_numbers("X", X), finite_numbers("y", y)
        if X.ndim != 2 or X.shape[1] != self.weights.size or y.shape != X.shape[:1]:
            d = self.weights.size
            raise ValueError(f"X and y: shapes (n, {d}) and (n,) expected; got {X.shape} and {y.shape}")
        return X, y[:, None]
