"""Live figures of lecture 4, second half: what layers, connections and depth do to a region and to a count."""

from itertools import pairwise

import numpy as np

from .. import activations
from ..activations import Activation, identity, relu, sigmoid, step
from ..datasets import gate
from ..mlp import MLP
from ..numbers import in_words
from ..paths import Graph
from ..scene import CELLS, Choice, Field, Handle, Lamp, Layer, Line, Panel, Points, Scene, Slider, Text, Toggle, figure
from ..separability import name_of
from .drawing import (
    CORNERS,
    SQUARE,
    are,
    connection,
    net_field,
    path,
    rounded,
    truth_table,
    vector,
    weighted,
    xor_plane,
)

_WIDE = (-3.0, 3.0)
_X, _XOR = gate("XOR")


# ------------------------------------------------------------------------------------------ what layers do


@figure(
    lines=Slider(1, 6, 1, 1, label="lines around each island"),
    islands=Slider(1, 3, 1, 1, label="islands"),
    outputs=Choice(("one for all", "one for each"), "one for all", label="outputs"),
)
def islands(lines: float, islands: float, outputs: str) -> Scene:
    """Units draw lines, a second layer takes what is inside of several lines, a third takes one island or another."""
    m, count = int(lines), int(islands)
    each = outputs == "one for each"
    centres = np.array([[-1.4, -1.2], [1.5, -0.7], [-0.3, 1.5]])[:count]
    angles = 2 * np.pi * np.arange(m) / m + 0.4
    normals = np.column_stack([np.cos(angles), np.sin(angles)])
    W1 = np.tile(-12 * normals, (count, 1))  # fires inwards of a line at the distance 0.8 from the centre
    b1 = 12 * (0.8 + (centres @ normals.T).ravel())
    W2 = np.kron(np.eye(count), np.full((1, m), 12.0))
    b2 = np.full(count, 12 * (0.5 - m))
    sizes = [2, m * count, *([count] if each or count == 1 else [count, 1])]
    net = MLP.of([W1, W2, np.full((1, count), 12.0)], [b1, b2, [-6]])
    layers: list[Layer] = [net_field(net, 3, 0, (0, 1), _WIDE, _WIDE)]
    for k, centre in enumerate(centres):
        for normal, along in zip(normals, np.column_stack([-normals[:, 1], normals[:, 0]]), strict=True):
            foot = centre + 0.8 * normal
            layers.append(path(foot - 1.3 * along, foot + 1.3 * along, tone="muted", dashed=True))
        x, y = centre
        layers.append(Text(x, y, "ABC"[k] if each else "yes", bold=True))
    numbers = sum(n * (before + 1) for before, n in pairwise(sizes))
    shape = {1: "half a plane", 2: "a strip", 3: "a triangle", 4: "a square"}.get(m, f"a figure with {m} sides")
    sentence = (
        f"{' – '.join(map(str, sizes))}, {numbers} weights and biases: {count} × {shape}"
        f"{', a class for each' if each else ', one answer' if count > 1 else ''}."
    )
    return Scene((Panel(tuple(layers), _WIDE, _WIDE, "x₁", "x₂", equal=True),), sentence)


@figure(
    depth=Slider(1, 6, 1, 1, label="hidden layers of 4"),
    activation=Choice(("identity", "relu", "tanh", "sigmoid"), "identity", label="activation"),
    seed=Slider(0, 9, 0, 1, label="weights (seed)"),
)
def layers(depth: float, activation: str, seed: float) -> Scene:
    """Random layers one after the other, and how nearly their output is one flat plane over the inputs."""
    phi: Activation = getattr(activations, activation)
    rng = np.random.default_rng(int(seed))
    net = MLP.random([2, *[4] * int(depth), 1], rng, phi, output=identity, scale=1.0)
    f = net_field(net, int(depth) + 1, 0, (-1, 1), _WIDE, _WIDE).values
    spread = max(float(np.abs(f).max()), 1e-9)
    middles = np.linspace(*_WIDE, 2 * CELLS + 1)[1::2]  # of the cells of the field
    x1, x2 = np.meshgrid(middles, middles)
    A, rest = np.column_stack([x1.ravel(), x2.ravel(), np.ones(f.size)]), (f - f.mean()).ravel()
    left = rest - A @ np.linalg.lstsq(A, rest, rcond=None)[0]
    flat = 1 - float(left @ left) / max(float(rest @ rest), 1e-12)
    ends = np.array([[lo, lo] for lo in _WIDE])
    along = np.linspace(*_WIDE, 61)
    curve = net.predict(np.column_stack([along, along]))[:, 0] / spread
    panels = (
        Panel((net_field(net, int(depth) + 1, 0, (-spread, spread), _WIDE, _WIDE), path(*ends, dashed=True)),
              _WIDE, _WIDE, "x₁", "x₂", equal=True),
        Panel((Line(along, curve, width=2.5),), _WIDE, (-1.1, 1.1), "along the dashed line", "output, largest = 1"),
    )  # fmt: skip
    told = "the output is the same everywhere"
    if rest @ rest > 1e-12:
        told = f"a flat plane accounts for {rounded(100 * flat, 1)} % of how the output varies"
    sentence = f"{int(depth)} × 4 units with {activation}, {net.theta.size} weights and biases: {told}."
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ the forward pass

