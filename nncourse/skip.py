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
from .mlp import MLP, Gradient, Trace

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
        return new._with(parameters.fixed(theta, theta.size, new.mask))

    @property
    def names(self) -> list[str]:
        """What the entries of theta are called, those of the skip connections S[k, l][j, i] last."""
        return super().names + [
            f"S[{k}, {l}]{list(index)}" for (k, l), S in self.skips.items() for index in np.ndindex(S.shape)
        ]

    def _with(self, theta: Array) -> Self:
        net = super()._with(theta)
        net.skips = net._skips_of(theta)
        return net

    def _skips_of(self, theta: Array) -> dict[tuple[int, int], Array]:
        """The skip matrices within a vector like theta."""
        parts, start = {}, parameters.count(self.sizes)
        for layers, S in self.skips.items():
            parts[layers] = theta[start : start + S.size].reshape(S.shape)
            start += S.size
        return parts

    def _weighted_sum(self, l: int, A: list[Array]) -> Array:
        return super()._weighted_sum(l, A) + sum(np.dot(A[k], S.T) for (k, to), S in self.skips.items() if to == l)

    def _error_back(self, l: int, delta: list[Any]) -> Array:
        return super()._error_back(l, delta) + sum(np.dot(delta[to], S) for (k, to), S in self.skips.items() if k == l)

    def backward(self, trace: Trace, Y: Any, grad: Gradient | None = None) -> Gradient:
        """∂C/∂θ as in `MLP.backward`: the error of layer l also comes back along every skip that leaves it."""
        grad = super().backward(trace, Y, grad)
        masks = {} if self.mask is None else self._skips_of(self.mask)
        for (k, l), S in self._skips_of(grad.theta).items():
            np.dot((grad.delta[l] / len(trace.A[0])).T, trace.A[k], out=S)  # (BP4)  ∂Cₓ/∂Sᵏˡ = δˡ (aᵏ)ᵀ
            if masks:
                S *= masks[k, l]
        return grad
