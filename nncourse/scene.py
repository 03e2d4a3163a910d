"""A picture is a value: a Scene is a few panels of layers, and one sentence that says in words what they show.

Two painters draw the same scene: `paint` (matplotlib, for still pictures) and `live/canvas.js` (in the browser).  A
`Figure` is a pure function from the values of its controls to a Scene.  Controls are values too: the declaration
beside the function makes the sliders, the sweep that tests it, and the still.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import activations

Span = tuple[float, float]

# ---------------------------------------------------------------------------------------------------- layers
# Coordinates are those of the panel's axes.  A tone is a name of the palette: ink, muted, grid, negative, positive.


@dataclass(frozen=True, eq=False)
class Bars:
    """One bar for each category, at x = 0, 1, 2, …: height as number, name and class mark below.

    heights (n,), labels (n,), classes (n,) of 0 or 1, or empty for bars that belong to no class.
    """

    heights: np.ndarray
    labels: tuple[str, ...]
    classes: np.ndarray | tuple[()] = ()

    def __post_init__(self) -> None:
        _same_length("Bars", heights=self.heights, labels=self.labels)
        if len(self.classes):
            _same_length("Bars", heights=self.heights, classes=self.classes)


@dataclass(frozen=True, eq=False)
class Line:
    """A line through the points (x[i], y[i]), with a label at its end; width in pixels; an arrow head if asked.

    x (n,), y (n,).
    """

    x: np.ndarray
    y: np.ndarray
    label: str = ""
    tone: str = "ink"
    width: float = 2
    dashed: bool = False
    arrow: bool = False

    def __post_init__(self) -> None:
        _same_length("Line", x=self.x, y=self.y)


@dataclass(frozen=True, eq=False)
class Points:
    """Samples: ○ for class 0, △ for class 1, each with a name if names are given.

    x (n,), y (n,), classes (n,) of 0 or 1, labels (n,) or empty.
    """

    x: np.ndarray
    y: np.ndarray
    classes: np.ndarray
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _same_length("Points", x=self.x, y=self.y, classes=self.classes)
        if self.labels:
            _same_length("Points", x=self.x, labels=self.labels)


@dataclass(frozen=True, eq=False)
class Rings:
    """A ring around each of the places (x[i], y[i]): look here.

    x (n,), y (n,).
    """

    x: np.ndarray
    y: np.ndarray

    def __post_init__(self) -> None:
        _same_length("Rings", x=self.x, y=self.y)


@dataclass(frozen=True, eq=False)
class Lamp:
    """A round unit that is on (filled) or off (hollow), with its value written inside and a label below."""

    x: float
    y: float
    on: bool
    value: str = ""
    label: str = ""


@dataclass(frozen=True, eq=False)
class Text:
    """Words at a place; anchor is left, center or right; bold if asked."""

    x: float
    y: float
    text: str
    tone: str = "ink"
    anchor: str = "center"
    bold: bool = False


@dataclass(frozen=True, eq=False)
class Handle:
    """A knob to drag: moving it sets the control named by `horizontal` to its x, by `vertical` to its y.

    per_unit : the knob stays where it is, and a way of one unit upwards adds so much to the control `vertical`.
    Where it moves a row of the `Places` named by `places`, nothing is drawn: the mark that stands there is the knob.
    """

    x: float
    y: float
    horizontal: str = ""
    vertical: str = ""
    places: str = ""
    row: int = 0
    per_unit: float = 0


@dataclass(frozen=True, eq=False)
class Field:
    """A value for every place of the panel, as colour: values (rows, columns), first row lowest; range (lo, hi).

    Values are kept as one byte each: code 0 is lo, code 255 is hi, values outside are clipped.
    sharp : every value is a square of its own, for pixels and tables; else colours flow into each other.
    """

    codes: np.ndarray
    range: Span
    sharp: bool = False

    @classmethod
    def of(cls, values: np.ndarray, range: Span, sharp: bool = False) -> "Field":
        lo, hi = range
        if not lo < hi:
            raise ValueError(f"range: (lo, hi) with lo < hi expected; got {range!r}")
        if np.ndim(values) != 2 or not np.isfinite(values).all():
            raise ValueError(f"values: finite numbers of shape (rows, columns) expected; got shape {np.shape(values)}")
        unit = np.clip((np.asarray(values) - lo) / (hi - lo), 0, 1)
        return cls(np.round(255 * unit).astype(np.uint8), range, sharp)

    @property
    def values(self) -> np.ndarray:
        """The values that the codes stand for."""
        lo, hi = self.range
        return lo + (hi - lo) * (self.codes / 255)


CELLS = 80  # rows and columns of places at which a NetField is computed; canvas.js has the same number


@dataclass(frozen=True, eq=False)
class NetField:
    """The output of a small network for every place of a plane, as colour: whoever paints it computes it.

    weights ((n_1, 2), (n_2, n_1), …) and biases ((n_1,), …) of its layers, activations their names; one output.
    range : (lo, hi), the outputs of the two ends of the colours; outputs beyond are clipped.
    x, y : the stretch of the two inputs.  within : the rectangle of the panel that shows it, as (x, y); () for all.
    driven : control → where its value stands, ("W", l, j, k) or ("b", l, j): the picture follows it at once.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[str, ...]
    range: Span
    x: Span
    y: Span
    within: tuple[Span, Span] | tuple[()] = ()
    driven: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _same_length("NetField", weights=self.weights, biases=self.biases, activations=self.activations)
        wide = [2, *(len(b) for b in self.biases)]
        if [np.shape(W) for W in self.weights] != list(zip(wide[1:], wide[:-1], strict=True)) or wide[-1] != 1:
            shapes = [np.shape(W) for W in self.weights]
            raise ValueError(f"weights: layers from 2 inputs to 1 output that fit each other expected; got {shapes}")

    @property
    def values(self) -> np.ndarray:
        """The outputs in the middle of every cell, (CELLS, CELLS), first row lowest."""
        across, up = (lo + (hi - lo) * (np.arange(CELLS) + 0.5) / CELLS for lo, hi in (self.x, self.y))
        a = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        for W, b, name in zip(self.weights, self.biases, self.activations, strict=True):
            a = getattr(activations, name)(a @ W.T + b)
        return a.reshape(CELLS, CELLS)


