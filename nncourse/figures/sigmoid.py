"""Live figures of lecture 2: the sigmoid neuron, its slope, other activations, layers, and what outputs mean."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..activations import Activation, hard_tanh, identity, relu, sigmoid, sign, softmax, softmax_jacobian, step, tanh
from ..costs import cross_entropy
from ..datasets import binary_inputs, digits
from ..mlp import MLP
from ..neuron import Neuron
from ..numbers import in_words
from ..scene import Bars, Choice, Field, Handle, Lamp, Layer, Line, Panel, Scene, Slider, Text, Toggle, figure
from ..training import sgd
from .drawing import INDEX, are, connection, path, rounded, signed_sum, vector

_NAMES = tuple("".join(str(int(bit)) for bit in row) for row in binary_inputs(3))


def _graph(phi: Activation, lo: float, hi: float, w: float = 1, b: float = 0, tone: str = "ink") -> Line:
    """The graph of φ(wx + b) from lo to hi."""
    x = np.linspace(lo, hi, 161)
    return Line(x, phi(w * x + b), tone=tone, width=2.5)


def _four(number: float | np.ndarray) -> str:
    """A number for the eye, to four decimals."""
    return rounded(number, 4)


def _strictly(a: float | np.ndarray) -> float:
    """An output to three decimals, or to more where three would make 0 or 1 of what is neither."""
    decimals, a = 3, float(a)
    while decimals < 15 and a not in (0, 1) and round(a, decimals) in (0, 1):
        decimals += 1
    return round(a, decimals)


# ------------------------------------------------------------------------------------------ from step to sigmoid


@figure(w1=Slider(4, 6, 4.5, 0.01, label="w₁ of the weather"))
def nudge(w1: float) -> Scene:
    """The same small change of one weight on a perceptron and on a sigmoid neuron; good weather, b = −5."""
    z = round(w1 - 5, 9)
    hard, soft = float(step(z)), float(sigmoid(z))
    stairs = (path((4, 0), (5, 0), width=3), path((5, 1), (6, 1), width=3), Handle(w1, hard, horizontal="w1"))
    curve = (_graph(sigmoid, 4, 6, b=-5), Handle(w1, soft, horizontal="w1"))
    panels = (
        Panel(stairs, (4, 6), (-0.1, 1.1), "w₁", "perceptron"),
        Panel(curve, (4, 6), (-0.1, 1.1), "w₁", "sigmoid neuron"),
    )
    flips = len({float(step(round(z + nudge, 9))) for nudge in (-0.05, 0, 0.05)}) > 1
    near = f"{'a tie, silent; ' * (z == 0)}0.05 more or less {'can flip it' if flips else 'changes nothing'}"
    sentence = (
        f"At w₁ = {in_words(w1)} the perceptron answers {hard:.0f} ({near}); the sigmoid neuron answers {_four(soft)}, "
        f"and with 0.05 more {_four(sigmoid(z + 0.05))}."
    )
    return Scene(panels, sentence)


@figure(
    threshold=Slider(-1, 11, 9, 0.5, label="threshold"),
    smooth=Toggle(False, label="sigmoid for step"),
)
def doubt(threshold: float, smooth: bool) -> Scene:
    """The eight weekends of lecture 1 once more: what a sigmoid neuron makes of the same weights and bias."""
    answers = Neuron([6, 2, 2], 0 - threshold, sigmoid if smooth else step).predict(binary_inputs(3))
    bars = Bars(np.array([_strictly(a) for a in answers]), _NAMES, (answers > 0.5).astype(int))
    half = path((-0.6, 0.5), (7.6, 0.5), tone="muted", dashed=True)
    sure = np.abs(answers - 0.5)
    doubtful = [
        f"{name} with {_four(a)}" for name, a, s in zip(_NAMES, answers, sure, strict=True) if s < sure.min() + 1e-9
    ]
    words = f"the perceptron fires for {int(answers.sum())} of the 8 inputs and is silent for the others"
    if smooth:
        least, most = (in_words(_strictly(a)) for a in (answers.min(), answers.max()))
        words = f"the sigmoid neuron answers from {least} to {most}; "
        words += f"least sure {'is' if len(doubtful) == 1 else 'are'} {are(doubtful)}"
    panel = Panel((bars, half), (-0.6, 7.6), (0, 1.12), "weather · friend · commute", "output")
    return Scene((panel,), f"With threshold {in_words(threshold)}, b = {in_words(0 - threshold)}, {words}.")


@figure(z=Slider(-6, 6, 0, 0.1, label="z"))
def curve(z: float) -> Scene:
    """The logistic function, a place on it, and its mirror image."""
    here, there = float(sigmoid(z)), float(sigmoid(-z))
    layers = (
        _graph(sigmoid, -6, 6),
        path((-6, 0.5), (6, 0.5), tone="muted", dashed=True),
        path((-z, 0), (-z, there), tone="muted"),
        Text(-z, there + 0.09, _four(there), tone="muted"),
        path((z, 0), (z, here), width=2),
        Text(z, here + 0.09, _four(here), bold=True),
        Handle(z, here, horizontal="z"),
    )
    sentence = f"σ({in_words(z)}) = {here:.6f} and σ({in_words(-z)}) = {there:.6f}; together they are 1."
    return Scene((Panel(layers, (-6, 6), (-0.05, 1.15), "z", "σ(z) = 1/(1 + e⁻ᶻ)"),), sentence)


@figure(
    w=Slider(-10, 10, 1, 0.5, label="weight w"),
    b=Slider(-6, 6, 0, 0.5, label="bias b"),
)
def shape(w: float, b: float) -> Scene:
    """One input: the weight makes the sigmoid steep, the bias moves it, and it is ½ at −b/w."""
    layers: list[Layer] = [path((0, -0.1), (0, 1.1), tone="grid"), _graph(sigmoid, -4, 4, w, b)]
    sentence = f"With w = 0 the input has no say: the output is σ({in_words(b)}) = {_four(sigmoid(b))} everywhere."
    if w:
        half = Neuron([w], b).half_point
        seen = abs(half) <= 4
        if seen:
            layers.append(path((half, 0), (half, 0.5), tone="muted", dashed=True))
            layers.append(Text(half, -0.06, in_words(half), bold=True))
        sentence = (
            f"σ({signed_sum([w])}·x {'+' if b >= 0 else '−'} {in_words(abs(b))}) is ½ at x = −b/w = {in_words(half)}"
            f"{'' if seen else ', out of the picture'}, and {'rises' if w > 0 else 'falls'}: "
            f"half a unit to the right it is {_four(sigmoid(w * (half + 0.5) + b))}."
        )
    return Scene((Panel(tuple(layers), (-4, 4), (-0.1, 1.1), "x", "output σ(wx + b)"),), sentence)


# ------------------------------------------------------------------------------------------ slopes


@figure(
    c=Slider(-5, 5, 1, 0.1, label="place c"),
    change=Slider(-3, 3, 2, 0.1, label="change Δx"),
)
def tangent(c: float, change: float) -> Scene:
    """The sigmoid and its tangent at c: how far the first order of Taylor's series carries."""
    slope, here, x = float(sigmoid.df(c)), float(sigmoid(c)), c + change
    estimate, true = here + slope * change, float(sigmoid(x))
    promised, changed = round(slope * change, 4), round(true - here, 4)
    layers = (
        _graph(sigmoid, -8, 8),
        path((-8, here + slope * (-8 - c)), (8, here + slope * (8 - c)), tone="muted", width=2, dashed=True),
        path((x, true), (x, estimate), tone="negative", width=5),
        Text(x, max(true, estimate) + 0.1, f"error {_four(abs(promised - changed))}", tone="negative", bold=True),
        Handle(c, here, horizontal="c"),
    )
    sentence = (
        f"At c = {in_words(c)} the slope σ′ is {_four(slope)}. For Δx = {in_words(change)} it promises a change of "
        f"{in_words(promised)}; the true change is {in_words(changed)}, "
        f"so the error is about {_four(abs(promised - changed))}."
    )
    return Scene((Panel(layers, (-8, 8), (-0.3, 1.3), "x", "σ and its tangent"),), sentence)


