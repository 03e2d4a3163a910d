import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from nncourse import figures
from nncourse.numbers import in_words
from nncourse.paint import paint, still
from nncourse.palette import DARK, LIGHT
from nncourse.scene import Bars, Field, Handle, Lamp, Line, NetField, Panel, Points, Rings, Scene, Text


def axes_with(*layers, **panel):
    """The one pair of axes of a picture with these layers."""
    canvas = paint(Scene((Panel(layers, (-2, 8), (-3, 9), **panel),), "A test."))
    (axes,) = canvas.axes
    return axes


def words(axes):
    """What is written on the axes: text → data coordinates."""
    return {text.get_text(): (text.xy if hasattr(text, "xy") else text.get_position()) for text in axes.texts}


def test_bars_stand_at_0_1_2_and_reach_their_height_with_the_number_low_in_them():
    axes = axes_with(Bars(np.array([6.0, -2.0, 0.5]), ("00", "01", "10"), np.array([1, 0, 1])))
    assert [bar.get_height() for bar in axes.patches] == [6, -2, 0.5]
    assert [bar.get_x() + bar.get_width() / 2 for bar in axes.patches] == pytest.approx([0, 1, 2])
    assert [bar.get_y() for bar in axes.patches] == [0, 0, 0]
    tones = [to_hex(bar.get_facecolor()) for bar in axes.patches]
    assert tones == [LIGHT["positive"], LIGHT["negative"], LIGHT["positive"]]
    assert {text: xy for text, xy in words(axes).items() if "0" not in text} == {
        "6": (0, 0),
        "−2": (1, -2),
    }  # low in the bar
    assert words(axes)["0.5"] == (2, 0.5)
    assert {"00", "01", "10"} <= words(axes).keys()


def test_bars_without_classes_have_one_quiet_colour_and_no_marks_below():
    axes = axes_with(Bars(np.array([6.0, 2.0]), ("1", "2")))
    assert {to_hex(bar.get_facecolor()) for bar in axes.patches} == {LIGHT["muted"]}
    assert len(axes.lines) == 0
    assert len(axes_with(Bars(np.array([6.0, 2.0]), ("1", "2"), np.array([0, 1]))).lines) == 2


@pytest.mark.parametrize("t", np.linspace(-0.5, 2.5, 31).round(1))
def test_the_number_of_a_bar_stands_clear_of_the_knob_at_its_end(t):
    canvas = paint(figures.overfitting.table(t=t))
    axes, drawn = canvas.axes[0], FigureCanvasAgg(canvas).get_renderer()
    (knob,) = axes.lines
    number = next(text for text in axes.texts if text.get_text() == in_words(t)).get_window_extent(drawn)
    (_, middle), reach = axes.transData.transform(knob.get_xydata()[0]), canvas.dpi / 72 * (11 + 1.6) / 2
    assert max(number.y0 - middle, middle - number.y1) > reach


def test_rings_are_hollow_and_stand_around_their_places():
    axes = axes_with(Rings(np.array([1.0, 3.0]), np.array([4.0, 6.0])))
    (rings,) = axes.lines
    assert rings.get_xydata().tolist() == [[1, 4], [3, 6]]
    assert rings.get_fillstyle() == "none"
    assert rings.get_linestyle() == "None"


def test_a_handle_of_places_leaves_the_mark_that_stands_there_alone():
    assert len(axes_with(Handle(5, 6, places="students", row=2)).lines) == 0


def test_a_line_goes_through_its_points_and_says_its_label():
    axes = axes_with(Line(np.array([0.0, 1.0, 3.0]), np.array([2.0, -1.0, 4.0]), "level", dashed=True))
    (line,) = axes.lines
    assert line.get_xydata().tolist() == [[0, 2], [1, -1], [3, 4]]
    assert line.is_dashed()
    assert "level" in words(axes)


def test_an_arrow_points_at_the_last_of_its_points():
    axes = axes_with(Line(np.array([0.0, 3.0]), np.array([2.0, 4.0]), arrow=True))
    (head,) = (text for text in axes.texts if text.arrow_patch is not None)
    assert head.xy == (3, 4)


def test_points_have_a_shape_for_their_class_and_their_names_beside():
    axes = axes_with(Points(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]), np.array([0, 1, 0]), ("a", "b", "c")))
    rings, triangles = axes.lines
    assert (rings.get_marker(), triangles.get_marker()) == ("o", "^")
    assert rings.get_xydata().tolist() == [[1, 4], [3, 6]]
    assert triangles.get_xydata().tolist() == [[2, 5]]
    assert words(axes) == {"a": (1, 4), "b": (2, 5), "c": (3, 6)}


