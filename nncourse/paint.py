"""Scene → matplotlib: the still picture, with the sentence as its caption.

One small function paints one kind of layer; `live/canvas.js` has the same functions for the browser.
"""

import io
import math
import os
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from matplotlib import patheffects, rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Canvas

from .numbers import in_words
from .palette import CLASS_TONES, LIGHT
from .scene import Bars, Control, Field, Figure, Handle, Lamp, Line, NetField, Panel, Points, Rings, Scene, Text

Palette = dict[str, Any]

BAR_WIDTH = 0.72  # of the distance between two bars; canvas.js has the same number
_DPI = 80  # small files: stills are stored in the notebooks
_WIDTH = 7.6  # inches: a page
_HEIGHT, _PLANE_HEIGHT = 3.7, 4.5  # inches; planes are larger, as in canvas.js
_LOW, _HEADING = 2.7, 0.3  # of a frame with several panels, and of what stands above a frame
_COLUMNS = 3  # panels in a row


def paint(scene: Scene, palette: Palette = LIGHT, caption: str = "") -> Canvas:
    """A matplotlib figure of the scene, panels side by side; the caption is written below in full."""
    return _sheet([("", scene, caption)], palette)


def still(scene: Scene, hint: str = "", format: str = "png") -> bytes:
    """The scene as the bytes of a png or svg, captioned with its sentence and, on a line of its own, a hint.

    The same scene gives the same bytes.  ValueError for another format.
    """
    return as_bytes(_captioned(scene, hint), format)


def _captioned(scene: Scene, hint: str = "") -> Canvas:
    return paint(scene, caption=scene.sentence + (f"\n({hint})" if hint else ""))


def strip(figure: Figure, control: str, values: Iterable[Any], /, **others: Any) -> Canvas:
    """Key frames for print: the figure at these values of one control, `strip(figures.xor.training, "epoch", [0, 50])`.

    others : values of other controls.  ValueError as `Figure.values` raises it, or if there is no value.
    """
    values = list(values)
    if not values or control in others:
        raise ValueError(f"values: at least one of {control}, and no other, expected; got {values} and {others}")
    return frames(figure, [others | {control: value} for value in values], [control])


def frames(figure: Figure, settings: Sequence[Mapping[str, Any]], named: Sequence[str]) -> Canvas:
    """The figure at each of the settings on one page: the named controls above, the sentence below."""
    if not isinstance(figure, Figure):
        raise ValueError(f"figure: a figure such as figures.perceptron.venue expected; got {figure!r}")
    shown = [(values, figure(**values)) for values in (figure.values(**setting) for setting in settings)]
    return _sheet([(", ".join(_set_to(figure.controls[n], v[n]) for n in named), s, s.sentence) for v, s in shown])


def _set_to(control: Control, value: Any) -> str:
    """What a control is set to, "epoch 50"; of places, their name alone."""
    said = "" if isinstance(value, tuple) else ("off", "on")[value] if isinstance(value, bool) else in_words(value)
    return f"{control.label} {said}{getattr(control, 'unit', '')}".strip()