Layer = Bars | Line | Points | Rings | Lamp | Text | Handle | Field | NetField


def _same_length(layer: str, **columns: Any) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{layer}: columns of one length expected; got {lengths}")


# ---------------------------------------------------------------------------------------------------- scenes


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes: the layers in painting order, the stretch of x and y, and what the axes are called.

    equal : one unit of x is as long as one unit of y.  bare : no axes at all, for drawings.
    """

    layers: tuple[Layer, ...]
    x: Span
    y: Span
    xlabel: str = ""
    ylabel: str = ""
    title: str = ""
    equal: bool = False
    bare: bool = False

    @property
    def xticks(self) -> list[float]:
        categorical = any(isinstance(layer, Bars) for layer in self.layers)
        return [] if self.bare or categorical else ticks(*self.x)

    @property
    def yticks(self) -> list[float]:
        return [] if self.bare else ticks(*self.y)


@dataclass(frozen=True, eq=False)
class Scene:
    """What a figure shows: panels side by side, and one sentence that says it in words.

    goal : whether what the figure asks for is reached; None where it asks for nothing.
    """

    panels: tuple[Panel, ...]
    sentence: str
    goal: bool | None = None


def ticks(lo: float, hi: float, most: int = 8) -> list[float]:
    """Round numbers from lo to hi, at most `most` of them, in steps of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10((hi - lo) / most))
    for step in (s * power for s in (1, 2, 5, 10, 20)):
        first, last = math.ceil(lo / step - 1e-9), math.floor(hi / step + 1e-9)
        if last - first < most:
            break
    return [round(k * step, 10) + 0.0 for k in range(first, last + 1)]


# ---------------------------------------------------------------------------------------------------- controls


@dataclass(frozen=True)
class Slider:
    """A number from lo to hi in steps; `opposite_of` names the control whose value is always minus this one's.

    play : so many steps a second when it plays by itself; 0 for a slider that does not.
    dial : a button tries every value, one after the other, and counts the scenes that reach their goal.
    typed : a field to type in, for a number that the learner has worked out; any number of the range is taken.
    """

    lo: float
    hi: float
    start: float
    step: float
    label: str = ""
    unit: str = ""
    opposite_of: str = ""
    play: float = 0
    dial: bool = False
    typed: bool = False

    def accept(self, name: str, value: Any) -> float:
        """The value as a number of the range, or a ValueError that states the range."""
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise ValueError(f"{name}: a number from {self.lo:g} to {self.hi:g} expected; got {value!r}")
        if not self.lo <= value <= self.hi:
            raise ValueError(f"{name}: a number from {self.lo:g} to {self.hi:g} expected; got {value:g}")
        return float(value) + 0.0

    def samples(self, rng: np.random.Generator) -> list[float]:
        """Least, start, greatest and a random value: what a sweep tries."""
        steps = int(rng.integers(round((self.hi - self.lo) / self.step) + 1))
        return [self.lo, self.start, self.hi, round(self.lo + steps * self.step, 10)]


@dataclass(frozen=True)
class Toggle:
    """On or off; with `more` it waits behind the word "more" until it is asked for."""

    start: bool
    label: str = ""
    more: bool = False

    def accept(self, name: str, value: Any) -> bool:
        """The value as a bool, or a ValueError; 0 and 1 are understood."""
        if not isinstance(value, bool | int | np.bool_ | np.integer) or value not in (0, 1):
            raise ValueError(f"{name}: True or False expected; got {value!r}")
        return bool(value)

    def samples(self, rng: np.random.Generator) -> list[bool]:
        """Both positions."""
        return [False, True]