def test_a_lamp_is_filled_when_it_is_on():
    axes = axes_with(Lamp(1, 2, True, "7", "out"), Lamp(3, 4, False))
    lit, dark = axes.lines
    assert lit.get_xydata().tolist() == [[1, 2]]
    assert dark.get_xydata().tolist() == [[3, 4]]
    assert to_hex(lit.get_markerfacecolor()) == LIGHT["positive"]
    assert to_hex(dark.get_markerfacecolor()) == LIGHT["page"]
    assert words(axes)["7"] == words(axes)["out"] == (1, 2)


def test_text_and_handle_stand_where_they_are_put():
    axes = axes_with(Text(1, 2, "here", anchor="left", tone="positive"), Handle(5, 6, "a", "b"))
    assert words(axes)["here"] == (1, 2)
    assert axes.texts[0].get_ha() == "left"
    assert axes.texts[0].get_color() == LIGHT["positive"]
    assert axes.lines[0].get_xydata().tolist() == [[5, 6]]


def test_a_field_fills_the_panel_with_its_first_row_lowest():
    values = np.array([[-1.0, 0.0], [0.5, 1.0], [1.0, 1.0]])
    axes = axes_with(Field.of(values, (-1, 1)), title="field")
    (image,) = axes.images
    np.testing.assert_allclose(image.get_array(), values, atol=1 / 255)
    assert image.origin == "lower"
    assert list(image.get_extent()) == [-2, 8, -3, 9]
    assert image.get_clim() == (-1, 1)


@pytest.mark.parametrize("within", [(), ((0.0, 2.0), (-1.0, 1.0))], ids=["all of the panel", "a thumbnail"])
def test_the_field_of_a_network_fills_its_rectangle_and_leaves_the_axes_alone(within):
    net = NetField((np.array([[1.0, -1.0]]),), (np.zeros(1),), ("tanh",), (-1, 1), (-2, 8), (-3, 9), within)
    axes = axes_with(Text(0, 0, "before"), net, Text(0, 0, "after"))
    (image,) = axes.images
    np.testing.assert_allclose(image.get_array(), net.values)
    assert list(image.get_extent()) == ([0, 2, -1, 1] if within else [-2, 8, -3, 9])
    assert (axes.get_xlim(), axes.get_ylim()) == ((-2, 8), (-3, 9))
    assert image.origin == "lower"
    assert image.get_clim() == (-1, 1)
    before, after = (text.get_zorder() for text in axes.texts)
    assert before < image.get_zorder() < after if within else image.get_zorder() < before  # a thumbnail has its turn


def test_panels_stand_side_by_side_with_the_stated_spans_ticks_and_names():
    left = Panel((), (0, 3), (-1, 1), "across", "up")
    right = Panel((), (0, 1), (0, 1), title="drawing", bare=True)
    one, two = paint(Scene((left, right), "Two.")).axes
    assert (one.get_xlim(), one.get_ylim()) == ((0, 3), (-1, 1))
    assert one.get_position().x1 < two.get_position().x0
    assert list(one.get_xticks()) == left.xticks
    assert (one.get_xlabel(), one.get_title(loc="left"), two.get_title(loc="left")) == ("across", "up", "drawing")
    assert len(two.get_xticks()) == len(two.get_yticks()) == 0


def test_equal_axes_have_one_unit_on_both():
    assert axes_with(equal=True).get_aspect() == 1
    assert axes_with().get_aspect() == "auto"


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_picture_has_the_colours_of_its_theme(palette):
    canvas = paint(figures.perceptron.venue(), palette)
    assert to_hex(canvas.get_facecolor()) == palette["page"]
    assert {to_hex(bar.get_facecolor()) for bar in canvas.axes[0].patches} <= {palette["negative"], palette["positive"]}


def test_the_still_is_a_png_whose_bytes_do_not_change_from_run_to_run():
    scene = figures.perceptron.venue(threshold=3)
    assert still(scene) == still(figures.perceptron.venue(threshold=3))
    assert still(scene) != still(figures.perceptron.venue(threshold=5))
    assert still(scene) != still(scene, "a hint")
    assert still(scene).startswith(b"\x89PNG\r\n\x1a\n")
    assert matplotlib.image.imread(io.BytesIO(still(scene))).shape[2] == 4
    assert len(still(scene)) < 60_000


def test_the_caption_is_written_in_full_and_makes_room_for_itself():
    scene = figures.perceptron.venue(w1=1, w2=2, w3=3, threshold=2.5)
    plain, captioned = paint(scene), paint(scene, caption=scene.sentence + "\n(a hint)")
    (text,) = captioned.texts
    assert text.get_text().replace("\n", " ") == scene.sentence + " (a hint)"
    assert captioned.get_figheight() > plain.get_figheight()
    captioned.draw_without_rendering()
    frame = captioned.bbox
    box = text.get_window_extent()
    assert frame.x0 <= box.x0
    assert box.x1 <= frame.x1
    labels = [axes.xaxis.label.get_window_extent() for axes in captioned.axes]
    assert all(box.y1 <= label.y0 for label in labels)  # the caption does not run into the axis
