"""The figure of the first page: a neuron is a line with a side."""

import numpy as np

from ..perceptron import Perceptron
from ..scene import Field, Layer, Line, Panel, Points, Scene, Slider, Text, figure

_SPAN = (-3.0, 3.0)
_GRID = np.linspace(*_SPAN, 100)
_CORNERS = np.array([[-2.5, -2.7], [-2.5, 2.7], [2.5, -2.7], [2.5, 2.7]])
_PLANE = np.stack(np.meshgrid(_GRID, _GRID), axis=-1).reshape(-1, 2)


def _clouds() -> tuple[np.ndarray, np.ndarray]:
    """Twenty samples in two clouds that one line can separate: X (20, 2), y (20,)."""
    rng = np.random.default_rng(7)
    X = rng.normal(size=(20, 2)) * 0.6 + np.repeat([[-1.2, -0.7], [1.2, 0.7]], 10, axis=0)
    return X.round(2), np.repeat([0, 1], 10)


_X, _Y = _clouds()


@figure(
    angle=Slider(-180, 180, 120, 5, label="direction", unit="°"),
    shift=Slider(-3, 3, 1, 0.1, label="shift"),
)
def line(angle: float, shift: float) -> Scene:
    """One neuron as a line through twenty samples; the mistakes are counted."""
    w = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    neuron = Perceptron(w, -shift)
    mistakes = int((neuron.predict(_X) != _Y).sum())
    along = np.array([-w[1], w[0]])
    ends = shift * w + np.outer([-9, 9], along)
    foot = shift * w
    corners = [_CORNERS[np.argmax(_CORNERS @ w)]]  # the one farthest on the firing side, if any fires
    layers: tuple[Layer, ...] = (
        Field.of(neuron.predict(_PLANE).reshape(100, 100), (0, 1)),
        Line(ends[:, 0], ends[:, 1]),
        Line(foot[0] + np.array([0, 0.8 * w[0]]), foot[1] + np.array([0, 0.8 * w[1]]), arrow=True),
        Points(_X[:, 0], _X[:, 1], _Y),
        *(Text(corner[0], corner[1], "fires", bold=True) for corner in corners if corner @ w > shift),
    )
    count = "no sample" if mistakes == 0 else "1 sample" if mistakes == 1 else f"{mistakes} samples"
    sentence = f"The line leaves {count} of 20 on the wrong side."
    return Scene((Panel(layers, _SPAN, _SPAN, "x₁", "x₂", equal=True),), sentence)
