"""Who trains: the course, its peers, a loop as in a textbook, the flattest NumPy, and the bare matrix products.

A peer takes a workload, samples and a seed, trains a new network, and returns what predicts: inputs X (n, d) to
outputs (n, k).  Libraries are imported inside, in the process that needs them.  Each starts from weights of its own.
"""

import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.workloads import Workload, images

Array = np.ndarray
Predict = Callable[[Array], Array]
Peer = Callable[[Workload, Array, Array, int], Predict | None]

# scikit-learn has no quadratic cost: it takes the log loss, whose steps are longer by 1/σ′(z), at least 4 and on
# the way to 1 or 0 far more.
SHORTER_STEPS = 10


def nncourse(w: Workload, X: Array, Y: Array, seed: int) -> Predict:
    from nncourse import MLP, Adam, cross_entropy, quadratic, sgd

    rng = np.random.default_rng(seed)
    cost = quadratic if w.cost == "quadratic" else cross_entropy
    net = MLP.random(w.sizes, rng, cost=cost, dtype=X.dtype)
    epochs = sgd(
        net, X, Y, w.learning_rate, w.epochs, w.batch_size,
        rng=rng if w.batch_size else None, optimizer=Adam() if w.adam else None,
    )  # fmt: skip
    *_, trained = epochs
    return trained.predict


def pytorch(w: Workload, X: Array, Y: Array, seed: int, dtype: type | None = None) -> Predict:
    """As its tutorials do it: nn.Sequential, a loss, an optimiser."""
    import torch
    from torch import nn

    inputs, targets = _tensors(w, X, Y, seed, dtype)
    layers = [part(*n) for n in pairwise(w.sizes) for part in (nn.Linear, lambda *_: nn.Sigmoid())]
    net = nn.Sequential(*layers if w.cost == "quadratic" else layers[:-1]).to(inputs.dtype)
    optimizer = (torch.optim.Adam if w.adam else torch.optim.SGD)(net.parameters(), lr=w.learning_rate)
    for x, y in _torch_batches(w, inputs, targets):
        optimizer.zero_grad()
        _torch_loss(w, net(x), y).backward()
        optimizer.step()
    return _without_gradient(w, net, inputs.dtype)


def pytorch_tensors(w: Workload, X: Array, Y: Array, seed: int) -> Predict:
    """As someone does it who wants speed: functions on tensors, the gradient asked for, the step written out."""
    import torch
    from torch.nn import functional as F

    inputs, targets = _tensors(w, X, Y, seed, None)
    W = [torch.randn(n, m, dtype=inputs.dtype).div_(m**0.5).requires_grad_() for m, n in pairwise(w.sizes)]
    b = [torch.zeros(n, dtype=inputs.dtype, requires_grad=True) for n in w.sizes[1:]]

    def net(a: torch.Tensor) -> torch.Tensor:
        for l in range(len(W)):
            a = F.linear(a, W[l], b[l])
            if l < len(W) - 1 or w.cost == "quadratic":
                a = torch.sigmoid(a)
        return a

    for x, y in _torch_batches(w, inputs, targets):
        gradients = torch.autograd.grad(_torch_loss(w, net(x), y), W + b)
        with torch.no_grad():
            for parameter, gradient in zip(W + b, gradients, strict=True):
                parameter.sub_(gradient, alpha=w.learning_rate)
    return _without_gradient(w, net, inputs.dtype)


def _tensors(w: Workload, X: Array, Y: Array, seed: int, dtype: type | None) -> tuple[Any, Any]:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    inputs, targets = (torch.from_numpy(a.astype(dtype or a.dtype, copy=False)) for a in (X, Y))
    return inputs, targets if w.cost == "quadratic" else targets.argmax(dim=1)


def _torch_batches(w: Workload, inputs: Any, targets: Any) -> Iterator[tuple[Any, Any]]:
    import torch

    for _ in range(w.epochs):
        if w.batch_size is None:
            yield inputs, targets
        else:
            for rows in torch.randperm(len(inputs)).split(w.batch_size):
                yield inputs[rows], targets[rows]


def _torch_loss(w: Workload, out: Any, y: Any) -> Any:
    from torch.nn import functional as F

    return F.mse_loss(out, y, reduction="sum") / (2 * len(y)) if w.cost == "quadratic" else F.cross_entropy(out, y)


