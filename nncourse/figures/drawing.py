"""Pieces that figures share: sums in words, arrows with weights on them, a line with its side, the points of XOR."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ..datasets import gate
from ..mlp import MLP
from ..numbers import in_words
from ..perceptron import Perceptron
from ..scene import Field, Lamp, Layer, Line, NetField, Panel, Points, Span, Text

INDEX = "₁₂₃₄"
NONE: Mapping[str, Any] = MappingProxyType({})

# ------------------------------------------------------------------------------------------ words


def signed_sum(terms: Sequence[float] | np.ndarray) -> str:
    """Terms as a sum for the eye: 0.5 + 0 − 2."""
    return _joined([(term, in_words(abs(term))) for term in terms])


def in_digits(number: float) -> str:
    """A number for the eye as `in_words` has it, but without a power of ten: 0.0000047."""
    if abs(number) < 1e-12:
        return "0"
    return np.format_float_positional(float(f"{number:.6g}"), trim="-").replace("-", "−")


def rounded(number: float | np.ndarray, decimals: int = 3) -> str:
    """A number for the eye as `in_words` has it, to so many decimals."""
    return in_words(round(float(number), decimals))


def vector(values: Sequence[float] | np.ndarray) -> str:
    """A row of numbers for the eye: (3, −2, 1)."""
    return f"({', '.join(map(in_digits, values))})"


def factor(number: float) -> str:
    """A number that stands behind a sign: 7 or (−7)."""
    return f"({in_words(number)})" if number < 0 else in_words(number)


def score(unit: Perceptron, x: np.ndarray) -> str:
    """How the score of x comes about: 2·7 − 1·6 + 3 = 11."""
    terms = [(w, f"{in_words(abs(w))}·{factor(value)}") for w, value in zip(unit.weights, x, strict=True)]
    return f"{_joined([*terms, (unit.bias, in_words(abs(unit.bias)))])} = {in_words(unit.score(x))}"


def weighted(weights: Sequence[float] | np.ndarray, names: Sequence[str], bias: float) -> str:
    """A weighted sum with a bias, all of it written out: 7·a₁ + 5·a₂ − 6."""
    terms = [(w, f"{in_words(abs(w))}·{name}") for w, name in zip(weights, names, strict=True)]
    return _joined([*terms, (bias, in_words(abs(bias)))])


def _joined(terms: Sequence[tuple[float, str]]) -> str:
    """Terms with the signs of their numbers between them: −2·7 + 3."""
    text = "".join(f" {'−' if number < 0 else '+'} {word}" for number, word in terms)
    return text.removeprefix(" + ") if text.startswith(" +") else f"−{text[3:]}"


def equation(unit: Perceptron) -> str:
    """The line of a unit with two inputs: 2x₁ − x₂ + 3 = 0."""
    terms = [(w, f"{'' if abs(w) == 1 else in_words(abs(w))}x{INDEX[j]}") for j, w in enumerate(unit.weights) if w]
    terms += [(unit.bias, in_words(abs(unit.bias)))] if unit.bias else []
    return f"{_joined(terms)} = 0"


def on_the_wrong_side(count: int, of: int, noun: str) -> str:
    """How many are mistakes, in words: "1 of 12 students is on the wrong side"."""
    return f"{count or 'none'} of {of} {noun} {'is' if count < 2 else 'are'} on the wrong side"


def are(names: Sequence[str]) -> str:
    """Names as a list for the eye: a, b and c."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


# ------------------------------------------------------------------------------------------ units and weights


def path(*points: Sequence[float] | np.ndarray, tone: str = "ink", width: float = 1.5, dashed: bool = False,
         arrow: bool = False) -> Line:  # fmt: skip
    """A line from point to point; with an arrow head at the last if asked."""
    x, y = np.array(points, dtype=float).T
    return Line(x, y, tone=tone, width=width, dashed=dashed, arrow=arrow)


