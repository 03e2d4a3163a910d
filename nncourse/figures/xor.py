"""Live figures of lecture 4: no line for XOR, a hidden layer that bends the plane, two models combined, and learning.

The lines of the two models of `regions` are the course's own: those of deck BAD 31-37 do not cross in view.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from .. import activations
from ..activations import Activation, identity, sigmoid, step
from ..costs import log_loss
from ..datasets import binary_inputs, gate, xor_clouds
from ..mlp import MLP
from ..numbers import in_words
from ..perceptron import Perceptron, PerceptronLayer
from ..scene import (
    Bars,
    Choice,
    Handle,
    Lamp,
    Layer,
    Line,
    NetField,
    Panel,
    Places,
    Points,
    Scene,
    Slider,
    Text,
    Toggle,
    figure,
)
from ..separability import name_of
from ..training import sgd
from ..validation import accuracy
from .drawing import (
    CORNERS,
    INDEX,
    NONE,
    SQUARE,
    boundary,
    connection,
    corners,
    diagram,
    net_field,
    path,
    rounded,
    signed_sum,
    truth_table,
    vector,
    weighted,
    xor_plane,
)

_X, _Y = gate("XOR")
_TARGETS = _Y[:, 0].astype(int)
# ------------------------------------------------------------------------------------------ no line


@figure(
    w1=Slider(-1, 1, 0.5, 0.1, label="w₁"),
    w2=Slider(-1, 1, -0.5, 0.1, label="w₂"),
    b=Slider(-0.5, 1.5, 0, 0.1, label="b"),
)
def linear(w1: float, w2: float, b: float) -> Scene:
    """A linear model w₁x₁ + w₂x₂ + b on the four points of XOR: the best it can do (deck OCT 27-33)."""
    model = MLP.of([[[w1, w2]]], [[b]], output=identity)
    f = model.predict(_X)[:, 0].round(9)
    error, right = float(((f - _TARGETS) ** 2).mean()), int(((f > 0.5) == _TARGETS).sum())
    ends = boundary(Perceptron([w1, w2], b - 0.5), SQUARE, SQUARE)
    driven = {"w1": ("W", 1, 0, 0), "w2": ("W", 1, 0, 1), "b": ("b", 1, 0)}
    plane: list[Layer] = [net_field(model, 1, 0, (-0.5, 1.5), SQUARE, SQUARE, driven=driven)]
    plane += [] if ends is None else [path(*ends, width=2.5)]
    targets = [path((k - 0.4, y), (k + 0.4, y), tone="muted", width=3, dashed=True) for k, y in enumerate(_TARGETS)]
    bars = Bars(f, CORNERS, _TARGETS)
    panels = (
        xor_plane(*plane, xlabel="x₁  (line: f = ½)"),
        Panel((bars, *targets), (-0.6, 3.6), (-2.6, 3.6), "", "f, and dashed the target"),
    )  # fmt: skip
    sentence = (
        f"f = {weighted([w1, w2], ('x₁', 'x₂'), b)} gives {vector(f)}: the mean squared error is "
        f"{rounded(error, 4)}, and f > ½ is right for {right} of the 4."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ three perceptrons


@figure(
    b1=Slider(-2.5, 0.5, -1.5, 0.5, label="b₁ of unit 1"),
    b2=Slider(-0.5, 2.5, 0.5, 0.5, label="b₂ of unit 2"),
    b3=Slider(-2.5, 0.5, -0.5, 0.5, label="b₃ of the output"),
)
def gates(b1: float, b2: float, b3: float) -> Scene:
    """Two perceptrons and a third that reads them; the weights (1, 1), (−1, −1) and (1, 1) stay (deck OCT 18-19)."""
    units = Perceptron([1, 1], b1), Perceptron([-1, -1], b2)
    hidden = PerceptronLayer([[1, 1], [-1, -1]], [b1, b2]).predict(_X)
    columns = [*hidden.T, Perceptron([1, 1], b3).predict(hidden)]
    names = [name_of(column) for column in columns]
    net = MLP.of([[[1, 1], [-1, -1]], [[1, 1]]], [[b1, b2], [b3]], step, output=step)
    plane: list[Layer] = [net_field(net, 2, 0, (-2, 2), SQUARE, SQUARE)]
    for k, unit in enumerate(units):
        ends = boundary(unit, SQUARE, SQUARE)
        if ends is not None:
            foot = 0.4 * ends[0] + 0.6 * ends[1]  # in the middle it would point under the name of a corner
            tip = foot + 0.14 * unit.weights
            plane += [path(*ends, width=2.5), path(foot, tip, width=2.5, arrow=True)]
            x, y = 0.82 * ends[0] + 0.18 * ends[1] + 0.13 * unit.weights
            plane.append(Text(x, y, f"unit {k + 1}", bold=True))
    panels = (
        xor_plane(*plane, xlabel="x₁  (shaded: the output fires)"),
        truth_table(columns, ("unit 1", "unit 2", "output"), names, "what the three answer"),
    )
    goal = name_of(_TARGETS) == names[2]
    third = {"AND": "asks for both", "OR": "asks for one of them"}.get(name_of(_rule(b3)), "does not ask them")
    sentence = f"Unit 1 is {names[0]}, unit 2 is {names[1]}; the output {third} and is {names[2]}"
    return Scene(panels, sentence + (": the goal." if goal else "; the goal is XOR."), goal)


def _rule(b: float) -> np.ndarray:
    """What a perceptron with the weights (1, 1) and this bias makes of 00, 01, 10, 11."""
    return Perceptron([1, 1], b).predict(_X)


# ------------------------------------------------------------------------------------------ bend, then draw

_HIDDEN, _SHIFT, _OUT = np.array([[1.0, 1], [1, 1]]), np.array([0.0, -1]), np.array([1.0, -2])
_BENDS = ("relu", "identity", "tanh", "sigmoid")
_STAGES = ("X", "X Wᵀ", "X Wᵀ + c", "H", "H w + b")


@figure(
    stage=Slider(0, 4, 0, 0.25, label="stage", play=4),
    activation=Choice(_BENDS, "relu", label="activation"),
)
def stages(stage: float, activation: str) -> Scene:
    """The closed-form network of deck OCT 91-104, stage by stage: where the four points go, and all the numbers."""
    phi: Activation = getattr(activations, activation)
    XW = _X @ _HIDDEN.T
    H = phi(XW + _SHIFT)
    output = H @ _OUT
    path_of = [_X, XW, XW + _SHIFT, H, H]
    last, part = int(stage), stage - int(stage)
    places = path_of[last] + part * (path_of[min(last + 1, 4)] - path_of[last])
    plane: list[Layer] = [path((-0.5, 0), (2.5, 0), tone="grid"), path((0, -1.5), (0, 2.5), tone="grid")]
    if stage == 4:
        plane.append(path((-0.5, -0.5), (2.5, 1), width=2.5))
        plane.append(Text(0.2, -0.9, "h₁ − 2h₂ = ½", anchor="left"))
    table: list[Layer] = [Text(-0.5, 3 - i, name, tone="muted", anchor="right") for i, name in enumerate(CORNERS)]
    for k, rows in enumerate([*path_of[:4], output[:, None]]):
        if last - 3 < k <= last:  # three columns are as many as fit
            across = 2.2 * (k - max(last - 2, 0)) + 0.6
            table.append(Text(across, 4, _STAGES[k], bold=k == last))
            table += [Text(across, 3 - i, vector(row.round(3)) if k < 4 else rounded(row[0]), bold=k == last)
                      for i, row in enumerate(rows)]  # fmt: skip
    panels = (
        Panel((*plane, corners(places)), (-0.5, 2.7), (-1.5, 2.5), "first number", "second number", equal=True),
        Panel(tuple(table), (-1.4, 6.2), (-0.8, 4.6), title=f"H = {activation}(X Wᵀ + c)", bare=True),
    )
    now = ", ".join(f"{name} at {vector(place.round(3))}" for name, place in zip(CORNERS, places, strict=True))
    sentence = f"Stage {_STAGES[last]}{', on the way to ' + _STAGES[last + 1] if part else ''}: {now}."
    if stage == 4:
        met = np.allclose(output, _TARGETS)
        sentence = f"With {activation} the outputs are {vector(output.round(3))}: {'XOR' if met else 'not XOR'}."
    return Scene(panels, sentence)


def _widest_gap(h: np.ndarray) -> tuple[np.ndarray, float, float]:
    """The direction along which the △ among the points h (4, 2) lie furthest beyond the ○: (u, middle, gap).

    A line separates them if the gap is positive.  The best direction joins two points of different kind, or stands
    at a right angle to two of one kind.
    """
    yes, no = h[_TARGETS == 1], h[_TARGETS == 0]
    along = np.array([yes[1] - yes[0], no[1] - no[0]])
    tried = np.concatenate([(yes[:, None] - no).reshape(-1, 2), along[:, ::-1] * [1, -1], along[:, ::-1] * [-1, 1]])
    length = np.linalg.norm(tried, axis=1)
    U = tried[length > 1e-9] / length[length > 1e-9, None]
    low, high = (yes @ U.T).min(axis=0), (no @ U.T).max(axis=0)
    best = int((low - high).argmax())
    return U[best], float(low[best] + high[best]) / 2, float(low[best] - high[best])


_REACH = {"relu": (-0.5, 3.7), "identity": (-3.7, 3.7), "tanh": (-1.3, 1.3), "sigmoid": (-0.1, 1.1)}


@figure(
    w1=Slider(-1, 1, 1, 0.1, label="w₁ of h₂"),
    w2=Slider(-1, 1, 1, 0.1, label="w₂ of h₂"),
    c=Slider(-1.5, 1.5, 0, 0.1, label="bias c₂ of h₂"),
    activation=Choice(_BENDS, "relu", label="activation"),
)
def hidden_plane(w1: float, w2: float, c: float, activation: str) -> Scene:
    """Input plane and hidden plane, linked: h₁ = φ(x₁ + x₂) stays, h₂ = φ(w₁x₁ + w₂x₂ + c₂) is yours."""
    phi: Activation = getattr(activations, activation)
    W, shift = np.array([[1, 1], [w1, w2]]), np.array([0, c])

    def image(points: np.ndarray) -> np.ndarray:
        return phi(points @ W.T + shift)

    H = image(_X)
    u, middle, gap = _widest_gap(H)
    apart = gap > 1e-9
    steep = 6 / max(gap, 0.2)
    net = MLP.of([W, [steep * u]], [shift, [-steep * middle]], phi)
    window = _REACH[activation]
    fold, ends = (boundary(unit, SQUARE, SQUARE) for unit in (Perceptron([w1, w2], c), Perceptron([1, 1], 0)))
    left: list[Layer] = [net_field(net, 2, 0, (0, 1), SQUARE, SQUARE)] if apart else []
    right: list[Layer] = []
    if apart:
        line = Perceptron(steep * u, -steep * middle)
        right.append(net_field(MLP.of([line.weights[None]], [[line.bias]]), 1, 0, (0, 1), window, window))
        across = boundary(line, window, window)
        right += [] if across is None else [path(*across, width=2.5)]
    left += [path(*end, tone="muted", dashed=True) for end in (fold, ends) if end is not None]
    fine = np.linspace(0, 1, 21)
    for level in np.linspace(0, 1, 5):  # the square, as a sheet with lines on it
        for points in (np.column_stack([fine, 0 * fine + level]), np.column_stack([0 * fine + level, fine])):
            left.append(path(points[0], points[-1], tone="muted", width=1))
            right.append(path(*image(points).round(3), tone="muted", width=1))
    drawn: list[Layer] = []
    for k, row in enumerate(W):
        for j, weight in enumerate(row):
            drawn += connection((0.3, 1 - 2 * j), (2.7, 1 - 2 * k), weight, at=0.25, beside=(0, 0.25))
    drawn += [Lamp(0, 1 - 2 * j, False, f"x{INDEX[j]}") for j in range(2)]
    drawn += [Lamp(3, 1 - 2 * k, False, f"h{INDEX[k]}") for k in range(2)]
    drawn += [Text(3, -1.55, f"c₂ = {in_words(c)}", bold=True), Text(3, 1.55, "c₁ = 0", tone="muted")]
    drawn += [Handle(x, y, vertical=name, per_unit=2) for name, x, y in (("w1", 1.95, -0.375), ("w2", 1.35, -1))]
    drawn.append(Handle(3.9, -1, vertical="c", per_unit=2))
    panels = (
        xor_plane(*left, ylabel="input plane: x₂  (△ 1, ○ 0)"),
        Panel((*right, corners(H)), window, window, "h₁", "hidden plane: h₂", equal=True),
        Panel(tuple(drawn), (-0.5, 4.3), (-1.9, 1.9), title="drag a knob up or down", bare=True),
    )
    where = ", ".join(f"{name} at {vector(place.round(2))}" for name, place in zip(CORNERS, H, strict=True))
    verdict = f"a line separates △ from ○, with a gap of {rounded(gap, 2)}" if apart else "no line separates △ from ○"
    return Scene(panels, f"In the hidden plane {where}: {verdict}.", apart)


# ------------------------------------------------------------------------------------------ two models, one region

_MODELS = [[1, 1], [1, -1]], [-1, 0.5]  # x₁ + x₂ = 1 and x₁ − x₂ = −½
_PLANE = (-5.0, 5.0)


@figure(
    p1=Slider(0.05, 0.95, 0.4, 0.05, label="model 1 says"),
    p2=Slider(0.05, 0.95, 0.3, 0.05, label="model 2 says"),
    weighed=Toggle(False, label="weights 7 and 5, bias −6"),
)
def opinions(p1: float, p2: float, weighed: bool) -> Scene:
    """Two opinions between 0 and 1 are added, and σ makes an opinion of the sum (deck BAD 91-192)."""
    w, b = ((7, 5), -6) if weighed else ((1, 1), 0)
    terms = np.array([w[0] * p1, w[1] * p2, b])
    z = round(float(terms.sum()), 9)
    y = float(sigmoid(z))
    beside, anchor = (-0.4, "right") if z > 0 else (0.4, "left")  # above the curve, and within the picture
    heights, labels = ([*terms, z], ("7·a₁", "5·a₂", "b", "z")) if weighed else ([p1, p2, z], ("a₁", "a₂", "a₁ + a₂"))
    level = [] if weighed else [path((-0.6, 1), (2.6, 1), tone="muted", dashed=True)]
    at = np.linspace(-6.5, 6.5, 121)
    panels = (
        Panel((Bars(np.array(heights).round(9), labels), *level), (-0.6, len(heights) - 0.4),
              (-6.6, 7.2) if weighed else (0, 2.1), "", "what is added, and the sum"),
        Panel((Line(at, sigmoid(at), width=2.5), path((z, 0), (z, y), tone="muted", dashed=True),
               Points(np.array([z]), np.array([y]), np.array([int(y > 0.5)])),
               Text(z + beside, y + 0.06, rounded(y, 4), anchor=anchor, bold=True)),
              (-6.5, 6.5), (0, 1.15), "score z", "σ(z)"),
    )  # fmt: skip
    formula = signed_sum(terms) if weighed else f"{in_words(p1)} + {in_words(p2)}"
    no_share = ", more than 1: no probability" if z > 1 else ", below 0: no probability" if z < 0 else ""
    return Scene(panels, f"{formula} = {in_words(z)}{no_share}; σ({in_words(z)}) = {y:.6f}.")


_DECK = PerceptronLayer([[5, -2], [7, -3]], [8, -1])
_BOTH = MLP.of([_DECK.W, np.array([[1, 1]])], [_DECK.b, np.array([-1.5])], step, output=step)


@figure(place=Places(-5, 5, ((-1, -1),), 0.5, label="Drag the mark to any place."))
def two_models(place: tuple[tuple[float, float], ...]) -> Scene:
    """The two models that deck BAD 31-37 prints, at any place: two scores and two answers."""
    (x,) = place
    scores = _DECK.W @ x + _DECK.b
    a = sigmoid(scores)
    plane: list[Layer] = [net_field(_BOTH, 2, 0, (-2, 2), _PLANE, _PLANE)]
    for w, b in zip(_DECK.W, _DECK.b, strict=True):
        ends = boundary(Perceptron(w, b), _PLANE, _PLANE)
        assert ends is not None  # both lines cross the picture
        plane.append(path(*ends, width=2))
    spots = (-4.8, -3.2), (-1.4, -4.5)  # written after both lines, above them
    plane += [Text(*spot, f"model {k}: yes →", anchor="left") for k, spot in enumerate(spots, start=1)]
    plane += [Points(np.array([x[0]]), np.array([x[1]]), np.array([int(min(scores) > 0)])), Handle(*x, places="place")]
    panels = (
        Panel(tuple(plane), _PLANE, _PLANE, "x₁  (shaded: both say yes)", "x₂", equal=True),
        Panel(
            (Bars(a.round(4), ("model 1", "model 2"), (a > 0.5).astype(int)),), (-0.6, 1.6), (0, 1.15), "", "answers"
        ),
    )
    says = {0: "neither says yes", 1: "one of them says yes", 2: "both say yes"}[int((scores > 0).sum())]
    sentence = f"At {vector(x)} the scores are {vector(scores)} and the answers {vector(a.round(6))}: {says}."
    return Scene(panels, sentence)


def _of_models(truth: tuple[int, ...]) -> str:
    """The name of a function of the two models' answers: "model 1", "AND", "model 2 and not model 1"."""
    return name_of(truth).replace("x₁", "model 1").replace("x₂", "model 2")


