"""Live figures of lecture 6, first half: fit is not understanding, and how to see that in time."""

from functools import lru_cache

import numpy as np

from ..activations import tanh
from ..costs import log_loss
from ..datasets import curve, five_inputs, five_inputs_unseen, moons, noisy_curve
from ..mlp import MLP
from ..numbers import in_words
from ..regularization import L2
from ..scene import Bars, Choice, Handle, Lamp, Layer, Line, Panel, Points, Rings, Scene, Slider, Toggle, figure
from ..training import sgd
from ..validation import cross_validate, early_stopping, kfold, split
from .drawing import net_field, path, rounded, vector

Array = np.ndarray
FIVE = ("w₁", "w₂", "w₃", "w₄", "w₅")


def exact_fit(t: float) -> Array:
    """The weights (5,) that fit the four rows of the table exactly and have w₁ = t."""
    return np.array([t, *(i * (2 - t) for i in range(1, 5))])


def squared_error(A: Array, Y: Array) -> float:
    """The mean of the squared errors."""
    return float(((A - Y) ** 2).mean())


# ------------------------------------------------------------------------------------------ the five-input table


@figure(
    t=Slider(-0.5, 2.5, 1, 0.1, label="w₁"),
    unseen=Toggle(False, label="show unseen rows"),
    fifth=Toggle(False, label="a fifth row to learn from", more=True),
)
def table(t: float, unseen: bool, fifth: bool) -> Scene:
    """A neuron with five inputs and its exact fits of four rows, one for each w₁ (deck KHE 1062-1079)."""
    w = exact_fit(t).round(9)
    (X, Y), (V, U) = five_inputs(4 + fifth), five_inputs_unseen()
    seen, new = X @ w, V @ w
    outputs, targets = (np.r_[seen, new], np.r_[Y, U][:, 0]) if unseen else (seen, Y[:, 0])
    rows = tuple("ABCDE"[: len(X)] + ("PQRS" if unseen else ""))
    marks = [path((k - 0.36, y), (k + 0.36, y), tone="positive", width=4) for k, y in enumerate(targets)]
    panels = (
        Panel((Bars(w, FIVE), Handle(0, t, vertical="t")), (-0.6, 4.6), (-3, 11), "weights", "w: drag w₁"),
        Panel((Bars(outputs.round(9), rows), *marks), (-0.6, len(rows) - 0.4), (-5, 22),
              "row  (line: target)", "output ŷ"),
    )  # fmt: skip
    sentence = (
        f"w = {vector(w)}: training error {in_words(squared_error(seen, Y[:, 0]))} on rows A to {rows[len(X) - 1]}"
    )
    sentence += f", error {in_words(squared_error(new, U[:, 0]))} on the unseen rows P to S" if unseen else ""
    return Scene(panels, f"{sentence}.")


# ------------------------------------------------------------------------------------------ a curve through points


def _powers(x: Array, degree: int) -> Array:
    """Legendre polynomials up to a degree, one a column: they span the same curves as 1, x, x², …, more exactly."""
    return np.polynomial.legendre.legvander(x, degree)


def _fitted(X: Array, Y: Array, degree: int) -> Array:
    """The polynomial of least squared error, as a column of coefficients."""
    return np.linalg.lstsq(_powers(X[:, 0], degree), Y, rcond=None)[0]


def _polynomial_error(coefficients: Array, X: Array, Y: Array) -> float:
    return squared_error(_powers(X[:, 0], len(coefficients) - 1) @ coefficients, Y)


_DEGREES, _TOP = 14, 0.6


