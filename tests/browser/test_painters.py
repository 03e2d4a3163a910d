"""The canvas and matplotlib draw the same scene: every mark of the one stands at the same data as in the other."""

import inspect
import itertools

import matplotlib.patches
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from nncourse import figures
from nncourse.live import live
from nncourse.live.engine import _pack
from nncourse.numbers import in_words
from nncourse.paint import paint
from nncourse.palette import DARK, LIGHT
from nncourse.scene import Bars, Field, Figure, Handle, Lamp, Line, NetField, Panel, Points, Rings, Scene, Text

from . import jupyter

pytestmark = pytest.mark.browser

CANVAS_JS = (jupyter.Path(inspect.getfile(live)).parent / "canvas.js").read_text("utf-8")
ALL = [
    figure
    for module in vars(figures).values()
    if inspect.ismodule(module)
    for figure in vars(module).values()
    if isinstance(figure, Figure)
]
WIDTH = 600
NEAR = 45  # pixels between a word and the thing it belongs to, at most

# A context that draws nothing and keeps every call, and what was drawn in data coordinates.
RECORD = """
async (code) => {
    const canvas = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    window.record = (panel, palette, width) => {
        panel.layers.forEach((layer) => { if (layer.kind === "Field") layer.codes = Uint8Array.from(layer.codes); });
        const calls = [], kept = {};
        const note = (name) => (...given) => {
            calls.push([name, given.filter((value) => typeof value !== "object"), kept.fillStyle]); };
        const context = new Proxy(kept, { get: (target, name) => (name in target ? target[name] : note(name)) });
        const places = canvas.layout([panel], width), box = places.boxes[0];
        canvas.paint(context, [panel], places, palette);
        const corner = [box.fromX(box.left), box.fromX(box.left + box.w),
                        box.fromY(box.top + box.h), box.fromY(box.top)];
        const unit = [box.w / (panel.x[1] - panel.x[0]), box.h / (panel.y[1] - panel.y[0])];
        const data = calls.slice(2).map(([name, given, fill]) => {
            if (name === "fillText") return [name, box.fromX(given[1]), box.fromY(given[2]), given[0], fill];
            if (name === "fillRect" || name === "drawImage" || name === "rect")
                return [name, box.fromX(given[0]), box.fromY(given[1] + given[3]),
                        box.fromX(given[0] + given[2]), box.fromY(given[1]), fill];
            if (["moveTo", "lineTo", "arc"].includes(name)) return [name, box.fromX(given[0]), box.fromY(given[1])];
            return [name];
        });
        return { data, corner, unit };
    };
    window.values = (layer) => [...canvas.netValues(layer)];
    window.colours = (panel, palette, width, ghost, places) => {
        [...panel.layers, ...(ghost?.layers ?? [])].forEach(
            (layer) => { if (layer.kind === "Field") layer.codes = Uint8Array.from(layer.codes); });
        const room = canvas.layout([panel], width), box = room.boxes[0];
        const sheet = new OffscreenCanvas(width, room.height), context = sheet.getContext("2d");
        canvas.paint(context, [panel], room, palette, ghost ? [ghost] : []);
        return places.map(([x, y]) => [...context.getImageData(box.toX(x), box.toY(y), 1, 1).data.slice(0, 3)]);
    };
}
"""


@pytest.fixture(scope="module")
def recorder(watched):
    """Draw a panel on a recording context: the drawn data, the stretch of the axes, the pixels for one unit."""
    page = watched.page()
    page.evaluate(RECORD, CANVAS_JS)

    yield lambda panel: page.evaluate(
        "([panel, palette, width]) => record(panel, palette, width)", [plain(panel), palette_of(LIGHT), WIDTH]
    )
    page.close()


@pytest.fixture(scope="module")
def colours(watched):
    """The colours (n, 3) that the canvas gives to places (n, 2) of a panel."""
    page = watched.page()
    page.evaluate(RECORD, CANVAS_JS)
    yield lambda panel, places, palette=LIGHT, ghost=None: np.array(
        page.evaluate(
            "([panel, palette, width, ghost, places]) => colours(panel, palette, width, ghost, places)",
            [plain(panel), palette_of(palette), WIDTH, ghost and plain(ghost), np.asarray(places).tolist()],
        )
    )
    page.close()


def plain(panel):
    """A panel as the page gets it."""
    (packed,), _ = _pack(Scene((panel,), ""), [])
    for layer in packed["layers"]:
        if layer["kind"] == "Field":
            layer["codes"] = list(layer["codes"])
    return packed


def palette_of(palette):
    return {**palette, "field": list(palette["field"])}


