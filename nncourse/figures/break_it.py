"""Six trainings with one thing wrong in each, and a healthy one: what their curves show, before and after the cure."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .. import datasets
from ..activations import relu, tanh
from ..costs import cross_entropy, log_loss
from ..mlp import MLP
from ..numbers import in_words
from ..scene import Choice, Layer, Line, Panel, Scene, Slider, Toggle, figure
from ..standardization import Standardization
from ..training import sgd
from ..validation import accuracy, split
from .drawing import path

_EPOCHS = 60


@dataclass(frozen=True, eq=False)
class Patient:
    """A training: the network at its start, training and validation samples, the learning rate."""

    net: MLP
    X: np.ndarray
    Y: np.ndarray
    X_val: np.ndarray
    Y_val: np.ndarray
    learning_rate: float


def _moons() -> Patient:
    start = MLP.random([2, 16, 1], np.random.default_rng(0), hidden=relu, cost=log_loss)
    parts = (datasets.moons(100, np.random.default_rng(seed), noise=0.15) for seed in (1, 2))
    return Patient(start, *next(parts), *next(parts), 0.5)


def _biases(value: float) -> Patient:
    p = _moons()
    return replace(p, net=MLP.of(p.net.W[1:], [np.full(16, value), [0]], hidden=relu, cost=log_loss))


def _twins(drawn: bool) -> Patient:
    parts = (datasets.xor_clouds(100, np.random.default_rng(seed), noise=0.15) for seed in (1, 2))
    start = MLP.of([np.full((4, 2), 0.5), np.full((1, 4), 0.5)], [np.zeros(4), [0]], hidden=tanh, cost=log_loss)
    if drawn:
        start = MLP.random([2, 4, 1], np.random.default_rng(0), hidden=tanh, cost=log_loss)
    return Patient(start, *next(parts), *next(parts), 1.0)


def _weather(scaled: bool) -> Patient:
    p = _moons()
    X, X_val = (part * [8, 20] + [20, 50] for part in (p.X, p.X_val))  # °C, and percent of humidity
    scale = Standardization.fit(X) if scaled else np.array
    return replace(p, X=scale(X), X_val=scale(X_val))


def _digits(train: np.ndarray, validation: np.ndarray) -> Patient:
    X, Y = datasets.digits()
    start = MLP.random([64, 16, 10], np.random.default_rng(0), cost=cross_entropy)
    return Patient(start, X[train], Y[train], X[validation], Y[validation], 1.0)


def _labels(moved: int) -> Patient:
    rng = np.random.default_rng(0)
    rows = rng.permutation(400)  # as they are stored, the digits often follow each other in order
    p = _digits(rows[:200], rows[200:])
    return replace(p, Y=np.roll(p.Y, moved, axis=0), Y_val=np.roll(p.Y_val, moved, axis=0))


def _copies(times: int) -> Patient:
    rows = np.tile(np.arange(50), times)
    return _digits(*(rows[part] for part in split(len(rows), [2 / 3, 1 / 3], np.random.default_rng(1))))


# Each with its cured self.
_WARD = {
    "healthy": (_moons, _moons),
    "1": (lambda: _biases(-6), lambda: _biases(0)),
    "2": (lambda: _twins(False), lambda: _twins(True)),
    "3": (lambda: replace(_moons(), learning_rate=5), _moons),
    "4": (lambda: _weather(False), lambda: _weather(True)),
    "5": (lambda: _labels(1), lambda: _labels(0)),
    "6": (lambda: _copies(3), lambda: _copies(1)),
}


def patient(name: str, cured: bool = False) -> Patient:
    """The training "healthy", or "1" to "6", sick or cured.  ValueError for another name."""
    if name not in _WARD:
        raise ValueError(f"name: one of {', '.join(map(repr, _WARD))} expected; got {name!r}")
    return _WARD[name][cured]()


@cache
def _course(name: str, cured: bool) -> np.ndarray:
    """Cost, and share that is right, on training and on validation samples after each epoch: (epochs + 1, 2, 2)."""
    p = patient(name, cured)
    nets = sgd(p.net, p.X, p.Y, p.learning_rate, _EPOCHS, 10, np.random.default_rng(1))
    parts = ((p.X, p.Y), (p.X_val, p.Y_val))
    return np.array([[[n.cost_on(X, Y), accuracy(n.predict(X), Y)] for X, Y in parts] for n in nets])


@figure(
    patient=Choice(tuple(_WARD), "healthy", label="patient"),
    epoch=Slider(0, _EPOCHS, _EPOCHS, 1, label="epochs", play=10),
    cured=Toggle(False, label="after the cure", more=True),
)
def training(patient: str, epoch: float, cured: bool) -> Scene:
    """The curves of a healthy or a sick training: costs, and how many are right, on training and validation samples."""
    course, n = _course(patient, cured), int(epoch)
    guess = np.log(10 if patient in "56" else 2)
    costs, right = course[..., 0], 100 * course[..., 1]

    def curves(both: np.ndarray) -> list[Layer]:
        x = np.arange(n + 1)
        return [Line(x, both[: n + 1, 0], width=2.5), Line(x, both[: n + 1, 1], dashed=True)]

    span, top = (-0.5, _EPOCHS + 0.5), 1.1 * max(float(costs.max()), guess)
    no_idea = path((0, guess), (_EPOCHS, guess), tone="muted", width=1)
    panels = (
        Panel((no_idea, *curves(costs)), span, (0, top), "epochs  (dashed: validation; grey: guessing)", "cost"),
        Panel(tuple(curves(right)), span, (0, 104), "epochs  (dashed: validation)", "right, in percent"),
    )
    who = "The healthy training" if patient == "healthy" else f"Patient {patient}{', cured,' if cured else ''}"
    shares = " and ".join(in_words(share) for share in right[n].round(1))
    sentence = (
        f"{who} after {n} epoch{'s' * (n != 1)}: the cost is {costs[n, 0]:.2f} on training and {costs[n, 1]:.2f} on "
        f"validation samples, and {shares} in 100 are right; guessing costs {guess:.2f}."
    )
    return Scene(panels, sentence)