@figure(
    degree=Slider(0, _DEGREES, 1, 1, label="degree"),
    samples=Slider(15, 100, 15, 5, label="training samples"),
    noise=Slider(0, 0.5, 0.2, 0.05, label="noise"),
    seed=Slider(0, 9, 0, 1, label="draw (seed)", dial=True),
)
def capacity(degree: float, samples: float, noise: float, seed: float) -> Scene:
    """Polynomials through noisy points: the higher the degree the better the fit, and what that is worth."""
    d, n = int(degree), int(samples)
    X, Y = noisy_curve(n, np.random.default_rng(int(seed)), noise)
    T, U = noisy_curve(300, np.random.default_rng(100), noise)
    fits = [_fitted(X, Y, k) for k in range(_DEGREES + 1)]
    errors = np.array([(_polynomial_error(c, X, Y), _polynomial_error(c, T, U)) for c in fits])
    xs, degrees = np.linspace(-1, 1, 101), np.arange(_DEGREES + 1)
    drawn = np.clip(_powers(xs, d) @ fits[d][:, 0], -2.5, 2.5)
    shown = np.minimum(errors, _TOP)
    left = (
        Line(xs[::2], curve(xs[::2]), tone="muted", dashed=True),
        Line(xs, drawn.round(4), width=2.5),
        Points(X[:, 0].round(4), Y[:, 0].clip(-2.5, 2.5).round(4), np.ones(n, int)),
    )
    right: tuple[Layer, ...] = (
        Line(degrees, shown[:, 0], width=2.5),
        Line(degrees, shown[:, 1], tone="negative", width=2.5, dashed=True),
        *(Lamp(d, e, True) for e in shown[d]),
    )
    panels = (
        Panel(left, (-1, 1), (-2.5, 2.5), "x", "degree as set; dashed: the truth"),
        Panel(right, (0, _DEGREES), (0, _TOP * 1.05), "degree", f"error: training ——, test - -  (cut at {_TOP})"),
    )
    train, test = errors[d]
    sentence = (
        f"Degree {d}, {n} samples: training error {rounded(train)}, "
        f"test error {'beyond 100' if test > 100 else rounded(test)} on 300 other samples."
    )
    return Scene(panels, sentence, goal=bool(test < 1.5 * noise**2 + 0.01))


# ------------------------------------------------------------------------------------------ moons, learned too long

_EPOCHS, _EVERY, _NOISE, _RATE = 1000, 10, 0.3, 2.0
_WINDOW_X, _WINDOW_Y = (-1.9, 2.9), (-1.7, 2.2)
_DECAYS = ("0", "0.001", "0.003", "0.01", "0.03")


@lru_cache(maxsize=1)
def _others() -> tuple[Array, Array]:
    """The samples to validate with: many, so that they tell the truth."""
    return moons(400, np.random.default_rng(1), _NOISE)


@lru_cache(maxsize=64)
def _course(hidden: int, samples: int, lam: float) -> tuple[tuple[MLP, ...], Array]:
    """The network after every tenth of 1,000 epochs, and its loss on training and validation samples."""
    X, Y = moons(samples, np.random.default_rng(0), _NOISE)
    start = MLP.random([2, hidden, 1], np.random.default_rng(0), hidden=tanh, cost=log_loss, scale=1.0)
    walk = sgd(start, X, Y, _RATE, _EPOCHS, penalty=L2(lam))
    nets = tuple(net for k, net in enumerate(walk) if k % _EVERY == 0)
    return nets, np.array([(net.cost_on(X, Y), net.cost_on(*_others())) for net in nets])


