"""Live figures of lecture 3: a cost, its slope, steps downhill, and what a few samples at a time are worth."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, combinations, islice, repeat, takewhile

import numpy as np

from .. import datasets, surfaces
from ..activations import Activation, identity, sigmoid
from ..costs import Cost, cross_entropy, log_loss, quadratic
from ..descent import AdaGrad, Adam, Momentum, Plain, RMSProp, Stepper, conjugate_gradient, gradient_descent, newton
from ..mlp import MLP
from ..neuron import Neuron
from ..numbers import in_words
from ..scene import (
    Bars,
    Choice,
    Field,
    Handle,
    Lamp,
    Layer,
    Line,
    Panel,
    Points,
    Scene,
    Slider,
    Span,
    Text,
    Toggle,
    figure,
)
from ..surfaces import Surface, bowl, double_well, doubling, line_fit, parabola, ravine
from ..training import sgd
from ..validation import accuracy
from .drawing import are, bands, boundary, factor, firing_side, in_digits, path, trail, vector

_DIGITS = tuple("0123456789")
_FAR = 1e4  # a walk beyond it is lost


def _after(count: float, noun: str = "step") -> str:
    """The begin of a sentence: "After 3 steps"."""
    return f"After {count:g} {noun}{'' if count == 1 else 's'}" if count else f"Before the first {noun}"


def _kept(points: Iterable[np.ndarray], steps: int) -> np.ndarray:
    """The start and so many steps of a walk, (steps + 1, d), or fewer if it is lost before."""
    return np.array(list(takewhile(lambda p: np.abs(p).max() < _FAR, islice(points, steps + 1))))


@lru_cache(maxsize=64)
def _walk(surface: Surface, start: tuple[float, ...], learning_rate: float, steps: int) -> np.ndarray:
    """Gradient descent on a surface."""
    return _kept(gradient_descent(surface.gradient, start, learning_rate), steps)


def _unless_lost(sentence: str, walk: np.ndarray, steps: float, why: str = "the learning rate is too large") -> str:
    """The sentence, or another one, with the reason, if the walk was lost before so many steps."""
    return sentence if steps < len(walk) else f"{_after(len(walk))} it is beyond 10,000, far out of the picture: {why}."


def _by_step(costs: np.ndarray, x: Span, y: Span, xlabel: str, ylabel: str, *more: Layer, every: float = 1) -> Panel:
    """A cost from step to step, a ball at the last."""
    points = np.column_stack([every * np.arange(len(costs)), costs])
    return Panel((*more, *trail(points, x, y)), x, y, xlabel, ylabel)


def _tone(slope: float) -> str:
    """Uphill brown-orange, downhill blue."""
    return "negative" if slope < 0 else "positive"


def _tangent(at: float, height: float, slope: float, reach: float) -> Line:
    """The straight line that touches a curve."""
    ends = [(at + side, height + side * slope) for side in (-reach, reach)]
    return path(*ends, tone=_tone(slope), dashed=True)


# ------------------------------------------------------------------------------------------ one number for how wrong


@figure(
    six=Slider(0, 1, 0.3, 0.1, label="output of unit 6"),
    eight=Slider(0, 1, 0.8, 0.1, label="output of unit 8"),
    others=Slider(0, 0.5, 0.2, 0.1, label="output of each other unit"),
)
def cost(six: float, eight: float, others: float) -> Scene:
    """A network looks at a 6: its ten outputs, the targets, and what the difference costs."""
    a, target = np.full(10, others), datasets.one_hot(6)
    a[[6, 8]] = six, eight
    terms, C = quadratic.terms(a, target), quadratic(a[None], target[None])
    marks = [path((k - 0.36, t), (k + 0.36, t), tone="positive", width=4) for k, t in enumerate(target)]
    shares = Bars(np.array([terms[6], terms[8], C - terms[6] - terms[8], C]).round(9), ("6", "8", "others", "C"))
    panels = (
        Panel((Bars(a, _DIGITS), *marks), (-0.6, 9.6), (0, 1.1), "output unit  (line: target)", "outputs a"),
        Panel((shares,), (-0.6, 3.6), (0, 2.2), "share of each unit, and the sum", "½ (a − y)²"),
    )
    largest = np.flatnonzero(a == a.max())
    leads = f"the largest output is that of {largest[0]}" if len(largest) == 1 else "no output leads"
    errors = f"{in_words(1 - six)}² + {in_words(eight)}² + 8·{in_words(others)}²"
    return Scene(panels, f"C = ½ ({errors}) = {in_words(C)}; {leads}.")


_CONVENTIONS = {"half the mean": 1, "the mean": 2, "half the sum": 4, "the sum": 8}  # times the cost of the house


@figure(
    w=Slider(0.5, 3.5, 1, 0.1, label="weight w"),
    convention=Choice(tuple(_CONVENTIONS), "half the mean", label="cost"),
)
def conventions(w: float, convention: str) -> Scene:
    """A line through four points, and its cost over w by four conventions."""
    x, times, ws = np.arange(1.0, 5), _CONVENTIONS[convention], np.linspace(0.5, 3.5, 61)
    C, slope = times * float(doubling.value([w])), times * float(doubling.gradient([w])[0])
    curves = [Line(ws, each * doubling.value(ws[:, None]), tone="muted", width=1) for each in _CONVENTIONS.values()]
    chosen = Line(ws, times * doubling.value(ws[:, None]), width=2.5)
    errors = [path((k, 2 * k), (k, w * k), tone=_tone(w - 2), width=4) for k in x]
    line = path((0, 0), (4.4, 4.4 * w), width=2.5)
    panels = (
        Panel((line, *errors, *(Lamp(k, 2 * k, False) for k in x)), (0, 4.4), (0, 15), "x", "wx and the points y = 2x"),
        Panel((*curves, chosen, _tangent(w, C, slope, 0.5), Handle(w, C, horizontal="w")),
              (0.5, 3.5), (-4, 70), "w", f"{convention} of the squared errors"),
    )  # fmt: skip
    sentence = f"At w = {in_words(w)}, {convention} of the squared errors is {in_words(C)}, with the slope "
    return Scene(panels, f"{sentence}{in_words(slope)}; the lowest place is w = 2.")


# ------------------------------------------------------------------------------------------ one weight


def _regime(times: float) -> str:
    """What a walk does when every step multiplies its place by so much."""
    if abs(times) >= 1:
        return "it swings for ever" if times == -1 else "it swings further and further out, since η is beyond 1"
    if times > 0:
        return "it creeps" if times >= 0.9 else "it comes closer from one side"
    return "it swings and comes closer" if times else "one step is enough"


@figure(
    learning_rate=Slider(0.01, 1.2, 0.1, 0.01, label="learning rate η"),
    step=Slider(0, 10, 0, 1, label="steps", play=2),
)
def rates(learning_rate: float, step: float) -> Scene:
    """Ten steps down the parabola C = w² from w = 1, with any learning rate."""
    window, heights, ws = (-2.6, 2.6), (-0.4, 6.5), np.linspace(-2.6, 2.6, 81)
    walk = _walk(parabola, (1.0,), learning_rate, 10)[: int(step) + 1]
    costs = parabola.value(walk)
    w, C = float(walk[-1, 0]), float(costs[-1])
    valley = Line(ws, parabola.value(ws[:, None]), tone="muted")
    panels = (
        Panel((valley, *trail(np.c_[walk, costs], window, heights, dots=True)), window, heights, "w", "C = w²"),
        _by_step(costs, (-0.3, 10.3), (-0.1, 3), "steps", "cost"),
    )
    times = round(1 - 2 * learning_rate, 9)
    sentence = (
        f"{_after(step)} with η = {in_words(learning_rate)}, w = {in_digits(w)} and C = {in_digits(C)}"
        f"{', out of the picture' if heights[1] < C else ''}: "
        f"a step multiplies w by 1 − 2η = {in_words(times)}, so {_regime(times)}."
    )
    return Scene(panels, sentence)


_RIDGE = 0.169938  # between the two valleys of `double_well`


def _motion(w: float) -> str:
    """What the ball does, in words; which valley it is in is said where it no longer rolls."""
    slope = float(double_well.gradient([w])[0])
    if abs(slope) >= 0.01:
        return f"slope {in_digits(slope)}: it rolls to the {'left' if slope > 0 else 'right'}"
    valley = "left valley, the deeper one" if w < _RIDGE else "right valley, which is not the deepest place"
    return f"slope {in_digits(round(slope, 6))}: it rests in the {valley}"


@figure(
    start=Slider(-2, 2, 2, 0.1, label="start w", dial=True),
    learning_rate=Slider(0.01, 0.2, 0.01, 0.01, label="learning rate η"),
    step=Slider(0, 500, 0, 10, label="steps", play=10),
)
def valleys(start: float, learning_rate: float, step: float) -> Scene:
    """A ball on a curve with two valleys; the goal is to rest in the deeper one after 500 steps."""
    window, heights, ws = (-2.2, 2.2), (-4.5, 7), np.linspace(-2.2, 2.2, 121)
    walk = _walk(double_well, (start,), learning_rate, 500)
    recent = walk[: int(step) + 1][-30:]
    w = float(recent[-1, 0])
    C, slope = float(double_well.value([w])), float(double_well.gradient([w])[0])
    layers: list[Layer] = [Line(ws, double_well.value(ws[:, None]), tone="muted", width=2.5)]
    layers += [_tangent(w, C, slope, 0.4)] if abs(w) <= window[1] else []
    layers += trail(np.c_[recent, double_well.value(recent)], window, heights)
    layers.append(Handle(start, float(double_well.value([start])), horizontal="start"))
    sentence = f"{_after(step)}: w = {in_digits(w)}, C = {in_digits(C)}, {_motion(w)}."
    goal = len(walk) > 500 and "deeper" in _motion(float(walk[-1, 0]))
    panel = Panel(tuple(layers), window, heights, "w", "C = w⁴ − 3w² + w")
    return Scene((panel,), _unless_lost(sentence, walk, step), goal)


# ------------------------------------------------------------------------------------------ many weights


def _slope(degrees: float | np.ndarray) -> np.ndarray:
    """The slope of the bowl at (1, 2) in a direction, or in many."""
    return np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], -1) @ bowl.gradient([1, 2])


@figure(
    angle=Slider(0, 355, 0, 5, label="direction", unit="°"),
    gradient=Toggle(False, label="show the gradient"),
)
def compass(angle: float, gradient: bool) -> Scene:
    """How steep is the bowl v₁² + v₂² at (1, 2), in any direction?"""
    x, y, here = (-1.0, 3.0), (-0.5, 3.5), float(_slope(angle))
    way = 1 + np.cos(np.radians(angle)), 2 + np.sin(np.radians(angle))
    plane: list[Layer] = [
        bands(bowl.value, x, y),
        path((1, 2), way, tone=_tone(here), width=4, arrow=True),
        Lamp(1, 2, True),
    ]
    scale: list[Layer] = [path((0, 0), (360, 0), tone="muted")]
    scale.append(path((angle, 0), (angle, here), tone=_tone(here), width=4))
    words = f"In the direction {in_words(angle)}° the slope is {in_words(here)}: C {'rises' if here > 0 else 'falls'}."
    if gradient:
        v, all_round = bowl.gradient([1, 2]), np.arange(0, 361, 5)
        steepest = float(np.degrees(np.arctan2(v[1], v[0])))
        plane += [path((1, 2), (1.5, 3), width=3, arrow=True), Text(1.6, 3.1, "¼ ∇C", anchor="left", bold=True)]
        scale += [Line(all_round, _slope(all_round), tone="muted"), path((steepest, -5), (steepest, 5), dashed=True)]
        words += f" ∇C = {vector(v)} points to {steepest:.2f}°, where the slope is largest: "
        words += f"{in_words(float(_slope(steepest)))}, the length of ∇C."
    panels = (
        Panel(tuple(plane), x, y, "v₁  (more brown: higher)", "v₂", equal=True),
        Panel((*scale, Handle(angle, here, horizontal="angle")), (-12, 372), (-5, 5), "direction in degrees", "slope"),
    )
    return Scene(panels, words)


@figure(d1=Slider(-0.5, 0.5, 0.3, 0.05, label="Δv₁"), d2=Slider(-0.5, 0.5, 0.2, 0.05, label="Δv₂"))
def change(d1: float, d2: float) -> Scene:
    """A small change Δv on the bowl v₁² + v₂² at (1, 2): how much the cost changes, predicted and truly."""
    v, dv, window = np.array([1.0, 2.0]), np.array([d1, d2]), (-0.6, 0.6)
    predicted, true = float(bowl.gradient(v) @ dv), float(bowl.value(v + dv) - bowl.value(v))
    arrow = path((0, 0), dv, tone=_tone(predicted), width=4, arrow=True)
    plane = (bands(lambda dv: bowl.value(v + dv), window, window), arrow, Lamp(0, 0, True))
    both = Bars(np.array([predicted, true]).round(9), ("∇C·Δv", "ΔC"))
    panels = (
        Panel((*plane, Handle(d1, d2, horizontal="d1", vertical="d2")),
              window, window, "Δv₁  (more brown: higher)", "Δv₂", equal=True),
        Panel((both,), (-0.6, 1.6), (-3.5, 4), "predicted and true", "change of the cost"),
    )  # fmt: skip
    sentence = (
        f"∇C·Δv = 2·{factor(d1)} + 4·{factor(d2)} = {in_words(predicted)} is predicted; "
        f"the true change of C is {in_words(true)}, so the prediction is off by {in_words(abs(true - predicted))}."
    )
    return Scene(panels, sentence)


_WINDOW = (-2.5, 2.5)


@figure(
    v1=Slider(-2, 2, 1, 0.1, label="start v₁"),
    v2=Slider(-2, 2, 2, 0.1, label="start v₂"),
    learning_rate=Slider(0.01, 1.1, 0.1, 0.01, label="learning rate η"),
    step=Slider(0, 30, 0, 1, label="steps", play=3),
    surface=Choice(("bowl", "ravine", "saddle"), "bowl", label="surface", more=True),
)
def descent(v1: float, v2: float, learning_rate: float, step: float, surface: str) -> Scene:
    """A ball walks down a surface, against the gradient, step by step."""
    C: Surface = getattr(surfaces, surface)
    whole = _walk(C, (v1, v2), learning_rate, 30)
    walk = whole[: int(step) + 1]
    v, costs, high = walk[-1], C.value(walk), max(float(C.value([v1, v2])), 1.0)
    heights = (-9.0 if surface == "saddle" else -0.3 * high, 1.5 * high)
    plane = [bands(C.value, _WINDOW, _WINDOW), *trail(walk, _WINDOW, _WINDOW, dots=True)]
    if np.abs(v).max() <= _WINDOW[1]:
        plane.append(path(v, v - learning_rate * C.gradient(v), tone="positive", width=3, dashed=True, arrow=True))
    plane.append(Handle(v1, v2, horizontal="v1", vertical="v2"))
    sentence, promise = f"{_after(step)}: v = {vector(v)}, C = {in_digits(costs[-1])}.", []
    if len(walk) > 1:
        slope, n = C.gradient(walk[-2]), len(walk) - 1
        promised = -learning_rate * float(slope @ slope)
        ends = (n - 1, costs[-2]), (n, costs[-2] + promised)
        promise = [path(*ends, tone="negative", width=3, dashed=True)] if costs[-2] < heights[1] else []
        sentence += f" The last step promised −η‖∇C‖² = {in_digits(promised)} and changed C by "
        sentence += f"{in_digits(costs[-1] - costs[-2])}."
    steepest = float(np.linalg.eigvalsh(C.hessian(v)).max())
    if step and learning_rate * steepest > 2:
        sentence += f" η is beyond 2/{in_words(steepest)} = {in_words(2 / steepest)}, the bound of this surface."
    panels = (
        Panel(
            tuple(plane),
            _WINDOW,
            _WINDOW,
            f"v₁  (more brown: higher{'; blue: below 0' if surface == 'saddle' else ''})",
            "v₂",
            equal=True,
        ),
        _by_step(
            costs, (-0.5, 30.5), heights, "steps  (dashed: as promised)", f"C = {C.name.replace('p', 'v')}", *promise
        ),
    )
    why = ("this surface has no bottom",) if surface == "saddle" else ()
    return Scene(panels, _unless_lost(sentence, whole, step, *why))


_SAMPLES = {  # inputs (n, 1) and targets (n,)
    "x = 1 → 0": (np.array([[1.0]]), np.array([0.0])),
    "four samples": (np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0.0, 1.0, 0.0, 1.0])),
}

_COSTS = {"quadratic": quadratic, "log loss": log_loss}


def _cost_over(X: np.ndarray, y: np.ndarray, C: Cost, phi: Activation, points: np.ndarray) -> np.ndarray:
    """The cost of the neurons φ(wx + b) whose (w, b) are the points (n, 2): (n,)."""
    return C.terms_from_z(X * points[:, 0] + points[:, 1], y[:, None], phi).mean(axis=0)


@lru_cache(maxsize=64)
def _epochs(data: str, C: Cost, w: float, b: float, learning_rate: float) -> np.ndarray:
    """(w, b) of one sigmoid neuron at the start and after each of 300 epochs, (301, 2)."""
    (X, y), net = _SAMPLES[data], MLP.of([[[w]]], [[b]], cost=C)
    return np.array([net.theta for net in sgd(net, X, y[:, None], learning_rate, 300)])


@figure(
    w=Slider(-3, 3, 0.6, 0.1, label="start w"),
    b=Slider(-3, 3, 0.9, 0.1, label="start b"),
    learning_rate=Slider(0.05, 20, 0.15, 0.05, label="learning rate η"),
    epoch=Slider(0, 300, 0, 5, label="epochs", play=10),
    cost=Choice(tuple(_COSTS), "quadratic", label="cost", more=True),
    data=Choice(tuple(_SAMPLES), "x = 1 → 0", label="data", more=True),
)
def neuron(w: float, b: float, learning_rate: float, epoch: float, cost: str, data: str) -> Scene:
    """One sigmoid neuron learns: its way over the plane of (w, b), its curve over the data, and its cost."""
    (X, y), xs, window = _SAMPLES[data], np.linspace(-1, 4, 61), (-3.5, 3.5)
    walk = _epochs(data, _COSTS[cost], w, b, learning_rate)[: int(epoch) + 1]
    C, unit = partial(_cost_over, X, y, _COSTS[cost], sigmoid), Neuron(walk[-1, :1], walk[-1, 1])
    costs, top = C(walk), 0.52 if cost == "quadratic" else 6.5
    plane = [bands(C, window, window), *trail(walk.round(3), window, window)]
    curve = (Line(xs, unit.predict(xs[:, None]), width=2.5), Points(X[:, 0], y, y.astype(int)))
    panels = (
        Panel((*plane, Handle(w, b, horizontal="w", vertical="b")),
              window, window, "w  (more brown: higher)", "b", equal=True),
        Panel(curve, (-1, 4), (-0.1, 1.1), "x  (△ 1, ○ 0)", "output σ(wx + b)"),
        _by_step(costs[::5], (-0.05, 3.05), (-0.04 * top, top), "hundreds of epochs", "cost", every=0.05),
    )  # fmt: skip
    outputs = are([in_digits(a) for a in unit.predict(X)])
    sentence = (
        f"{_after(epoch, 'epoch')}: w = {in_digits(unit.weights[0])}, b = {in_digits(unit.bias)}"
        f"{' (out of the picture)' if np.abs(walk[-1]).max() > window[1] else ''}, output {outputs}, "
        f"C = {in_digits(costs[-1])}, ∇C = {vector(unit.gradient(X, y, _COSTS[cost]))}."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ when sure and wrong


@figure(
    x1=Slider(-3, 3, 1, 0.1, label="x₁ of the point"),
    x2=Slider(-3, 3, 2, 0.1, label="x₂ of the point"),
    learning_rate=Slider(0.1, 3, 0.5, 0.1, label="learning rate η"),
    step=Slider(0, 10, 0, 1, label="steps", play=2),
    y=Toggle(True, label="target y = 1 (off: 0)", more=True),
)
def pull(x1: float, x2: float, learning_rate: float, step: float, y: bool) -> Scene:
    """One labelled point pulls the line: log loss, ten steps."""
    window, point = (-4.0, 4.0), ([(x1, x2)], [float(y)], log_loss)
    units = [Neuron([0.5, -0.4], 0.1)]
    while len(units) <= step:
        units.append(units[-1].descend(*point, learning_rate))
    errors, unit = np.array([each.cost_on(*point) for each in units]), units[-1]
    lines = [(boundary(units[-2], window, window), "muted")] if step else []
    lines.append((boundary(unit, window, window), "ink"))
    drawn = [path(*ends, tone=tone, width=2.5, dashed=tone == "muted") for ends, tone in lines if ends is not None]
    mark = Points(np.array([x1]), np.array([x2]), np.array([int(y)]))  # on the knob, which is larger
    plane: tuple[Layer, ...] = (
        firing_side(unit, window, window),
        *drawn,
        Handle(x1, x2, horizontal="x1", vertical="x2"),
        mark,
    )
    panels = (
        Panel(plane, window, window, "x₁  (shaded: a > ½)", "x₂  (△ y = 1, ○ y = 0)", equal=True),
        _by_step(errors, (-0.3, 10.3), (-0.1, 3.2), "steps", "log loss C"),
    )
    sentence = (
        f"{_after(step)}: w = {vector(unit.weights)}, b = {in_digits(unit.bias)}; for y = {int(y)} the output is "
        f"a = {in_digits(float(unit.predict([x1, x2])))}, C = {in_digits(errors[-1])}, "
        f"and ∇C = (a − y)(x₁, x₂, 1) = {vector(unit.gradient(*point))}."
    )
    return Scene(panels, sentence)


@figure(
    a=Slider(0.01, 0.99, 0.5, 0.01, label="output a"),
    y=Toggle(True, label="target y = 1 (off: 0)"),
    in_z=Toggle(False, label="slopes in the score z", more=True),
    printed=Toggle(False, label="as the slide has it", more=True),
)
def surprise(a: float, y: bool, in_z: bool, printed: bool) -> Scene:
    """What an output costs by two measures when the target is 1 or 0, and the slopes there."""
    outputs, t, heights, slope = np.linspace(0.01, 0.99, 99), float(y), (-0.3, 5), a * (1 - a)
    slopes = {log_loss: -t / a + (1 - t) / (1 - a), quadratic: a - t}
    panels, here = [], {}
    for cost, title in ((log_loss, "log loss"), (quadratic, "quadratic cost ½(a − y)²")):
        here[cost] = cost([[a]], [[t]])
        curve = Line(outputs, cost.terms(outputs, np.full_like(outputs, t)), width=2.5)
        drawn: list[Layer] = [curve, _tangent(a, here[cost], slopes[cost], 0.2), Handle(a, here[cost], horizontal="a")]
        if in_z:
            drawn.append(Text(0.5, 4.6, f"dC/dz = {in_digits(slope * slopes[cost])}", bold=True))
        panels.append(Panel(tuple(drawn), (0, 1), heights, "a", title))
    sentence = (
        f"For y = {int(y)} and a = {in_digits(a)} the log loss is {in_digits(here[log_loss])}, with the slope dC/da = "
        f"{in_digits(slopes[log_loss])}; the quadratic cost is {in_digits(here[quadratic])}, with the slope "
        f"{in_digits(slopes[quadratic])}."
    )
    if in_z:
        ways = (f"{in_digits(slopes[cost])}·{in_digits(slope)} = {in_digits(slope * slopes[cost])}" for cost in here)
        sentence += " In z, with σ′ = a(1 − a), the slopes are {} and {}.".format(*ways)
    if printed:
        slide = -t / a - (1 - t) / (1 - a)
        line = path(*((a + d, here[log_loss] + d * slide) for d in (-0.2, 0.2)), tone="muted", width=4)
        panels[0] = replace(panels[0], layers=(line, *panels[0].layers))
        sentence += (
            f" The slide has −y/a − (1 − y)/(1 − a) = {in_digits(slide)}: {'the same' if y else 'the wrong sign'}."
        )
    return Scene(tuple(panels), sentence)


# ------------------------------------------------------------------------------------------ a few samples at a time


def _estimate(batch: tuple[int, ...]) -> float:
    """The mean gradient at w = 0 of some of the samples x = 1, 2, 3, 4 with targets 2x."""
    return float(line_fit(batch, 2 * np.array(batch)).gradient([0])[0])


@figure(m=Slider(1, 4, 2, 1, label="batch size m"), seed=Slider(0, 19, 0, 1, label="draw (seed)"))
def estimate(m: float, seed: float) -> Scene:
    """Four samples of y = 2x at w = 0: the gradient that a mini-batch estimates, and all that it could have been."""
    means = {batch: _estimate(batch) for batch in combinations((1, 2, 3, 4), int(m))}
    rng = np.random.default_rng(int(seed))
    drawn = tuple(sorted(rng.permutation([1, 2, 3, 4])[: int(m)].tolist()))
    full, here, all_means = _estimate((1, 2, 3, 4)), means[drawn], np.array(list(means.values()))
    spread = float(all_means.std())
    each = Bars(np.array([_estimate((x,)) for x in (1, 2, 3, 4)]), ("x=1", "x=2", "x=3", "x=4"),
                np.array([int(x in drawn) for x in (1, 2, 3, 4)]))  # fmt: skip
    row: tuple[Layer, ...] = (
        path((full, 0.4), (full, 4.6), tone="muted", dashed=True),
        path((full - spread, m + 0.3), (full + spread, m + 0.3), width=3),
        *(Lamp(mean, m, batch == drawn) for batch, mean in means.items()),
        Text(here, m - 0.35, in_words(here), bold=True),
    )
    panels = (
        Panel((each,), (-0.6, 3.6), (-35, 2), "sample  (△: in the batch)", "gradient ∇Cₓ of each sample"),
        Panel(row, (-34, 0), (0.4, 4.6), "mean gradient  (dashed: all four; bar: spread)", "batch size m"),
    )
    others = f"All {len(means)} batches of {m:g} have" if len(means) > 1 else "The one batch of 4 has"
    sentence = (
        f"The batch x = {are([str(x) for x in drawn])} estimates the gradient {in_words(full)} by {in_words(here)}, "
        f"and a step with η = 0.1 takes w from 0 to {in_words(-0.1 * here)}. "
        f"{others} the mean {in_words(all_means.mean())} and the standard deviation {in_words(spread)}."
    )
    return Scene(panels, sentence)


class _Recorder:
    """Plain descent that keeps every place where it has been."""

    def start(self, theta: np.ndarray) -> Stepper:
        inner, self.places = Plain().start(theta), [theta.copy()]

        def step(theta: np.ndarray, gradient: np.ndarray, learning_rate: float) -> None:
            inner.step(theta, gradient, learning_rate)
            self.places.append(theta.copy())

        return Stepper(step)


@lru_cache(maxsize=1)
def _near_a_line() -> tuple[np.ndarray, np.ndarray]:
    """Forty samples of y = 1.5x − 0.5 with noise: inputs (40, 1), targets (40,)."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 2, size=(40, 1))
    return X, 1.5 * X[:, 0] - 0.5 + rng.normal(scale=0.5, size=40)


