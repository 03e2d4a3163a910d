"""Who trains: the course, its peers, a loop as in a textbook, and the bare matrix products.

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
TORCH_FLOAT32, TENSORS, LOOP = "PyTorch, float32", "PyTorch, tensors", "textbook loop"
PEERS: dict[str, Peer] = {
    COURSE: nncourse,
    TORCH: pytorch,
    TORCH_FLOAT32: partial(pytorch, dtype=np.float32),
    TENSORS: pytorch_tensors,
    SKLEARN: scikit_learn,
    LOOP: textbook_loop,
    FLOOR: matrix_products,
}


def peers_of(w: Workload) -> dict[str, Peer]:
    """Those who do this work: the step of Adam is in the libraries alone, and the loop knows one cost."""
    without = set()
    if w.adam:
        without.add(TENSORS)
    if w.cost != "quadratic":
        without.add(LOOP)
    if w.data is images:
        without.add(TORCH_FLOAT32)  # the images are float32 as it is
    return {name: train for name, train in PEERS.items() if name not in without}