def connection(start: Sequence[float], end: Sequence[float], weight: float, live: bool = True, at: float = 0.5,
               beside: tuple[float, float] = (0, 0.17)) -> list[Layer]:  # fmt: skip
    """An arrow with its weight beside it: width says size, dashes and blue a negative sign; muted if nothing passes."""
    (x0, y0), (x1, y1) = start, end
    tone = "muted" if weight == 0 or not live else "positive" if weight > 0 else "negative"
    x, y = x0 + at * (x1 - x0) + beside[0], y0 + at * (y1 - y0) + beside[1]
    return [
        path(start, end, tone=tone, width=1.5 + 0.5 * min(abs(weight), 8), dashed=bool(weight < 0), arrow=True),
        Text(x, y, in_words(weight), tone=tone, bold=True),
    ]  # fmt: skip


def net_field(
    net: MLP,
    l: int,
    j: int,
    range: Span,
    x: Span,
    y: Span,
    within: tuple[Span, Span] | tuple[()] = (),
    driven: Mapping[str, Any] = NONE,
) -> NetField:
    """What neuron j of layer l answers all over the plane of two inputs; within and driven as in `NetField`."""
    W, b = [*net.W[1:l], net.W[l][[j]]], [*net.b[1:l], net.b[l][[j]]]
    names = tuple(phi.name for phi in net.phi[1 : l + 1])
    return NetField(tuple(W), tuple(b), names, range, x, y, within, driven)


def diagram(net: MLP, x: Span, y: Span, ranges: Sequence[Span]) -> list[Layer]:
    """A network of two inputs: every neuron a small picture of its answers, every weight an arrow.

    Width says size, within the layer's largest; dashes and blue a negative sign.  ranges : of every layer's answers.
    Layers stand at 0, 1.5, 3, …, neurons at whole steps around 0.
    """
    places = [[(1.5 * l, (n - 1) / 2 - k) for k in range(n)] for l, n in enumerate(net.sizes)]
    layers: list[Layer] = []
    for l in range(1, len(net.sizes)):
        largest = max(float(np.abs(net.W[l]).max()), 1e-9)
        for (j, k), w in np.ndenumerate(net.W[l]):
            tone, width = ("negative" if w < 0 else "positive"), 0.5 + 6 * abs(w) / largest
            layers.append(path(places[l - 1][k], places[l][j], tone=tone, width=width, dashed=bool(w < 0)))
    layers += [Lamp(*place, False, f"x{INDEX[k]}") for k, place in enumerate(places[0])]
    for l in range(1, len(net.sizes)):
        for j, (across, up) in enumerate(places[l]):
            within = ((across - 0.4, across + 0.4), (up - 0.4, up + 0.4))
            layers.append(net_field(net, l, j, ranges[l - 1], x, y, within))
    return layers


# ------------------------------------------------------------------------------------------ a line with a side

_CELLS = 48


def boundary(unit: Perceptron, x: Span, y: Span) -> np.ndarray | None:
    """The two ends (2, 2) of the line w·x + b = 0 within a panel, or None if no part of it is in view."""
    w = unit.weights
    if not w.any():
        return None
    low, high = np.array([x, y]).T
    middle = (low + high) / 2
    foot = middle - unit.score(middle) / (w @ w) * w
    along = np.array([-w[1], w[0]])
    with np.errstate(divide="ignore"):  # a level line meets two of the four sides at infinity
        reach = np.sort([(low - 1e-9 - foot) / along, (high + 1e-9 - foot) / along], axis=0)
    start, end = reach[0].max(), reach[1].min()
    return foot + np.outer((start, end), along) if start < end else None


def cells(x: Span, y: Span, count: int) -> np.ndarray:
    """The centres (count², 2) of the cells of a window, the lowest row first."""
    across, up = (np.linspace(lo, hi, 2 * count + 1)[1::2] for lo, hi in (x, y))
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def firing_side(unit: Perceptron, x: Span, y: Span) -> Field:
    """The side of the line on which the unit fires, faintly shaded; without a line all of the panel or nothing."""
    centres = cells(x, y, _CELLS)
    if unit.weights.any():
        shade = np.clip(unit.distance(centres) / ((x[1] - x[0]) / _CELLS) + 0.5, 0, 1)  # a straight edge, no stairs
    else:
        shade = unit.predict(centres)
    return Field.of(0.5 * shade.reshape(_CELLS, _CELLS), (-1, 1))


