"""Live figures of lecture 1: the line a perceptron draws, and what one line can do.

The university is that of deck BAD 4-17, the Boolean functions are those of deck KHE 534-569.
"""

import numpy as np

from ..datasets import acceptance, binary_inputs
from ..numbers import in_words
from ..perceptron import Perceptron
from ..scene import Choice, Handle, Layer, Panel, Places, Points, Rings, Scene, Slider, Text, Toggle, figure
from ..separability import boolean_functions, name_of, separating_perceptron
from .drawing import boundary, equation, line_with_side, on_the_wrong_side, path, rounded, score

_STUDENTS = tuple(map(tuple, np.hstack(acceptance()).tolist()))  # test points, grade, accepted or not
_SPAN = (-0.6, 10.6)


def _samples(unit: Perceptron, X: np.ndarray, classes: np.ndarray) -> tuple[list[Layer], int]:
    """The samples with a ring around each mistake, and how many mistakes there are."""
    wrong = unit.predict(X) != classes
    return [Rings(X[wrong, 0], X[wrong, 1]), Points(X[:, 0], X[:, 1], classes)], int(wrong.sum())


@figure(
    w1=Slider(-3, 3, 1, 0.5, label="w₁ of the test points"),
    w2=Slider(-3, 3, -1, 0.5, label="w₂ of the grade"),
    b=Slider(-30, 30, 0, 1, label="bias b"),
    students=Places(0, 10, _STUDENTS, 0.5, "Drag a student; a double click or Delete takes one away.", least=2),
)
def line(w1: float, w2: float, b: float, students: tuple[tuple[float, ...], ...]) -> Scene:
    """Which students are accepted: the perceptron draws a line, its weights point to the side that fires."""
    unit, rows = Perceptron([w1, w2], b), np.array(students)
    X, classes = rows[:, :2], rows[:, 2].astype(int)
    samples, count = _samples(unit, X, classes)
    sentence = f"{on_the_wrong_side(count, len(X), 'students')}{', exactly one mistake' if count == 1 else ''}. "
    layers, mark = line_with_side(unit, _SPAN, _SPAN), "A"
    length = float(np.hypot(w1, w2))
    if length:
        distance = float(unit.distance(X[0]))
        mark = f"A: {rounded(distance, 2)}"
        side = "the firing side" if distance > 0 else "the silent side" if distance < 0 else "the line itself: silent"
        sentence += (
            f"A has the score {score(unit, X[0])}; divided by the length {length:.2f} of w, its signed distance "
            f"from the line is {rounded(distance, 2)}, on {side}."
        )
        layers.append(path(X[0], X[0] - distance / length * unit.weights, tone="muted", dashed=True))
        if boundary(unit, _SPAN, _SPAN) is None:
            sentence += " The line is out of the picture."
    else:
        sentence += f"Both weights are 0, so there is no line: {'everybody fires' if b > 0 else 'nobody fires'}."
    layers += [*samples, Text(X[0, 0] + 0.5, X[0, 1] + 0.7, mark, anchor="left", bold=True)]
    layers += [Handle(x, y, places="students", row=k) for k, (x, y) in enumerate(X)]
    panel = Panel(tuple(layers), _SPAN, _SPAN, "test points  (shaded: fires)", "grade  (△ accepted, ○ not)", equal=True)
    return Scene((panel,), sentence[0].upper() + sentence[1:])


_NEAR = np.array([[1.0, 1.0], [2.0, 0.5], [0.5, 2.0]])
_PAIRS = np.concatenate([_NEAR, 2 * _NEAR])  # two samples of different class on each ray from the origin
_PAIR_CLASSES = np.repeat([0, 1], 3)


@figure(
    w1=Slider(-2, 2, -1, 0.5, label="w₁"),
    w2=Slider(-2, 2, 0.5, 0.5, label="w₂"),
    b=Slider(-5, 5, 0, 0.5, label="bias b"),
    without=Toggle(False, label="without bias"),
)
def bias(w1: float, w2: float, b: float, without: bool) -> Scene:
    """The bias moves the line parallel to itself; without it every line passes through the origin."""
    b, span = 0.0 if without else b, (-2.5, 5.0)
    unit = Perceptron([w1, w2], b)
    samples, count = _samples(unit, _PAIRS, _PAIR_CLASSES)
    layers = line_with_side(unit, span, span)
    if w1 or w2:
        through = boundary(Perceptron([w1, w2], 0), span, span)
        assert through is not None  # the origin is in the picture
        layers.append(path(*through, tone="muted", dashed=True))
        moved = 0 - float(unit.distance(np.zeros(2)))
        foot = moved * unit.weights / np.hypot(w1, w2)
        where = "the line passes through the origin"
        if moved:
            how_far = rounded(abs(moved), 2)
            layers.append(path((0, 0), foot, tone="muted", width=2.5, arrow=True))
            layers.append(Text(foot[0] / 2 - 0.5, foot[1] / 2 + 0.35, how_far, bold=True))
            where = f"b moves the line by {how_far} {'in' if moved > 0 else 'against'} the direction of w"
        if boundary(unit, span, span) is None:
            where += ", out of the picture"
    else:
        where = f"both weights are 0, so there is no line, and {'all fire' if b > 0 else 'none fires'}"
    layers += samples
    start = "Without bias" if without else f"With bias b = {in_words(b)}"
    sentence = f"{start}: {where}; {on_the_wrong_side(count, 6, 'samples')}."
    panel = Panel(tuple(layers), span, span, "x₁  (shaded: fires)", "x₂  (△ yes, ○ no)", equal=True)
    return Scene((panel,), sentence)


_CORNERS = binary_inputs(2)
_TABLES = {name_of(truth): truth for truth in boolean_functions()}


@figure(
    table=Choice(tuple(_TABLES), "AND", label="function"),
    w1=Slider(-2, 2, 1, 0.5, label="w₁"),
    w2=Slider(-2, 2, -1, 0.5, label="w₂"),
    b=Slider(-3, 3, 0.5, 0.5, label="bias b"),
    show=Toggle(False, label="show a line", more=True),
)
def gates(table: str, w1: float, w2: float, b: float, show: bool) -> Scene:
    """One of the 16 functions of two bits and one line: can the line have the triangles on its firing side alone?"""
    unit, truth, span = Perceptron([w1, w2], b), _TABLES[table], (-0.7, 1.7)
    classes = truth.astype(int)
    samples, count = _samples(unit, _CORNERS, classes)
    layers = line_with_side(unit, span, span)
    sentence = f"{table}: {on_the_wrong_side(count, 4, 'corners')}"
    sentence += f", so this perceptron computes {table}." if count == 0 else "."
    found = separating_perceptron(truth) if show else None
    ends = None if found is None else boundary(found, span, span)
    if found is not None and ends is not None:
        layers.append(path(*ends, tone="muted", width=2.5, dashed=True))
        sentence += f" Dashed: a line that does it, {equation(found)}."
    elif show:
        fire, silent = (" and ".join(f"{x:.0f}{y:.0f}" for x, y in _CORNERS[classes == c]) for c in (1, 0))
        sentence += (
            f" No line can: the scores of 00 and 11 add up to as much as those of 01 and 10, w₁ + w₂ + 2b, "
            f"but {table} wants both scores above 0 for {fire} and neither for {silent}."
        )
    layers += [*samples, *(Text(x + 0.17, y + 0.17, f"{x:.0f}{y:.0f}", bold=True) for x, y in _CORNERS)]
    return Scene((Panel(tuple(layers), span, span, "x₁  (shaded: fires)", "x₂  (△ 1, ○ 0)", equal=True),), sentence)
