"""What is trained: four pieces of work, and the data for them.  Digits are the course's; nothing is downloaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nncourse import datasets

TRAINING_DIGITS = 1437  # of 1,797: four of five


class Data(NamedTuple):
    """Samples to train on, and others to test on: X (n, d), Y (n, k), targets 0 and 1."""

    X: np.ndarray
    Y: np.ndarray
    X_test: np.ndarray
    Y_test: np.ndarray


@dataclass(frozen=True)
class Workload:
    """One training.

    batch_size : None for all samples at once.    cost : "quadratic" with sigmoid outputs, or "cross entropy".
    unit, per_second : in what the time of a training is given, and how many of them a second is.
    """

    title: str
    data: Callable[[], Data]
    sizes: tuple[int, ...]
    batch_size: int | None
    epochs: int
    learning_rate: float
    unit: str
    per_second: float
    cost: str = "quadratic"
    adam: bool = False
    rounds: int = 5


def digits() -> Data:
    """Handwritten digits of 8 × 8 pixels from 0 to 1, in a fixed random order."""
    X, Y = datasets.digits()
    order = np.random.default_rng(0).permutation(len(X))
    train, test = order[:TRAINING_DIGITS], order[TRAINING_DIGITS:]
    return Data(X[train], Y[train], X[test], Y[test])


def images(n: int = 50_000, n_test: int = 5_000) -> Data:
    """As many images as MNIST has, and as large: the digits, three times as large, shifted and with noise; float32."""
    small, rng = digits(), np.random.default_rng(0)

    def grown(X: np.ndarray, Y: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = rng.integers(len(X), size=n)
        digit = X.astype(np.float32)[chosen].reshape(n, 8, 8).repeat(3, axis=1).repeat(3, axis=2)
        pixels = rng.standard_normal((n, 28, 28), dtype=np.float32) * np.float32(0.1)
        shift = rng.integers(5, size=(n, 2))
        for i in range(5):
            for j in range(5):
                here = (shift == (i, j)).all(axis=1)
                pixels[here, i : i + 24, j : j + 24] += digit[here]
        return pixels.clip(0, 1).reshape(n, 784), Y.astype(np.float32)[chosen]

    return Data(*grown(small.X, small.Y, n), *grown(small.X_test, small.Y_test, n_test))


def four_clouds(n: int = 200, n_test: int = 200) -> Data:
    """XOR with noise: X (n, 2) around the corners of a square, Y (n, 1)."""
    rng = np.random.default_rng(0)
    corners = rng.integers(2, size=(n + n_test, 2))
    X = 2.0 * corners - 1 + 0.3 * rng.normal(size=corners.shape)
    Y = (corners[:, :1] != corners[:, 1:]).astype(float)
    return Data(X[:n], Y[:n], X[n:], Y[n:])


W3_STEPS = 1000
WORKLOADS = {
    "W1": Workload("784-30-10, batches of 10, 50,000 images, float32", images, (784, 30, 10), 10, 1, 3.0,
                   "ms an epoch", 1e3),
    "W2": Workload("784-100-10, batches of 128, 50,000 images, float32", images, (784, 100, 10), 128, 1, 3.0,
                   "ms an epoch", 1e3),
    "W3": Workload("2-4-1, 200 points at once, float64", four_clouds, (2, 4, 1), None, W3_STEPS, 3.0,
                   "µs a step", 1e6 / W3_STEPS),
    "W4": Workload("64-32-10, digits, 20 epochs, batches of 10, float64", digits, (64, 32, 10), 10, 20, 3.0,
                   "ms a training", 1e3, rounds=16),
    "W4 cross entropy": Workload("64-32-10, digits, 20 epochs, batches of 10, float64, softmax", digits, (64, 32, 10),
                                 10, 20, 0.3, "ms a training", 1e3, cost="cross entropy", rounds=16),
    "W4 Adam": Workload("64-32-10, digits, 20 epochs, batches of 32, float64, softmax, Adam", digits, (64, 32, 10),
                        32, 20, 0.01, "ms a training", 1e3, cost="cross entropy", adam=True, rounds=16),
}  # fmt: skip
