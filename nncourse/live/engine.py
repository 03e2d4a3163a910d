"""The one engine of all live figures: controls in, scene out.

The browser sends control values, the kernel answers with the scene of these values: numbers as JSON, fields as bytes,
layers that did not change as null, the rest of a panel where it did.  There is no other state than the values of the
controls, so the browser may keep the scenes it has seen, and ask ahead for one that the next move is likely to want.
"""

import base64
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import anywidget
import numpy as np
import traitlets

from ..palette import DARK, LIGHT
from ..scene import Control, Field, Figure, Layer, Panel, Scene
from .cell import closes_with_its_cell
from .page import module, source

HINT = "run this cell to move it"

_Told = tuple[dict[str, Any], list[Any]]  # of a panel: all but its layers, and these


class _ControlTrait(traitlets.TraitType[Any, Any]):
    """The value of one control as an attribute: assigning outside its range raises ValueError with the range."""

    def __init__(self, name: str, control: Control, value: Any) -> None:
        self.accept = lambda new: control.accept(name, new)
        super().__init__(default_value=value)

    def validate(self, obj: Any, value: Any) -> Any:
        return self.accept(value)


class LiveFigure(anywidget.AnyWidget):
    """A figure whose controls are attributes: read them, set them, `observe` or `link` them.

    figure : the scene function with its controls.  start : values to begin with, the declared ones for the rest.
    ValueError for an unknown control or a value outside its range.
    """

    _esm = module("page.js", "canvas.js", "widget.js")
    _css = source("figure.css")
    declaration = traitlets.Dict(help="what the browser has to know of the figure").tag(sync=True)
    first = traitlets.Dict(help="the first scene, so that a picture stands while the kernel is busy").tag(sync=True)

    def __init__(self, figure: Figure, **start: Any) -> None:
        values = figure.values(**start)
        self.add_traits(**{name: _ControlTrait(name, c, values[name]) for name, c in figure.controls.items()})
        self._figure = figure
        self._quiet = False
        # JupyterLab may bring the page's messages in a thread of their own, beside the cell that is running.
        self._alone = threading.RLock()
        self._sent: list[_Told] = []
        self._edition = 0
        self._scene = figure(**values)
        super().__init__(declaration=_declare(figure), first=self._message())
        self.on_msg(self._receive)
        self.observe(self._follow, names=list(figure.controls))
        closes_with_its_cell(self)

    @property
    def values(self) -> dict[str, Any]:
        """The value of every control."""
        return {name: getattr(self, name) for name in self._figure.controls}

    @property
    def scene(self) -> Scene:
        """What the figure shows now."""
        return self._scene

    @property
    def sentence(self) -> str:
        """What the figure shows now, in words."""
        return self._scene.sentence

    def _take(self, chosen: dict[str, Any]) -> None:
        """Adopt control values and their scene; opposites follow.  Nothing changes if one is refused."""
        kept = {name: value for name, value in self.values.items() if not self._driven(name, chosen)}
        values = self._figure.values(**kept | chosen)
        self._scene = self._figure(**values)
        self._adopt(values)

    def _adopt(self, values: dict[str, Any]) -> None:
        """Set the attributes without a new scene."""
        self._quiet = True
        try:
            with self.hold_trait_notifications():
                for name, value in values.items():
                    setattr(self, name, value)
        finally:
            self._quiet = False

    def _driven(self, name: str, chosen: dict[str, Any]) -> bool:
        """Whether a control is opposite to one of the chosen, so that its old value no longer counts."""
        pairs = {(n, getattr(c, "opposite_of", "")) for n, c in self._figure.controls.items()}
        return any((name, other) in pairs or (other, name) in pairs for other in chosen)

    def _follow(self, change: Any) -> None:
        with self._alone:
            if self._quiet:
                return
            try:
                self._take({change["name"]: change["new"]})
            except Exception:
                self._adopt({change["name"]: change["old"]})
                raise
            self._publish()

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        with self._alone:
            self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        serial = message.get("serial")
        try:
            match message["type"]:
                case "ahead":
                    return self._look_ahead(message["values"])
                case "hello":
                    self._sent = []
                case "set":
                    self._take(message["values"])
            if message.get("known"):  # the browser remembers this scene
                self.send({"type": "scene", "serial": serial, "values": self.values})
            else:
                self._publish(serial)
        except Exception as error:  # whatever went wrong, the browser gets its answer
            self.send({"type": "error", "serial": serial, "text": f"{type(error).__name__}: {error}"})

    def _publish(self, serial: int | None = None) -> None:
        self._post({"type": "scene", "serial": serial, **self._message()})

    def _look_ahead(self, values: dict[str, Any]) -> None:
        """Send the scene of values that may come next; the figure stays where it is."""
        try:
            scene = self._figure(**values)
        except Exception:  # it is told when the learner goes there
            return
        self._post({"type": "ahead", "values": values, **self._told(scene)[0]})

    def _post(self, message: dict[str, Any]) -> None:
        """Send a scene; the bytes of its fields travel beside it."""
        buffers = []
        for panel in message["panels"]:
            for layer in panel["layers"]:
                if layer and layer["kind"] == "Field":
                    buffers.append(layer["codes"])
                    layer["codes"] = len(buffers) - 1
        self.send(message, buffers)

    def _message(self) -> dict[str, Any]:
        """The scene as plain values, but for the bytes of fields; the next ones are told against it."""
        told, self._sent = self._told(self._scene)
        self._edition += 1
        return {"values": self.values, "edition": self._edition, **told}

    def _told(self, scene: Scene) -> tuple[dict[str, Any], list[_Told]]:
        """What the page is told of a scene, against the edition `since` (0: none); and all there is to tell."""
        panels, sent = _pack(scene, self._sent)
        since = self._edition if self._sent else 0
        return {"panels": panels, "since": since, "sentence": scene.sentence, "goal": scene.goal}, sent

    def _repr_mimebundle_(self, **options: Any) -> Any:
        from ..paint import still

        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        data["text/plain"] = self.sentence
        data["image/png"] = base64.b64encode(still(self._scene, HINT)).decode()
        return data, metadata


