"""Pieces that figures share: arrows with weights on them, a line with its firing side, sums in words."""

from collections.abc import Sequence

import numpy as np

from ..numbers import in_words
from ..perceptron import Perceptron
from ..scene import Field, Layer, Line, Span, Text

INDEX = "₁₂₃₄"

# ------------------------------------------------------------------------------------------ words


def signed_sum(terms: Sequence[float] | np.ndarray) -> str:
    """Terms as a sum for the eye: 0.5 + 0 − 2."""
    text = in_words(terms[0])
    for term in terms[1:]:
        text += f" {'−' if term < 0 else '+'} {in_words(abs(term))}"
    return text


def vector(values: Sequence[float] | np.ndarray) -> str:
    """A row of numbers for the eye: (3, −2, 1)."""
    return f"({', '.join(in_words(value) for value in values)})"


def score(unit: Perceptron, x: np.ndarray) -> str:
    """How the score of x comes about: 2·7 − 1·6 + 3 = 11."""
    text = ""
    for w, value in zip(unit.weights, x, strict=True):
        number = f"({in_words(value)})" if value < 0 else in_words(value)
        text += f" {'−' if w < 0 else '+'} {in_words(abs(w))}·{number}"
    text = text.removeprefix(" + ").replace(" − ", "−", 1) if text.startswith(" −") else text.removeprefix(" + ")
    return f"{text} {'−' if unit.bias < 0 else '+'} {in_words(abs(unit.bias))} = {in_words(unit.score(x))}"


def are(names: Sequence[str]) -> str:
    """Names as a list for the eye: a, b and c."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


# ------------------------------------------------------------------------------------------ units and weights


def connection(start: Sequence[float], end: Sequence[float], weight: float, live: bool = True, at: float = 0.5,
               beside: tuple[float, float] = (0, 0.17)) -> list[Layer]:  # fmt: skip
    """An arrow with its weight beside it: width says size, dashes and blue a negative sign; muted if nothing passes."""
    (x0, y0), (x1, y1) = start, end
    tone = "muted" if weight == 0 or not live else "positive" if weight > 0 else "negative"
    x, y = x0 + at * (x1 - x0) + beside[0], y0 + at * (y1 - y0) + beside[1]
    return [
        Line(np.array([x0, x1]), np.array([y0, y1]), tone=tone, width=1.5 + 0.5 * min(abs(weight), 8),
             dashed=weight < 0, arrow=True),
        Text(x, y, in_words(weight), tone=tone, bold=True),
    ]  # fmt: skip


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


def firing_side(unit: Perceptron, x: Span, y: Span) -> Field:
    """The side of the line on which the unit fires, faintly shaded; without a line all of the panel or nothing."""
    across, up = (np.linspace(lo, hi, 2 * _CELLS + 1)[1::2] for lo, hi in (x, y))  # the centres of the cells
    centres = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    if unit.weights.any():
        shade = np.clip(unit.distance(centres) / (across[1] - across[0]) + 0.5, 0, 1)  # a straight edge, no stairs
    else:
        shade = unit.predict(centres)
    return Field.of(0.5 * shade.reshape(_CELLS, _CELLS), (-1, 1))
