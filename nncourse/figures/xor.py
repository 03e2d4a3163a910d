"""Live figures of lecture 4: two lines combined, and a small network that learns XOR.

The lines of the two models are the course's own: those of deck BAD 31-37 do not cross in view.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from .. import activations
from ..costs import log_loss
from ..datasets import binary_inputs, xor_clouds
from ..mlp import MLP
from ..numbers import in_words
from ..scene import Choice, Handle, Line, NetField, Panel, Points, Scene, Slider, Text, figure
from ..separability import name_of
from ..training import sgd
from ..validation import accuracy
from .drawing import NONE, connection, diagram, net_field, path

_MODELS = [[1, 1], [1, -1]], [-1, 0.5]  # x₁ + x₂ = 1 and x₁ − x₂ = −½
_PLANE = (-5.0, 5.0)


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

    def answers(l: int, j: int, x: float, y: float, driven: Mapping[str, Any] = NONE) -> NetField:
        return net_field(net, l, j, (0, 1), _PLANE, _PLANE, ((x - 0.5, x + 0.5), (y - 0.5, y + 0.5)), driven)

    plane = (
        net_field(net, 2, 0, (0, 1), _PLANE, _PLANE, driven=driven),
        path((-4, 5), (5, -4), tone="muted", dashed=True),
        path((-5, -4.5), (4.5, 5), tone="muted", dashed=True),
        Text(3.6, -3.2, "model 1", tone="muted"),
        Text(-3.6, -3.7, "model 2", tone="muted"),
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
        Panel(plane, _PLANE, _PLANE, "x₁", "x₂", equal=True),
        Panel(tuple(drawn), (-0.8, 4), (-2.4, 2.4), title="drag a knob up or down", equal=True, bare=True),
    )
    sentence = (
        f"ŷ = σ({in_words(w1)}·a₁ {'+' if w2 >= 0 else '−'} {in_words(abs(w2))}·a₂ {'+' if b >= 0 else '−'} "
        f"{in_words(abs(b))}). If the models answered 0 or 1, the third neuron would say {_of_models(hard)}: "
        f"{', '.join(map(str, hard))} for 00, 01, 10, 11."
    )
    return Scene(panels, sentence)


# ------------------------------------------------------------------------------------------ learning XOR

_EPOCHS, _EVERY = 1000, 10
_RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 2)}
_WINDOW = (-0.7, 1.7)
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
    plane = (net_field(net, 2, 0, (0, 1), _WINDOW, _WINDOW), Points(X[:, 0], X[:, 1], Y[:, 0].astype(int)))
    drawn = diagram(net, _WINDOW, _WINDOW, [_RANGES[activation], (0, 1)])
    top = max(1.2, min(float(np.nanmax(costs)) * 1.1, 3.0))
    curve = (
        Line(epochs, np.minimum(costs, top), tone="muted"),
        Line(epochs[: now + 1], np.minimum(costs[: now + 1], top), width=3.5),
    )
    height = max(hidden, 2) / 2 + 0.3
    panels = (
        Panel(plane, _WINDOW, _WINDOW, "x₁", "x₂  (△ 1, ○ 0)", equal=True),
        Panel(tuple(drawn), (-0.6, 3.6), (-height, height), title="the network", equal=True, bare=True),
        Panel(curve, (0, _EPOCHS), (0, top), "epoch", "cost"),
    )
    cost = in_words(round(costs[now], 3))
    sentence = (
        f"After {int(epoch)} epochs the cost is {cost}, and {right} of the {len(X)} points are right: "
        f"the goal of {_GOAL} is {'' if goal else 'not '}reached."
    )
    return Scene(panels, sentence, goal)