_SIX = (identity, sign, sigmoid, tanh, relu, hard_tanh)


@figure(
    z=Slider(-3, 3, -3, 0.1, label="z"),
    slopes=Toggle(False, label="show the slopes φ′ instead"),
)
def six(z: float, slopes: bool) -> Scene:
    """Six activations and their slopes, all at the same z."""
    x = np.linspace(-3, 3, 61)

    def value(phi: Activation, at: np.ndarray | float) -> np.ndarray:
        return phi.df(np.asarray(at)) if slopes else phi(np.asarray(at))

    def panel(phi: Activation) -> Panel:
        here = float(value(phi, z))
        pieces = np.split(x, np.flatnonzero(np.abs(np.diff(value(phi, x))) > 0.5) + 1)  # a jump is not joined
        layers: list[Layer] = [Line(piece, value(phi, piece), width=2.5) for piece in pieces]
        layers.append(Handle(z, here, horizontal="z"))
        high = 3.2 if phi in (identity, relu) and not slopes else 1.4
        return Panel(tuple(layers), (-3, 3), (-high, high), "z", f"{phi.name}{'′' * slopes}: {_four(here)}")

    flat = [phi.name for phi in _SIX if abs(phi.df(np.asarray(z))) < 0.05]
    words = f"slopes below 0.05: {are(flat)}" if flat else "no slope is below 0.05"
    values = ", ".join(f"{phi.name} {_four(value(phi, z))}" for phi in _SIX)
    return Scene(tuple(map(panel, _SIX)), f"At z = {in_words(z)}{' the slopes are' * slopes}: {values}; {words}.")


