"""Skip connections: a layer that also reads a layer further back than the one before.

    zˡ = Wˡ aˡ⁻¹ + bˡ + Σ_k S^{k,l} aᵏ,   k < l − 1

Lecture 4; deck OCT 302.  With one hidden ReLU and a skip from input to output, XOR is x₁ + x₂ − 2 relu(x₁ + x₂ − 1).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from . import parameters
from .arguments import finite_numbers
from .mlp import MLP, Gradient, Masks, Trace

Array = np.ndarray


class SkipMLP(MLP):
    """A multilayer perceptron with skip connections; everything else, training too, is as in `MLP`.

    skips : {(k, l): S}, the matrix (n_l, n_k) of the connections from layer k to layer l, k < l − 1.
    theta : the parameters of the MLP, then every S.ravel() in the order given.
    """

    skips: Mapping[tuple[int, int], Array] = MappingProxyType({})

    @classmethod
    def over(cls, net: MLP, skips: Mapping[tuple[int, int], ArrayLike]) -> Self:
        """The network with skip connections added.

        ValueError if one does not go from a layer to one at least two further on, or its matrix does not fit.
        """
        if isinstance(net, SkipMLP):
            raise ValueError("net: a network without skip connections expected; give all of them at once")
        matrices = {layers: finite_numbers(f"skips[{layers}]", S) for layers, S in skips.items()}
        for (k, l), S in matrices.items():
            if not 0 <= k < l - 1 < len(net.sizes) - 1:
                raise ValueError(
                    f"skips: from a layer k to a layer l > k + 1, at most {len(net.sizes) - 1}; got {(k, l)}"
                )
            if S.shape != (net.sizes[l], net.sizes[k]):
                raise ValueError(f"skips[{k, l}]: shape {(net.sizes[l], net.sizes[k])} expected; got {S.shape}")
        new = cls.__new__(cls)
        new.__dict__.update(net.__dict__)
        new.skips = matrices
        theta = np.concatenate([net.theta, *(S.ravel() for S in matrices.values())]).astype(net.theta.dtype)
        if net.mask is not None:
            new.mask = np.concatenate([net.mask, np.ones(theta.size - net.mask.size, dtype=bool)])
        return new._hold(parameters.fixed(theta, theta.size, new.mask))

    @property
    def names(self) -> list[str]:
        """What the entries of theta are called, those of the skip connections S[k, l][j, i] last."""
        return super().names + [
            f"S[{k}, {l}]{list(index)}" for (k, l), S in self.skips.items() for index in np.ndindex(S.shape)
        ]

    def _hold(self, theta: Array) -> Self:
        self.skips = self._skips_of(theta)
        return super()._hold(theta)

    def _skips_of(self, theta: Array) -> dict[tuple[int, int], Array]:
        """The skip matrices within a vector like theta."""
        parts, start = {}, parameters.count(self.sizes)
        for layers, S in self.skips.items():
            parts[layers] = theta[start : start + S.size].reshape(S.shape)
            start += S.size
        return parts

    def _forward(self, X: Array, keep: Masks = None) -> Trace:
        Z, A = list[Any]([None]), [X]
        for l in range(1, len(self.sizes)):
            Z.append(
                A[l - 1] @ self.W[l].T + self.b[l] + sum(A[k] @ S.T for (k, to), S in self.skips.items() if to == l)
            )
            A.append(self.phi[l](Z[l]))
            if keep is not None and keep[l] is not None:
                A[l] = A[l] * keep[l]
        return Trace(Z, A, keep)

    def backward(self, trace: Trace, Y: Any, grad: Gradient | None = None) -> Gradient:
        """∂C/∂θ as in `MLP.backward`: the error of layer l also comes back along every skip that leaves it."""
        if grad is None:
            grad, Y = Gradient(self), self._targets(Y, len(trace.A[0]))
        Z, A, delta, L = trace.Z, trace.A, grad.delta, len(self.sizes) - 1
        dS = self._skips_of(grad.theta)
        delta[L] = self.cost.error(Z[L], A[L], Y, self.output)
        for l in range(L, 0, -1):
            if l < L:
                along_skips = sum(delta[to] @ S for (k, to), S in self.skips.items() if k == l)
                delta[l] = (delta[l + 1] @ self.W[l + 1] + along_skips) * self._slope(trace, l)
            delta[l].sum(axis=0, out=grad.b[l])
            np.matmul(delta[l].T, A[l - 1], out=grad.W[l])
        for (k, l), S in dS.items():
            np.matmul(delta[l].T, A[k], out=S)
        grad.theta /= len(Y)
        if self.mask is not None:
            grad.theta *= self.mask
        return grad
