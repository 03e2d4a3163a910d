"""What hypothesis draws from: networks of every kind with samples, and backpropagation as the textbook has it."""

import math

import numpy as np
from hypothesis import strategies as st

from nncourse import (
    L1,
    L2,
    MLP,
    cross_entropy,
    hard_tanh,
    identity,
    log_loss,
    quadratic,
    relu,
    sigmoid,
    sign,
    softmax,
    step,
    tanh,
)

SMOOTH = [sigmoid, tanh, identity]
ALL = [*SMOOTH, relu, hard_tanh, step, sign]
COSTS = [*((quadratic, phi) for phi in ALL), (log_loss, sigmoid), (cross_entropy, softmax)]
PENALTIES = [None, L1(0.3), L2(0.7)]


@st.composite
def problems(draw, layers=(1, 4), activations=ALL, costs=COSTS):
    """A network, X (n, n_0) and targets Y (n, n_L) for its cost.

    Parameters and inputs come from a normal distribution: none lies on a kink, and no two are alike.
    """
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    L = draw(st.integers(*layers))
    sizes = draw(st.lists(st.integers(1, 6), min_size=L + 1, max_size=L + 1))
    hidden = [draw(st.sampled_from(activations)) for _ in range(L - 1)]
    cost, output = draw(st.sampled_from(costs))
    n = draw(st.integers(1, 4))
    net = MLP.random(sizes, rng, hidden, cost, output)
    return (
        net.at(net.theta + rng.normal(size=net.theta.shape) / 4),
        rng.normal(size=(n, sizes[0])),
        targets(net, n, rng),
    )


def targets(net, n, rng):
    """Targets (n, n_L) that the cost of the network accepts, half of them sure."""
    shape = (n, net.sizes[-1])
    if net.cost is quadratic:
        return rng.normal(size=shape)
    if net.cost is log_loss:
        Y = rng.random(shape)
        return np.where(rng.random(shape) < 0.5, Y.round(), Y)
    Y = softmax(rng.normal(size=shape))
    return np.where(rng.random((n, 1)) < 0.5, np.eye(shape[1])[Y.argmax(axis=1)], Y)


@st.composite
def interventions(draw, problem):
    """For a problem (net, X, Y): the network, perhaps with connections cut; masks, or None; a penalty, or None."""
    net, X, _ = problem
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    if draw(st.booleans()):
        net = net.masked(rng.random(net.theta.shape) < 0.7)
    keep = None
    if draw(st.booleans()):
        inner = [draw(st.sampled_from([None, 1, 2])) for _ in net.sizes[1:-1]]  # None, or how loud those are that stay
        masks = [
            loud and loud * (rng.random((len(X), size)) < 0.6)
            for loud, size in zip(inner, net.sizes[1:-1], strict=True)
        ]
        keep = [None, *masks, None]
    return net, keep, draw(st.sampled_from(PENALTIES))


def _sigma(z):
    return 1 / (1 + math.exp(-z))


# The activations of the course and their slopes once more, number by number.
PHI = {
    sigmoid: (_sigma, lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    tanh: (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    relu: (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    hard_tanh: (lambda z: max(min(z, 1.0), -1.0), lambda z: 1.0 if -1 < z < 1 else 0.0),
    identity: (lambda z: z, lambda z: 1.0),
    step: (lambda z: 1.0 if z > 0 else 0.0, lambda z: 0.0),
    sign: (lambda z: 1.0 if z > 0 else -1.0, lambda z: 0.0),
}
# ∂Cₓ/∂a and what an output adds to Cₓ, in terms of a and y.
BY_OUTPUT = {
    quadratic: (lambda a, y: a - y, lambda a, y: (a - y) ** 2 / 2),
    log_loss: (
        lambda a, y: -y / a + (1 - y) / (1 - a),
        lambda a, y: -(y * math.log(a) + (1 - y) * math.log(1 - a)),
    ),
    cross_entropy: (lambda a, y: -y / a, lambda a, y: -y * math.log(a)),
}


def activated(phi, z):
    """φ of the weighted inputs of one layer, a list of numbers."""
    if phi is softmax:
        return [math.exp(v) / sum(math.exp(w) for w in z) for v in z]
    return [PHI[phi][0](v) for v in z]


def textbook_forward(net, x, skips=None):
    """zˡ_j = Σ_k wˡ_jk aˡ⁻¹_k + bˡ_j for one sample, index by index: the lists z and a, with z⁰ = None."""
    z, a = [None], [list(x)]
    for l in range(1, len(net.sizes)):
        rows = []
        for j in range(net.sizes[l]):
            total = net.b[l][j]
            for k in range(net.sizes[l - 1]):
                total += net.W[l][j, k] * a[l - 1][k]
            for (m, to), S in (skips or {}).items():
                for i in range(net.sizes[m]):
                    total += S[j, i] * a[m][i] if to == l else 0
            rows.append(float(total))
        z.append(rows)
        a.append(activated(net.phi[l], rows))
    return z, a


def textbook_sample(net, x, y, skips=None):
    """Cₓ of one sample, the δ of every layer, and ∂Cₓ/∂θ in the order of theta.

    The output error goes through ∂a_i/∂z_j of every pair of outputs, not through a − y.
    """
    skips = skips or {}
    L, width = len(net.sizes) - 1, net.sizes
    z, a = textbook_forward(net, x, skips)
    slope_of_cost, terms = BY_OUTPUT[net.cost]
    dC = [slope_of_cost(a[L][i], y[i]) for i in range(width[L])]
    delta = {L: [sum(dC[i] * _da_dz(net.phi[L], z[L], a[L], i, j) for i in range(width[L])) for j in range(width[L])]}
    for l in range(L - 1, 0, -1):
        delta[l] = []
        for k in range(width[l]):
            error = sum(net.W[l + 1][j, k] * delta[l + 1][j] for j in range(width[l + 1]))
            for (m, to), S in skips.items():
                error += sum(S[j, k] * delta[to][j] for j in range(width[to])) if m == l else 0
            delta[l].append(error * PHI[net.phi[l]][1](z[l][k]))
    parts = []
    for l in range(1, L + 1):
        parts += [delta[l][j] * a[l - 1][k] for j in range(width[l]) for k in range(width[l - 1])]
        parts += delta[l]
    for m, to in skips:
        parts += [delta[to][j] * a[m][i] for j in range(width[to]) for i in range(width[m])]
    return sum(map(terms, a[L], y)), delta, np.array(parts, dtype=float)


def _da_dz(phi, z, a, i, j):
    if phi is softmax:
        return a[i] * ((i == j) - a[j])
    return PHI[phi][1](z[i]) if i == j else 0.0