@figure(
    epoch=Slider(0, _EPOCHS, 0, _EVERY, label="epoch", play=20),
    hidden=Slider(1, 30, 20, 1, label="hidden units"),
    samples=Slider(20, 200, 40, 20, label="training samples"),
    decay=Choice(_DECAYS, "0", label="weight decay λ", more=True),
)
def training(epoch: float, hidden: float, samples: float, decay: str) -> Scene:
    """Two moons and a network that trains on and on: its loss on what it learns from, and on what it does not."""
    X, Y = moons(int(samples), np.random.default_rng(0), _NOISE)
    nets, losses = _course(int(hidden), int(samples), float(decay))
    now, epochs, top = int(epoch) // _EVERY, np.arange(len(nets)) * _EVERY, 1.7
    shown = np.minimum(losses, top)[: now + 1].round(5)
    plane = (
        net_field(nets[now], 2, 0, (0, 1), _WINDOW_X, _WINDOW_Y),
        Points(X[:, 0].round(3), X[:, 1].round(3), Y[:, 0].astype(int)),
    )
    curves: tuple[Layer, ...] = (
        Line(epochs[: now + 1], shown[:, 0], width=2.5),
        Line(epochs[: now + 1], shown[:, 1], tone="negative", width=2.5, dashed=True),
        *(Lamp(epochs[now], loss, True) for loss in shown[now]),
    )
    panels = (
        Panel(plane, _WINDOW_X, _WINDOW_Y, "x₁", "x₂  (△ 1, ○ 0)", equal=True),
        Panel(curves, (0, _EPOCHS), (0, top), f"epoch  (above {top}: cut)", "log loss: training ——, validation - -"),
    )
    best = int(losses[: now + 1, 1].argmin())
    train, validation = losses[now]
    sentence = (
        f"Epoch {now * _EVERY}, {4 * int(hidden) + 1} weights and biases: training loss {rounded(train)}, "
        f"validation loss {rounded(validation)}; its lowest so far was {rounded(losses[best, 1])}, "
        f"at epoch {best * _EVERY}."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ when to stop

_WRITTEN = (1.0, 0.7, 0.72, 0.5, 0.45, 0.47, 0.52, 0.6)


@lru_cache(maxsize=1)
def _bumpy() -> tuple[tuple[float, ...], Array]:
    """Losses of 200 epochs on 10 validation samples of 50, and on 1,000 that nobody used."""
    X, Y = moons(50, np.random.default_rng(7), _NOISE)
    learn, validate = split(50, (0.8, 0.2), np.random.default_rng(7))
    start = MLP.random([2, 20, 1], np.random.default_rng(0), hidden=tanh, cost=log_loss, scale=1.0)
    nets = list(sgd(start, X[learn], Y[learn], 1.0, 100, batch_size=20, rng=np.random.default_rng(1)))
    unused = moons(1000, np.random.default_rng(100), _NOISE)
    test = np.array([net.cost_on(*unused) for net in nets])
    return tuple(net.cost_on(X[validate], Y[validate]) for net in nets), test


@figure(
    patience=Slider(1, 32, 1, 1, label="patience"),
    run=Choice(("eight epochs", "moons, 40 + 10 samples"), "eight epochs", label="validation losses of"),
)
def stopping(patience: float, run: str) -> Scene:
    """A validation curve with bumps: where training stops, and which network is kept (deck KHE 1138-1145)."""
    written = run == "eight epochs"
    losses = _WRITTEN if written else _bumpy()[0]
    stop = early_stopping(range(len(losses)), losses.__getitem__, int(patience))
    seen, top = np.array(stop.losses), 1.1 if written else 0.4
    ahead = np.minimum(losses[stop.stop_epoch :], top)
    layers = (
        Line(np.arange(stop.stop_epoch, len(losses)), ahead, tone="grid", width=2),
        Line(np.arange(len(seen)), np.minimum(seen, top), tone="negative", width=2.5, dashed=True),
        Rings(np.array([stop.best_epoch]), seen[[stop.best_epoch]]),
        path((stop.stop_epoch, 0), (stop.stop_epoch, top), tone="ink", width=2),
    )
    panel = Panel(layers, (0, len(losses) - 1), (0, top), "epoch  (ring: kept, upright line: stopped)",
                  "validation loss" + (f"  (cut at {top})" if max(losses) > top else ""))  # fmt: skip
    ended = f"stops after epoch {stop.stop_epoch}"
    if stop.stop_epoch - stop.best_epoch < patience:
        ended = f"never stops it before the end, epoch {stop.stop_epoch},"
    sentence = (
        f"Patience {int(patience)} {ended} and keeps the network of epoch {stop.best_epoch}, "
        f"validation loss {rounded(seen[stop.best_epoch])}"
    )
    if not written:
        test = _bumpy()[1]
        sentence += (
            f"; on 1,000 unused samples its loss is {rounded(test[stop.best_epoch])}, at the end {rounded(test[-1])}"
        )
    return Scene((panel,), f"{sentence}.")


# ------------------------------------------------------------------------------------------ the test set, used often


@figure(
    candidates=Slider(1, 200, 1, 1, label="guessers tried", play=10),
    samples=Slider(20, 500, 100, 20, label="test samples"),
    seed=Slider(0, 19, 0, 1, label="draw (seed)"),
)
def guessers(candidates: float, samples: float, seed: float) -> Scene:
    """Classifiers that toss a coin, the best of them chosen on the test set: how good it looks, and how good it is."""
    n, m, rng = int(candidates), int(samples), np.random.default_rng(int(seed))
    scores = rng.binomial(m, 0.5, size=200)[:n] / m
    best = int(scores.argmax())
    fresh = rng.binomial(2000, 0.5, size=200)[best] / 2000
    dots = (
        Points(np.arange(1, n + 1), scores, np.zeros(n, int)),
        Rings(np.array([best + 1]), scores[[best]]),
        path((0, 0.5), (201, 0.5), tone="muted", dashed=True),
    )
    bars = Bars(np.array([scores[best], fresh]), ("chosen by", "fresh"))
    panels = (
        Panel(dots, (0, 201), (0, 1), "guesser", "accuracy on the test set"),
        Panel((bars,), (-0.6, 1.6), (0, 1), "samples", "accuracy of the best"),
    )
    sentence = (
        f"Of {n} guesser{'s' * (n > 1)} the best is right on {rounded(100 * scores[best])} % of the {m} samples it was "
        f"chosen by, and on {rounded(100 * fresh)} % of 2,000 fresh ones."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ K-fold

_FOLD_SAMPLES = 20


@lru_cache(maxsize=128)
def _fold_errors(k: int, degree: int) -> Array:
    """The validation error of every fold, for polynomials of a degree on 20 noisy points."""
    X, Y = noisy_curve(_FOLD_SAMPLES, np.random.default_rng(2), 0.2)

    def error(learn: Array, validate: Array) -> float:
        return _polynomial_error(_fitted(X[learn], Y[learn], degree), X[validate], Y[validate])

    return cross_validate(error, _FOLD_SAMPLES, k)


@figure(
    folds=Slider(2, 10, 5, 1, label="folds K"),
    turn=Slider(1, 10, 1, 1, label="turn", play=1),
    degree=Slider(1, 8, 1, 1, label="degree"),
)
def folds(folds: float, turn: float, degree: float) -> Scene:
    """K-fold cross-validation: blocks of samples that take turns at validating, and the error of every turn."""
    k = int(folds)
    now = min(int(turn), k)
    errors = _fold_errors(k, int(degree))
    parts = kfold(_FOLD_SAMPLES, k)
    blocks: list[Layer] = []
    for row, (_, validate) in enumerate(parts[:now]):
        tones = ("muted", "negative") if row == now - 1 else ("grid", "muted")
        blocks.append(path((0, -row), (_FOLD_SAMPLES, -row), tone=tones[0], width=3))
        blocks.append(path((validate[0] + 0.1, -row), (validate[-1] + 0.9, -row), tone=tones[1], width=11))
    top = 0.5
    done = errors[:now]
    bars = Bars(np.minimum(done, top).round(2), tuple(map(str, range(1, now + 1))))
    mean = [path((-0.6, min(done.mean(), top)), (k - 0.4, min(done.mean(), top)), dashed=True)] if now == k else []
    panels = (
        Panel(tuple(blocks), (-0.3, _FOLD_SAMPLES + 0.3), (0.5 - 10, 0.8), title="sample 1 … 20; thick: validates",
              bare=True),
        Panel((bars, *mean), (-0.6, k - 0.4), (0, top * 1.1), f"turn  (above {top}: cut)", "validation error"),
    )  # fmt: skip
    learn, validate = parts[now - 1]
    sentence = (
        f"Turn {now} of {k}: {len(learn)} samples train a polynomial of degree {int(degree)}, "
        f"{len(validate)} validate, error {rounded(errors[now - 1])}"
    )
    sentence += f"; the mean of all {k} turns is {rounded(errors.mean())}" if now == k else ""
    return Scene(panels, f"{sentence}.")
