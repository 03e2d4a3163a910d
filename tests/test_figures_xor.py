"""The figures of lecture 4's first half, compared with the mathematics and with the worked numbers.

`regions` and `training` are tested in test_figures.
"""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import activations, datasets, sigmoid, step
from nncourse.figures import xor as figures
from nncourse.scene import Bars, Lamp, Line, NetField, Points, Text
from tests.curriculum import matches, worked_numbers

X, Y = datasets.gate("XOR")
XOR = Y[:, 0].tolist()
BENDS = figures.hidden_plane.controls["activation"].options
tenths = st.integers(-10, 10).map(lambda k: k / 10)


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


def rows(text):
    """The tuples of numbers in a text."""
    return [numbers(row) for row in re.findall(r"\(([^()]*)\)", text)]


def places(points):
    return np.column_stack([points.x, points.y])


# ---------------------------------------------------------------------------------------------- no line


@given(tenths, tenths, st.integers(-5, 15).map(lambda k: k / 10))
def test_the_linear_model_is_measured_as_its_sentence_says(w1, w2, b):
    scene = figures.linear(w1=w1, w2=w2, b=b)
    f = X @ [w1, w2] + b
    (bars,) = layers(scene, Bars)
    assert bars.heights == pytest.approx(f)
    assert rows(scene.sentence)[0] == pytest.approx(f)
    error, right = re.search(r"error is ([\d.]+), and f > ½ is right for (\d) of the 4", scene.sentence).groups()
    assert float(error) == pytest.approx(((f - XOR) ** 2).mean(), abs=5.1e-5)
    assert int(right) == ((f.round(9) > 0.5) == XOR).sum()
    (line,) = [line for line in layers(scene, Line) if line.width == 2.5] or [None]
    if line is not None:
        assert np.column_stack([line.x, line.y]) @ [w1, w2] + b == pytest.approx([0.5, 0.5])


def test_no_setting_of_the_linear_model_beats_the_worked_numbers():
    row = worked_numbers("X03")
    controls = figures.linear.controls
    grids = [np.arange(c.lo, c.hi + 1e-9, c.step).round(9) for c in controls.values()]
    settings = np.array(list(itertools.product(*grids)))
    f = settings[:, :2] @ X.T + settings[:, 2:]
    errors = ((f - XOR) ** 2).mean(axis=1)
    assert errors.min() == pytest.approx(row["X03.mse"])
    assert settings[errors.argmin()] == pytest.approx(row["X03.linear_w_b"])
    right = ((f.round(9) > 0.5) == XOR).sum(axis=1)
    assert right.max() == worked_numbers("X04")["X04.best_correct_of_4_linear"]


# ---------------------------------------------------------------------------------------------- three perceptrons

BIASES = [np.arange(c.lo, c.hi + 1e-9, c.step) for c in figures.gates.controls.values()]


@pytest.mark.parametrize("b1", BIASES[0])
@pytest.mark.parametrize("b2", BIASES[1])
def test_the_lamps_are_the_three_perceptrons_and_the_goal_is_or_and_nand(b1, b2):
    for b3 in BIASES[2]:
        scene = figures.gates(b1=b1, b2=b2, b3=b3)
        h = step(X @ [[1, -1], [1, -1]] + [b1, b2])
        out = step(h.sum(axis=1) + b3)
        lamps = np.array([lamp.on for lamp in layers(scene, Lamp)]).reshape(3, 4)
        np.testing.assert_array_equal(lamps, [*h.T, out])
        assert scene.goal == (-1 < b1 <= 0 and 1 < b2 <= 2 and -2 < b3 <= -1)
        assert scene.goal == (out.tolist() == XOR) == scene.sentence.endswith(": the goal.")
        (field,) = layers(scene, NetField)
        grid = -0.7 + 2.4 * (np.arange(80) + 0.5) / 80
        x1, x2 = np.meshgrid(grid, grid)
        inside = (x1 + x2 + b1 > 0).astype(int) + (b2 - x1 - x2 > 0) + b3 > 0
        clear = (np.abs(x1 + x2 + b1) > 1e-9) & (np.abs(b2 - x1 - x2) > 1e-9)  # ties are a matter of rounding here
        np.testing.assert_array_equal(field.values[clear], inside[clear])


def test_no_arrow_of_a_unit_points_under_the_name_of_a_corner_at_the_start():
    for arrow in (line for line in layers(figures.gates(), Line) if line.arrow):
        for corner in X:  # its name stands to the right and above
            away = np.column_stack([arrow.x, arrow.y]) - corner
            assert not ((away > 0) & (away < (0.35, 0.25))).all(axis=1).any()


def test_long_names_below_a_table_stand_in_two_rows():
    for settings in ({"b1": 0, "b2": 2.5}, {"b1": -2.5, "b2": 0}):
        feet = [text for text in figures.gates(**settings).panels[1].layers if isinstance(text, Text) and text.y < 0]
        for one, other in itertools.pairwise(feet):
            assert one.y != other.y or len(one.text + other.text) < 13