def settings(figure):
    """The start, and two settings drawn at random."""
    rng = np.random.default_rng(3)
    free = {name: c for name, c in figure.controls.items() if not getattr(c, "opposite_of", "")}
    return [{}, *({name: c.samples(rng)[-1] for name, c in free.items()} for _ in range(2))]


def alone(panel, layer):
    """The panel with one layer and nothing else, so that all that is drawn belongs to it."""
    return Panel((layer,), panel.x, panel.y, equal=panel.equal, bare=True)


def of(drawn, *names):
    return [entry for entry in drawn["data"] if entry[0] in names]


def near(first, second, unit):
    """Whether two places are less than NEAR pixels apart."""
    return np.hypot((first[0] - second[0]) * unit[0], (first[1] - second[1]) * unit[1]) <= NEAR


def compare(layer, drawn, axes):
    """The layer, what the canvas drew of it, and what matplotlib drew of it."""
    close = {"rtol": 1e-6, "atol": 1e-9}  # seven digits of a coordinate travel to the page
    if isinstance(layer, Bars):
        canvas = [(x0, min(y0, y1), x1, max(y0, y1)) for _, x0, y0, x1, y1, _ in of(drawn, "fillRect")]
        bars = [bar for bar in axes.patches if isinstance(bar, matplotlib.patches.Rectangle)]
        extents = [bar.get_bbox() for bar in bars]
        np.testing.assert_allclose(canvas, [(b.x0, min(b.y0, b.y1), b.x1, max(b.y0, b.y1)) for b in extents], **close)
        reached = [y1 if height >= 0 else y0 for (_, y0, _, y1), height in zip(canvas, layer.heights, strict=True)]
        np.testing.assert_allclose(reached, layer.heights, **close)
        fills = [entry[-1] for entry in of(drawn, "fillRect")]
        tones = [("negative", "positive")[c] for c in layer.classes] or ["muted"] * len(layer.heights)
        assert fills == [LIGHT[tone] for tone in tones]
    elif isinstance(layer, Line):
        canvas = [entry[1:3] for entry in of(drawn, "moveTo", "lineTo")][: len(layer.x)]
        np.testing.assert_allclose(canvas, np.column_stack([layer.x, layer.y]), **close)
        np.testing.assert_allclose(axes.lines[0].get_xydata(), canvas, **close)
        heads = len(of(drawn, "moveTo")) - 1
        assert heads == int(layer.arrow and tuple(canvas[-1]) != tuple(canvas[-2]))
    elif isinstance(layer, Points):
        rings, tips = (np.reshape([entry[1:3] for entry in of(drawn, name)], (-1, 2)) for name in ("arc", "moveTo"))
        places = np.column_stack([layer.x, layer.y])
        np.testing.assert_allclose(rings, places[layer.classes == 0], **close)
        np.testing.assert_allclose(tips[:, 0], places[layer.classes == 1, 0], **close)
        np.testing.assert_allclose(tips[:, 1], places[layer.classes == 1, 1], atol=10 / drawn["unit"][1])
        marks = np.vstack([line.get_xydata() for line in axes.lines])
        np.testing.assert_allclose(marks, places[np.argsort(layer.classes, kind="stable")], **close)
    elif isinstance(layer, Rings):
        places = np.column_stack([layer.x, layer.y])
        canvas = np.reshape([entry[1:3] for entry in of(drawn, "arc")], (-1, 2))
        np.testing.assert_allclose(canvas, places, **close)
        np.testing.assert_allclose(axes.lines[0].get_xydata(), places, **close)
    elif isinstance(layer, Handle) and layer.places:
        assert len(of(drawn, "arc")) == len(axes.lines) == 0
    elif isinstance(layer, Lamp | Handle):
        np.testing.assert_allclose([entry[1:3] for entry in of(drawn, "arc")], [(layer.x, layer.y)], **close)
        np.testing.assert_allclose(axes.lines[0].get_xydata(), [(layer.x, layer.y)], **close)
    elif isinstance(layer, Text):
        ((_, x, y, words, _),) = of(drawn, "fillText")
        np.testing.assert_allclose((x, y), (layer.x, layer.y), **close)
        assert axes.texts[0].get_position() == (layer.x, layer.y)
        assert words == layer.text
    else:
        assert isinstance(layer, Field | NetField)
        ((_, *extent, _),) = of(drawn, "drawImage")
        x0, x1, y0, y1 = axes.images[0].get_extent()
        np.testing.assert_allclose(extent, (x0, y0, x1, y1), **close)