# ------------------------------------------------------------------------------------------ several outputs


@figure(
    cat=Slider(-4, 4, 0, 0.1, label="score of cat"),
    dog=Slider(-4, 4, 0, 0.1, label="score of dog"),
    bird=Slider(-4, 4, 0, 0.1, label="score of bird"),
    slopes=Toggle(False, label="how a share answers to a score", more=True),
)
def shares(cat: float, dog: float, bird: float, slopes: bool) -> Scene:
    """Softmax makes shares of three scores; a table says how each share answers to each score."""
    names, scores = ("cat", "dog", "bird"), np.array([cat, dog, bird])
    a, J = softmax(scores), softmax_jacobian(scores)
    table: list[Layer] = [Field.of(J[::-1], (-0.25, 0.25), sharp=True)]
    for i, name in enumerate(names):
        table.append(Text(i + 0.5, 3.2, name))
        table.append(Text(i + 0.5, 2.8 - i, name, tone="muted"))  # of the row, where a narrow page has room for it
        table += [Text(j + 0.5, 2.5 - i, _four(J[i, j]), bold=i == j) for j in range(3)]
    bars = Bars(np.array([_strictly(share) for share in a]), names)
    panels = [Panel((bars,), (-0.6, 2.6), (0, 1.1), "", "share")]
    if slopes:
        panels.append(Panel(tuple(table), (0, 3), (0, 3), title=" ", equal=True, bare=True))
    leads = names[int(a.argmax())] if np.sum(a == a.max()) == 1 else "nobody"
    said = are([f"{name} {in_words(_strictly(share))}" for name, share in zip(names, a, strict=True)])
    sentence = f"Scores {vector(scores)} become the shares {said}, which add up to 1; {leads} leads."
    if slopes:
        change = in_words(-_strictly(-J[0, 2]))
        sentence += f" If the score of bird grows by a little, cat changes by {change} times as much."
    return Scene(tuple(panels), sentence)


# ------------------------------------------------------------------------------------------ layers and digits

_PRACTICE = np.array([[0.2, 0.4], [0.6, 0.8]])
_READINGS = {
    "rows receive, no sigmoid": (_PRACTICE, 1, identity), "rows receive, sigmoid": (_PRACTICE, 1, sigmoid),
    "columns receive, no sigmoid": (_PRACTICE.T, 1, identity), "columns receive, sigmoid": (_PRACTICE.T, 1, sigmoid),
    "two layers, no sigmoid": (_PRACTICE, 2, identity), "two layers, sigmoid": (_PRACTICE, 2, sigmoid),
}  # fmt: skip


@figure(
    x1=Slider(0, 1, 0.5, 0.1, label="input x₁"),
    x2=Slider(0, 1, 0.5, 0.1, label="input x₂"),
    reading=Choice(tuple(_READINGS), "rows receive, no sigmoid", label="how the task is read"),
)
def practice(x1: float, x2: float, reading: str) -> Scene:
    """Practice I: two inputs, two outputs, four weights on the arrows, and six ways to read its words."""
    W, count, phi = _READINGS[reading]
    columns = [np.array([x1, x2])]
    drawn: list[Layer] = []
    for l in range(count):
        columns.append(phi(W @ columns[-1]))
        for (j, k), weight in np.ndenumerate(W):
            drawn += connection((2 * l + 0.25, 1 - 2 * k), (2 * l + 1.75, 1 - 2 * j), weight, at=0.3, beside=(0, 0.16))
    for l, column in enumerate(columns):
        for j, value in enumerate(column):
            drawn.append(Lamp(2 * l, 1 - 2 * j, False, f"{('x', 'a', 'a′')[l]}{INDEX[j]}"))
            drawn.append(Text(2 * l, (1.5, -1.5)[j], _four(value), bold=True))
    z = W @ columns[-2]
    last = "z of the second layer" if count == 2 else "z"
    sentence = (
        f"Read as “{reading}”: {last} = {vector(z.round(6))}, and the outputs are {vector(columns[-1].round(4))}."
    )
    return Scene((Panel(tuple(drawn), (-0.6, 4.6), (-1.9, 1.9), bare=True),), sentence)


