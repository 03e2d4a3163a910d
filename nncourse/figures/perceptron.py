"""Live figures of lecture 1: weighted sums against a threshold.

The story is the weekend venue of deck IBR 21-99: you go or stay, judging by weather, friend and commute.
"""

import itertools

import numpy as np

from ..activations import identity, sign, step, tanh
from ..datasets import binary_inputs
from ..numbers import in_words
from ..perceptron import Perceptron, PerceptronLayer, with_constant_input
from ..scene import Bars, Choice, Handle, Lamp, Layer, Line, Panel, Scene, Slider, Span, Text, Toggle, figure
from .drawing import INDEX, are, boundary, connection, path, rounded, score, signed_sum, vector

_INPUTS = binary_inputs(3)
_NAMES = tuple("".join(str(int(bit)) for bit in row) for row in _INPUTS)
_WEIGHTS = (6.0, 2.0, 2.0)
_WORDS = (("the weather is bad", "the weather is good"), ("no friend comes", "a friend comes"),
          ("the commute is hard", "the commute is easy"))  # fmt: skip

# ------------------------------------------------------------------------------------------ words for a decision


Cube = tuple[int | None, ...]  # a wanted bit for each input, None where the input does not matter
_ROWS: dict[Cube, frozenset[int]] = {
    cube: frozenset(
        k for k, row in enumerate(_INPUTS) if all(bit in (None, x) for bit, x in zip(cube, row, strict=True))
    )
    for cube in itertools.product((None, 1, 0), repeat=3)
}


def _cubes(truth: np.ndarray) -> list[Cube]:
    """The fewest "this and that" conditions which together describe where the truth table (8,) holds.

    The conditions are prime implicants: none of them can drop an input.
    """

    true = frozenset(np.flatnonzero(truth).tolist())
    cubes = [cube for cube, rows in _ROWS.items() if rows <= true]
    prime = [cube for cube in cubes if not any(_ROWS[cube] < _ROWS[other] for other in cubes)]
    for size in range(len(prime) + 1):
        for chosen in itertools.combinations(prime, size):
            if frozenset().union(*(_ROWS[cube] for cube in chosen)) == true:
                return sorted(chosen, key=lambda cube: [bit is None for bit in cube])
    raise AssertionError("the prime implicants of a truth table always cover it")


def _condition(truth: np.ndarray) -> str:
    """When the decision is yes, in words: "if the weather is good, or if a friend comes and the commute is easy"."""
    parts = [
        " and ".join(words[bit] for words, bit in zip(_WORDS, cube, strict=True) if bit is not None)
        for cube in _cubes(truth)
    ]
    return "exactly if " + ", or if ".join(parts)


def _decision(truth: np.ndarray) -> str:
    count = int(truth.sum())
    if count == 0:
        return "You go on 0 of 8 kinds of weekend: you never go."
    if count == 8:
        return "You go on 8 of 8 kinds of weekend: you always go."
    return f"You go on {count} of 8 kinds of weekend: {_condition(truth)}."


# ------------------------------------------------------------------------------------------ bars and a threshold


_BOTH = (-12.5, 12.5)  # sums and scores on one scale, so that equal distances look equal
_LINE_TO, _ROOM_TO = 7.8, 9.2  # the level ends in a handle, and its value stands to the right of it


def _bars(heights: np.ndarray, truth: np.ndarray, level: float, axis: str, y: Span, control: str = "") -> Panel:
    """Eight bars against a level, which can be dragged if it is a control; bars exactly at the level are ties."""
    layers: list[Layer] = [
        Bars(heights, _NAMES, truth.astype(int)),
        Line(np.array([-0.6, _LINE_TO]), np.array([level, level]), in_words(level)),
        *(Text(float(k), y[0] + 0.4, "tie", bold=True) for k in np.flatnonzero(heights == level)),
    ]
    if control:
        layers.append(Handle(_LINE_TO, level, vertical=control))
    return Panel(tuple(layers), (-0.7, _ROOM_TO), y, "weather · friend · commute", axis)