def test_the_gates_of_the_worked_numbers_make_xor_and_the_start_makes_its_opposite():
    row = worked_numbers("X02")
    scene = figures.gates(b1=-0.5, b2=1.5, b3=-1.5)
    lamps = np.array([float(lamp.on) for lamp in layers(scene, Lamp)]).reshape(3, 4).tolist()
    assert lamps == [row["X02.OR"], row["X02.NAND"], row["X02.AND_of_both"]]
    assert figures.gates().sentence.endswith("is XNOR; the goal is XOR.")


# ---------------------------------------------------------------------------------------------- bend, then draw


def test_the_stages_are_the_matrices_of_the_worked_numbers():
    row = worked_numbers("X09")
    for stage, name in enumerate(("X09.XW", "X09.XW_plus_c", "X09.H_relu"), start=1):
        scene = figures.stages(stage=stage)
        assert places(layers(scene, Points)[0]).tolist() == row[name]
        assert rows(scene.sentence) == row[name]
    assert rows(figures.stages(stage=4).sentence)[0] == row["X09.output"]
    assert figures.stages(stage=4).sentence.endswith(": XOR.")


@pytest.mark.parametrize(
    ("activation", "name"),
    [("identity", "without_relu_output"), ("tanh", "tanh_instead_of_relu_output"),
     ("sigmoid", "sigmoid_instead_of_relu_output")],
)  # fmt: skip
def test_with_another_activation_the_same_weights_do_not_make_xor(activation, name):
    sentence = figures.stages(stage=4, activation=activation).sentence
    assert rows(sentence)[0] == pytest.approx(worked_numbers("X08")[f"X08.{name}"], abs=5.1e-4)
    assert sentence.endswith(": not XOR.")


@given(st.integers(0, 3), st.sampled_from([0.25, 0.5, 0.75]), st.sampled_from(BENDS))
def test_between_two_stages_the_points_are_on_their_straight_way(stage, part, activation):
    at = [places(layers(figures.stages(stage=s, activation=activation), Points)[0]) for s in (stage, stage + 1)]
    between = places(layers(figures.stages(stage=stage + part, activation=activation), Points)[0])
    np.testing.assert_allclose(between, (1 - part) * at[0] + part * at[1])


def test_points_that_coincide_share_one_label():
    (points,) = layers(figures.stages(stage=4), Points)
    assert sorted(points.labels) == ["", "00", "01, 10", "11"]
    assert len(set(map(tuple, worked_numbers("X10")["X10.distinct_hidden_points"]))) == 3


def test_the_drawn_line_is_where_the_score_of_the_worked_numbers_is_zero():
    line = next(line for line in layers(figures.stages(stage=4), Line) if line.width == 2.5)
    assert line.x - 2 * line.y == pytest.approx([0.5, 0.5])
    (points,) = layers(figures.stages(stage=4), Points)
    scores = points.x - 2 * points.y - 0.5
    assert matches(worked_numbers("X10")["X10.separating_line_scores_h1-2h2-0.5"], scores.tolist())


def separable(h):
    """Is there a line with both △ beyond it and both ○ not?  By trying 720 directions, exact enough off the border."""
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    along = h @ [np.cos(angle), np.sin(angle)]
    return (along[1:3].min(axis=0) - along[[0, 3]].max(axis=0)).max()


@given(tenths, tenths, st.integers(-15, 15).map(lambda k: k / 10), st.sampled_from(BENDS))
def test_a_line_is_found_in_the_hidden_plane_where_there_is_one(w1, w2, c, activation):
    scene = figures.hidden_plane(w1=w1, w2=w2, c=c, activation=activation)
    h = getattr(activations, activation)(X @ [[1, w1], [1, w2]] + [0, c])
    gap = separable(h)
    if gap > 1e-9:
        assert scene.goal
    if scene.goal:
        said = float(re.search(r"gap of ([\d.]+(?:e-\d+)?)\.$", scene.sentence.replace("−", "-"))[1])
        assert said == pytest.approx(gap, abs=0.0051 + 0.01 * np.abs(h).max())
        inputs, hidden = layers(scene, NetField)
        (W,), (b,) = hidden.weights, hidden.biases
        np.testing.assert_array_equal((h @ W[0] + b > 0).astype(float), XOR)
        np.testing.assert_allclose(inputs.weights[1], W)
    else:
        assert layers(scene, NetField) == []
        assert scene.sentence.endswith("no line separates △ from ○.")


@given(tenths, tenths, st.integers(-15, 15).map(lambda k: k / 10))
def test_without_an_activation_no_line_is_ever_found(w1, w2, c):
    assert not figures.hidden_plane(w1=w1, w2=w2, c=c, activation="identity").goal