@lru_cache(maxsize=1)
def _reader() -> MLP:
    """One layer of ten outputs that has learned the digits: softmax, 30 epochs of batches of 20."""
    X, Y = digits()
    start = MLP.random([64, 10], np.random.default_rng(0), cost=cross_entropy)
    *_, net = sgd(start, X, Y, 0.5, 30, batch_size=20, rng=np.random.default_rng(1))
    return net


@figure(
    sample=Slider(0, 99, 0, 1, label="which of the first 100 digits"),
    target=Toggle(False, label="show the one-hot target"),
)
def digit(sample: float, target: bool) -> Scene:
    """A handwritten digit: 64 pixels are the inputs, ten outputs say how much it looks like each digit."""
    X, Y = digits()
    pixels, label = X[int(sample)], int(Y[int(sample)].argmax())
    a = _reader().predict(pixels[None])[0]
    image = Field.of(pixels.reshape(8, 8)[::-1], (-1, 1), sharp=True)
    written = [_strictly(share) if share > 0.995 else round(float(share), 2) for share in a]
    layers: list[Layer] = [Bars(np.array(written), tuple("0123456789"))]
    if target:
        layers.append(path((label - 0.36, 1), (label + 0.36, 1), tone="positive", width=5))
    panels = (
        Panel((image,), (0, 8), (0, 8), title="64 pixels, from 0 to 1", equal=True, bare=True),
        Panel(tuple(layers), (-0.6, 9.6), (0, 1.15), "output unit", "share  (0: below 0.005)"),
    )
    guess, ink = int(a.argmax()), np.count_nonzero(pixels)
    sentence = (
        f"{ink} of the 64 pixels hold ink; the largest output is that of {guess}, {in_words(_strictly(a[guess]))}"
    )
    return Scene(panels, sentence + (f"; the target is 1 at {label} and 0 elsewhere." if target else "."))


_MOST = 8  # neurons that are drawn of a layer


@figure(
    inputs=Choice(("64", "784"), "64", label="pixels"),
    hidden=Slider(5, 60, 15, 5, label="units in a hidden layer"),
    depth=Slider(0, 3, 1, 1, label="hidden layers"),
)
def architecture(inputs: str, hidden: float, depth: float) -> Scene:
    """The layers of a network that reads digits, and how many numbers it has to learn."""
    sizes = [int(inputs), *[int(hidden)] * int(depth), 10]
    counts = [n * (m + 1) for m, n in pairwise(sizes)]
    heights = [np.arange(min(size, _MOST)) - (min(size, _MOST) - 1) / 2 for size in sizes]
    drawn: list[Layer] = []
    for l, (left, right) in enumerate(pairwise(heights)):
        to_and_fro = [end for y0 in left for y1 in right for end in ((2 * l, y0), (2 * l + 2, y1))]
        drawn.append(path(*to_and_fro, tone="grid"))
        drawn.append(
            Text(2 * l + 1, 4.4 + 0.8 * (l % 2), f"{sizes[l + 1]}·({sizes[l]} + 1) = {counts[l]}", tone="muted")
        )
    for l, size in enumerate(sizes):
        drawn += [Lamp(2 * l, y, False) for y in heights[l]]
        drawn.append(Text(2 * l, -4.3, f"{size}{f' ({_MOST} drawn)' if size > _MOST else ''}", bold=True))
    total = f"{' + '.join(map(str, counts))} = {sum(counts)}" if depth else f"{counts[0]}"
    sentence = f"{' – '.join(map(str, sizes))}: {total} weights and biases to learn."
    return Scene((Panel(tuple(drawn), (-1, 2 * len(sizes) - 1), (-4.8, 5.6), bare=True),), sentence)