def save(picture: Figure | Canvas, path: str | os.PathLike[str], /, **values: Any) -> None:
    """Write a figure at these values of its controls, or a picture that `strip` made, to a .png or .svg file.

    If writing fails, a file of before stays as it was.  ValueError for another suffix, for something that is no figure,
    for values beside a picture, and as `Figure.values` raises it; OSError if the file cannot be written.
    """
    path = Path(path)
    if path.suffix not in (".png", ".svg"):
        raise ValueError(f"path: a name that ends in .png or .svg expected; got {path.name!r}")
    if not isinstance(picture, Figure if values else Figure | Canvas):
        raise ValueError(f"picture: a figure, or a picture without values, expected; got {picture!r}")
    content = picture if isinstance(picture, Canvas) else _captioned(picture(**values))
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(as_bytes(content, path.suffix[1:]))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def as_bytes(canvas: Canvas, format: str) -> bytes:
    """A picture as the bytes of a png or svg, without the date and the names of programs."""
    if format not in ("png", "svg"):
        raise ValueError(f"format: 'png' or 'svg' expected; got {format!r}")
    for text in canvas.findobj(lambda artist: str(artist.get_gid()).startswith("halo")):
        # A path effect would turn a text of an svg into curves: its halo is written below, once more as text.
        text.set(**_halo(str(text.get_gid())[4:]) if format == "png" else {"path_effects": []})
    buffer = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "nncourse"}):
        canvas.savefig(buffer, format=format, metadata={"Software": None} if format == "png" else {})
    if format == "png":
        return buffer.getvalue()
    words = str(canvas.get_label())
    told = f"<title>{escape(re.split(r'[.:;] ', words)[0])}</title>\n <desc>{escape(words)}</desc>"
    drawn = re.sub(r"<metadata>.*?</metadata>", lambda _: told, buffer.getvalue().decode(), flags=re.DOTALL)
    stroke = r'<g aria-hidden="true" style="stroke: \1; stroke-width: 3">\2</g>\n<g>\2</g>'
    return re.sub(r'<g id="halo(#\w+)">(.*?)</g>', stroke, drawn, flags=re.DOTALL).encode()


