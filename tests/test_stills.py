"""Stills to keep and to print: svg with its text as text, files, strips of key frames."""

import io
import re
import xml.etree.ElementTree as ET

import matplotlib.image
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text as Words

from nncourse import figures
from nncourse.numbers import in_words
from nncourse.paint import paint, save, still, strip
from nncourse.scene import Bars, Choice, Figure, Line, Panel, Places, Scene, Slider, Text, Toggle, figure

VENUE, TRAINING = figures.perceptron.venue, figures.xor.training
SVG = "{http://www.w3.org/2000/svg}"
EVERY_FIGURE = [
    pytest.param(found, id=found.name)
    for module in map(figures.__dict__.get, figures.__all__)
    for found in vars(module).values()
    if isinstance(found, Figure) and found.function.__module__ == module.__name__
]


def svg_of(scene, hint=""):
    return ET.fromstring(still(scene, hint, "svg"))


def written(node):
    return [text.text for text in node.iter(f"{SVG}text")]


@figure(
    level=Slider(-4, 4, 1, 0.5, label="level", unit=" V"),
    lit=Toggle(False, label="lamp"),
    shape=Choice(("flat", "steep"), "flat", label="shape"),
    spots=Places(0, 5, ((1, 2), (3, 4)), 1, label="spots"),
)
def bench(level, lit, shape, spots):
    """A bench with every kind of control."""
    line = Line(np.array([0.0, 1.0]), np.array([level, level]), label="level")
    return Scene((Panel((line,), (0, 1), (-5, 5)),), f"{level:g} {lit} {shape} {spots[0][0]:g} < & >.")


# ------------------------------------------------------------------------------------------ svg


@pytest.mark.parametrize("shown", EVERY_FIGURE)
def test_every_figure_becomes_an_svg_of_the_size_of_its_png(shown):
    scene = shown()
    root = svg_of(scene)
    assert root.tag == f"{SVG}svg"
    height, width, _ = matplotlib.image.imread(io.BytesIO(still(scene))).shape
    points = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
    assert points == pytest.approx([72 / 80 * width, 72 / 80 * height], abs=1)


@pytest.mark.parametrize("shown", EVERY_FIGURE)
def test_what_is_written_in_a_picture_is_text_in_its_svg(shown):
    scene = shown()
    canvas = paint(scene, caption=scene.sentence)
    canvas.draw_without_rendering()  # places the ticks
    expected = {line for text in canvas.findobj(Words) if text.get_visible() for line in text.get_text().split("\n")}
    found = {re.sub(r"\s+", " ", text) for text in written(svg_of(scene))}
    assert {re.sub(r"\s+", " ", text) for text in expected if text.strip()} <= found


@pytest.mark.parametrize("shown", EVERY_FIGURE)
def test_the_svg_has_the_sentence_as_description_and_its_beginning_as_title(shown):
    scene = shown()
    root = svg_of(scene)
    title, description = root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text
    assert description == scene.sentence
    assert title
    assert scene.sentence.startswith(title)


def test_the_svg_of_a_scene_is_the_same_bytes_each_time_and_says_no_date_and_no_program():
    one, other = (still(TRAINING(epoch=200), "a hint", "svg") for _ in range(2))
    assert one == other
    assert one != still(TRAINING(epoch=210), "a hint", "svg")
    assert not re.search(rb"<metadata|\bdate\b|matplotlib\.org|\b20[2-9]\d-", one)


def test_the_hint_stands_in_the_picture_and_not_in_the_description():
    root = svg_of(VENUE(), "run this cell")
    assert "(run this cell)" in written(root)
    assert "run this cell" not in root.find(f"{SVG}desc").text


def test_words_that_svg_would_take_for_its_own_are_escaped():
    scene = Scene((Panel((Text(0.5, 0.5, "a < b & c"),), (0, 1), (0, 1)),), "If a < b & c > d, it fires.")
    root = svg_of(scene)
    assert root.find(f"{SVG}desc").text == scene.sentence
    assert "a < b & c" in written(root)