def line_with_side(unit: Perceptron, x: Span, y: Span) -> list[Layer]:
    """The shaded firing side, the boundary, and on it the direction of the weights, which points to that side."""
    layers: list[Layer] = [firing_side(unit, x, y)]
    ends = boundary(unit, x, y)
    if ends is not None:
        middle = ends.mean(axis=0)
        tip = middle + 0.16 * (x[1] - x[0]) * unit.weights / np.hypot(*unit.weights)
        layers += [path(*ends, width=2.5), path(middle, tip, width=2.5, arrow=True)]
    return layers


# ------------------------------------------------------------------------------------------ a cost over a plane

_FINE, _BANDS = 64, 9


def bands(cost: Callable[[np.ndarray], np.ndarray], x: Span, y: Span) -> Field:
    """A cost over a window in bands, near white at the bottom: an edge between two shades is a line of equal cost.

    cost : points (n, 2) → (n,).  The root of the cost grows by the same amount from band to band.
    """
    costs = cost(cells(x, y, _FINE))
    costs = costs - max(costs.min(), 0)
    roots = np.sign(costs) * np.sqrt(np.abs(costs))
    banded = np.trunc(_BANDS * roots / np.abs(roots).max()) / _BANDS
    return Field.of(banded.reshape(_FINE, _FINE), (-1, 1))


def trail(points: np.ndarray, x: Span, y: Span, dots: bool = False) -> list[Layer]:
    """The way along points (n, 2) to a ball at the last, with dots where it stopped before if asked.

    If it ends outside of the window, an arrow at the edge shows where it left.
    """
    low, high = np.array([x, y]).T
    inside = ((low <= points) & (points <= high)).all(axis=1)
    last = int(np.flatnonzero(inside).max(initial=0))
    layers: list[Layer] = [path(*points[: last + 1], width=2)] if last else []
    layers += [Lamp(across, up, False) for across, up in points[:-1][inside[:-1]]] if dots else []
    if inside[-1]:
        layers.append(Lamp(points[-1, 0], points[-1, 1], True))
    elif inside[last]:
        start, way = points[last], points[last + 1] - points[last]
        reach = np.where(way > 0, high - start, low - start)[way != 0] / way[way != 0]
        layers.append(path(start, start + 0.98 * min(reach) * way, tone="negative", width=4, arrow=True))
    return layers


# ------------------------------------------------------------------------------------------ the four points of XOR

SQUARE = (-0.7, 1.7)
CORNERS = ("00", "01", "10", "11")
_XOR = gate("XOR")


def corners(places: np.ndarray = _XOR[0]) -> Points:
    """The four points of XOR, drawn at these places (4, 2); where some coincide, the first bears all their names."""
    meet = np.isclose(places[:, None], places).all(axis=2)
    named = [", ".join(name for name, same in zip(CORNERS, row, strict=True) if same) for row in meet]
    labels = tuple(name if row.argmax() == k else "" for k, (name, row) in enumerate(zip(named, meet, strict=True)))
    return Points(places[:, 0], places[:, 1], _XOR[1][:, 0].astype(int), labels)


def xor_plane(*layers: Layer, xlabel: str = "x₁", ylabel: str = "x₂  (△ 1, ○ 0)") -> Panel:
    """The plane of the two inputs, with these layers and the four points of XOR on top."""
    return Panel((*layers, corners()), SQUARE, SQUARE, xlabel, ylabel, equal=True)


def truth_table(columns: Sequence[np.ndarray], heads: Sequence[str], feet: Sequence[str], title: str) -> Panel:
    """Answers of units to 00, 01, 10, 11 as lamps: a column (4,) for each, with a word above and one below."""
    layers: list[Layer] = [Text(-0.9, 3 - i, name, tone="muted") for i, name in enumerate(CORNERS)]
    for k, column in enumerate(columns):
        below = -1.25 if len(feet[k]) > 5 and (len(feet) - k) % 2 else -0.9  # two rows for long names
        layers += [Text(k, 4, heads[k]), Text(k, below, feet[k], bold=True)]
        layers += [Lamp(k, 3 - i, bool(value), f"{value:.0f}") for i, value in enumerate(column)]
    return Panel(tuple(layers), (-1.3, len(columns) - 0.4), (-1.4, 4.5), title=title, bare=True)