@lru_cache(maxsize=64)
def _updates(m: int, learning_rate: float, seed: int) -> np.ndarray:
    """(w, b) of a linear neuron after each update in ten epochs of batches of m, from one start."""
    (X, y), recorder, net = _near_a_line(), _Recorder(), MLP.of([[[-1.5]]], [[2.0]], output=identity)
    deque(sgd(net, X, y[:, None], learning_rate, 10, m, np.random.default_rng(seed), recorder), maxlen=0)
    return _kept(recorder.places, len(recorder.places))


@figure(
    m=Choice(("1", "4", "all"), "4", label="batch size m"),
    learning_rate=Slider(0.05, 2, 0.2, 0.05, label="learning rate η"),
    seed=Slider(0, 19, 0, 1, label="order (seed)"),
    epoch=Slider(0, 10, 0, 1, label="epochs", play=2),
)
def modes(m: str, learning_rate: float, seed: float, epoch: float) -> Scene:
    """Pattern, mini-batch and batch mode: the way of a linear neuron to the same forty samples."""
    cost, size = partial(_cost_over, *_near_a_line(), quadratic, identity), 40 if m == "all" else int(m)
    whole, made = _updates(size, learning_rate, int(seed)), int(epoch) * 40 // size
    walk = whole[: made + 1]
    plane = (bands(cost, _WINDOW, _WINDOW), *trail(walk.round(3), _WINDOW, _WINDOW), Lamp(-1.5, 2, False))
    costs = cost(walk[:: 40 // size])
    panels = (
        Panel(plane, _WINDOW, _WINDOW, "w  (more brown: higher)", "b", equal=True),
        _by_step(costs, (-0.3, 10.3), (-0.1, 4.2), "epochs", "cost on all samples"),
    )
    (w, b), batches = walk[-1], "all 40 samples at once" if m == "all" else f"batches of {m} in order {seed:g}"
    sentence = f"{_after(epoch, 'epoch')} with {batches}, {made} update{'s' * (made != 1)}: "
    sentence += f"w = {in_digits(round(w, 3))}, b = {in_digits(round(b, 3))}, C = {in_digits(round(costs[-1], 3))}."
    return Scene(panels, _unless_lost(sentence, whole, made))


_TRAINED, _HELD_OUT = 1000, slice(1000, 1300)
_BATCHES = {"10": 10, "50": 50, "all": _TRAINED}
_ENOUGH = 0.9  # of the held-out digits


@lru_cache(maxsize=64)
def _reading(learning_rate: float, batch: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """30 epochs: costs of training and held-out digits (31, 2), accuracy (31,), 100 outputs of these (31, 100, 10)."""
    X, Y = datasets.digits()
    start = MLP.random([64, 32, 10], np.random.default_rng(0), cost=cross_entropy)
    nets = list(sgd(start, X[:_TRAINED], Y[:_TRAINED], learning_rate, 30, batch, np.random.default_rng(1)))
    outputs = np.array([net.predict(X[_HELD_OUT]) for net in nets])
    costs = np.array([[net.cost_on(X[part], Y[part]) for part in (slice(_TRAINED), _HELD_OUT)] for net in nets])
    return costs, np.array([accuracy(A, Y[_HELD_OUT]) for A in outputs]), outputs[:, :100]


@figure(
    learning_rate=Slider(0.5, 12, 0.5, 0.5, label="learning rate η", dial=True),
    epoch=Slider(0, 30, 0, 1, label="epochs", play=3),
    batch_size=Choice(tuple(_BATCHES), "all", label="batch size"),
    sample=Slider(0, 99, 0, 1, label="which held-out digit"),
)
def digits(learning_rate: float, epoch: float, batch_size: str, sample: float) -> Scene:
    """A network of 32 hidden units learns to read; the goal is 90 % of the held-out digits after 30 epochs."""
    costs, shares, outputs = _reading(learning_rate, _BATCHES[batch_size])
    n, row, (X, Y) = int(epoch), _TRAINED + int(sample), datasets.digits()
    a, target = outputs[n, int(sample)], int(datasets.labels_of(Y[row]))
    image = Field.of(X[row].reshape(8, 8)[::-1], (-1, 1), sharp=True)
    bars = Bars((100 * a).round(), _DIGITS, Y[row].astype(int))
    unseen = Line(np.arange(n + 1), costs[: n + 1, 1], tone="muted", dashed=True)
    enough = path((-0.5, _ENOUGH), (30.5, _ENOUGH), tone="muted", dashed=True)
    panels = (
        _by_step(costs[: n + 1, 0], (-0.5, 30.5), (-0.1, 3.5), "epochs", "cost  (dashed: held out)", unseen),
        _by_step(shares[: n + 1], (-0.5, 30.5), (0, 1.05), "epochs", "held-out right  (dashed: goal)", enough),
        Panel((image,), (0, 8), (0, 8), title=f"a {target}", equal=True, bare=True),
        Panel((bars,), (-0.6, 9.6), (0, 110), "output unit  (△: target)", "share in percent"),
    )
    said = int(datasets.labels_of(a))
    sentence = (
        f"{_after(n, 'epoch')} the cost is {costs[n, 0]:.3f}, on held-out digits {costs[n, 1]:.3f}, and "
        f"{round(300 * shares[n])} of 300 of them are right; this {target} is "
        f"{'' if said == target else 'wrongly '}read as {said}, with a share of about {100 * a.max():.0f} %."
    )
    return Scene(panels, sentence, bool(shares[-1] >= _ENOUGH))


# ------------------------------------------------------------------------------------------ faster ways

_WITH_RATE = ("plain", "momentum", "AdaGrad", "RMSProp", "Adam")


@lru_cache(maxsize=64)
def _raced(way: str, learning_rate: float, mu: float) -> np.ndarray:
    """Thirty steps down the ravine from (1, 1) by one of seven ways."""
    start = (1.0, 1.0)
    if way == "Newton":
        return _kept(newton(ravine.gradient, ravine.hessian, start), 30)
    if way == "conjugate gradients":
        points = conjugate_gradient(ravine.gradient, ravine.hessian, start)
        return _kept(chain(points, repeat(points[-1])), 30)
    optimizer = (Plain(), Momentum(mu), AdaGrad(), RMSProp(), Adam())[_WITH_RATE.index(way)]
    return _kept(gradient_descent(ravine.gradient, start, learning_rate, optimizer), 30)


@figure(
    way=Choice((*_WITH_RATE, "conjugate gradients", "Newton"), "momentum", label="way"),
    learning_rate=Slider(0.01, 1, 0.05, 0.01, label="learning rate η"),
    mu=Slider(0, 0.95, 0.5, 0.05, label="momentum μ"),
    step=Slider(0, 30, 0, 1, label="steps", play=3),
)
def race(way: str, learning_rate: float, mu: float, step: float) -> Scene:
    """Seven ways down a ravine that is 25 times as steep across as along."""
    window, powers = (-1.5, 1.5), (-10.4, 2.0)
    whole = _raced(way, learning_rate, mu)
    walk = whole[: int(step) + 1]
    costs = ravine.value(walk)
    plane = (bands(ravine.value, window, window), *trail(walk, window, window, dots=True))
    exponents = np.log10(np.maximum(costs, 1e-10))
    panels = (
        Panel(plane, window, window, "p₁  (more brown: higher)", "p₂", equal=True),
        _by_step(exponents, (-0.5, 30.5), powers, "steps", "log₁₀ of the cost  (−10: that or less)"),
    )
    settings = f" with η = {in_words(learning_rate)}" if way in _WITH_RATE else ""
    settings += f" and μ = {in_words(mu)}" if way == "momentum" else ""
    unused = "" if way == "momentum" else ", which has no μ" if way in _WITH_RATE else ", which has neither η nor μ"
    sentence = f"{_after(step)}, {way}{settings}{unused}: p = {vector(walk[-1])}, C = {in_digits(costs[-1])}."
    return Scene(panels, _unless_lost(sentence, whole, step))
