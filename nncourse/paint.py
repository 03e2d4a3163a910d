"""Scene → matplotlib: the still picture, with the sentence as its caption.

One small function paints one kind of layer; `live/canvas.js` has the same functions for the browser.
"""

import io
import textwrap
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Canvas

from .numbers import in_words
from .palette import CLASS_TONES, LIGHT
from .scene import Bars, Field, Handle, Lamp, Line, NetField, Panel, Points, Rings, Scene, Text

Palette = dict[str, Any]

BAR_WIDTH = 0.72  # of the distance between two bars; canvas.js has the same number
_DPI = 80  # small files: stills are stored in the notebooks
_HEIGHT, _PLANE_HEIGHT = 3.7, 4.5  # inches; planes are larger, as in canvas.js
_COLUMNS = 3  # panels in a row


def paint(scene: Scene, palette: Palette = LIGHT, caption: str = "") -> Canvas:
    """A matplotlib figure of the scene, panels side by side; the caption is written below in full."""
    lines = [line for part in caption.split("\n") for line in textwrap.wrap(part, 100)] if caption else []
    room = 0.2 * len(lines) + (0.15 if lines else 0)
    columns = min(len(scene.panels), _COLUMNS)
    rows = -(-len(scene.panels) // columns)
    plane = any(panel.equal and not panel.bare for panel in scene.panels)
    height = room + (_PLANE_HEIGHT if plane else _HEIGHT) * (0.5 + 0.5 * rows)
    canvas = Canvas(figsize=(7.6, height), dpi=_DPI, facecolor=palette["page"])
    below = 0.1 if all(panel.bare for panel in scene.panels) else 0.85  # names and class marks of the axes
    grid = canvas.add_gridspec(
        rows, columns, left=0.08, right=0.98, top=1 - 0.35 / height,
        bottom=(below + room) / height, wspace=0.22, hspace=0.5,
    )  # fmt: skip
    for k, panel in enumerate(scene.panels):
        _paint_panel(canvas.add_subplot(grid[k // columns, k % columns]), panel, palette)
    if lines:
        canvas.text(0.02, 0.1 / height, "\n".join(lines), color=palette["ink"], fontsize=9.5, va="bottom")
    return canvas


def still(scene: Scene, hint: str = "") -> bytes:
    """The scene as PNG bytes, captioned with its sentence and, on a line of its own, a hint."""
    buffer = io.BytesIO()
    caption = scene.sentence + (f"\n({hint})" if hint else "")
    paint(scene, caption=caption).savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


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


def _bars(ax: Axes, bars: Bars, palette: Palette, z: float) -> None:
    lo, hi = ax.get_ylim()
    tones = [CLASS_TONES[c] for c in bars.classes] or ["muted"] * len(bars.heights)
    ax.bar(np.arange(len(bars.heights)), bars.heights, BAR_WIDTH, color=[palette[tone] for tone in tones], zorder=z)
    for k, (height, label, tone) in enumerate(zip(bars.heights, bars.labels, tones, strict=True)):
        inside = abs(height) > 0.09 * (hi - lo)
        up = height >= 0
        # The number stands low in its bar, where a level seldom crosses it; beyond the end if the bar is short.
        ax.annotate(
            in_words(height), (k, 0 if inside and up else height), xytext=(0, 4 if up or inside else -4),
            textcoords="offset points", ha="center", va="bottom" if up or inside else "top",
            weight="bold", fontsize=9, zorder=4,
            color=palette["on_colour" if inside else "ink"],
            path_effects=_halo(palette, tone if inside else "page"),
        )  # fmt: skip
        ax.annotate(label, (k, 0), xycoords=("data", "axes fraction"), xytext=(0, -5), textcoords="offset points",
                    ha="center", va="top", fontsize=9, family="monospace", color=palette["muted"])  # fmt: skip
    for k, c in enumerate(bars.classes):
        ax.plot(
            k, -0.12, **_mark(c, palette), markersize=8 if c else 6, transform=ax.get_xaxis_transform(), clip_on=False
        )
    ax.xaxis.labelpad = 30 if len(bars.classes) else 14


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
                    weight="bold", color=palette["ink"], zorder=z, path_effects=_halo(palette))  # fmt: skip


def _halo(palette: Palette, tone: str = "page") -> list[Any]:
    return [patheffects.withStroke(linewidth=3, foreground=palette[tone])]


def _points(ax: Axes, points: Points, palette: Palette, z: float) -> None:
    classes = np.asarray(points.classes)
    for c in (0, 1):
        chosen = classes == c
        if chosen.any():
            marks = _mark(c, palette) | {"linestyle": "", "markersize": 9 if c else 7}
            ax.plot(np.asarray(points.x)[chosen], np.asarray(points.y)[chosen], zorder=z, **marks)
    for x, y, label in zip(points.x, points.y, points.labels, strict=False):
        ax.annotate(label, (x, y), xytext=(6, 5), textcoords="offset points", fontsize=9, weight="bold",
                    color=palette["ink"], zorder=z, path_effects=_halo(palette))  # fmt: skip


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
            weight="bold" if text.bold else "normal", path_effects=_halo(palette))  # fmt: skip


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