@given(tenths, tenths, st.integers(-15, 15).map(lambda k: k / 10), st.sampled_from(BENDS))
def test_the_four_corners_and_the_sheet_are_carried_by_the_same_layer_and_stay_in_view(w1, w2, c, activation):
    scene = figures.hidden_plane(w1=w1, w2=w2, c=c, activation=activation)
    h = getattr(activations, activation)(X @ [[1, w1], [1, w2]] + [0, c])
    _, hidden = layers(scene, Points)
    np.testing.assert_allclose(places(hidden), h)
    window = scene.panels[1].x
    assert (window[0] < h).all()
    assert (h < window[1]).all()
    sheet = [np.column_stack([line.x, line.y]) for line in layers(scene, Line) if line.width == 1 and len(line.x) > 2]
    assert len(sheet) == 10
    for corner in h:
        assert min(np.abs(line - corner).max(axis=1).min() for line in sheet) <= 5.1e-4


@pytest.mark.parametrize(
    ("setting", "found"),
    [({"c": -1}, True), ({"w1": -1, "w2": -1, "c": 1}, True), ({}, False), ({"c": -1, "activation": "tanh"}, True),
     ({"c": -1, "activation": "identity"}, False)],
)  # fmt: skip
def test_the_settings_that_the_lecture_names_separate_or_do_not(setting, found):
    assert figures.hidden_plane(**setting).goal is found


# ---------------------------------------------------------------------------------------------- two models

twentieths = st.integers(1, 19).map(lambda k: k / 20)


@given(twentieths, twentieths, st.booleans())
def test_opinions_are_added_up_and_squashed(p1, p2, weighed):
    scene = figures.opinions(p1=p1, p2=p2, weighed=weighed)
    (dot,), (number,) = layers(scene, Points), layers(scene, Text)
    assert (number.anchor == "right", number.x < dot.x[0]) == (dot.x[0] > 0,) * 2  # where the picture has room
    z = 7 * p1 + 5 * p2 - 6 if weighed else p1 + p2
    (bars,) = layers(scene, Bars)
    assert bars.heights[-1] == pytest.approx(z)
    assert bars.heights[:-1].sum() == pytest.approx(z)
    assert numbers(scene.sentence)[-1] == pytest.approx(float(sigmoid(z)), abs=5.1e-7)
    assert ("no probability" in scene.sentence) == (not 0 <= round(z, 9) <= 1)


def test_the_deck_adds_to_one_and_a_half_and_weighs_to_two_point_nine():
    plain, weighed = (figures.opinions(p1=0.7, p2=0.8, weighed=w).sentence for w in (False, True))
    assert plain == "0.7 + 0.8 = 1.5, more than 1: no probability; σ(1.5) = 0.817574."
    assert weighed == "4.9 + 4 − 6 = 2.9, more than 1: no probability; σ(2.9) = 0.947846."


POINTS = {"00": (0, 0), "12": (1, 2), "m1m1": (-1, -1)}


@pytest.mark.parametrize("name", POINTS)
def test_the_two_models_answer_what_the_worked_numbers_say(name):
    scores, answers = rows(figures.two_models(place=[POINTS[name]]).sentence)[1:]
    row = worked_numbers("X12")
    assert scores == row[f"X12.point{name}_scores"]
    assert answers == pytest.approx(row[f"X12.point{name}_probs"], abs=5.1e-7)


def test_in_view_nobody_passes_model_2_without_model_1_and_the_shade_is_where_both_say_yes():
    halves = np.arange(-5, 5.1, 0.5)
    said = {}
    for place in itertools.product(halves, halves):
        scores = np.array([[5, -2], [7, -3]]) @ place + [8, -1]
        sentence = figures.two_models(place=[place]).sentence
        said[place] = sentence.rpartition(": ")[2]
        assert (said[place] == "both say yes.") == (scores > 0).all()
        assert not (scores[1] > 0 >= scores[0])
    assert set(said.values()) == {"neither says yes.", "one of them says yes.", "both say yes."}
    (field,) = layers(figures.two_models(), NetField)
    grid = -5 + 10 * (np.arange(80) + 0.5) / 80
    x1, x2 = np.meshgrid(grid, grid)
    np.testing.assert_array_equal(field.values, (5 * x1 - 2 * x2 + 8 > 0) & (7 * x1 - 3 * x2 - 1 > 0))
    row = worked_numbers("X11")["X11.AND_region_at_(1,1),(1,2),(1,3),(0,0)"]
    found = [int("both" in figures.two_models(place=[p]).sentence) for p in ((1, 1), (1, 2), (1, 3), (0, 0))]
    assert found == row
    texts = [text.text for text in layers(figures.two_models(), Text)]
    assert texts == ["model 1: yes →", "model 2: yes →"]
