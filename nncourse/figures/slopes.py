"""Live figures of lecture 5: is a slope right, what becomes of slopes in many layers, and a start with hardly any."""

from functools import lru_cache
from typing import Any

import numpy as np

from ..activations import Activation, relu, sigmoid, tanh
from ..costs import log_loss, quadratic
from ..gradcheck import complex_step, numerical_gradient
from ..mlp import MLP
from ..numbers import in_words
from ..scene import Choice, Handle, Lamp, Layer, Line, Panel, Scene, Slider, Text, figure
from ..training import sgd
from .backpropagation import short, tone
from .drawing import in_digits, path

# ------------------------------------------------------------------------------------------ the gradient check

_CHAIN = MLP.of([[[0.5]], [[-1.3]]], [[0.1], [0.2]])
_WEIGHTS = {"w¹": 0, "w²": 2}  # where they stand in theta
_METHODS = {"secant": numerical_gradient, "complex step": complex_step}
_EXPONENTS = np.arange(-16, 0.25, 0.5)
_LEAST = 1e-17  # an error of 0 is drawn here
_NAMED = {"secant": (-4.4, 1.3, "right"), "complex step": (-15.5, 1.2, "left")}  # where the lines are named


def _cost(weight: str, value: Any) -> Any:
    """The cost of the chain for x = 0.6 and y = 1 when one of its weights has another value, complex or not."""
    theta = _CHAIN.theta.astype(np.result_type(value, float))
    theta[_WEIGHTS[weight]] = value
    return _CHAIN.at(theta).cost_on([[0.6]], [[1]])


def _found(weight: str, method: str, h: float) -> float:
    """The slope of the cost in one weight, by one of the methods with step h."""
    return float(_METHODS[method](lambda value: _cost(weight, value), _CHAIN.theta[_WEIGHTS[weight]], h))


