"""The multilayer perceptron: forward, layer by layer, and backward, by the four equations of backpropagation.

    x = a⁰,   zˡ = Wˡ aˡ⁻¹ + bˡ,   aˡ = φ(zˡ),   ŷ = aᴸ          C = (1/n) Σₓ Cₓ,   δˡ = ∂Cₓ/∂zˡ

W[l][j, k] is the weight to neuron j of layer l from neuron k of layer l − 1.  Layers are numbered as on the board: the
input is layer 0, and W[0] is None.  Samples are rows, so a layer of all samples is Z = A @ W.T + b.

Lectures 4 and 5; decks IBR 337-391, MEI 76-122, OCT 106-162 and 217-275, BAD 427-616, KHE 571-616 and 789-909.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from . import parameters
from .activations import Activation, sigmoid
from .arguments import finite_number, random_generator, samples, whole_numbers
from .costs import Cost, Output, quadratic
from .regularization import Masks, Penalty, fitting_masks

Array = np.ndarray


class Trace(NamedTuple):
    """What a forward pass leaves: Z[l] and A[l] (n, n_l) of every layer, A[0] the inputs, and the dropout masks."""

    Z: list[Any]
    A: list[Array]
    keep: Masks


class Gradient:
    """∂C/∂θ as a vector theta and as its parts W[l] and b[l]; delta[l] (n, n_l) holds the δˡ of every sample."""

    def __init__(self, net: "MLP") -> None:
        self.theta = np.zeros_like(net.theta)
        self.W, self.b = net.views(self.theta)
        self.delta: list[Any] = [None] * len(net.sizes)


class MLP:
    """Layers of neurons, each connected to all neurons of the layer before.  A value: changes make a new network.

    sizes : (n_0, …, n_L), the neurons of every layer.    theta : all parameters; W[l] and b[l] are its parts.
    hidden : an Activation for layers 1 … L−1, or a list of L−1.    output : that of layer L, None for the cost's own.
    `MLP.random` draws the weights, `MLP.of` takes matrices.  ValueError if one thing does not fit the others.
    """

    W = parameters.part(0, "W[l] (n_l, n_{l−1}), the weights of layers 1 … L; W[0] is None.")
    b = parameters.part(1, "b[l] (n_l,), their biases; b[0] is None.")

    def __init__(
        self,
        sizes: Sequence[int],
        theta: ArrayLike,
        hidden: Activation | Sequence[Activation] = sigmoid,
        cost: Cost = quadratic,
        output: Output | None = None,
    ) -> None:
        self.sizes = whole_numbers("sizes", sizes, least=1, length=2)
        inner = len(self.sizes) - 2
        self.hidden = tuple(hidden) if isinstance(hidden, Sequence) else (hidden,) * inner
        if len(self.hidden) != inner or not all(isinstance(phi, Activation) for phi in self.hidden):
            raise ValueError(f"hidden: an Activation, or a list of {inner}, one a hidden layer; got {hidden!r}")
        if not isinstance(cost, Cost):
            raise ValueError(f"cost: quadratic, log_loss or cross_entropy expected; got {cost!r}")
        self.cost, self.output = cost, cost.output(output)
        self.phi: tuple[Any, ...] = (None, *self.hidden, self.output)
        self.mask: Array | None = None
        self.theta, self._parts = parameters.fixed(theta, parameters.count(self.sizes), self.mask), None

    @classmethod
    def random(
        cls,
        sizes: Sequence[int],
        rng: "np.random.Generator",
        hidden: Activation | Sequence[Activation] = sigmoid,
        cost: Cost = quadratic,
        output: Output | None = None,
        scale: float | None = None,
        dtype: DTypeLike = float,
    ) -> Self:
        """Weights from a normal distribution of mean 0 and deviation scale (None: 1/√n_{l−1}), biases 0."""
        sizes = whole_numbers("sizes", sizes, least=1, length=2)
        theta = np.zeros(parameters.count(sizes))
        for W in parameters.views(sizes, theta)[0][1:]:
            deviation = W.shape[1] ** -0.5 if scale is None else finite_number("scale", scale)
            W[...] = random_generator("rng", rng).normal(size=W.shape) * deviation
        return cls(sizes, theta.astype(dtype), hidden, cost, output)

    @classmethod
    def of(
        cls,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike],
        hidden: Activation | Sequence[Activation] = sigmoid,
        cost: Cost = quadratic,
        output: Output | None = None,
        dtype: DTypeLike = float,
    ) -> Self:
        """The network with these matrices (n_l, n_{l−1}), the first for layer 1, and these biases (n_l,)."""
        sizes, theta = parameters.joined(weights, biases)
        return cls(sizes, theta.astype(dtype), hidden, cost, output)

    def at(self, theta: ArrayLike) -> Self:
        """The same network with other parameters (copied), complex ones too; what is removed stays removed."""
        return self._with(parameters.fixed(theta, self.theta.size, self.mask))

    def masked(self, mask: ArrayLike) -> Self:
        """The network without the connections where mask, shaped like theta, is False: they are 0, and stay it."""
        net = self._with(self.theta)
        net.mask = parameters.joint_mask(mask, self.theta.shape, self.mask)
        return net.at(self.theta)

    def forward(self, X: ArrayLike, keep: Masks = None) -> Trace:
        """z and a of every layer for inputs X (n, n_0); keep[l], 0 or 1/p, switches neurons of hidden layer l off."""
        X = samples("X", X, self.sizes[0], self.theta.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            return self._forward(X, keep if keep is None else fitting_masks(self, len(X), keep))

    def _forward(self, X: Array, keep: Masks = None) -> Trace:
        Z: list[Any] = [None]
        A = [X]
        for l in range(1, len(self.sizes)):
            Z.append(self._weighted_sum(l, A))
            A.append(self.phi[l](Z[l]))
            if keep is not None and keep[l] is not None:
                A[l] = A[l] * keep[l]
        return Trace(Z, A, keep)

    def backward(self, trace: Trace, Y: Any, grad: Gradient | None = None) -> Gradient:
        """∂C/∂θ for targets Y (n, n_L), from what the forward pass left.  grad: one to write into, Y then as it is."""
        if grad is None:
            grad, Y = Gradient(self), self._targets(Y, len(trace.A[0]))
        Z, A, delta, L = trace.Z, trace.A, grad.delta, len(self.sizes) - 1
        mean = np.full(len(Y), 1 / len(Y), self.theta.dtype)  # C is the mean over the samples
        delta[L] = self.cost.error(Z[L], A[L], Y, self.output)  # (BP1)  δᴸ = ∂Cₓ/∂zᴸ
        for l in range(L, 0, -1):
            if l < L:
                delta[l] = self._error_back(l, delta) * self._slope(trace, l)  # (BP2)  (Wˡ⁺¹)ᵀδˡ⁺¹ ⊙ φ′(zˡ)
            np.dot(mean, delta[l], out=grad.b[l])  # (BP3)  ∂C/∂bˡ: the mean of δˡ
            np.dot((delta[l] / len(Y)).T, A[l - 1], out=grad.W[l])  # (BP4)  ∂C/∂Wˡ: that of δˡ (aˡ⁻¹)ᵀ
        if self.mask is not None:
            grad.theta *= self.mask
        return grad

    def predict(self, X: ArrayLike) -> Array:
        """ŷ for inputs X (n, n_0): (n, n_L)."""
        return self.forward(X).A[-1]

    def cost_on(self, X: ArrayLike, Y: ArrayLike, penalty: Penalty | None = None, keep: Masks = None) -> Any:
        """C on inputs X (n, n_0) with targets Y (n, n_L), plus the penalty: a float, complex where theta is."""
        trace = self.forward(X, keep)
        C = self.cost.mean_from_z(trace.Z[-1], self._targets(Y, len(trace.A[0])), self.output)
        return C if penalty is None else C + penalty(self)

    def gradient(self, X: ArrayLike, Y: ArrayLike, penalty: Penalty | None = None, keep: Masks = None) -> Gradient:
        """The gradient of the number that `cost_on` returns: forward and backward together."""
        with np.errstate(over="ignore", invalid="ignore"):
            grad = self.backward(self.forward(X, keep), Y)
        if penalty is not None:
            penalty.add_gradient(self, grad)
        return grad

    @property
    def names(self) -> list[str]:
        """What the entries of theta are called: W[1][0, 0], …, b[1][0], …"""
        return parameters.names(self.sizes)

    def views(self, theta: Array) -> tuple[list[Any], list[Any]]:
        """The parts W[l] and b[l] of a vector like theta; W[0] and b[0] are None."""
        return parameters.views(self.sizes, theta)

    def _with(self, theta: Array) -> Self:
        """The same network around another vector, which it does not copy."""
        net = object.__new__(type(self))
        net.__dict__.update(self.__dict__, theta=theta, _parts=None)
        return net

    def _weighted_sum(self, l: int, A: list[Array]) -> Array:
        return np.dot(A[l - 1], self.W[l].T) + self.b[l]  # np.dot is @, and quicker for small matrices

    def _error_back(self, l: int, delta: list[Any]) -> Array:
        return np.dot(delta[l + 1], self.W[l + 1])

    def _slope(self, trace: Trace, l: int) -> Array:
        """∂aˡ/∂zˡ of a hidden layer: φ′(zˡ), and 0 where a neuron was switched off."""
        mask = None if trace.keep is None else trace.keep[l]
        return self.phi[l].slope(trace.Z[l], trace.A[l]) if mask is None else self.phi[l].df(trace.Z[l]) * mask

    def _targets(self, Y: ArrayLike, n: int) -> Array:
        Y = samples("Y", Y, self.sizes[-1], self.theta.real.dtype)
        if len(Y) != n:
            raise ValueError(f"X and Y: as many rows expected; got {n} and {len(Y)}")
        self.cost.check_targets("Y", Y)
        return Y
