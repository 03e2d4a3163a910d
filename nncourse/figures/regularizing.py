"""Live figures of lecture 6, second half: small weights, many networks, neurons switched off, and digits cured."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from ..activations import identity, tanh
from ..costs import cross_entropy
from ..datasets import curve, digits, five_inputs, five_inputs_unseen, noisy_curve
from ..descent import Adam, gradient_descent
from ..mlp import MLP
from ..numbers import in_words
from ..regularization import L2, dropconnect_mask, dropout_masks
from ..scene import Bars, Choice, Field, Handle, Lamp, Layer, Line, Panel, Points, Scene, Slider, Text, Toggle, figure
from ..training import sgd
from ..validation import accuracy, early_stopping, ensemble, ensemble_errors
from .drawing import are, path, rounded, vector
from .overfitting import FIVE, exact_fit, squared_error

Array = np.ndarray


# ------------------------------------------------------------------------------------------ small weights, zeros

_PULLS: dict[str, Callable[[Array], Array]] = {"L2": lambda w: w, "L1": np.sign}
_NORMS: dict[str, Callable[[Array], float]] = {"L2": lambda w: w @ w, "L1": lambda w: np.abs(w).sum()}
_STEPS, _STRIDE = 5000, 100


@lru_cache(maxsize=64)
def _shrinking(lam: float, by_heart: bool, norm: str) -> Array:
    """Every hundredth of 5,000 steps of gradient descent on the table, from (0, 2, 4, 6, 8) or from 0."""
    X, Y = five_inputs()

    def gradient(w: Array) -> Array:
        return X.T @ (X @ w - Y[:, 0]) / len(X) + lam * _PULLS[norm](w)

    walk = gradient_descent(gradient, exact_fit(0) * by_heart, 0.02)
    return np.array(list(islice(walk, 0, _STEPS + 1, _STRIDE)))


@figure(
    lam=Slider(0, 1, 0, 0.05, label="weight decay λ"),
    epoch=Slider(0, _STEPS, 0, _STRIDE, label="epoch", play=10),
    start=Choice(("learnt by heart", "zeros"), "learnt by heart", label="start"),
    norm=Choice(("L2", "L1"), "L2", label="penalty", more=True),
)
def decay(lam: float, epoch: float, start: str, norm: str) -> Scene:
    """The neuron of the table trained with a price on its weights, from (0, 2, 4, 6, 8) or from 0."""
    walk = _shrinking(lam, start == "learnt by heart", norm)
    now = int(epoch) // _STRIDE
    w, epochs = walk[now], np.arange(now + 1) * _STRIDE / 1000
    (X, Y), (V, U) = five_inputs(), five_inputs_unseen()
    ways = [Line(epochs, way.round(4), width=1.5 + (j == 0)) for j, way in enumerate(walk[: now + 1].T)]
    apart = max(0.0, 0.35 - abs(w[0] - w[4]) / 2) * (1 if w[0] >= w[4] else -1)  # so that both names can be read
    names = [Text(epochs[-1] + 0.15, w[j] + d, FIVE[j], anchor="left") for j, d in ((0, apart), (4, -apart))]
    panels = (
        Panel((Bars(w.round(3), FIVE),), (-0.6, 4.6), (-0.6, 9), "weights now", "w"),
        Panel((*ways, *names), (0, 5.8), (-0.6, 9), "epoch, in thousands", "the five weights on their way"),
    )
    sentence = (
        f"Epoch {int(epoch)}, {norm} with λ = {in_words(lam)}: w = {vector(w.round(3))}, training error "
        f"{rounded(squared_error(X @ w, Y[:, 0]))}, error on unseen rows {rounded(squared_error(V @ w, U[:, 0]))}."
    )
    return Scene(panels, sentence)


@figure(
    t=Slider(0, 2.5, 1.6, 0.05, label="w₁"),
    norm=Choice(("L2", "L1"), "L2", label="price"),
)
def norms(t: float, norm: str) -> Scene:
    """Among the weights that fit the table exactly: which cost least, by squares or by sizes (deck KHE 1126-1130)."""
    price, w, ts = _NORMS[norm], exact_fit(t).round(9), np.linspace(0, 2.5, 101)
    costs, here, top = np.array([price(exact_fit(s)) for s in ts]), float(price(w)), 12
    said = "Σ w²" if norm == "L2" else "Σ |w|"
    inside = costs <= top
    layers: list[Layer] = [Line(ts[inside], costs[inside], width=2.5)]
    layers.append(
        Handle(t, here, horizontal="t") if here <= top else Text(min(t + 0.1, 2.4), top - 0.6, "↑", bold=True)
    )
    panels = (
        Panel((Bars(w, FIVE),), (-0.6, 4.6), (-2.4, 9), "weights", "w"),
        Panel(tuple(layers), (0, 2.5), (0, top), "w₁", f"price {said}"),
    )
    return Scene(panels, f"w = {vector(w)} fits all four rows and has {said} = {in_words(here)}.")


# ------------------------------------------------------------------------------------------ many networks

_MEMBERS = 10


@lru_cache(maxsize=32)
def _trained(seed: int, own: bool) -> Array:
    """What ten small networks answer at 61 places, and at 200 test samples: (10, 261)."""
    X, Y = noisy_curve(15, np.random.default_rng(seed), 0.2)
    test = noisy_curve(200, np.random.default_rng(100), 0.2)[0]
    places = np.concatenate([np.linspace(-1, 1, 61)[:, None], test])
    answers = []
    for member in range(_MEMBERS):
        rng = np.random.default_rng(100 + member)
        rows = rng.integers(15, size=15) if own else np.arange(15)
        start = MLP.random([1, 10, 1], np.random.default_rng(member), hidden=tanh, output=identity, scale=2.0)
        *_, net = sgd(start, X[rows], Y[rows], 0.03, 1000, optimizer=Adam())
        answers.append(net.predict(places)[:, 0])
    return np.array(answers)


@figure(
    members=Slider(1, _MEMBERS, 1, 1, label="members", play=1),
    own=Toggle(True, label="each draws its own samples"),
    seed=Slider(0, 4, 0, 1, label="draw (seed)"),
)
def members(members: float, own: bool, seed: float) -> Scene:
    """An ensemble: small networks that learned the same curve, their mean, and the errors of both."""
    m = int(members)
    answers = _trained(int(seed), own)[:m]
    targets = noisy_curve(200, np.random.default_rng(100), 0.2)[1]
    errors = ensemble_errors(answers[:, 61:, None], targets)
    X, Y = noisy_curve(15, np.random.default_rng(int(seed)), 0.2)
    xs, high = np.linspace(-1, 1, 61), 2.2
    shown = answers[:, :61].clip(-high, high).round(3)
    lines = [Line(xs, each, tone="grid", width=1.5) for each in shown[-6:]]
    layers: tuple[Layer, ...] = (
        *lines,
        Line(xs[::2], curve(xs[::2]), tone="muted", dashed=True),
        Line(xs, ensemble(answers[:, :61]).clip(-high, high).round(4), width=3),
        Points(X[:, 0].round(3), Y[:, 0].round(3), np.ones(15, int)),
    )
    mean = float(errors.members.mean())
    bars = Bars(np.array([mean, errors.ensemble, errors.variance]).round(4), ("member", "ensemble", "variance"))
    panels = (
        Panel(layers, (-1, 1), (-high, high), "x", "thin: the last six members, bold: mean"),
        Panel((bars,), (-0.6, 2.6), (0, max(0.25, 1.1 * mean)), " ", "test error"),
    )
    shares = f"{rounded(mean, 4)} = {rounded(errors.ensemble, 4)} + {rounded(errors.variance, 4)}"
    if m == 1:
        return Scene(panels, f"One network: test error {rounded(mean, 4)}; alone it is its own ensemble.")
    best = int(np.sum(errors.members < errors.ensemble))
    sentence = (
        f"{m} networks: mean error of a member = error of the ensemble + variance, {shares} (rounded); "
        f"{best or 'none'} of the members {'is' if best < 2 else 'are'} better alone."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ switched off at random

_H = np.array([1.0, 2.0, 3.0])
_NEURONS = MLP.of([np.ones((3, 1)), np.ones((2, 3))], [np.zeros(3), np.zeros(2)])


def _draws(kind: str, rate: float) -> Iterator[Array]:
    """What stays on of the six connections from three hidden neurons to two outputs: (2, 3) of 0 and 1, without end."""
    rng = np.random.default_rng(0)
    while True:
        if kind == "neurons":
            yield np.ones((2, 1)) * (np.array(dropout_masks(_NEURONS, 1, rate, rng)[1]) > 0)
        else:
            yield _NEURONS.views(dropconnect_mask(_NEURONS, rate, rng).astype(float))[0][2]


@figure(
    kind=Choice(("neurons", "connections"), "neurons", label="switch off"),
    rate=Slider(0, 0.9, 0.5, 0.1, label="rate p"),
    draw=Slider(1, 100, 1, 1, label="draws", play=4),
    louder=Toggle(False, label="what stays is 1/(1 − p) louder"),
)
def dropped(kind: str, rate: float, draw: float, louder: bool) -> Scene:
    """Three hidden neurons with activations 1, 2, 3, two outputs that add them up: dropout, and dropconnect."""
    masks = np.array(list(islice(_draws(kind, rate), int(draw)))) / (1 - rate if louder else 1)
    sums = masks @ _H
    on = masks[-1] > 0
    silent = ~on.any(axis=0) if kind == "neurons" else np.zeros(3, bool)
    hidden, outputs = [(0.0, 1.6 - 1.6 * k) for k in range(3)], [(2.4, 0.9 - 1.8 * j) for j in range(2)]
    drawn: list[Layer] = []
    for j, k in np.ndindex(2, 3):
        stays = bool(on[j, k])
        drawn.append(path(hidden[k], outputs[j], tone="ink" if stays else "grid", width=2.5 if stays else 1.5,
                          dashed=not stays))  # fmt: skip
    drawn += [Lamp(*hidden[k], not silent[k], f"{_H[k]:.0f}", "off" if silent[k] else "") for k in range(3)]
    drawn += [Lamp(*outputs[j], False, rounded(sums[-1, j], 1)) for j in range(2)]
    means = sums.cumsum(axis=0)[:, 0] / np.arange(1, len(sums) + 1)
    top = 14
    running = (
        path((0, 6), (100, 6), tone="muted", dashed=True),
        Line(np.arange(1, len(sums) + 1), means.clip(0, top).round(4), width=2.5),
        Lamp(len(sums), min(means[-1], top), True),
    )
    panels = (
        Panel(tuple(drawn), (-0.6, 3.2), (-2.3, 2.3), title=f"{kind} off: dashed", equal=True, bare=True),
        Panel(running, (0, 104), (0, top), "draws", f"upper sum, mean so far  (cut at {top})"),
    )
    count = int((~on).sum()) if kind == "connections" else int(silent.sum())
    sentence = (
        f"Draw {int(draw)} at p = {in_words(rate)}: {count or 'no'} {kind if count != 1 else kind[:-1]} off, sums "
        f"{rounded(sums[-1, 0])} and {rounded(sums[-1, 1])}; the mean of the upper sum so far is {rounded(means[-1])}, "
        f"with nothing off it is 6."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ a few digits

_DIGIT_EPOCHS, _MISSED = 100, 3


@lru_cache(maxsize=1)
def _digit_parts() -> tuple[tuple[Array, Array], ...]:
    """Digits to draw the training samples from, 200 to validate with, 1,000 to test with."""
    X, Y = digits()
    rng = np.random.default_rng(0)
    order = rng.permutation(len(X))
    return tuple((X[rows], Y[rows]) for rows in (order[1200:], order[1000:1200], order[:1000]))


@lru_cache(maxsize=48)
def _reader(samples: int, hidden: int, lam: float, dropout: float, stop: bool, seed: int) -> tuple[MLP, int]:
    """A network that learned a few digits from large weights, and the epoch it is of."""
    (X, Y), validation, _ = _digit_parts()
    start = MLP.random([64, hidden, 10], np.random.default_rng(seed), hidden=tanh, cost=cross_entropy, scale=1.0)
    nets = sgd(start, X[:samples], Y[:samples], 0.5, _DIGIT_EPOCHS, batch_size=10,
               rng=np.random.default_rng(seed + 1), penalty=L2(lam), dropout=dropout)  # fmt: skip
    if stop:
        found = early_stopping(nets, lambda net: net.cost_on(*validation), 10)
        return found.best, found.best_epoch
    *_, last = nets
    return last, _DIGIT_EPOCHS


@figure(
    samples=Slider(30, 300, 50, 10, label="training samples"),
    stop=Toggle(False, label="stop early"),
    decay=Toggle(False, label="weight decay 0.01"),
    dropout=Toggle(False, label="dropout ½"),
    small=Toggle(False, label="5 hidden units for 30", more=True),
    five=Toggle(False, label="ensemble of five", more=True),
    test=Toggle(False, label="open the test set", more=True),
)
def few_digits(samples: float, stop: bool, decay: bool, dropout: bool, small: bool, five: bool, test: bool) -> Scene:
    """A network learns a few handwritten digits by heart; six cures, and what each is worth."""
    train, validation, unseen = _digit_parts()
    n = int(samples)
    settings = (n, 5 if small else 30, 0.01 if decay else 0.0, 0.5 if dropout else 0.0, stop)
    read = [_reader(*settings, seed) for seed in range(5 if five else 1)]

    def right(X: Array, Y: Array) -> float:
        return accuracy(ensemble([net.predict(X) for net, _ in read]), Y)

    scores = {"training": right(train[0][:n], train[1][:n]), "validation": right(*validation)}
    if test:
        scores["test"] = right(*unseen)
    outputs = ensemble([net.predict(validation[0]) for net, _ in read])
    guess, truth = outputs.argmax(axis=1), validation[1].argmax(axis=1)
    missed = np.flatnonzero(guess != truth)[:_MISSED]
    images = np.zeros((11, 9 * _MISSED))
    captions = []
    for k, row in enumerate(missed):
        images[3:, 9 * k : 9 * k + 8] = validation[0][row].reshape(8, 8)[::-1]
        captions.append(Text(9 * k + 4, 1.2, f"{truth[row]} read as {guess[row]}"))
    bars = Bars(100 * np.array(list(scores.values())).round(4), tuple(scores))
    epochs = are([str(epoch) for _, epoch in read])
    panels = (
        Panel((bars,), (-0.6, len(scores) - 0.4), (0, 112), "samples", "right, in %"),
        Panel((Field.of(images, (-1, 1), sharp=True), *captions), (0, 9 * _MISSED), (0, 11),
              title="misread of the validation samples", equal=True, bare=True),
    )  # fmt: skip
    cures = [name for name, used in (("early stopping", stop), ("weight decay", decay), ("dropout", dropout),
                                     ("5 hidden units", small), ("an ensemble", five)) if used]  # fmt: skip
    said = are([f"{rounded(100 * share)} % of the {name} samples" for name, share in scores.items()])
    sentence = (
        f"{n} digits, {are(cures) if cures else 'no cure'}, {'epochs' if five else 'epoch'} {epochs}: right on {said}."
    )
    return Scene(panels, sentence)