@figure(
    w1=Slider(-10, 10, 7, 0.5, label="w₁ of model 1"),
    w2=Slider(-10, 10, 5, 0.5, label="w₂ of model 2"),
    b=Slider(-14, 4, 2, 0.5, label="bias b"),
)
def regions(w1: float, w2: float, b: float) -> Scene:
    """Two lines become one region: a third neuron weighs what the two models say (deck BAD 131-192)."""
    W, c = _MODELS
    net = MLP.of([W, [[w1, w2]]], [c, [b]])
    driven = {"w1": ("W", 2, 0, 0), "w2": ("W", 2, 0, 1), "b": ("b", 2, 0)}
    hard = tuple(int(w1 * h1 + w2 * h2 + b > 0) for h1, h2 in binary_inputs(2))
    spots = (4, 1), (0, 4), (0, -3), (-4, 1)  # one in each part of the plane
    said, (x, y) = max(zip(net.predict(spots)[:, 0], spots, strict=True))

    def answers(l: int, j: int, x: float, y: float, driven: Mapping[str, Any] = NONE) -> NetField:
        return net_field(net, l, j, (0, 1), _PLANE, _PLANE, ((x - 0.5, x + 0.5), (y - 0.5, y + 0.5)), driven)

    plane: tuple[Layer, ...] = (
        net_field(net, 2, 0, (0, 1), _PLANE, _PLANE, driven=driven),
        path((-4, 5), (5, -4), tone="muted", dashed=True),
        path((-5, -4.5), (4.5, 5), tone="muted", dashed=True),
        Text(3.6, -3.2, "model 1", tone="muted"),
        Text(-3.6, -3.7, "model 2", tone="muted"),
        *([Text(x, y, "yes", bold=True)] if said > 0.5 else []),
    )
    drawn = [
        *connection((0.5, 1.2), (2.6, 0.25), w1, beside=(0.2, 0.3)),
        *connection((0.5, -1.2), (2.6, -0.25), w2, beside=(0.2, -0.3)),
        *(answers(1, 0, 0, 1.2), answers(1, 1, 0, -1.2), answers(2, 0, 3.2, 0, driven)),
        *(Text(0, 1.95, "model 1"), Text(0, -1.95, "model 2"), Text(3.2, -0.8, f"b = {in_words(b)}", bold=True)),
        *(Handle(1.3, y, vertical=name, per_unit=8) for name, y in (("w1", 0.84), ("w2", -0.84))),
        Handle(3.2, 0.75, vertical="b", per_unit=8),
    ]
    panels = (
        Panel(plane, _PLANE, _PLANE, "x₁", "x₂  (brown: yes)", equal=True),
        Panel(tuple(drawn), (-0.8, 4), (-2.4, 2.4), title="drag a knob up or down", equal=True, bare=True),
    )
    sentence = (
        f"ŷ = σ({weighted([w1, w2], ('a₁', 'a₂'), b)}). If the models answered 0 or 1, "
        f"the third neuron would say {_of_models(hard)}: {', '.join(map(str, hard))} for 00, 01, 10, 11."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ learning XOR

_EPOCHS, _EVERY = 1000, 10
_RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 2)}
_GOAL = 190  # of the 200 points


