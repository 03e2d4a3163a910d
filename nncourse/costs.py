"""What a network's outputs cost, and the error δ = ∂Cₓ/∂z with which backpropagation begins.

    quadratic       Cₓ = ½ Σ (a − y)²                          δ = (a − y) ⊙ φ′(z)
    log_loss        Cₓ = −Σ [y ln a + (1 − y) ln(1 − a)]       δ = a − y      (sigmoid outputs)
    cross_entropy   Cₓ = −Σ y ln a                             δ = a − y      (softmax outputs)

Every cost sums over the outputs of a sample and takes the mean over samples.  Each has an output layer of its own;
`from_z` asks for the weighted inputs z, so that an output of exactly 0 or 1 does no harm: from z, no number is lost.

Lectures 3 and 5; decks IBR 230-236 and 355-359, MEI 33-43, OCT 168-186, BAD 366-424 and 624-635, KHE 789-795.
The house cost has the ½ and the mean; the decks differ by factors of 2, n and 2n.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .activations import Activation, sigmoid, softmax
from .arguments import same_shape

Array = np.ndarray
Output = Callable[[Array], Array]


@dataclass(frozen=True, eq=False)
class Cost:
    """A cost C = (1/n) Σₓ Cₓ.

    name : what it is called in text.
    own_output : the activation of its output layer, unless another is asked for.
    any_output : whether another may be asked for.
    targets : the targets it accepts, in words, and what has to hold for them.
    terms : (A, Y) → what every output adds to Cₓ, on the board.
    terms_from_z : (Z, Y, output) → the same, safe where outputs are 0 or 1 to the last digit.
    error : (Z, A, Y, output) → δ.
    """

    name: str
    own_output: Output
    any_output: bool
    targets: tuple[str, Callable[[Array], bool]]
    terms: Callable[[Array, Array], Array]
    terms_from_z: Callable[[Array, Array, Output], Array]
    error: Callable[[Array, Array, Array, Output], Array]

    def __call__(self, A: ArrayLike, Y: ArrayLike) -> Any:
        """C of outputs A (n, k) for targets Y (n, k): one number, infinite where a sure output is wrong.

        ValueError if the shapes differ, or the targets (or outputs) are none that this cost knows.
        """
        A, Y = same_shape("A", A, "Y", Y)
        self.check_targets("Y", Y)
        if not self.any_output and not bool(((A.real >= 0) & (A.real <= 1)).all()):
            raise ValueError(
                f"A: outputs from 0 to 1 expected for {self.name}; got {A.real.min():g} to {A.real.max():g}"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            return _mean(self.terms(A, Y))

    def from_z(self, Z: ArrayLike, Y: ArrayLike, output: Output | None = None) -> Any:
        """C from the weighted inputs Z (n, k) of the output layer, for targets Y (n, k): one number."""
        Z, Y = same_shape("Z", Z, "Y", Y)
        self.check_targets("Y", Y)
        return self.mean_from_z(Z, Y, self.output(output))

    def mean_from_z(self, Z: Array, Y: Array, output: Output) -> Any:
        """What `from_z` returns, without its checks: after a training that diverged, infinite or NaN."""
        with np.errstate(over="ignore", invalid="ignore"):
            return _mean(self.terms_from_z(Z, Y, output))

    def delta(self, Z: ArrayLike, A: ArrayLike, Y: ArrayLike, output: Output | None = None) -> Array:
        """δ, sample by sample: Z, A = φ(Z) and Y of one shape (n, k) → (n, k), row i = ∂Cₓ/∂z for sample i."""
        Z, Y = same_shape("Z", Z, "Y", Y)
        A, Y = same_shape("A", A, "Y", Y)
        self.check_targets("Y", Y)
        return self.error(Z, A, Y, self.output(output))

    def output(self, asked: Output | None) -> Output:
        """The activation of the output layer: the cost's own, or the one asked for.

        ValueError if this cost does not go with it.
        """
        if asked is None or asked is self.own_output:
            return self.own_output
        if not self.any_output:
            raise ValueError(f"output: {self.name} goes with its own output layer, {_named(self.own_output)}, alone")
        if not isinstance(asked, Activation):
            raise ValueError(f"output: an Activation such as sigmoid or identity expected; got {_named(asked)}")
        return asked

    def check_targets(self, name: str, Y: Array) -> None:
        """ValueError if the targets are none that this cost knows."""
        in_words, holds = self.targets
        if not holds(Y):
            got = Y.tolist() if Y.size <= 20 else f"others among {len(Y)} rows"
            raise ValueError(f"{name}: {in_words} expected for {self.name}; got {got}")

    def __repr__(self) -> str:
        return self.name


def _named(output: Output) -> str:
    return getattr(output, "__name__", repr(output))


def _mean(terms: Array) -> Any:
    """The sum over outputs, the mean over samples; complex only where the terms are."""
    return (terms.sum() / len(terms)).item()


def _y_ln_a(y: Array, a: Array) -> Array:
    """y ln a, and 0 where y is 0, whatever a is."""
    return np.where(y == 0, 0, y * np.log(a))


def _log_softmax(z: Array) -> Array:
    """ln of softmax(z), from the distances to the largest score."""
    z = z - z.real.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _half_square(A: Array, Y: Array) -> Array:
    return 0.5 * (A - Y) ** 2


def _difference(Z: Array, A: Array, Y: Array, output: Output) -> Array:
    return A - Y


def _from_0_to_1(Y: Array) -> bool:
    return bool(((Y >= 0) & (Y <= 1)).all())


def _shares(Y: Array) -> bool:
    return _from_0_to_1(Y) and bool((np.abs(Y.sum(axis=-1) - 1) <= 1e-6).all())


quadratic = Cost(
    "quadratic",
    sigmoid,
    True,
    ("finite numbers", lambda Y: True),
    _half_square,
    lambda Z, Y, output: _half_square(output(Z), Y),
    lambda Z, A, Y, output: (A - Y) * output.slope(Z, A),  # type: ignore[attr-defined]
)
log_loss = Cost(
    "log_loss",
    sigmoid,
    False,
    ("targets from 0 to 1", _from_0_to_1),
    lambda A, Y: -_y_ln_a(Y, A) - _y_ln_a(1 - Y, 1 - A),
    # −y ln σ(z) − (1 − y) ln(1 − σ(z)) = ln(1 + e^z) − y z = (1 − y) z + ln(1 + e^−z): no large numbers are subtracted
    lambda Z, Y, output: ((Z.real > 0) - Y) * Z + np.log1p(np.exp(np.where(Z.real > 0, -Z, Z))),
    _difference,
)
cross_entropy = Cost(
    "cross_entropy",
    softmax,
    False,
    ("rows from 0 to 1 that sum to 1", _shares),
    lambda A, Y: -_y_ln_a(Y, A),
    lambda Z, Y, output: -Y * _log_softmax(Z),
    _difference,
)