def live(figure: Figure, **start: Any) -> LiveFigure:
    """Show a figure that follows its controls: `live(figures.perceptron.venue, threshold=3)`.

    ValueError for something that is not a figure, an unknown control, or a value outside its range.
    """
    if not isinstance(figure, Figure):
        raise ValueError(f"figure: a figure such as figures.perceptron.venue expected; got {figure!r}")
    return LiveFigure(figure, **start)


def _declare(figure: Figure) -> dict[str, Any]:
    """The controls with their ranges, the colours, and the figure's name in words and in code."""
    controls = [{"name": name, "kind": type(c).__name__, **asdict(c)} for name, c in figure.controls.items()]
    title = (figure.__doc__ or "").split("\n")[0]
    return {"controls": controls, "palettes": {"light": LIGHT, "dark": DARK}, "code": figure.name, "title": title}


def _pack(scene: Scene, before: list[_Told]) -> tuple[list[dict[str, Any]], list[_Told]]:
    """What changed of each panel, null for a layer equal to the one sent before; and all there is, to compare later."""
    sent = [(_axes(panel), [_plain(layer) for layer in panel.layers]) for panel in scene.panels]
    panels: list[dict[str, Any]] = []
    for p, (axes, layers) in enumerate(sent):
        old_axes, old = before[p] if p < len(before) else ({}, [])
        changed = [None if k < len(old) and old[k] == layer else layer for k, layer in enumerate(layers)]
        news = {name: value for name, value in axes.items() if (name, value) not in old_axes.items()}
        panels.append(news | {"layers": [c and dict(c) for c in changed]})
    return panels, sent


def _axes(panel: Panel) -> dict[str, Any]:
    """All of a panel but its layers."""
    names = ("x", "y", "xlabel", "ylabel", "title", "equal", "bare", "xticks", "yticks")
    return {name: _simple(getattr(panel, name)) for name in names}


def _plain(layer: Layer) -> dict[str, Any]:
    """A layer as values that JSON knows, but for the bytes of a field."""
    if isinstance(layer, Field):
        return {"kind": "Field", "codes": layer.codes.tobytes(), "shape": list(layer.codes.shape), "sharp": layer.sharp}
    return {"kind": type(layer).__name__} | {name: _simple(value) for name, value in vars(layer).items()}


@lru_cache(maxsize=64)  # most of a scene is as it was in the last one
def _short(numbers: bytes) -> list[float]:
    """Numbers with seven digits: finer than a pixel, and half as long."""
    return [float(f"{number:.7g}") for number in np.frombuffer(numbers).tolist()]


def _simple(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f":
        return _short(value.astype(float).tobytes())
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {name: _simple(entry) for name, entry in value.items()}
    return [_simple(entry) for entry in value] if isinstance(value, tuple) else value