def _without_gradient(w: Workload, net: Callable[[Any], Any], dtype: Any) -> Predict:
    import torch

    def predict(X: Array) -> Array:
        with torch.no_grad():
            return net(torch.from_numpy(X).to(dtype)).numpy()

    return predict


def scikit_learn(w: Workload, X: Array, Y: Array, seed: int) -> Predict:
    """MLPClassifier.fit, its own loop over epochs and batches (partial_fit once an epoch takes longer)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier(
        w.sizes[1:-1], activation="logistic", solver="adam" if w.adam else "sgd", alpha=0,
        momentum=0, nesterovs_momentum=False,
        batch_size=w.batch_size or len(X), random_state=seed,
        learning_rate_init=w.learning_rate / (SHORTER_STEPS if w.cost == "quadratic" else 1),
        max_iter=w.epochs, tol=0, n_iter_no_change=w.epochs + 1,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is told how many epochs, and says that it was told
        classifier.fit(X, Y[:, 0] if Y.shape[1] == 1 else Y.argmax(axis=1))

    def predict(X: Array) -> Array:
        A = classifier.predict_proba(X)
        return A if Y.shape[1] > 1 else A[:, 1:]

    return predict


def textbook_loop(w: Workload, X: Array, Y: Array, seed: int) -> Predict:
    """The four equations for one sample after the other, in column vectors; a batch is their sum.  Quadratic cost."""
    rng, L, n, m = np.random.default_rng(seed), len(w.sizes) - 1, len(X), w.batch_size or len(X)
    W: list[Any] = [None] + [(rng.normal(size=(j, k)) / k**0.5).astype(X.dtype) for k, j in pairwise(w.sizes)]
    b: list[Any] = [None] + [np.zeros((j, 1), X.dtype) for j in w.sizes[1:]]

    def forward(x: Array) -> list[Array]:
        a = [x[:, None]]
        for l in range(1, L + 1):
            a.append(1 / (1 + np.exp(-(W[l] @ a[l - 1] + b[l]))))
        return a

    for _ in range(w.epochs):
        order = rng.permutation(n)
        for k in range(0, n, m):
            rows = order[k : k + m]
            W_sum, b_sum = [None, *map(np.zeros_like, W[1:])], [None, *map(np.zeros_like, b[1:])]
            for i in rows:
                a = forward(X[i])
                delta = (a[L] - Y[i][:, None]) * a[L] * (1 - a[L])
                for l in range(L, 0, -1):
                    if l < L:
                        delta = (W[l + 1].T @ delta) * a[l] * (1 - a[l])
                    W_sum[l] += delta @ a[l - 1].T
                    b_sum[l] += delta
            for l in range(1, L + 1):
                W[l] -= w.learning_rate / len(rows) * W_sum[l]
                b[l] -= w.learning_rate / len(rows) * b_sum[l]
    return lambda X: np.array([forward(x)[L][:, 0] for x in X])


def flat_numpy(w: Workload, X: Array, Y: Array, seed: int) -> Predict:
    """The most that NumPy gives: for one hidden layer alone, every array allocated once, nothing checked or called.

    Even ½, 1, 1/n and η are arrays, which NumPy takes faster than numbers.  A shorter last batch is left out.
    """
    rng, n, m, T = np.random.default_rng(seed), len(X), w.batch_size or len(X), X.dtype
    n0, n1, n2 = w.sizes

    def parts(vector: Array) -> tuple[Array, ...]:
        W1, b1, W2, b2 = np.split(vector, np.cumsum([n1 * n0, n1, n2 * n1]))
        return W1.reshape(n1, n0), b1, W2.reshape(n2, n1), b2

    theta, gradient = np.zeros((2, n1 * (n0 + 1) + n2 * (n1 + 1)), T)
    (W1, b1, W2, b2), (dW1, db1, dW2, db2) = parts(theta), parts(gradient)
    W1[...], W2[...] = rng.normal(size=W1.shape) / n0**0.5, rng.normal(size=W2.shape) / n1**0.5
    x, y, rest = np.empty((m, n0), T), np.empty((m, n2), T), np.empty((m, 1), T)
    a1, slope1, delta1 = np.empty((3, m, n1), T)
    a2, slope2, delta2 = np.empty((3, m, n2), T)
    ones = np.ones(m, T)
    half, one, mean, rate = (np.array(number, T) for number in (0.5, 1, 1 / m, w.learning_rate))
    add, subtract, multiply, sum_of, largest = np.add, np.subtract, np.multiply, np.add.reduce, np.maximum.reduce
    W1T, W2T, delta1T, delta2T, dot, tanh = W1.T, W2.T, delta1.T, delta2.T, np.dot, np.tanh
    for _ in range(w.epochs):
        order = rng.permutation(n)
        for k in range(0, n - m + 1, m):
            if w.batch_size is None:
                x, y = X, Y
            else:
                rows = order[k : k + m]
                X.take(rows, 0, x, "clip"), Y.take(rows, 0, y, "clip")
            dot(x, W1T, a1), add(a1, b1, a1)
            multiply(a1, half, a1), tanh(a1, a1), add(a1, one, a1), multiply(a1, half, a1)
            dot(a1, W2T, a2), add(a2, b2, a2)
            if w.cost == "quadratic":
                multiply(a2, half, a2), tanh(a2, a2), add(a2, one, a2), multiply(a2, half, a2)
                subtract(one, a2, slope2), multiply(slope2, a2, slope2)
                subtract(a2, y, delta2), multiply(delta2, slope2, delta2)
            else:
                largest(a2, 1, None, rest, True), subtract(a2, rest, a2), np.exp(a2, a2)
                sum_of(a2, 1, None, rest, True), np.divide(a2, rest, a2), subtract(a2, y, delta2)
            multiply(delta2, mean, delta2), dot(ones, delta2, db2), dot(delta2T, a1, dW2)
            subtract(one, a1, slope1), multiply(slope1, a1, slope1)
            dot(delta2, W2, delta1), multiply(delta1, slope1, delta1)
            dot(ones, delta1, db1), dot(delta1T, x, dW1)
            multiply(gradient, rate, gradient), subtract(theta, gradient, theta)

    def sigmoid(z: Array) -> Array:
        return 0.5 * (1 + np.tanh(z / 2))

    return lambda X: sigmoid(sigmoid(X @ W1T + b1) @ W2T + b2)  # softmax has its greatest output at the same place


def matrix_products(w: Workload, X: Array, Y: Array, seed: int) -> None:
    """No training: the matrix products of a training alone, written where they belong, the rows in the given order."""
    rng, L, n, m = np.random.default_rng(seed), len(w.sizes) - 1, len(X), w.batch_size or len(X)

    def matrices(*shapes: tuple[int, int]) -> list[Any]:
        return [None] + [rng.random(shape, dtype=X.dtype) for shape in shapes]

    W = matrices(*[(j, k) for k, j in pairwise(w.sizes)])
    W_gradient = matrices(*[(j, k) for k, j in pairwise(w.sizes)])
    Z, A, delta, back = (matrices(*[(min(m, n), j) for j in w.sizes[1:]]) for _ in range(4))
    for _ in range(w.epochs):
        for k in range(0, n - m + 1, m):  # a shorter last batch is left out
            A[0] = X[k : k + m]
            for l in range(1, L + 1):
                np.dot(A[l - 1], W[l].T, out=Z[l])
            for l in range(L, 0, -1):
                np.dot(delta[l].T, A[l - 1], out=W_gradient[l])
                if l > 1:
                    np.dot(delta[l], W[l], out=back[l - 1])


COURSE, TORCH, SKLEARN, FLOOR = "nncourse", "PyTorch", "scikit-learn", "matrix products alone"
TORCH_FLOAT32, TENSORS, LOOP, FLAT = "PyTorch, float32", "PyTorch, tensors", "textbook loop", "NumPy, flat"
PEERS: dict[str, Peer] = {
    COURSE: nncourse,
    TORCH: pytorch,
    TORCH_FLOAT32: partial(pytorch, dtype=np.float32),
    TENSORS: pytorch_tensors,
    SKLEARN: scikit_learn,
    LOOP: textbook_loop,
    FLAT: flat_numpy,
    FLOOR: matrix_products,
}


def peers_of(w: Workload) -> dict[str, Peer]:
    """Those who do this work: the step of Adam is in the libraries alone, and the loop knows one cost."""
    without = set()
    if w.adam:
        without |= {TENSORS, FLAT}
    if w.cost != "quadratic":
        without.add(LOOP)
    if w.data is images:
        without.add(TORCH_FLOAT32)  # the images are float32 as it is
    return {name: train for name, train in PEERS.items() if name not in without}