_DECK_W = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
_FOLDED = {  # as the decks have them: the matrix, the input with its 1, the second layer's three weights
    "last": (_DECK_W, np.array([1.0, 2, 1]), np.array([0.7, 0.8, 0.9])),
    "first": (_DECK_W[[2, 0, 1]], np.array([1.0, 1, 2]), np.array([0.9, 0.7, 0.8])),
}


@figure(
    where=Choice(("last", "first"), "last", label="bias and 1 stand"),
    transposed=Toggle(False, label="transpose W"),
    append=Choice(("nowhere", "before σ", "after σ"), "nowhere", label="the 1 for the second layer"),
)
def folded(where: str, transposed: bool, append: str) -> Scene:
    """The bias as one more weight: which matrix fits, and where the 1 has to be put in (deck BAD 266-303)."""
    W, x, w = _FOLDED[where]
    M = W.T if transposed else W
    right = _COLUMN * M.shape[1] + 1.3  # of the input
    sizes = f"({M.shape[0]} × {M.shape[1]}) times 3 numbers"
    first, second = [*_brackets(0, M), *_brackets(right - 0.9, x[:, None])], _brackets(0, w[None])
    if not transposed:
        first.append(Text(right + 0.2, 0, "does not fit", anchor="left", bold=True))
        second.append(Text(_COLUMN * 3 + 0.8, 0, "?", bold=True))
        sentence = f"{sizes}: a row of W has 2 entries and the input has 3, so there is no product"
        if append != "nowhere":
            sentence += f"; a 1 {append} comes too late to mend it"
    else:
        z, place = M @ x, 2 if where == "last" else 0  # of the 1
        a = sigmoid(np.insert(z, place, 1) if append == "before σ" else z)
        a = np.insert(a, place, 1) if append == "after σ" else a
        first += [Text(right + 0.2, 0, "=", bold=True), *_brackets(right + 0.5, z[:, None])]
        second += _brackets(_COLUMN * 3 + 0.4, a[:, None])
        sentence = f"{sizes} gives z = {vector(z.round(6))}, and with the 1 {append} the second layer gets "
        sentence += f"{vector(a.round(6))}: "
        answer = "does not fit"
        if append == "nowhere":
            sentence += "2 numbers for 3 weights, which does not fit"
        else:
            score = float(w @ a)
            answer = f"= {rounded(score, 4)}"
            sentence += f"its score is {score:.6f}, and ŷ = {float(sigmoid(score)):.6f}"
        second.append(Text(_COLUMN * 4 + 0.7, 0, answer, anchor="left", bold=True))
    panels = (
        Panel(tuple(first), (-0.3, 5.2), (-1.6, 1.6), title="first layer: W · (x and 1)", bare=True),
        Panel(tuple(second), (-0.3, 5.2), (-1.6, 1.6), title="second layer: three weights", bare=True),
    )
    return Scene(panels, sentence + ".")


_COLUMN = 0.78  # the width of a column of a matrix