def _sums_against(threshold: float, sums: np.ndarray, truth: np.ndarray, y: Span | None = None) -> Panel:
    y = y or (min(-2.0, float(sums.min())) - 0.8, max(12.0, float(sums.max())) + 0.8)
    return _bars(sums, truth, threshold, "weighted sum against threshold", y, "threshold")


def _tie_note(names: list[str]) -> str:
    return f" A tie at {are(names)} does not fire." if names else ""


_VENUE = {
    "w1": Slider(-4, 8, 6, 1, label="w₁ good weather"),
    "w2": Slider(-4, 8, 2, 1, label="w₂ with a friend"),
    "w3": Slider(-4, 8, 2, 1, label="w₃ easy commute"),
    "threshold": Slider(-1, 11, 9, 0.5, label="threshold"),
}


@figure(**_VENUE)
def venue(w1: float, w2: float, w3: float, threshold: float) -> Scene:
    """The eight weighted sums of the venue decision against the threshold."""
    unit = Perceptron.with_threshold([w1, w2, w3], threshold)
    sums, truth = unit.weighted_sum(_INPUTS), unit.predict(_INPUTS)
    ties = [name for name, s in zip(_NAMES, sums, strict=True) if s == threshold]
    return Scene((_sums_against(threshold, sums, truth),), _decision(truth) + _tie_note(ties))


@figure(
    threshold=Slider(-1, 11, 7, 0.5, label="threshold"),
    rule=Choice(("sum > threshold", "sum ≥ threshold"), "sum > threshold", label="fires if"),
)
def tie(threshold: float, rule: str) -> Scene:
    """The venue with both tie rules: they differ where a bar stands exactly at the threshold, and nowhere else."""
    sums = _INPUTS @ np.array(_WEIGHTS)
    strict = rule == "sum > threshold"
    truth = (sums > threshold if strict else sums >= threshold).astype(float)
    ties = [name for name, s in zip(_NAMES, sums, strict=True) if s == threshold]
    verdict = f"the tie at {are(ties)} {'stays out' if strict else 'fires too'}" if ties else "there is no tie"
    sentence = f"With {rule}, {int(truth.sum())} of 8 inputs fire at threshold {in_words(threshold)}; {verdict}."
    return Scene((_sums_against(threshold, sums, truth),), sentence)


@figure(
    threshold=Slider(-1, 11, 0, 0.5, label="threshold"),
    bias=Slider(-11, 1, 0, 0.5, label="bias b", opposite_of="threshold"),
)
def bias(threshold: float, bias: float) -> Scene:
    """Sums against the threshold beside scores against zero: two views of one decision."""
    unit = Perceptron(_WEIGHTS, bias)
    sums, scores, truth = unit.weighted_sum(_INPUTS), unit.score(_INPUTS), unit.predict(_INPUTS)
    ties = [name for name, z in zip(_NAMES, scores, strict=True) if z == 0]
    sentence = (
        f"Threshold {in_words(threshold)} and bias {in_words(bias)}: "
        f"the sum exceeds the threshold for {int((sums > threshold).sum())} of 8 inputs, "
        f"the score exceeds zero for {int(truth.sum())} of 8.{_tie_note(ties)}"
    )
    right = _bars(scores, truth, 0.0, "score (sum + b) against 0", _BOTH)
    return Scene((_sums_against(threshold, sums, truth, _BOTH), right), sentence)