def test_a_haloed_text_is_written_twice_first_hidden_from_readers_with_the_stroke_of_its_ground():
    bars = Bars(np.array([5.5]), ("name",), np.array([1]))
    root = svg_of(Scene((Panel((bars, Text(2, 3, "here")), (-1, 4), (-1, 8)),), "Bars."))
    groups = {}
    for group in root.iter(f"{SVG}g"):
        for text in group.findall(f"{SVG}text"):
            groups.setdefault(text.text, []).append((group.get("aria-hidden"), group.get("style")))
    page, orange = "stroke: #fafaf8; stroke-width: 3", "stroke: #a64900; stroke-width: 3"
    assert groups["here"] == [("true", page), (None, None)]
    assert groups["5.5"] == [("true", orange), (None, None)]
    assert groups["name"] == [(None, None)]


def test_no_id_occurs_twice_in_an_svg():
    ids = re.findall(rb'\bid="([^"]+)"', still(figures.perceptron.venue(), format="svg"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("format", ["pdf", "PNG", ""])
def test_another_format_is_refused(format):
    with pytest.raises(ValueError, match=rf"format: 'png' or 'svg' expected; got '{format}'"):
        still(VENUE(), format=format)


# ------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_file_is_the_still_of_these_values_and_nothing_stands_beside_it(tmp_path, suffix):
    save(VENUE, tmp_path / f"venue.{suffix}", threshold=3)
    assert (tmp_path / f"venue.{suffix}").read_bytes() == still(VENUE(threshold=3), format=suffix)
    save(VENUE, str(tmp_path / f"venue.{suffix}"), threshold=5)  # what stood there is replaced
    assert (tmp_path / f"venue.{suffix}").read_bytes() == still(VENUE(threshold=5), format=suffix)
    assert [path.name for path in tmp_path.iterdir()] == [f"venue.{suffix}"]


@pytest.mark.parametrize("name", ["venue.pdf", "venue", "venue.png.txt", "venue.PNG"])
def test_another_suffix_is_refused_before_anything_is_painted(tmp_path, name):
    with pytest.raises(ValueError, match=rf"path: a name that ends in \.png or \.svg expected; got '{name}'"):
        save(VENUE, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_before_stays_when_the_new_one_cannot_be_put_there(tmp_path, monkeypatch):
    path = tmp_path / "venue.svg"
    path.write_text("old")

    def refuse(*_):
        raise OSError("no room")

    monkeypatch.setattr("nncourse.paint.os.replace", refuse)
    with pytest.raises(OSError, match="no room"):
        save(VENUE, path)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["venue.svg"]


def test_what_cannot_be_saved_is_refused_in_words(tmp_path):
    path = tmp_path / "a.png"
    with pytest.raises(ValueError, match="picture: a figure, or a picture without values, expected; got 7"):
        save(7, path)
    with pytest.raises(ValueError, match=r"lvl: not a control of perceptron\.venue"):
        save(VENUE, path, lvl=1)
    with pytest.raises(ValueError, match="threshold: a number from -1 to 11 expected; got 99"):
        save(VENUE, path, threshold=99)
    with pytest.raises(ValueError, match="picture: a figure, or a picture without values, expected; got <Figure"):
        save(paint(VENUE()), path, threshold=3, w1=2)
    with pytest.raises(OSError, match="nowhere"):
        save(VENUE, tmp_path / "nowhere" / "a.png")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------ strips

cells = st.lists(st.integers(-8, 8).map(lambda k: k / 2), min_size=1, max_size=5)


def headings(canvas):
    """What stands in bold above the frames."""
    return [text.get_text() for place in canvas.subfigs for text in place.texts if text.get_weight() == "bold"]


@settings(max_examples=10)
@given(cells, st.booleans())
def test_a_strip_has_a_frame_for_each_value_with_its_heading_and_its_sentence(levels, lit):
    canvas = strip(bench, "level", levels, lit=lit)
    places = canvas.subfigs if len(levels) > 1 else [canvas]
    told = [[text.get_text().replace("\n", " ") for text in place.texts] for place in places if place.texts]
    assert told == [[f"level {in_words(level)} V", bench(level=level, lit=lit).sentence] for level in levels]
    lines = [axes.lines[0].get_ydata().tolist() for axes in canvas.axes]
    assert lines == [[level, level] for level in levels]


def test_nothing_of_a_strip_runs_into_the_next_frame_or_off_the_page():
    canvas = strip(VENUE, "threshold", [9, 3, 5, 9])  # the sentence of 9 is a long one
    canvas.draw_without_rendering()
    for place in canvas.subfigs:
        for text in place.texts:
            box = text.get_window_extent()
            assert place.bbox.x0 <= box.x0
            assert box.x1 <= place.bbox.x1
            assert place.bbox.y0 <= box.y0
            assert box.y1 <= place.bbox.y1
        for axes in place.axes:
            heading, caption = (text.get_window_extent() for text in place.texts)
            assert caption.y1 <= axes.xaxis.label.get_window_extent().y0
            assert axes.title.get_window_extent().y1 <= heading.y0


def test_key_frames_of_a_training_stand_in_rows_and_what_has_one_panel_side_by_side():
    rows = strip(TRAINING, "epoch", [0, 50, 200, 1000])
    assert headings(rows) == ["epoch 0", "epoch 50", "epoch 200", "epoch 1000"]
    assert len({place.bbox.x0 for place in rows.subfigs}) == 1
    assert len({place.bbox.y0 for place in rows.subfigs}) == 4
    pairs = strip(VENUE, "threshold", [3, 5, 9])
    assert len({round(place.bbox.x0) for place in pairs.subfigs}) == 2
    assert rows.get_figwidth() == pairs.get_figwidth() == paint(VENUE()).get_figwidth()


def test_headings_name_words_and_switches_too():
    assert headings(strip(bench, "lit", [False, True])) == ["lamp off", "lamp on"]
    assert headings(strip(bench, "shape", ["steep", "flat"])) == ["shape steep", "shape flat"]
    spots = [bench.controls["spots"].start, ((0, 0), (5, 5))]
    assert headings(strip(bench, "spots", spots)) == ["spots", "spots"]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_strip_is_saved_in_the_same_bytes_each_time_and_an_svg_says_every_sentence(tmp_path, suffix):
    for name in ("one", "two"):
        save(strip(TRAINING, "epoch", [0, 200]), tmp_path / f"{name}.{suffix}")
    content = (tmp_path / f"one.{suffix}").read_bytes()
    assert content == (tmp_path / f"two.{suffix}").read_bytes()
    if suffix == "svg":
        description = ET.fromstring(content).find(f"{SVG}desc").text.split("\n")
        assert description == [f"epoch {k}: {TRAINING(epoch=k).sentence}" for k in (0, 200)]


def test_a_picture_saved_as_svg_keeps_its_halos_for_the_png(tmp_path):
    canvas = strip(VENUE, "threshold", [3, 5])
    canvas.savefig(tmp_path / "painted.png", metadata={"Software": None})
    save(canvas, tmp_path / "a.svg")
    save(canvas, tmp_path / "after.png")
    assert (tmp_path / "painted.png").read_bytes() == (tmp_path / "after.png").read_bytes()
    save(Canvas(), tmp_path / "any.svg")  # any picture of matplotlib can be kept


def test_frames_that_cannot_be_are_refused_in_words():
    with pytest.raises(ValueError, match=r"epoc: not a control of xor\.training; it has epoch, learning_rate"):
        strip(TRAINING, "epoc", [0])
    with pytest.raises(ValueError, match="epoch: a number from 0 to 1000 expected; got 2000"):
        strip(TRAINING, "epoch", [0, 2000])
    with pytest.raises(ValueError, match=r"values: at least one of epoch, and no other, expected; got \[\]"):
        strip(TRAINING, "epoch", [])
    with pytest.raises(ValueError, match=r"values: at least one of epoch, and no other, .* \{'epoch': 5\}"):
        strip(TRAINING, "epoch", [0], epoch=5)
    with pytest.raises(ValueError, match=r"figure: a figure such as figures\.perceptron\.venue expected"):
        strip(figures.xor, "epoch", [0])


def test_panels_beyond_three_go_on_in_a_new_row_in_stills_and_in_strips():
    @figure(count=Slider(1, 7, 7, 1, label="panels"))
    def many(count):
        return Scene(tuple(Panel((), (0, 1), (0, 1), title=str(k)) for k in range(int(count))), f"{count:g} panels.")

    for picture in (paint(many()), strip(many, "count", [7, 7]).subfigs[0]):
        boxes = [axes.get_position() for axes in picture.axes]
        lefts, tops = [round(box.x0, 3) for box in boxes], [round(box.y1, 3) for box in boxes]
        assert lefts == lefts[:3] * 2 + lefts[:1]
        assert tops[0] == tops[2] > tops[3] == tops[5] > tops[6]
    assert paint(many()).get_figheight() > paint(many(count=3)).get_figheight()
