"""Live figures of lecture 1: how a perceptron learns from its mistakes (deck KHE 332-532)."""

import itertools
from functools import lru_cache

import numpy as np

from ..datasets import gate
from ..numbers import in_words
from ..perceptron import Perceptron, to_signs
from ..perceptron_learning import Look, learn_batch, learn_by_sample, perceptron_loss, surrogate_gradient
from ..scene import Bars, Choice, Handle, Layer, Panel, Points, Rings, Scene, Slider, Text, Toggle, figure
from .drawing import are, boundary, firing_side, path, vector

_CORNERS, _ = gate("AND")
_NAMES = ("00", "01", "10", "11")
_STARTS = {vector(start).replace("−", "-"): start for start in ((0, 0, 0), (1, 1, 1), (3, -2, 1), (-4, 4, 4))}
_SOLVED = {"(2, 1, -2)": (2, 1, -2)}  # computes AND before it has learned anything
_RATES = ("0.125", "0.25", "0.5", "1", "2", "8")
_SHOWN = 12  # epochs as bars, the last ones
_EPOCHS = 35  # the slowest of these runs that ends needs 34


@lru_cache(maxsize=64)
def _run(name: str, start: tuple[float, ...], learning_rate: float) -> tuple[Look, ...]:
    """Every look of a learning perceptron at the four samples of a gate."""
    X, Y = gate(name)
    unit = Perceptron.unfold(start)
    return tuple(learn_by_sample(X, to_signs(Y), unit, learning_rate, max_epochs=_EPOCHS))


def _plane(look: Look | None, unit: Perceptron, classes: np.ndarray) -> Panel:
    """The four samples, the one looked at marked, and the line before and after the look."""
    span = (-0.9, 1.9)
    layers: list[Layer] = [firing_side(unit, span, span)]
    old = None if look is None else boundary(look.before, span, span)
    new = boundary(unit, span, span)
    layers += [path(*old, tone="muted", dashed=True)] if old is not None else []
    layers += [path(*new, width=2.5)] if new is not None else []
    if look is not None and not look.correct:
        layers.append(Rings(*_CORNERS[[look.sample]].T))
    layers.append(Points(_CORNERS[:, 0], _CORNERS[:, 1], classes))
    for k, ((x, y), name) in enumerate(zip(_CORNERS, _NAMES, strict=True)):
        mark = " ◂" if look is not None and k == look.sample else ""
        layers.append(Text(x + 0.1, y + 0.22, name + mark, anchor="left", bold=True))
    return Panel(tuple(layers), span, span, "x₁  (shaded: fires)", "x₂  (△ +1, ○ −1)", equal=True)


def _weights(look: Look | None, unit: Perceptron, rate: float, reach: float) -> Panel:
    """The plane of the weights: w before and after the look, and the correction from tip to tip."""
    span = (-1.25 * reach, 1.25 * reach)
    layers: list[Layer] = [
        path((span[0], 0), (span[1], 0), tone="muted"),
        path((0, span[0]), (0, span[1]), tone="muted"),
    ]
    old, new = (u.weights for u in (unit if look is None else look.before, unit))
    if (old != new).any():
        layers.append(path((0, 0), old, tone="muted", width=2, arrow=True))
    if new.any():
        x, y = new + 0.13 * reach * new / np.hypot(*new)
        layers += [path((0, 0), new, width=2.5, arrow=True), Text(x, y, "w", bold=True)]
    if look is not None and (old != new).any():  # sample 00 corrects the bias alone
        tone, sign = ("positive", "+") if look.target > 0 else ("negative", "−")
        layers.append(path(old, new, tone=tone, width=4, arrow=True))
        layers.append(
            Text(span[1], span[0] + 0.12 * reach, f"{sign} {2 * rate:g}·x", tone=tone, anchor="right", bold=True)
        )
    return Panel(tuple(layers), span, span, "w₁", "w₂", equal=True)


def _epochs(run: tuple[Look, ...], looks: int) -> tuple[Panel, str]:
    """Mistakes in each finished epoch; and in words what has just come to its end, if something has."""
    counts = [sum(not look.correct for look in run[k : k + 4]) for k in range(0, looks - 3, 4)]
    first = max(len(counts) - _SHOWN, 0)
    labels = tuple(str(k + 1) for k in range(first, len(counts)))
    bars = Bars(np.array(counts[first:], dtype=float), labels)
    panel = Panel((bars,), (-0.7, _SHOWN - 0.3), (0, 4.4), "epoch", "mistakes an epoch")
    if not counts or looks % 4:
        return panel, ""
    ends = [tuple(run[k].after.folded) for k in range(3, looks, 4)]
    words = f" Epoch {len(counts)} had {counts[-1] or 'no'} mistake{'s' if counts[-1] > 1 else ''}"
    if counts[-1] == 0:
        return panel, f"{words}: learning stops."
    if ends[-1] in ends[:-1]:
        before = ends.index(ends[-1]) + 1
        return panel, f"{words}, and all weights are what they were after epoch {before}: this goes on for ever."
    return panel, f"{words}."