@figure(threshold=Slider(-1, 11, 11, 0.5, label="threshold"))
def sweep(threshold: float) -> Scene:
    """How many of the eight inputs fire: lowering the threshold draws the stairs, lamps show which inputs."""
    sums = _INPUTS @ np.array(_WEIGHTS)
    truth = sums > threshold
    # Upright at every sum that the threshold has passed on its way down from 11: one more input (or two) fires.
    passed = np.unique(sums[sums > threshold])
    edges = np.concatenate([[threshold], np.repeat(passed, 2), [11.0]])
    counts = np.repeat([float((sums > t).sum()) for t in np.concatenate([[threshold], passed])], 2)
    names = [name for name, on in zip(_NAMES, truth, strict=True) if on]
    lamps = [
        Lamp(k % 4, 1.0 - k // 4, bool(on), "1" if on else "0", name)
        for k, (name, on) in enumerate(zip(_NAMES, truth, strict=True))
    ]
    stairs = (
        Line(edges, counts, width=3),
        path((threshold, -0.5), (threshold, 8.5), tone="muted", width=2, dashed=True),
        Text(min(max(threshold, 0.9), 9.2), 9.0, f"threshold {in_words(threshold)}", bold=True),  # above all stairs
        Handle(threshold, float(truth.sum()), horizontal="threshold"),
    )
    which = "none fires" if not names else f"{len(names)} of 8 fire ({', '.join(names)})"
    panels = (
        Panel(stairs, (-1.5, 11.5), (-0.5, 9.5), "threshold", "inputs that fire"),
        Panel(tuple(lamps), (-0.6, 3.6), (-0.8, 1.6), title="which inputs fire", bare=True),
    )
    return Scene(panels, f"At threshold {in_words(threshold)}, {which}.")


# ------------------------------------------------------------------------------------------ one unit, drawn


def _unit_drawing(x: np.ndarray, w: np.ndarray, junction: str, fires: bool, name: str = "sum") -> list[Layer]:
    """Inputs, arrows with the weights on them, the summing junction with its number, the output lamp."""
    layers: list[Layer] = []
    for j, (xj, wj) in enumerate(zip(x, w, strict=True)):
        y = 2.0 - j
        layers += connection((0.22, y), (1.62, 1 + 0.18 * (y - 1)), wj, xj != 0)
        layers.append(Lamp(0, y, bool(xj), in_words(xj), f"x{INDEX[j]}"))
    layers += [
        path((2.22, 1), (3.55, 1), tone="positive" if fires else "muted", width=2, arrow=True),
        Text(1.93, 1.0, junction, bold=True),
        Text(1.93, 0.55, name, tone="muted"),
        Lamp(3.8, 1.0, fires, "1" if fires else "0", "output"),
    ]
    return layers


@figure(
    x1=Toggle(False, label="x₁ good weather"),
    x2=Toggle(False, label="x₂ with a friend"),
    x3=Toggle(False, label="x₃ easy commute"),
    threshold=Slider(-1, 11, 7, 0.5, label="threshold"),
)
def unit(x1: bool, x2: bool, x3: bool, threshold: float) -> Scene:
    """One perceptron with three inputs to switch and a threshold: does the lamp light?"""
    x, w = np.array([x1, x2, x3], dtype=float), np.array(_WEIGHTS)
    perceptron = Perceptron.with_threshold(w, threshold)
    total, fires = float(perceptron.weighted_sum(x)), bool(perceptron.predict(x))
    layers = _unit_drawing(x, w, in_words(total), fires)
    layers.append(Text(2.85, 1.2, f"> {in_words(threshold)} ?", tone="ink"))
    relation = ">" if fires else "=" if total == threshold else "<"
    verdict = "it fires" if fires else "a tie, and it does not fire" if relation == "=" else "it does not fire"
    sentence = f"{signed_sum(w * x)} = {in_words(total)} {relation} {in_words(threshold)}: {verdict}."
    return Scene((Panel(tuple(layers), (-0.4, 4.2), (-0.55, 2.45), bare=True),), sentence)


@figure(
    w1=Slider(-1, 1, 0, 0.1, label="w₁"),
    w2=Slider(-1, 1, 0, 0.1, label="w₂"),
    w3=Slider(-1, 1, 0, 0.1, label="w₃"),
)
def neuron(w1: float, w2: float, w3: float) -> Scene:
    """An artificial neuron with the fixed input (1, 0, 1): the needle shows the sum of w·x."""
    x, w = np.array([1.0, 0.0, 1.0]), np.array([w1, w2, w3]).round(10)
    total = round(float(w @ x), 10)
    fires = total > 0
    needle: tuple[Layer, ...] = (
        path((-2.2, 0), (2.2, 0), tone="muted", width=1),
        *(path((t, -0.1), (t, 0.1), tone="muted", width=1) for t in (-2.0, -1.0, 0.0, 1.0, 2.0)),
        *(Text(t, -0.32, in_words(t), tone="muted") for t in (-2.0, -1.0, 0.0, 1.0, 2.0)),
        path((total, 1), (total, 0.08), tone="positive" if fires else "negative", width=4, arrow=True),
        Text(total, 1.15, in_words(total), bold=True),
    )
    panels = (
        Panel(tuple(_unit_drawing(x, w, in_words(total), fires)), (-0.4, 4.2), (-0.55, 2.45), bare=True),
        Panel(needle, (-2.4, 2.4), (-1.2, 1.8), title="the sum on a scale", bare=True),
    )
    verdict = "above 0, so the output is 1" if fires else "not above 0, so the output is 0"
    return Scene(panels, f"{signed_sum(w * x)} = {in_words(total)}, {verdict}.")


@figure(
    x1=Slider(-4, 4, -3, 0.5, label="x₁"),
    x2=Slider(-4, 4, 1, 0.5, label="x₂"),
    times=Slider(0.25, 1.5, 1, 0.25, label="w is (3, 1) times"),
)
def inner_product(x1: float, x2: float, times: float) -> Scene:
    """Two vectors and their inner product: positive when they point to the same side."""
    w, x = times * np.array([3.0, 1.0]), np.array([x1, x2])
    product, length = float(w @ x), float(np.hypot(*w))
    foot = product / length**2 * w
    span = (-5.2, 5.2)
    border = boundary(Perceptron(w, 0), span, span)
    assert border is not None  # the origin is in the picture
    tone = "positive" if product > 0 else "negative" if product < 0 else "ink"
    layers: tuple[Layer, ...] = (
        path(*border, tone="grid", width=2),
        path(x, foot, tone="muted", dashed=True),
        path((0, 0), foot, tone=tone, width=6),
        path((0, 0), w, width=3, arrow=True),
        Text(w[0] + 0.35, w[1] - 0.45, "w", bold=True),
        path((0, 0), x, width=2, arrow=True),
        Handle(x1, x2, horizontal="x1", vertical="x2"),
        Text(x1, x2 + 0.55, "x", bold=True),
    )
    side = (
        "x points to the same side as w"
        if product > 0
        else "x points to the other side than w"
        if product < 0
        else "x lies on the border: it is perpendicular to w, or zero"
    )
    sentence = (
        f"w·x = {signed_sum(w * x)} = {in_words(product)}: that is about {length:.2f} (the length of w) times "
        f"{rounded(product / length, 2)} (how far x reaches along w); {side}."
    )
    return Scene((Panel(layers, span, span, "first entry", "second entry", equal=True),), sentence)


@figure(
    folded=Toggle(False, label="the bias as a weight"),
    x1=Toggle(True, label="x₁ good weather"),
    x2=Toggle(False, label="x₂ with a friend"),
    x3=Toggle(True, label="x₃ easy commute"),
)
def fold(folded: bool, x1: bool, x2: bool, x3: bool) -> Scene:
    """One decision written in two ways: with a bias, or with one more input that is always 1."""
    unit, x = Perceptron(_WEIGHTS, -5), np.array([x1, x2, x3], dtype=float)
    total, fires = float(unit.score(x)), bool(unit.predict(x))
    layers = _unit_drawing(x, unit.weights, in_words(total), fires, "score")
    terms = f"= {signed_sum([*(unit.weights * x), unit.bias])} = {in_words(total)}"
    if folded:
        layers += connection((0.22, -1.0), (1.62, 0.64), unit.bias)
        layers.append(Lamp(0, -1.0, True, "1", "always 1"))
        how = f"{vector(unit.folded)}·{vector(with_constant_input(x))} {terms}"
        sentence = (
            f"The bias is the weight of an input that is always 1: {how}; it {'fires' if fires else 'is silent'}."
        )
    else:
        layers.append(Text(1.93, 0.1, f"b = {in_words(unit.bias)}", bold=True))
        how = f"{vector(unit.weights)}·{vector(x)} − 5 {terms}"
        sentence = f"The bias is added to the weighted sum: {how}; it {'fires' if fires else 'is silent'}."
    return Scene((Panel(tuple(layers), (-0.4, 4.2), (-1.5, 2.4), bare=True),), sentence)


_FUNCTIONS = {f.name: f for f in (step, sign, tanh, identity)}
_CURVE = np.concatenate([np.linspace(-5.5, 0, 60), np.linspace(1e-9, 5.5, 60)])


@figure(
    f=Choice(tuple(_FUNCTIONS), "step", label="activation function f"),
    w1=Slider(-2, 2, 1, 0.1, label="w₁"),
    w2=Slider(-2, 2, 1, 0.1, label="w₂"),
    b=Slider(-2, 2, 0, 0.1, label="bias b"),
)
def anatomy(f: str, w1: float, w2: float, b: float) -> Scene:
    """Every neuron is two steps: the score, a sum with weights and bias; then a function of it."""
    unit, x, activation = Perceptron([w1, w2], b), np.array([0.5, -1.0]), _FUNCTIONS[f]
    z = round(float(unit.score(x)), 10)
    answer = float(activation(np.array(z)))
    shown = rounded(answer)
    around = np.linspace(0, 2 * np.pi, 33)
    drawing: list[Layer] = [
        Text(2.1, 1.75, "score", tone="muted"),
        Text(3.6, 1.75, f, tone="muted"),
        *connection((0.3, 1.7), (1.6, 1.15), w1),
        *connection((0.3, 0.3), (1.6, 0.85), w2, beside=(0.05, -0.2)),
        *connection((2.1, -0.45), (2.1, 0.5), b, at=0.3, beside=(0.4, 0)),
        Lamp(0, 1.7, False, in_words(x[0]), "x₁"),
        Lamp(0, 0.3, False, in_words(x[1]), "x₂"),
        Text(2.1, -0.65, "bias b", tone="muted"),
        Line(2.1 + 0.45 * np.cos(around), 1 + 0.45 * np.sin(around)),
        Text(2.1, 1.0, in_words(z), bold=True),
        path((2.6, 1), (3.15, 1), width=2, arrow=True),
        path((3.2, 0.6), (4, 0.6), (4, 1.4), (3.2, 1.4), (3.2, 0.6), width=2),
        Text(3.6, 1.0, "f", bold=True),
        path((4, 1), (4.55, 1), width=2, arrow=True),
        Text(4.65, 1.0, shown, anchor="left", bold=True),
    ]
    height = 6.5 if f == "identity" else 1.4
    halves = (_CURVE[_CURVE <= 0], _CURVE[_CURVE > 0])  # step and sign jump at 0: no line joins their halves
    dx, dy, anchor = (0.4, -0.14, "left") if z < 3 else (-0.4, 0.14, "right")
    curve: tuple[Layer, ...] = (
        *(Line(half, activation(half), width=3) for half in halves),
        path((z, -height), (z, answer), (-5.5, answer), tone="muted", dashed=True),
        Lamp(z, answer, answer > 0),
        Text(z + dx, answer + dy * height, shown, anchor=anchor, bold=True),
    )
    panels = (
        Panel(tuple(drawing), (-0.5, 5.7), (-0.9, 2.1), equal=True, bare=True),
        Panel(curve, (-5.5, 5.5), (-height, height), "z", "f(z)"),
    )
    return Scene(panels, f"Score: z = {score(unit, x)}. Function: {f}({in_words(z)}) = {in_words(answer)}.")


_PAIRS = PerceptronLayer([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [-1.5, -1.5, -1.5])
_COUNTS = PerceptronLayer([[1, 1, 1], [1, 1, 1], [1, 1, 1], [-1, -1, -1]], [-0.5, -1.5, -2.5, 0.5])
_DECIDES = {
    "h₁": "both x₁ and x₂ are on",
    "h₂": "both x₂ and x₃ are on",
    "h₃": "both x₁ and x₃ are on",
    "y₁": "at least one of h₁, h₂, h₃ is on",
    "y₂": "at least two of h₁, h₂, h₃ are on",
    "y₃": "all of h₁, h₂, h₃ are on",
    "y₄": "none of h₁, h₂, h₃ is on",
}


@figure(
    x1=Toggle(False, label="x₁"),
    x2=Toggle(False, label="x₂"),
    x3=Toggle(False, label="x₃"),
    unit=Choice(tuple(_DECIDES), "h₁", label="unit to look at"),
)
def layers(x1: bool, x2: bool, x3: bool, unit: str) -> Scene:
    """Two layers of perceptrons: the second decides by what the first has decided."""
    x = np.array([x1, x2, x3], dtype=float)
    h = _PAIRS.predict(x)
    values = (x, h, _COUNTS.predict(h))
    places = [[(1.9 * k, 1.1 * ((len(row) - 1) / 2 - j)) for j in range(len(row))] for k, row in enumerate(values)]
    faint: list[Layer] = []
    strong: list[Layer] = []
    lamps: list[Layer] = []
    for k, layer in enumerate((_PAIRS, _COUNTS)):
        for j, (px, py) in enumerate(places[k + 1]):
            name, chosen = f"{'hy'[k]}{INDEX[j]}", f"{'hy'[k]}{INDEX[j]}" == unit
            for i, (qx, qy) in enumerate(places[k]):
                start, end = (qx + 0.22, qy), (px - 0.22, py + 0.16 * np.sign(qy - py))
                if chosen:
                    strong += connection(start, end, float(layer.W[j, i]), bool(values[k][i]), at=0.3, beside=(0, 0.14))
                else:  # a weight of 0 is a weight: it is drawn, thin
                    width = 1.5 if layer.W[j, i] else 0.6
                    faint.append(path(start, end, tone="grid", width=width, dashed=bool(layer.W[j, i] < 0)))
            if chosen:
                here = Perceptron(layer.W[j], layer.b[j])
                strong.append(Text(px + 0.28, py + 0.3, f"b = {in_words(here.bias)}", anchor="left", bold=True))
                said = f"{score(here, values[k])}: {name} is {'on' if values[k + 1][j] else 'off'}"
    for row, letter, where in zip(values, "xhy", places, strict=True):
        for j, (value, (px, py)) in enumerate(zip(row, where, strict=True)):
            lamps.append(Lamp(px, py, bool(value), in_words(value), f"{letter}{INDEX[j]}"))
    sentence = f"{said}. It is on if {_DECIDES[unit]}."
    return Scene((Panel((*faint, *strong, *lamps), (-0.4, 5.0), (-2.2, 2.1), bare=True),), sentence)


# ------------------------------------------------------------------------------------------ nature and model

_PARTS = {
    "dendrite": ("the inputs x", "bring signals in from other neurons"),
    "synapse": ("the weights w", "let a signal excite or hold back, strongly or weakly"),
    "soma": ("the sum", "collects what comes in"),
    "firing threshold": ("the threshold", "is what the sum has to exceed"),
    "axon": ("the output y", "carries the answer onwards"),
}


@figure(part=Choice(tuple(_PARTS), "dendrite", label="part of the neuron"))
def parts(part: str) -> Scene:
    """A biological neuron beside the artificial one: the chosen part is lit in both drawings."""

    def tone(*names: str) -> str:
        return "positive" if part in names else "muted"

    def width(*names: str) -> float:
        return 4.5 if part in names else 2

    def stroke(xs: tuple[float, ...], ys: tuple[float, ...], *names: str, arrow: bool = False) -> Line:
        return Line(np.array(xs), np.array(ys), tone=tone(*names), width=width(*names), arrow=arrow)

    around = np.linspace(0, 2 * np.pi, 33)
    soma = (1.9 + 0.48 * np.cos(around) * (1 + 0.12 * np.cos(3 * around)), 1 + 0.48 * np.sin(around))
    living: list[Layer] = []
    for y, bend in ((2.0, 0.35), (1.0, 0.0), (0.0, -0.35)):
        fork_y = y * 0.8 + 0.2
        for tip_x, tip_y in ((-0.1, y + 0.3), (-0.2, y - 0.2)):  # where another cell's axon would arrive
            living += [stroke((tip_x, 0.45), (tip_y, fork_y), "dendrite"), Lamp(tip_x, tip_y, part == "synapse")]
        living.append(stroke((0.45, 1.45), (fork_y, 1 + bend), "dendrite"))
    living += [
        Line(*soma, tone=tone("soma"), width=width("soma")),
        stroke((2.38, 2.62), (1.0, 1.0), "firing threshold", "axon"),
        stroke((2.62, 2.62), (0.72, 1.28), "firing threshold"),
        stroke((2.62, 3.4, 3.8), (1.0, 1.05, 1.3), "axon", arrow=True),
        stroke((3.4, 3.85), (1.05, 0.75), "axon", arrow=True),
        *(
            Text(x, y, name, tone=tone(name), bold=part == name)
            for name, x, y in (
                ("synapse", -0.1, -0.5),
                ("dendrite", 1.0, 1.95),
                ("soma", 1.9, 0.25),
                ("axon", 3.2, 1.5),
            )
        ),
    ]
    model: list[Layer] = []
    for j, y in enumerate((2.0, 1.0, 0.0)):
        meet = 1 + 0.3 * (y - 1)
        model += [
            stroke((0.2, 1.5), (y, meet), "synapse"),
            Text(0.8, (y + meet) / 2 + 0.18, f"w{'₁₂₃'[j]}", tone=tone("synapse"), bold=True),
            Lamp(0, y, part == "dendrite", f"x{'₁₂₃'[j]}"),
        ]
    circle = (1.9 + 0.45 * np.cos(around), 1 + 0.45 * np.sin(around))
    model += [
        Line(*circle, tone=tone("soma"), width=width("soma")),
        Text(1.9, 1.0, "Σ", tone=tone("soma"), bold=True),
        stroke((2.62, 2.62), (0.72, 1.28), "firing threshold"),
        Text(2.62, 1.5, "threshold", tone=tone("firing threshold"), bold=True),
        stroke((2.35, 3.5), (1.0, 1.0), "axon", arrow=True),
        Text(3.75, 1.0, "y", tone=tone("axon"), bold=True),
    ]
    symbol, deed = _PARTS[part]
    drawings = {"a nerve cell": living, "the model": model}
    panels = tuple(
        Panel(tuple(layers), (-0.5, 4.2), (-0.6, 2.6), title=title, bare=True) for title, layers in drawings.items()
    )
    name = f"The {part}" if part != "synapse" else "The synapses"
    name = "The dendrites" if part == "dendrite" else name
    verb = "correspond to" if part in ("dendrite", "synapse") else "corresponds to"
    return Scene(panels, f"{name} {verb} {symbol} in the model: {'they' if verb == 'correspond to' else 'it'} {deed}.")
