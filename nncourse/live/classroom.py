"""For the front of the room: one figure at several settings side by side; a figure or a question in large type."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

import ipywidgets
import traitlets

from ..paint import as_bytes, frames
from ..questions import Question, find
from ..scene import Figure, Layer, Scene
from .cell import closes_with_its_cell
from .engine import LiveFigure, live
from .page import source
from .question import QuestionCard

_LARGE = source("large.css")


class Beside(ipywidgets.GridBox):
    """Live figures side by side, below each other where the page is narrow: its children, each like any other."""

    def _repr_mimebundle_(self, **options: Any) -> Any:
        settings = [figure.values for figure in self.children]
        differing = [name for name in settings[0] if any(values[name] != settings[0][name] for values in settings)]
        png = as_bytes(frames(self.children[0]._figure, settings, differing), "png")
        words = "\n".join(figure.sentence for figure in self.children)
        said = {"text/plain": words, "image/png": base64.b64encode(png).decode()}
        return {**(super()._repr_mimebundle_(**options) or {}), **said}


def beside(figure: Figure, /, *settings: Mapping[str, Any], together: Iterable[str] = ()) -> Beside:
    """Show a figure at two or more settings: `beside(figures.xor.training, {}, {"hidden": 1}, together=("epoch",))`.

    together : controls that move in all of them at once; a seed among them keeps the figures at one seed.
    ValueError for fewer than two settings, an unknown control, a value outside its range, or settings that give
    different values to what is to move together.
    """
    if len(settings) < 2 or not all(isinstance(setting, Mapping) for setting in settings):
        raise ValueError(f"settings: two or more dictionaries such as {{'threshold': 3}} expected; got {settings!r}")
    first, *others = figures = [live(figure, **setting) for setting in settings]
    for name in _controls("together", together, figure):
        values = [getattr(shown, name) for shown in figures]
        if any(value != values[0] for value in values):
            raise ValueError(f"together: {name} at one value in all settings expected; got {values}")
        for other in others:
            ipywidgets.link((first, name), (other, name))
    columns = "repeat(auto-fit, minmax(min(420px, 100%), 1fr))"
    box = Beside(figures, layout=ipywidgets.Layout(grid_template_columns=columns))
    closes_with_its_cell(box)
    return box


class LargeFigure(LiveFigure):
    """A live figure in large type; the hidden controls are in Python alone, and nothing in the picture moves them."""

    _css = LiveFigure._css + _LARGE

    def __init__(self, figure: Figure, hide: frozenset[str], /, **start: Any) -> None:
        super().__init__(_without_handles(figure, hide), **start)
        controls = [{**control, "hidden": control["name"] in hide} for control in self.declaration["controls"]]
        self.declaration = {**self.declaration, "controls": controls, "large": 1.6}  # as in large.css


class Tally(QuestionCard):
    """A question in large type, with a count of hands for each option; the key comes when it is asked for."""

    _css = QuestionCard._css + _LARGE
    counts: Any = traitlets.List(traitlets.Int(min=0), help="how many chose each option").tag(sync=True)
    right = traitlets.Int(-1, help="index of the right option, −1 until it is shown").tag(sync=True)

    def __init__(self, question: Question) -> None:
        super().__init__(question, quiz=False)
        self.card = {**self.card, "tally": True}
        self.counts = [0] * len(question.options)

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if message["type"] == "show":
            self.show_answer()

    def show_answer(self) -> None:
        """Mark the right option, and say how many chose it and why it is right."""
        answer = self._question.answer
        right = self._question.options.index(answer)
        share = f" {self.counts[right]} of {sum(self.counts)} said so." if any(self.counts) else ""
        with self.hold_sync():
            self.right = right
            self.reply = f"Answer: {answer.text.rstrip('.')}.{share} {answer.feedback}"


def present(shown: Figure | str, /, *, hide: Iterable[str] = (), **start: Any) -> LargeFigure | Tally:
    """Show a figure in large type without the controls named by `hide`, or a question with a count for each option.

    A hidden control keeps its value, whatever *reset* does to the others.  ValueError for something else, an unknown
    control or question, a value outside its range, or controls for a question.
    """
    if isinstance(shown, Figure):
        return LargeFigure(shown, frozenset(_controls("hide", hide, shown)), **start)
    if not isinstance(shown, str) or start or hide:
        raise ValueError(f"shown: a figure, or the id of a question alone, expected; got {shown!r}")
    return Tally(find(shown))


def _controls(argument: str, names: Iterable[str], figure: Figure) -> tuple[str, ...]:
    """The names as a tuple, or a ValueError if one is no control of the figure."""
    chosen = tuple(names)
    if isinstance(names, str) or not set(chosen) <= set(figure.controls):
        raise ValueError(f"{argument}: a tuple of controls expected ({', '.join(figure.controls)}); got {names!r}")
    return chosen


def _without_handles(figure: Figure, hidden: frozenset[str]) -> Figure:
    """The figure without the knobs that would move a hidden control."""

    def stays(layer: Layer) -> bool:
        return hidden.isdisjoint(getattr(layer, way, "") for way in ("horizontal", "vertical", "places"))

    @wraps(figure.function)
    def shown(**values: Any) -> Scene:
        scene = figure.function(**values)
        return replace(scene, panels=tuple(replace(p, layers=tuple(filter(stays, p.layers))) for p in scene.panels))

    return Figure(shown, figure.controls)