def _brackets(across: float, table: np.ndarray) -> list[Layer]:
    """The entries of a matrix in brackets, the left bracket at `across`."""
    rows, columns = table.shape
    right, high = across + _COLUMN * columns, 0.4 * rows + 0.1
    sides = ((across, 0.1), (right, -0.1))
    brackets = [path((x + tip, high), (x, high), (x, -high), (x + tip, -high)) for x, tip in sides]
    entries = [Text(across + _COLUMN * (k + 0.5), 0.8 * ((rows - 1) / 2 - j), rounded(value))
               for (j, k), value in np.ndenumerate(table)]  # fmt: skip
    return [*brackets, *entries]


_NETWORKS = {
    "sigmoid": MLP((2, 2, 1), [0.1, 0.3, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    "tanh": MLP((2, 2, 1), [1, -1, 0.5, 0.5, 0, -0.5, 2, -1, 0.1], activations.tanh, output=activations.tanh),
}
_PASS = ("x", "z¹", "a¹", "z²", "a² = ŷ")


@figure(
    stage=Slider(0, 4, 0, 1, label="stage", play=1),
    x1=Slider(-2, 2, 1, 0.5, label="x₁"),
    x2=Slider(-2, 2, 2, 0.5, label="x₂"),
    network=Choice(tuple(_NETWORKS), "sigmoid", label="network"),
)
def forward(stage: float, x1: float, x2: float, network: str) -> Scene:
    """The forward pass in four stages: scores, activations, the output's score, the output (deck KHE 571-616)."""
    net, last = _NETWORKS[network], int(stage)
    trace = net.forward([[x1, x2]])
    values = [trace.A[0][0], trace.Z[1][0], trace.A[1][0], trace.Z[2][0], trace.A[2][0]]
    panels = tuple(_layer(net, l, values[2 * l - 2 : 2 * l + 1], last - 2 * l + 2) for l in (1, 2))
    told = "; ".join(f"{_PASS[k]} = {vector(values[k].round(6))}" for k in range(last + 1))
    return Scene(panels, f"The {network} network, stage {last}: {told}.")


def _layer(net: MLP, l: int, columns: list[np.ndarray], last: int) -> Panel:
    """Layer l: what comes in, the scores, what goes out; columns after the last are still to be computed."""
    heights = [(1, -1) if len(column) == 2 else (0,) for column in columns]
    drawn: list[Layer] = [Text(2, -1.6, f"b{'¹²'[l - 1]} = {vector(net.b[l])}", tone="muted")]
    for (j, i), w in np.ndenumerate(net.W[l]):
        drawn += connection((0.5, heights[0][i]), (1.5, heights[1][j]), w, last > 0, at=0.2, beside=(0, 0.25))
    for y in heights[1]:
        drawn.append(path((2.5, y), (3.45, y), tone="muted", arrow=True))
        drawn.append(Text(2.95, y + 0.25, "tanh" if net.phi[l] is activations.tanh else "σ", tone="muted"))
    for k, (column, ups) in enumerate(zip(columns, heights, strict=True)):
        drawn.append(Text(2 * k, 1.8, _PASS[2 * l - 2 + k], bold=k == last))
        for y, value in zip(ups, column, strict=True):
            drawn.append(Text(2 * k, y, rounded(value) if k <= last else "?", bold=k == last))
    return Panel(tuple(drawn), (-0.6, 4.6), (-1.9, 2.1), title=f"layer {l}", bare=True)


# ------------------------------------------------------------------------------------------ any function


@figure(
    left=Slider(-6, 6, -1, 0.5, label="rises at"),
    right=Slider(-6, 6, 2, 0.5, label="falls at"),
    w=Slider(0.5, 10, 1, 0.5, label="steepness w"),
)
def bump(left: float, right: float, w: float) -> Scene:
    """A rising and a falling sigmoid, added with the weights 1 and −1, make a bump (deck OCT 281-292)."""
    x = np.linspace(-8, 8, 161)
    up, down = (sigmoid(w * (x - place)) for place in (left, right))
    middle = (left + right) / 2
    height = float(sigmoid(w * (middle - left)) - sigmoid(w * (middle - right)))
    drawn = (
        Line(x, up, tone="positive", width=2, dashed=True), Line(x, -down, tone="negative", width=2, dashed=True),
        Line(x, up - down, width=3), Handle(left, 0.5, horizontal="left"), Handle(right, -0.5, horizontal="right"),
    )  # fmt: skip
    kind = "a bump" if left < right else "nothing: the two cancel" if left == right else "a dent"
    sentence = (
        f"σ({weighted([w], ['x'], -w * left)}) − σ({weighted([w], ['x'], -w * right)}) is {kind}; at its middle, "
        f"x = {in_words(middle)}, it is {rounded(height, 6)}."
    )
    return Scene((Panel(drawn, (-8, 8), (-1.15, 1.15), "x", "two sigmoids and their sum"),), sentence)


_JUMP = 0.37
_TARGETS = {
    "sin 2πx": lambda x: np.sin(2 * np.pi * x),
    "a parabola": lambda x: 4 * x * (1 - x) - 0.5,
    "a jump": lambda x: np.where(x < _JUMP, -0.8, 0.6),
}


@figure(
    target=Choice(tuple(_TARGETS), "sin 2πx", label="function"),
    stairs=Slider(2, 64, 2, 1, label="stairs N"),
    steep=Slider(1, 8, 8, 1, label="steepness (8: steps)"),
    output=Choice(("linear output", "sigmoid output"), "linear output", label="output", more=True),
)
def staircase(target: str, stairs: float, steep: float, output: str) -> Scene:
    """A hidden unit for every stair, and a linear output that adds them up: any function, as nearly as you pay for."""
    f, n = _TARGETS[target], int(stairs)
    edges, middles = np.arange(1, n) / n, f((np.arange(n) + 0.5) / n)
    if output == "sigmoid output":  # the scores for which σ comes as near as it can
        near = np.clip(middles, 0.001, 0.999)
        middles = np.log(near / (1 - near))
    hard = steep == 8
    W1 = np.full((n - 1, 1), 1.0 if hard else 4 * 2.0 ** (steep - 1))
    net = MLP.of([W1, [np.diff(middles)]], [-edges * W1[:, 0], middles[:1]], step if hard else sigmoid,
                 output=identity if output == "linear output" else sigmoid)  # fmt: skip
    x = np.union1d(np.linspace(0, 1, 1025), _JUMP + np.array([-1e-9, 1e-9]))  # and on both sides of the jump
    answers, truth = net.predict(x[:, None])[:, 0], f(x)
    error = float(np.abs(answers - truth).max())
    shown = np.searchsorted(x, np.linspace(0, 1, 257))
    drawn = (
        Line(x[shown], truth[shown].round(4), tone="muted", width=2, dashed=True),
        Line(x[shown], answers[shown].round(4), width=2.5),
    )
    kind = "steps" if hard else f"sigmoids of steepness {in_words(W1[0, 0])}"
    sentence = (
        f"{n - 1} hidden {'unit' if n == 2 else 'units'} ({kind}, {output}), {net.theta.size} numbers: "
        f"the largest error for {target} is {error:.4f}."
    )
    return Scene((Panel(drawn, (0, 1), (-1.3, 1.3), "x", "dashed: the function"),), sentence)


@figure(
    w00=Toggle(False, label="weight 1 for unit 00"),
    w01=Toggle(False, label="weight 1 for unit 01"),
    w10=Toggle(False, label="weight 1 for unit 10"),
    w11=Toggle(True, label="weight 1 for unit 11"),
)
def lookup(w00: bool, w01: bool, w10: bool, w11: bool) -> Scene:
    """A hidden unit for every input, which fires there alone: the output weights are the truth table itself."""
    weights = np.array([w00, w01, w10, w11], dtype=float)
    net = MLP.of([2 * _X - 1, weights[None]], [0.5 - _X.sum(axis=1), np.array([-0.5])], step, output=step)
    trace = net.forward(_X)
    outputs = trace.A[2][:, 0]
    name = name_of(outputs)
    columns, feet = [*trace.A[1].T, outputs], [*(f"{weight:.0f}" for weight in weights), name]
    panels = (
        xor_plane(net_field(net, 2, 0, (-2, 2), SQUARE, SQUARE), xlabel="x₁  (shaded: output 1)"),
        truth_table(columns, [*CORNERS, "output"], feet, "hidden units; weights below"),
    )
    sentence = f"Output weights {vector(weights)} make the outputs {vector(outputs)}: {name}. "
    return Scene(panels, sentence + "Every input has a hidden unit of its own.", name == "XOR")


# ------------------------------------------------------------------------------------------ other connections, depth


@figure(
    inputs=Slider(1, 6, 3, 1, label="inputs"),
    hidden=Slider(1, 6, 3, 1, label="hidden units"),
    outputs=Slider(1, 4, 2, 1, label="outputs"),
    removed=Slider(0, 4, 0, 1, label="connections removed"),
    skips=Toggle(False, label="skip connections from input to output", more=True),
)
def connections(inputs: float, hidden: float, outputs: float, removed: float, skips: bool) -> Scene:
    """Every unit connected to every unit of the next layer, some connections removed, some added; and how many."""
    sizes = [int(inputs), int(hidden), int(outputs)]
    heights = [np.arange(n) - (n - 1) / 2 for n in sizes]
    pairs = [(l, k, j) for l, (before, n) in enumerate(pairwise(sizes)) for k in range(before) for j in range(n)]
    cut = {pairs[i * len(pairs) // 4] for i in range(int(removed))}
    drawn: list[Layer] = []
    for l, k, j in pairs:
        start, end = (2 * l, heights[l][k]), (2 * l + 2, heights[l + 1][j])
        drawn.append(path(start, end, tone="grid" if (l, k, j) in cut else "ink", dashed=(l, k, j) in cut))
    if skips:
        low = min(-heights[0][-1], -heights[1][-1]) - 0.9
        for k in heights[0]:
            drawn += [path((0, k), (2, low), (4, end), tone="positive", width=1) for end in heights[2]]
    drawn += [Lamp(2 * l, y, False) for l, ys in enumerate(heights) for y in ys]
    dense, biases = len(pairs), sizes[1] + sizes[2]
    added = sizes[0] * sizes[2] if skips else 0
    kept = dense - len(cut)
    panel = Panel(tuple(drawn), (-0.6, 4.6), (-3.8, 3), title=f"{' – '.join(map(str, sizes))}", bare=True)
    sentence = (
        f"{' – '.join(map(str, sizes))}: {dense} connections, {len(cut)} removed, {added} skips, and {biases} biases "
        f"make {kept + added + biases} numbers to learn."
    )
    return Scene((panel,), sentence)


@figure(
    s=Slider(-2, 2, 0, 0.5, label="skip weights s"),
    c=Slider(-2, 2, 0, 0.5, label="bias c of the hidden unit"),
    v=Slider(-3, 3, 1, 0.5, label="weight v of the hidden unit"),
)
def skip(s: float, c: float, v: float) -> Scene:
    """One hidden ReLU and a skip connection: f = s(x₁ + x₂) + v·relu(x₁ + x₂ + c) (deck OCT 302)."""
    # In view x₁ + x₂ + 9 is positive, so a second ReLU carries it unbent, as the skip connection does.
    net = MLP.of([[[1, 1], [1, 1]], [[v, s]]], [[c, 9], [-9 * s]], relu, output=identity)
    f = net.predict(_X)[:, 0].round(9)
    along = np.linspace(-0.5, 2.5, 61)
    bent = net.predict(np.column_stack([along / 2, along / 2]))[:, 0]
    met = bool(np.array_equal(f, _XOR[:, 0]))
    dots = Points(np.array([0.0, 1, 2]), f[[0, 1, 3]], np.array([0, 1, 0]), ("00", "01, 10", "11"))
    high = 3.2 * 2.0 ** np.ceil(np.log2(max(np.abs(f).max() / 2.8, 1)))  # doubled until the four outputs are in view
    panels = (
        xor_plane(net_field(net, 2, 0, (-0.5, 1.5), SQUARE, SQUARE)),
        Panel((Line(along, bent, width=2.5), dots), (-0.5, 2.6), (-high, high), "x₁ + x₂", "f"),
    )  # fmt: skip
    sentence = f"The four outputs are {vector(f)}: {'XOR' if met else 'not (0, 1, 1, 0)'}, with one hidden unit."
    return Scene(panels, sentence, met)


@figure(
    depth=Slider(1, 6, 1, 1, label="hidden layers of 2 ReLUs"),
    across=Toggle(False, label="the same units in one layer"),
)
def fold(depth: float, across: bool) -> Scene:
    """Each layer folds the line once more: 2 units a layer make twice as many teeth, one wide layer a few."""
    d = int(depth)
    tent, shift = np.array([[1.0], [1.0]]), np.array([0, -0.5])
    peaks = np.array([2.0, -4.0])
    if across:  # 2d units side by side: at most 2d bends, spread evenly
        bends = np.arange(2 * d) / (2 * d)
        slopes = 2 * d * (-1.0) ** np.arange(2 * d)
        net = MLP.of([np.ones((2 * d, 1)), [np.diff(slopes, prepend=0)]], [-bends, [0]], relu, output=identity)
    else:
        inner = [np.outer([1, 1], peaks)] * (d - 1)
        net = MLP.of([tent, *inner, peaks[None]], [*[shift] * d, [0]], relu, output=identity)
    x = np.linspace(0, 1, 257)
    pieces = 2 * d if across else 2**d
    sizes = f"1 – {2 * d} – 1" if across else " – ".join(["1", *["2"] * d, "1"])
    sentence = (
        f"{sizes}: {2 * d} hidden units, {net.theta.size} weights and biases, {pieces} straight pieces. "
        f"One layer with {2**d} pieces needs at least {2**d - 1} unit{'s' * (d > 1)}."
    )
    line = Line(x, net.predict(x[:, None])[:, 0].round(6), width=2)
    return Scene((Panel((line,), (0, 1), (-0.05, 1.15), "x", "output"),), sentence)


# ------------------------------------------------------------------------------------------ more


@figure(
    w12=Slider(-3, 3, 0, 0.5, label="weight of x₁x₂"),
    b=Slider(-1.5, 1.5, -0.5, 0.5, label="bias b"),
)
def feature(w12: float, b: float) -> Scene:
    """A feature made by hand: x₁ + x₂ + w·x₁x₂ + b is a curve in the plane of x, a line in that of the features."""
    places = np.linspace(*SQUARE, 49)
    x1, x2 = np.meshgrid(places, places)
    field = Field.of(np.clip(3 * (x1 + x2 + w12 * x1 * x2 + b), -1, 1), (-1, 1))
    sums, products = _X.sum(axis=1), _X.prod(axis=1)
    scores = sums + w12 * products + b
    outputs = (scores > 0).astype(int)
    line = path((-b + 0.5 * w12, -0.5), (-b - 2.6 * w12, 2.6), width=2.5)  # score 0
    dots = Points(sums[[0, 1, 3]], products[[0, 1, 3]], np.array([0, 1, 0]), ("00", "01, 10", "11"))
    panels = (
        xor_plane(field),
        Panel((line, dots), (-0.5, 2.6), (-0.5, 2.6), "x₁ + x₂", "x₁x₂", equal=True),
    )  # fmt: skip
    name = name_of(outputs)
    sentence = f"The scores are {vector(scores)}, so 00, 01, 10, 11 get {vector(outputs)}: {name}."
    return Scene(panels, sentence, name == "XOR")


_GRAPH = Graph({
    "g₁": (lambda x: x + 1, ["x"]),
    "g₂": (lambda x: x**2, ["x"]),
    "f": (lambda g1, g2: g1 * g2, ["g₁", "g₂"]),
})  # fmt: skip


@figure(x=Slider(-3, 3, 1, 0.5, label="x"))
def graph(x: float) -> Scene:
    """A computational graph: f = g₁ · g₂ with g₁ = x + 1 and g₂ = x² (deck KHE 618-649)."""
    values = _GRAPH.forward(x=x)
    places = {"x": (0, 0), "g₁": (2, 1), "g₂": (2, -1), "f": (4, 0)}
    words = {"x": "x", "g₁": "g₁ = x + 1", "g₂": "g₂ = x²", "f": "f = g₁ · g₂"}
    drawn: list[Layer] = []
    for name, (_, parents) in _GRAPH.nodes.items():
        for parent in parents:
            start, end = np.array([places[parent], places[name]])
            drawn.append(path(0.7 * start + 0.3 * end, 0.3 * start + 0.7 * end, arrow=True))
    for name, (across, up) in places.items():
        drawn.append(Text(across, up, in_words(values[name]), bold=True))
        drawn.append(Text(across, up - 0.5, words[name], tone="muted"))
    told = [f"{name} = {in_words(values[name])}" for name in ("g₁", "g₂", "f")]
    return Scene((Panel(tuple(drawn), (-0.8, 4.9), (-1.9, 1.6), bare=True),), f"At x = {in_words(x)}: {are(told)}.")