@figure(
    gate=Choice(("AND", "OR", "NAND", "XOR"), "AND", label="function to learn"),
    start=Choice(tuple(_STARTS), "(0, 0, 0)", label="start (w₁, w₂, b)"),
    learning_rate=Choice(_RATES, "0.5", label="learning rate η"),
    step=Slider(0, 4 * _EPOCHS, 0, 1, label="looks at a sample", play=3),
)
def steps(gate: str, start: str, learning_rate: str, step: float) -> Scene:
    """The learning rule, one look at one sample after the other: only a mistake moves the line."""
    run = _run(gate, _STARTS[start], float(learning_rate))
    looks = min(int(step), len(run))
    look = run[looks - 1] if looks else None
    unit = look.after if look else run[0].before
    classes = (np.array([each.target for each in run[:4]]) > 0).astype(int)
    right, ended = _epochs(run, looks)
    if look is None:
        sentence = f"Before the first look: (w₁, w₂, b) = {vector(unit.folded)}."
    elif step > looks:
        sentence = f"Learning stopped after {looks} looks, with an epoch without a mistake: "
        sentence += f"(w₁, w₂, b) = {vector(unit.folded)}."
    else:
        wanted, output = (f"{number:+.0f}".replace("-", "−") for number in (look.target, look.output))
        sentence = f"Epoch {look.epoch}, sample {_NAMES[look.sample]} wants {wanted} and gets {output}: "
        if look.correct:
            sentence += f"(w₁, w₂, b) stays {vector(unit.folded)}.{ended}"
        else:
            x, sign = vector([*_CORNERS[look.sample], 1]), "+" if look.target > 0 else "−"
            change = f"{vector(look.before.folded)} {sign} {learning_rate}·2·{x}"
            sentence += f"(w₁, w₂, b) = {change} = {vector(unit.folded)}.{ended}"
    reach = max(float(np.abs(u.weights).max()) for u in (run[0].before, *(each.after for each in run)))
    return Scene((_plane(look, unit, classes), _weights(look, unit, float(learning_rate), reach), right), sentence)


_X, _Y = np.array([[1.0, 2.0], [3.0, -1.0], [-1.0, -1.0]]), np.array([1.0, -1.0, -1.0])
_W1 = (-2.7, 2.7)
_ETA = 0.25


def _loss(w1: float, w2: float) -> float:
    return 0.5 * perceptron_loss(Perceptron([w1, w2], 0), _X, _Y)


def _stairs(w2: float, tone: str, width: float) -> list[Layer]:
    """The loss along w₁ for a fixed w₂: flat between the places where a score changes its sign."""
    jumps = sorted(float(-x[1] * w2 / x[0]) for x in _X)
    ends = [_W1[0], *(min(max(jump, _W1[0]), _W1[1]) for jump in jumps), _W1[1]]
    flats = [(a, b, _loss((a + b) / 2, w2)) for a, b in itertools.pairwise(ends) if a < b]
    return [path((a, level), (b, level), tone=tone, width=width, dashed=tone == "muted") for a, b, level in flats]


@figure(
    w1=Slider(-2.5, 2.5, 1.5, 0.25, label="w₁"),
    surrogate=Toggle(False, label="surrogate step", more=True),
)
def staircase(w1: float, surrogate: bool) -> Scene:
    """The loss of a perceptron along one weight: stairs without a slope, and the step that is taken all the same."""
    here, unit = _loss(w1, 0.5), Perceptron([w1, 0.5], 0)
    left, right = _loss(w1 - 1e-6, 0.5), _loss(w1 + 1e-6, 0.5)
    layers, sentence = _stairs(0.5, "ink", 4), f"At w = {vector(unit.weights)} the halved loss is {in_words(here)}; "
    if left == right:
        sentence += "a little to the left and to the right it is the same, so the slope is 0."
    else:
        sentence += f"it jumps here from {in_words(left)} to {in_words(right)}, so there is no slope."
    if surrogate:
        gradient = surrogate_gradient(unit, _X, _Y, bias=False)[:2]
        stream = learn_batch(_X, _Y, unit, _ETA, bias=False)
        w = (next(stream), next(stream))[1].weights
        after = _loss(*w)
        sentence += f" The surrogate gradient is {vector(gradient)}"
        if gradient.any():
            layers = [*_stairs(float(w[1]), "muted", 2.5), *layers]
            layers += [
                path((w1, here), (w[0], after), tone="positive" if w[0] > w1 else "negative", width=3, arrow=True),
                Text((w1 + w[0]) / 2, (here + after) / 2 + 0.45, in_words(w[0] - w1), bold=True),
                Text(2.65, _loss(2.65, w[1]) - 0.35, f"w₂ = {in_words(w[1])}", tone="muted", anchor="right"),
            ]
            sentence += (
                f": with η = {in_words(_ETA)} it moves w₁ by {in_words(w[0] - w1)} and w₂ by {in_words(w[1] - 0.5)}, "
                f"to w = {vector(w)} with the halved loss {in_words(after)}."
            )
        else:
            sentence += ": without a mistake there is no step."
    layers += [
        Text(2.65, _loss(2.65, 0.5) + 0.4, "w₂ = 0.5", anchor="right", bold=True),
        Handle(w1, here, horizontal="w1"),
    ]
    return Scene((Panel(tuple(layers), _W1, (-0.6, 5.4), "w₁", "loss ½ Σ (Y − y)²"),), sentence)


@figure(start=Choice((*_STARTS, *_SOLVED), "(3, -2, 1)", label="start (w₁, w₂, b)"))
def rates(start: str) -> Scene:
    """How many epochs AND takes with six learning rates: it depends on where the weights start."""
    first = (_STARTS | _SOLVED)[start]
    epochs = [_run("AND", first, float(rate))[-1].epoch for rate in _RATES]
    bars = Bars(np.array(epochs, dtype=float), _RATES)
    panel = Panel((bars,), (-0.7, 5.7), (0, 33), "learning rate η", "epochs until one has no mistake")
    sentence = f"From (w₁, w₂, b) = {vector(first)} "
    if len(set(epochs)) > 1:
        sentence += f"AND takes {are([str(count) for count in epochs])} epochs for η = {are(_RATES)}."
    elif any(first):
        sentence += f"AND takes {epochs[0]} epoch for every η: there is nothing to learn."
    else:
        sentence += f"AND takes {epochs[0]} epochs for every η: another η stretches all weights and changes no output."
    return Scene((panel,), sentence)