@dataclass(frozen=True)
class Choice:
    """One of a few words; with `more` it waits behind the word "more" until it is asked for."""

    options: tuple[str, ...]
    start: str
    label: str = ""
    more: bool = False

    def accept(self, name: str, value: Any) -> str:
        """The value if it is one of the options, or a ValueError that lists them."""
        if value not in self.options:
            raise ValueError(f"{name}: one of {', '.join(map(repr, self.options))} expected; got {value!r}")
        return value

    def samples(self, rng: np.random.Generator) -> list[str]:
        """Every option."""
        return list(self.options)


@dataclass(frozen=True)
class Places:
    """Places to drag: rows (x, y) from lo to hi in steps, or (x, y, class) with a class 0 or 1 that goes along.

    least : so many have to stay, the others can be removed, and Python may set more; None for a fixed number.
    Tuples, so that a value stays fixed.
    """

    lo: float
    hi: float
    start: tuple[tuple[float, ...], ...]
    step: float
    label: str = ""
    least: int | None = None

    def accept(self, name: str, value: Any) -> tuple[tuple[float, ...], ...]:
        """The value as rows of numbers, or a ValueError that states shape and range."""
        try:
            rows = np.array(value)
        except ValueError:  # rows of different length
            rows = np.array(None)
        count, width = np.shape(self.start)
        few = rows.ndim != 2 or (len(rows) != count if self.least is None else len(rows) < self.least)
        if few or rows.dtype.kind not in "iuf" or rows.shape[1] != width:
            shape = f"({count}, {width})" if self.least is None else f"(n, {width}), n at least {self.least},"
            raise ValueError(f"{name}: numbers of shape {shape} expected; got {value!r}")
        places, classes = rows[:, :2], rows[:, 2:]
        outside = places[~((self.lo <= places) & (places <= self.hi))]
        if outside.size:
            raise ValueError(f"{name}: numbers from {self.lo:g} to {self.hi:g} expected; got {outside[0]:g}")
        if not np.isin(classes, (0, 1)).all():
            raise ValueError(f"{name}: rows (x, y, class) with a class 0 or 1 expected; got {value!r}")
        return tuple(tuple(row) for row in (rows + 0.0).tolist())

    def samples(self, rng: np.random.Generator) -> list[tuple[tuple[float, ...], ...]]:
        """Start, all in the lowest corner, all in the highest, random places, the least number: what a sweep tries."""
        start = np.array(self.start, float)
        steps = rng.integers(round((self.hi - self.lo) / self.step) + 1, size=start[:, :2].shape)
        tried = [start[: self.least]] if self.least is not None else []
        for places in (start[:, :2], self.lo, self.hi, (self.lo + steps * self.step).round(10)):
            tried.append(start.copy())
            tried[-1][:, :2] = places
        return [self.accept("samples", rows) for rows in tried]


Control = Slider | Toggle | Choice | Places


@dataclass(frozen=True, eq=False)
class Figure:
    """A pure function from control values to a Scene, with its controls declared beside it."""

    function: Callable[..., Scene]
    controls: Mapping[str, Control]

    def __post_init__(self) -> None:
        object.__setattr__(self, "__doc__", self.function.__doc__)

    @property
    def name(self) -> str:
        """How the figure is written in code, "perceptron.venue"."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}"

    def values(self, **chosen: Any) -> dict[str, Any]:
        """A value for every control: the chosen ones, the start for the others; opposites follow.

        ValueError for an unknown name, a value outside its control's range, or opposites that contradict.
        """
        for name in chosen:
            if name not in self.controls:
                raise ValueError(f"{name}: not a control of {self.name}; it has {', '.join(self.controls)}")
        values: dict[str, Any] = {
            name: control.accept(name, chosen.get(name, control.start)) for name, control in self.controls.items()
        }
        for name, control in self.controls.items():
            partner = getattr(control, "opposite_of", "")
            if not partner:
                continue
            if name in chosen and partner in chosen and values[name] + values[partner] != 0:
                raise ValueError(f"{name}: minus {partner} expected; got {values[name]:g} and {values[partner]:g}")
            leader, follower = (name, partner) if name in chosen else (partner, name)
            values[follower] = self.controls[follower].accept(follower, 0 - values[leader])
        return values

    def __call__(self, **chosen: Any) -> Scene:
        return self.function(**self.values(**chosen))


def figure(**controls: Control) -> Callable[[Callable[..., Scene]], Figure]:
    """Declare the controls of a scene function: `@figure(threshold=Slider(-1, 12, 5, 0.5))`."""

    def declare(function: Callable[..., Scene]) -> Figure:
        return Figure(function, controls)

    return declare