def _sheet(cells: Sequence[tuple[str, Scene, str]], palette: Palette = LIGHT) -> Canvas:
    """Scenes with a heading above and a caption below on one page, small ones in pairs; its label says it in words."""
    most, headed = max(len(scene.panels) for _, scene, _ in cells), any(heading for heading, _, _ in cells)
    columns = 2 if len(cells) > 1 and most == 1 else 1
    rows, across, down = math.ceil(len(cells) / columns), min(most, _COLUMNS), math.ceil(most / _COLUMNS)
    wide = 110 // columns - 10
    captions = [[line for part in cell[2].split("\n") for line in textwrap.wrap(part, wide)] for cell in cells]
    lines = max(map(len, captions))
    room, top = 0.2 * lines + (0.15 if lines else 0), 0.35 + (_HEADING if headed else 0)
    plane = any(panel.equal and not panel.bare for _, scene, _ in cells for panel in scene.panels)
    height = _LOW if headed and most > 1 else _PLANE_HEIGHT if plane else _HEIGHT
    height = height * (0.5 + 0.5 * down) + room + (_HEADING if headed else 0)
    canvas = Canvas(figsize=(_WIDTH, rows * height), dpi=_DPI, facecolor=palette["page"])
    canvas.set_label("\n".join(f"{heading}: {scene.sentence}".removeprefix(": ") for heading, scene, _ in cells))
    places = canvas.subfigures(rows, columns, False, 0, 0).flat if len(cells) > 1 else [canvas]
    style: dict[str, Any] = {"color": palette["ink"], "fontsize": 9.5}
    for place, (heading, scene, _), caption in zip(places, cells, captions, strict=False):
        below = 0.1 if all(panel.bare for panel in scene.panels) else 0.85  # names and class marks of the axes
        grid = place.add_gridspec(down, across, left=0.08 * columns, right=0.98, top=1 - top / height,
                                  bottom=(below + room) / height, wspace=0.22, hspace=0.5)  # fmt: skip
        for k, panel in enumerate(scene.panels):
            _paint_panel(place.add_subplot(grid[k // across, k % across]), panel, palette)
        if heading:
            place.text(0.02, 1 - 0.1 / height, heading, va="top", weight="bold", **style)
        if caption:
            place.text(0.02, (room - 0.05 - 0.2 * len(caption)) / height, "\n".join(caption), va="bottom", **style)
    return canvas


def _paint_panel(ax: Axes, panel: Panel, palette: Palette) -> None:
    ax.set_xlim(*panel.x)
    ax.set_ylim(*panel.y)
    ax.set_facecolor(palette["page"])
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(length=0, colors=palette["muted"], labelsize=9)
    for axis, values in ((ax.xaxis, panel.xticks), (ax.yaxis, panel.yticks)):
        axis.set_ticks(values, [in_words(value) for value in values])
    if not panel.bare:
        ax.grid(color=palette["grid"], linewidth=0.8)
        ax.set_axisbelow(True)
    ax.set_aspect("equal" if panel.equal else "auto")
    ax.set_title(panel.title or panel.ylabel, loc="left", fontsize=10, color=palette["muted"])
    ax.set_xlabel(panel.xlabel, fontsize=9.5, color=palette["muted"])
    for order, layer in enumerate(panel.layers):
        _PAINTERS[type(layer)](ax, layer, palette, 2 + order / 100)
    knobs = {layer.x for layer in panel.layers if isinstance(layer, Handle)}
    for layer in panel.layers:
        if isinstance(layer, Bars):
            _numbers(ax, layer, palette, knobs)


def _bars(ax: Axes, bars: Bars, palette: Palette, z: float) -> None:
    tones = _tones(bars)
    ax.bar(np.arange(len(bars.heights)), bars.heights, BAR_WIDTH, color=[palette[tone] for tone in tones], zorder=z)
    for k, label in enumerate(bars.labels):
        ax.annotate(label, (k, 0), xycoords=("data", "axes fraction"), xytext=(0, -5), textcoords="offset points",
                    ha="center", va="top", fontsize=9, family="monospace", color=palette["muted"])  # fmt: skip
    for k, c in enumerate(bars.classes):
        ax.plot(
            k, -0.12, **_mark(c, palette), markersize=8 if c else 6, transform=ax.get_xaxis_transform(), clip_on=False
        )
    ax.xaxis.labelpad = 30 if len(bars.classes) else 14


def _tones(bars: Bars) -> list[str]:
    return [CLASS_TONES[c] for c in bars.classes] or ["muted"] * len(bars.heights)


def _numbers(ax: Axes, bars: Bars, palette: Palette, knobs: set[float]) -> None:
    """The heights: low in the bars, where a level seldom crosses them; beyond its end and its knob if one is short."""
    lo, hi = ax.get_ylim()
    for k, (height, tone) in enumerate(zip(bars.heights, _tones(bars), strict=True)):
        inside = height > 0.14 * (hi - lo) if k in knobs else abs(height) > 0.09 * (hi - lo)
        up, away = height >= 0, 11 if k in knobs and not inside else 4
        ax.annotate(
            in_words(height), (k, 0 if inside and up else height), xytext=(0, away if up or inside else -away),
            textcoords="offset points", ha="center", va="bottom" if up or inside else "top",
            weight="bold", fontsize=9, zorder=4,
            color=palette["on_colour" if inside else "ink"],
            **_halo(palette[tone if inside else "page"]),
        )  # fmt: skip


def _mark(c: int, palette: Palette) -> dict[str, Any]:
    """Marker of a class: a blue ring or an orange triangle."""
    tone = palette[CLASS_TONES[c]]
    if c:
        return {"marker": "^", "color": tone, "markeredgecolor": palette["page"], "markeredgewidth": 0.8}
    return {"marker": "o", "color": palette["page"], "markeredgecolor": tone, "markeredgewidth": 2, "linestyle": ""}


def _line(ax: Axes, line: Line, palette: Palette, z: float) -> None:
    colour, width = palette[line.tone], 0.75 * line.width  # pixels → points
    x, y = np.asarray(line.x, float), np.asarray(line.y, float)
    ax.plot(x, y, color=colour, linewidth=width, linestyle=(0, (4, 2)) if line.dashed else "-", zorder=z)
    if line.arrow:
        ax.annotate("", (x[-1], y[-1]), (x[-2], y[-2]), zorder=z,
                    arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 0, "mutation_scale": 9 + 2 * width,
                                "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    if line.label:
        # A level is named to the right of its end, beyond a handle.
        ax.annotate(line.label, (x[-1], y[-1]), xytext=(10, 0), textcoords="offset points", va="center", fontsize=9.5,
                    weight="bold", color=palette["ink"], zorder=z, **_halo(palette["page"]))  # fmt: skip


def _halo(colour: str) -> dict[str, Any]:
    """A rim around a text; its id says the colour to whoever writes it."""
    return {"path_effects": [patheffects.withStroke(linewidth=3, foreground=colour)], "gid": f"halo{colour}"}


def _points(ax: Axes, points: Points, palette: Palette, z: float) -> None:
    classes = np.asarray(points.classes)
    for c in (0, 1):
        chosen = classes == c
        if chosen.any():
            marks = _mark(c, palette) | {"linestyle": "", "markersize": 9 if c else 7}
            ax.plot(np.asarray(points.x)[chosen], np.asarray(points.y)[chosen], zorder=z, **marks)
    for x, y, label in zip(points.x, points.y, points.labels, strict=False):
        ax.annotate(label, (x, y), xytext=(6, 5), textcoords="offset points", fontsize=9, weight="bold",
                    color=palette["ink"], zorder=z, **_halo(palette["page"]))  # fmt: skip


def _rings(ax: Axes, rings: Rings, palette: Palette, z: float) -> None:
    ax.plot(rings.x, rings.y, "o", markersize=17, fillstyle="none", markeredgecolor=palette["ink"],
            markeredgewidth=1.5, zorder=z)  # fmt: skip


def _lamp(ax: Axes, lamp: Lamp, palette: Palette, z: float) -> None:
    size = 22 if lamp.value or lamp.label else 9
    face = palette["positive" if lamp.on else "page"]
    edge = palette["positive" if lamp.on else "ink"]
    ax.plot(lamp.x, lamp.y, "o", markersize=size, color=face, markeredgecolor=edge, markeredgewidth=1.5, zorder=z)
    ax.annotate(lamp.value, (lamp.x, lamp.y), ha="center", va="center", fontsize=10, weight="bold", zorder=z,
                color=palette["on_colour" if lamp.on else "ink"])  # fmt: skip
    ax.annotate(lamp.label, (lamp.x, lamp.y), xytext=(0, -15), textcoords="offset points", ha="center", va="top",
                fontsize=9, color=palette["muted"], zorder=z)  # fmt: skip


def _text(ax: Axes, text: Text, palette: Palette, z: float) -> None:
    ax.text(text.x, text.y, text.text, color=palette[text.tone], ha=text.anchor, va="center", fontsize=10, zorder=z,
            weight="bold" if text.bold else "normal", **_halo(palette["page"]))  # fmt: skip


def _handle(ax: Axes, handle: Handle, palette: Palette, z: float) -> None:
    if handle.places:
        return
    ax.plot(handle.x, handle.y, "o", markersize=11, color=palette["page"], markeredgecolor=palette["ink"],
            markeredgewidth=1.6, zorder=z, clip_on=False)  # fmt: skip


def _field(ax: Axes, field: Field | NetField, palette: Palette, z: float) -> None:
    colours = LinearSegmentedColormap.from_list("field", palette["field"])
    window = (*ax.get_xlim(), *ax.get_ylim())
    within = field.within if isinstance(field, NetField) else ()
    extent = (*within[0], *within[1]) if within else window
    ax.imshow(field.values, cmap=colours, vmin=field.range[0], vmax=field.range[1], extent=extent, origin="lower",
              interpolation="nearest" if getattr(field, "sharp", False) else "bilinear", aspect=ax.get_aspect(),
              zorder=z if within else 1)  # fmt: skip
    ax.axis(window)  # imshow takes the axes for its own


_PAINTERS: dict[type, Any] = {
    Bars: _bars,
    Line: _line,
    Points: _points,
    Rings: _rings,
    Lamp: _lamp,
    Text: _text,
    Handle: _handle,
    Field: _field,
    NetField: _field,
}