def _power(exponent: float) -> str:
    """A power of ten as on the board: 10⁻⁵."""
    return "10" + f"{exponent:g}".translate(str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·"))


@lru_cache(maxsize=2)
def _errors(weight: str) -> dict[str, np.ndarray]:
    """How far each method is off, for every step width."""
    true = float(_CHAIN.gradient([[0.6]], [[1]]).theta[_WEIGHTS[weight]])
    return {
        method: np.array([max(abs(_found(weight, method, 10.0**e) - true), _LEAST) for e in _EXPONENTS])
        for method in _METHODS
    }


@lru_cache(maxsize=2)
def _curve(weight: str) -> tuple[np.ndarray, np.ndarray]:
    """The cost over the weight, around its value."""
    ws = _CHAIN.theta[_WEIGHTS[weight]] + np.linspace(-4, 4, 61)
    return ws, np.array([_cost(weight, w) for w in ws])


@figure(
    exponent=Slider(-16, 0, 0, 0.5, label="step h = 10 to the power"),
    method=Choice(tuple(_METHODS), "secant", label="method"),
    weight=Choice(tuple(_WEIGHTS), "w²", label="slope of C in"),
)
def check(exponent: float, method: str, weight: str) -> Scene:
    """A slope by two methods: the line they lay through the curve, and their error over the width of the step."""
    h, here = 10.0**exponent, float(_CHAIN.theta[_WEIGHTS[weight]])
    slope, errors = _found(weight, method, h), _errors(weight)
    ws, curve = _curve(weight)
    ends = (-h, h) if method == "secant" else (0.0,)
    places = [(here + e, float(_cost(weight, here + e))) for e in ends]
    at, height = places[0]
    line = path(*((w, height + slope * (w - at)) for w in (here - 4, here + 4)), tone=tone(slope), dashed=True)
    low, high = curve.min(), curve.max()
    room = 0.3 * (high - low)
    logs = {name: np.log10(error) for name, error in errors.items()}
    now = logs[method][int(np.argmin(np.abs(_EXPONENTS - exponent)))]
    layers: list[Layer] = []
    for name, (e, up, anchor) in _NAMED.items():
        chosen = name == method
        layers.append(Line(_EXPONENTS, logs[name], tone="ink" if chosen else "muted", width=3 if chosen else 1.2))
        height = np.interp(e, _EXPONENTS, logs[name]) + up
        layers.append(Text(e, height, name, tone="ink" if chosen else "muted", anchor=anchor, bold=chosen))
    layers.append(Lamp(exponent, now, True))
    panels = (
        Panel((Line(ws, curve, width=2.5), line, *(Lamp(*place, True) for place in places)), (here - 4, here + 4),
              (low - room, high + room), weight, "cost"),
        Panel(tuple(layers), (-16.5, 0.5), (-18.5, 0.5), "h, as a power of ten", "error, as a power of ten"),
    )  # fmt: skip
    size = "below 10⁻¹⁶" if now < -16 else f"of about {_power(round(now))}"
    sentence = (
        f"By the {method} with h = {_power(exponent)}: "
        f"the slope in {weight} is {in_words(slope)}, with an error {size}."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ many layers

_PHI: dict[str, Activation] = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}


@figure(
    depth=Slider(1, 12, 1, 1, label="layers"),
    z=Slider(-4, 4, 0, 0.1, label="z of every neuron"),
    w=Slider(0.5, 8, 1, 0.5, label="weight w of every layer"),
    activation=Choice(tuple(_PHI), "sigmoid", label="activation"),
)
def depth(depth: float, z: float, w: float, activation: str) -> Scene:
    """What is left of a slope behind many layers, each of which multiplies it by w·φ′(z)."""
    phi, n = _PHI[activation], int(depth)
    slope = float(phi.df(z))
    zs, layers = np.linspace(-4, 4, 81), np.arange(13)
    pieces = np.split(zs, np.flatnonzero(np.abs(np.diff(phi.df(zs))) > 0.5) + 1)  # a jump is not joined
    left: tuple[Layer, ...] = (
        *(Line(piece, phi.df(piece), width=2.5) for piece in pieces),
        path((z, 0), (z, slope), width=3),
        Handle(z, slope, horizontal="z"),
    )
    right: list[Layer] = [path((0, 0), (12, 0), tone="muted", dashed=True)]
    names: list[Text] = []
    for name, other in sorted(_PHI.items(), key=lambda item: item[0] != activation):  # the chosen one first
        factor, chosen = w * float(other.df(z)), name == activation
        if factor:
            left_over = layers * np.log10(factor)
            seen = (np.abs(left_over) <= 12.5) & ((layers <= n) | (not chosen))
            line = path(*zip(layers[seen], left_over[seen], strict=True), tone="ink" if chosen else "muted",
                        width=3.5 if chosen else 1.2)  # fmt: skip
            x, y = line.x[-1] + 0.4, line.y[-1]
            while any(abs(x - other.x) < 4 and abs(y - other.y) < 1.7 for other in names):
                y -= np.copysign(1.8, line.y[-1])  # names stand clear of each other
            right.append(line)
            names.append(Text(x, y, name, anchor="left", bold=True))
    factor, product = w * slope, (w * slope) ** n
    panels = (
        Panel(left, (-4, 4), (-0.1, 1.1), "z", f"slope of {activation}"),
        Panel((*right, *names), (0, 16), (-12.5, 12.5), "layers", "what is left, as a power of ten"),
    )
    fate = (
        "nothing comes through"
        if not factor
        else "it vanishes"
        if factor < 0.999
        else "it explodes"
        if factor > 1.001
        else "it stays"
    )
    sentence = (
        f"{activation} at z = {in_words(z)}: w·φ′(z) = {in_words(w)}·{short(slope)} = {short(factor)} a layer; "
        f"after {n} {'layer' if n == 1 else 'layers'} {in_digits(product)} is left: {fate}."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ a bad start

_STEPS, _LOSSES = 300, {"quadratic": quadratic, "log loss": log_loss}


@lru_cache(maxsize=256)
def _walk(w: float, b: float, cost: str) -> np.ndarray:
    """The outputs of the neuron at the start and after each of 300 steps with η = 0.15; x = 1, target 0."""
    X, Y = [[1.0]], [[0.0]]
    nets = sgd(MLP.of([[[w]]], [[b]], cost=_LOSSES[cost]), X, Y, 0.15, _STEPS)
    return np.array([net.predict(X)[0, 0] for net in nets])


@figure(
    w=Slider(-3, 5, 0.6, 0.1, label="start w"),
    b=Slider(-3, 5, 0.9, 0.1, label="start b"),
    step=Slider(0, _STEPS, 0, 5, label="steps", play=15),
    cost=Choice(tuple(_LOSSES), "quadratic", label="cost"),
)
def start(w: float, b: float, step: float, cost: str) -> Scene:
    """One sigmoid neuron should answer 0 and says nearly 1: how long it takes to turn round, with two costs."""
    walk, n = _walk(w, b, cost), int(step)
    a = float(walk[n])
    slope = a * (1 - a)
    delta = a * slope if cost == "quadratic" else a
    at = np.arange(_STEPS + 1)
    layers = (
        Line(at, walk, tone="muted"),
        Line(at[: n + 1], walk[: n + 1], width=3.5),
        Lamp(n, a, True),
        path((0, 0.5), (_STEPS, 0.5), tone="grid", dashed=True),
    )
    sentence = (
        f"After {n} steps from w = {in_words(w)}, b = {in_words(b)} with {cost}: "
        f"the output is {short(a)}, the target 0. σ′(z) = {short(slope)}, and δ = {short(delta)} drives the next step."
    )
    return Scene((Panel(layers, (0, _STEPS), (-0.05, 1.05), "steps, η = 0.15", "output"),), sentence)