@pytest.mark.parametrize("figure", ALL, ids=[figure.name for figure in ALL])
def test_every_layer_of_every_figure_stands_at_the_same_data_in_both_painters(figure, recorder):
    for chosen in settings(figure):
        for panel in figure(**chosen).panels:
            for layer in panel.layers:
                single = alone(panel, layer)
                drawn = recorder(single)
                (axes,) = paint(Scene((single,), "")).axes
                np.testing.assert_allclose(drawn["corner"], (*panel.x, *panel.y), rtol=0, atol=1e-9)
                compare(layer, drawn, axes)
                written = [(entry[3], entry[1:3]) for entry in of(drawn, "fillText") if entry[3]]
                printed = [text for text in axes.texts if text.get_text()]
                assert sorted(word for word, _ in written) == sorted(text.get_text() for text in printed)


@pytest.mark.parametrize("figure", ALL, ids=[figure.name for figure in ALL])
def test_words_that_belong_to_a_mark_stand_beside_it(figure, recorder):
    for panel in figure().panels:
        for layer in (each for each in panel.layers if isinstance(each, Lamp | Points)):
            drawn = recorder(alone(panel, layer))
            places = list(zip(np.atleast_1d(layer.x), np.atleast_1d(layer.y), strict=True))
            for _, x, y, word, _ in of(drawn, "fillText"):
                assert not word or any(near((x, y), place, drawn["unit"]) for place in places), word