@lru_cache(maxsize=1)
def _clouds() -> tuple[np.ndarray, np.ndarray]:
    return xor_clouds(200, np.random.default_rng(1), noise=0.2)


@lru_cache(maxsize=128)
def _training(hidden: int, activation: str, learning_rate: float, seed: int) -> tuple[tuple[MLP, ...], np.ndarray]:
    """The network after every tenth of 1,000 epochs in batch mode, and its costs; a start for every seed."""
    X, Y = _clouds()
    phi = getattr(activations, activation)
    start = MLP.random([2, hidden, 1], np.random.default_rng(seed), hidden=phi, cost=log_loss, scale=1.0)
    nets = tuple(net for k, net in enumerate(sgd(start, X, Y, learning_rate, _EPOCHS)) if k % _EVERY == 0)
    return nets, np.array([net.cost_on(X, Y) for net in nets])


@figure(
    epoch=Slider(0, _EPOCHS, 0, _EVERY, label="epoch", play=20),
    learning_rate=Slider(0.1, 6, 0.5, 0.1, label="learning rate η"),
    hidden=Slider(1, 6, 4, 1, label="hidden units"),
    seed=Slider(0, 19, 0, 1, label="start (seed)", dial=True),
    activation=Choice(("tanh", "sigmoid", "relu"), "tanh", label="activation", more=True),
)
def training(epoch: float, learning_rate: float, hidden: float, seed: float, activation: str) -> Scene:
    """A small network learns XOR: the plane it sees, its weights, and its cost from epoch to epoch."""
    X, Y = _clouds()
    nets, costs = _training(int(hidden), activation, learning_rate, int(seed))
    now = int(epoch) // _EVERY
    net, epochs = nets[now], np.arange(len(nets)) * _EVERY
    right = round(accuracy(net.predict(X), Y) * len(X))
    goal = right >= _GOAL
    plane = (net_field(net, 2, 0, (0, 1), SQUARE, SQUARE), Points(X[:, 0], X[:, 1], Y[:, 0].astype(int)))
    drawn = diagram(net, SQUARE, SQUARE, [_RANGES[activation], (0, 1)])
    top = max(1.2, min(float(np.nanmax(costs)) * 1.1, 3.0))
    curve = (
        Line(epochs, np.minimum(costs, top), tone="muted"),
        Line(epochs[: now + 1], np.minimum(costs[: now + 1], top), width=3.5),
    )
    height = max(hidden, 2) / 2 + 0.3
    panels = (
        Panel(plane, SQUARE, SQUARE, "x₁", "x₂  (△ 1, ○ 0)", equal=True),
        Panel(tuple(drawn), (-0.6, 3.6), (-height, height), title="the network", equal=True, bare=True),
        Panel(curve, (0, _EPOCHS), (0, top), "epoch", "cost"),
    )
    cost = rounded(costs[now])
    answers = ", ".join(f"{a:.2f}" for a in net.predict(_X)[:, 0])
    sentence = (
        f"After {int(epoch)} epochs the cost is {cost}, and {right} of the {len(X)} points are right: "
        f"the goal of {_GOAL} is {'' if goal else 'not '}reached. The corners 00, 01, 10, 11 get {answers}."
    )
    return Scene(panels, sentence, goal)