def test_axes_have_the_same_ticks_and_names_in_both_painters(recorder):
    panel = Panel((), (-1.5, 11.5), (-0.5, 8.9), "across", "up")
    drawn = recorder(panel)
    (axes,) = paint(Scene((panel,), "")).axes
    lines = [entry[1:3] for entry in of(drawn, "moveTo")]
    np.testing.assert_allclose(sorted(y for x, y in lines if abs(x + 1.5) < 1e-9), panel.yticks, atol=1e-9)
    np.testing.assert_allclose(sorted(x for x, y in lines if abs(y - 8.9) < 1e-9), panel.xticks, atol=1e-9)
    assert list(axes.get_xticks()) == panel.xticks
    words = [entry[3] for entry in of(drawn, "fillText")]
    labels = [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    assert sorted(words) == sorted([*labels, "across", "up"])


def test_the_first_row_of_a_field_is_the_lowest_and_code_255_its_last_colour(colours):
    codes = np.zeros((4, 4), dtype=np.uint8)
    codes[2:, 2:] = 255
    panel = Panel((Field(codes, (0, 1)),), (0, 1), (0, 1), bare=True)
    low, _, high = ([int(stop[k : k + 2], 16) for k in (1, 3, 5)] for stop in LIGHT["field"])
    assert colours(panel, [(0.01, 0.01), (0.99, 0.99)]).tolist() == [low, high]


# ------------------------------------------------------------------------------------------ the field of a network

NAMES = ("sigmoid", "tanh", "relu", "identity", "hard_tanh", "step", "sign")


def net_field(rng, names, scale=1.5):
    """A network of random sizes and weights with these activations, as a field over a random stretch of the plane."""
    sizes = [2, *rng.integers(1, 7, size=len(names) - 1), 1]
    weights = tuple(rng.normal(scale=scale, size=(n, m)) for m, n in itertools.pairwise(sizes))
    biases = tuple(rng.normal(scale=scale, size=n).round(3) for n in sizes[1:])  # seven digits of them travel
    x, y = (tuple(np.sort(rng.uniform(-6, 6, size=2)).tolist()) for _ in range(2))
    return NetField(weights, biases, names, (-0.8, 1.1), x, y)


def test_a_network_answers_in_the_page_what_it_answers_in_python(watched):
    rng = np.random.default_rng(8)
    fields = [net_field(rng, names) for name in NAMES for names in ((name,), (name, "sigmoid"), ("tanh", name, name))]
    fields += [net_field(rng, (name, "sigmoid"), scale=1000) for name in NAMES]  # where tanh and sigmoid are flat
    nothing = (np.zeros((1, 2)),), (np.zeros(1),)  # a tie: step says 0, sign says −1
    fields += [NetField(*nothing, (name,), (0, 1), (0, 1), (0, 1)) for name in NAMES]
    page = watched.page()
    page.evaluate(RECORD, CANVAS_JS)
    for field in fields:
        layer = plain(Panel((field,), (0, 1), (0, 1)))["layers"][0]
        seen = np.reshape(page.evaluate("values", layer), field.values.shape)
        np.testing.assert_allclose(seen, field.values, rtol=1e-6, atol=1e-6, err_msg=str(field.activations))
    page.close()


@pytest.mark.parametrize("within", [(), ((-1.5, 0.5), (0.5, 2.0))], ids=["all of the panel", "a thumbnail"])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_both_painters_colour_a_network_alike(colours, palette, within):
    rng = np.random.default_rng(5)
    weights = np.array([[0.8, 0.4], [0.5, -1.0]]), np.array([[1.2, -0.9]])
    for names in (("tanh", "sigmoid"), ("sigmoid", "identity"), ("tanh", "relu")):
        field = NetField(weights, (np.array([-1, 0.5]), np.array([0.3])), names, (-0.8, 1.1), (-3, 2), (-2, 4), within)
        panel = Panel((field,), (-2, 2), (-1, 3), bare=True)
        (x0, x1), (y0, y1) = within or (panel.x, panel.y)
        places = np.column_stack(
            [rng.uniform(x0 + 0.05, x1 - 0.05, size=60), rng.uniform(y0 + 0.05, y1 - 0.05, size=60)]
        )
        picture = paint(Scene((panel,), ""), palette)
        sheet = FigureCanvasAgg(picture)
        sheet.draw()
        pixels = np.asarray(sheet.buffer_rgba())[..., :3]
        across, up = picture.axes[0].transData.transform(places).astype(int).T
        still = pixels[len(pixels) - 1 - up, across].astype(int)
        live = colours(panel, places, palette)
        assert np.abs(live - still).max() <= 8  # neighbouring cells flow into each other a little differently
        assert np.ptp(live, axis=0).max() > 30  # and there is something to see
        if within:  # around a thumbnail the page stays as it is
            outside = colours(panel, [(-1.9, -0.9), (0.6, 1), (-1, 2.1), (1.9, 2.9)], palette)
            assert {tuple(each) for each in outside} == {tuple(bytes.fromhex(palette["page"][1:]))}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_ghost_is_fainter_than_what_stands_now_and_lies_under_it(colours, palette):
    def at(y):
        return Panel((Line(np.array([0.0, 1.0]), np.array([y, y]), width=6),), (0, 1), (0, 1), bare=True)

    ghost, now, empty = colours(at(0.8), [(0.5, 0.2), (0.5, 0.8), (0.5, 0.5)], palette, at(0.2))
    page, ink = (np.array(list(bytes.fromhex(palette[name][1:]))) for name in ("page", "ink"))
    np.testing.assert_array_equal(empty, page)
    np.testing.assert_array_equal(now, ink)
    assert 20 < np.abs(ghost - page).max() < 0.5 * np.abs(ink - page).max()
    np.testing.assert_array_equal(colours(at(0.8), [(0.5, 0.8)], palette, at(0.8))[0], ink)


@pytest.mark.parametrize(("width", "stacked"), [(360, True), (900, False)])
def test_narrow_pictures_stack_their_panels(watched, width, stacked):
    page = watched.page()
    panels = [{"x": [0, 1], "y": [0, 1], "layers": []} for _ in range(2)]
    places = page.evaluate(
        """async ([code, panels, width]) => {
            const canvas = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
            return canvas.layout(panels, width).boxes.map((box) => [box.left, box.top, box.left + box.w]); }""",
        [CANVAS_JS, panels, width],
    )
    page.close()
    (left1, top1, _), (left2, top2, right2) = places
    assert (left1 == left2, top1 < top2) == (stacked, stacked)
    assert right2 <= width


LONG = "words that are far too long for a picture that is as narrow as this"


@pytest.mark.parametrize(
    "panel",
    [Panel((), (0, 1), (0, 1), LONG, LONG, equal=True), Panel((Text(0.5, 0.5, LONG, anchor="left"),), (0, 1), (0, 1))],
    ids=["on the axes", "to the right of a place"],
)
def test_long_words_are_squeezed_into_a_narrow_picture(watched, panel):
    page, panel = watched.page(), plain(panel)
    used = page.evaluate(
        """async ([code, panel, palette, width]) => {
            const canvas = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
            const places = canvas.layout([panel], width), sheet = new OffscreenCanvas(600, places.height);
            const context = sheet.getContext("2d");
            canvas.paint(context, [panel], places, palette);
            const { data } = context.getImageData(width, 0, 600 - width, places.height);
            return data.some((byte) => byte); }""",  # nothing was painted there, not even the page
        [CANVAS_JS, panel, palette_of(LIGHT), 220],
    )
    page.close()
    assert not used


def test_a_line_that_leaves_its_panel_ends_short_of_what_is_written_there(colours):
    panel = Panel((Line(np.array([0.5, 0.5]), np.array([-9.0, 9.0]), width=6),), (0, 1), (0, 1), "x", "y")
    page, ink = (list(bytes.fromhex(LIGHT[name][1:])) for name in ("page", "ink"))
    assert colours(panel, [(0.5, 0.99), (0.5, 1.035), (0.5, -0.035)]).tolist() == [ink, page, page]


def test_the_numbers_of_two_narrow_bars_do_not_touch(colours):
    heights = np.array([-0.0031234, -0.0021234] * 4)
    panel = Panel((Bars(heights, tuple("abcdefgh")),), (-0.6, 7.6), (-1, 5), bare=True)
    between = [(k + 0.5, y) for k in range(7) for y in np.linspace(-0.6, 0.6, 60)]
    assert np.ptp(colours(panel, between), axis=0).max() == 0


def test_the_number_of_a_bar_stands_clear_of_the_knob_at_its_end(recorder):
    bars = Bars(np.array([1.0, 1.0, -1.0]), ("a", "b", "c"))
    knobs = [Handle(k, bars.heights[k], vertical="w") for k in (0, 2)]
    drawn = recorder(Panel((bars, *knobs), (-0.6, 2.6), (-11, 11)))
    numbers = [entry for entry in of(drawn, "fillText") if entry[3] in ("1", "−1") and abs(entry[2]) < 8]
    away = [abs(entry[2]) - 1 for entry in numbers]
    assert (np.array(away) * drawn["unit"][1]).round().tolist() == [19, 10, 19]


@pytest.mark.parametrize("height", [-9, -5.5, -3, -1, 0, 1, 1.5, 2, 2.5, 5.5, 9])
def test_no_knob_covers_the_number_of_its_bar(recorder, height):
    bars, knob = Bars(np.array([height, 4.0]), ("a", "b")), Handle(0, height, vertical="w")
    drawn = recorder(Panel((bars, knob), (-0.6, 1.6), (-11, 11)))
    (place,) = (entry[2] for entry in of(drawn, "fillText") if entry[3] == in_words(height) and abs(entry[1]) < 0.1)
    assert abs(place - height) * drawn["unit"][1] >= 9 + 6  # half a knob and half a line
    assert abs(place) * drawn["unit"][1] >= 6 or height == 0


def test_a_number_stays_within_its_lamp(colours):
    panel = Panel((Lamp(0.5, 0.5, False, "8.5714"),), (0, 1), (0, 1), bare=True)
    around = [(0.5 + side * pixels / 574, 0.5) for side in (-1, 1) for pixels in range(17, 30)]
    assert np.ptp(colours(panel, around), axis=0).max() == 0


AGAIN = """
([panel, palettes, width]) => {
    const pictures = [];
    const draw = (palette, width, fresh) => {
        const room = canvas.layout([panel], width), sheet = new OffscreenCanvas(2 * width, 2 * room.height);
        const context = sheet.getContext("2d"), arc = context.arc.bind(context);
        let marks = 0;
        context.arc = (...given) => { marks += 1; arc(...given); };
        context.scale(2, 2);
        const layers = fresh ? panel.layers.map((layer) => ({ ...layer })) : panel.layers;
        canvas.paint(context, [{ ...panel, layers }], room, palette);
        return { marks, bytes: context.getImageData(0, 0, sheet.width, sheet.height).data };
    };
    const places = [[palettes[0], width], [palettes[1], width], [palettes[0], width - 200]];
    draw(...places[0]); // a first time: from now on the layer is known
    return places.map((place) => {
        const fresh = draw(...place, true), made = draw(...place), again = draw(...place);
        const apart = ({ bytes }) => bytes.reduce((most, b, k) => Math.max(most, Math.abs(b - fresh.bytes[k])), 0);
        return [fresh.marks, again.marks, Math.max(apart(made), apart(again))];
    });
}
"""


def test_a_cloud_that_stays_is_not_drawn_again_and_looks_the_same_in_every_theme_and_size(watched):
    rng = np.random.default_rng(3)
    panel = Panel((Points(*rng.uniform(0, 1, (2, 60)), np.arange(60) % 2),), (0, 1), (0, 1), "x", "y")
    page = watched.page()
    page.evaluate(
        """async (code) => {
            window.canvas = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
        }""",
        CANVAS_JS,
    )
    found = page.evaluate(AGAIN, [plain(panel), [palette_of(LIGHT), palette_of(DARK)], WIDTH])
    page.close()
    for fresh, again, apart in found:
        assert (fresh, again) == (30, 0)
        assert apart <= 3, found
