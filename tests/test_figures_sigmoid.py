"""The figures of lecture 2, compared with the mathematics and with the worked numbers."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, datasets, sigmoid, softmax
from nncourse.activations import hard_tanh, identity, relu, sign, step, tanh
from nncourse.figures import sigmoid as figures
from nncourse.scene import Bars, Field, Handle, Line, Text
from tests.curriculum import matches, worked_numbers

tenths = st.integers(-30, 30).map(lambda k: k / 10)


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


@given(st.integers(400, 600).map(lambda k: k / 100))
def test_the_nudge_shows_what_step_and_sigmoid_answer_at_the_weight(w1):
    hard, soft = layers(figures.nudge(w1=w1), Handle)
    assert hard.x == soft.x == w1
    assert hard.y == step(round(w1 - 5, 9))
    assert soft.y == pytest.approx(float(sigmoid(w1 - 5)))
    flips = len({float(step(round(w1 - 5 + d, 9))) for d in (-0.05, 0, 0.05)}) > 1
    sentence = figures.nudge(w1=w1).sentence
    assert ("can flip it" in sentence) == flips
    assert ("a tie" in sentence) == (w1 == 5)


def test_the_eight_weekends_have_the_activations_of_the_worked_numbers():
    (bars,) = layers(figures.doubt(threshold=5, smooth=True), Bars)
    assert bars.heights == pytest.approx(worked_numbers("S03")["S03.sigmoid_venue_scores_b-5"], abs=5e-4)
    (hard,) = layers(figures.doubt(threshold=5), Bars)
    assert hard.heights.tolist() == worked_numbers("P05")["P05.out_T5"]


@given(st.integers(-60, 60).map(lambda k: k / 10))
def test_the_two_heights_of_the_curve_are_sigma_and_add_up_to_one(z):
    sentence = figures.curve(z=z).sentence
    here, there = (float(value) for value in re.findall(r"= (0\.\d+)", sentence))
    assert here == pytest.approx(float(sigmoid(z)), abs=1e-6)
    assert here + there == pytest.approx(1, abs=2e-6)


@given(st.integers(-20, 20).filter(bool).map(lambda k: k / 2), st.integers(-12, 12).map(lambda k: k / 2))
def test_the_shape_is_one_half_where_the_sentence_says_and_rises_as_it_says(w, b):
    sentence = figures.shape(w=w, b=b).sentence
    half = float(re.search(r"−b/w = (−?[\d.]+(?:e-\d+)?)", sentence)[1].replace("−", "-").rstrip("."))
    assert float(sigmoid(w * half + b)) == pytest.approx(0.5, abs=1e-4)
    way, beyond = re.search(r"(rises|falls): half a unit to the right it is ([\d.]+)\.$", sentence).groups()
    assert (way == "rises") == (w > 0)
    assert float(sigmoid(w * (half + 0.5) + b)) == pytest.approx(float(beyond), abs=1e-3)


def test_the_half_point_of_the_worked_numbers():
    assert "= 3, and rises" in figures.shape(w=2, b=-6).sentence


@given(tenths, tenths)
def test_the_tangent_promises_slope_times_change_and_the_bar_is_the_error(c, change):
    scene = figures.tangent(c=c, change=change)
    promised, true, error = numbers(scene.sentence)[-3:]
    assert error == pytest.approx(abs(promised - true), abs=1e-9)
    assert promised == pytest.approx(float(sigmoid.df(c)) * change, abs=6e-5)
    assert true == pytest.approx(float(sigmoid(c + change) - sigmoid(c)), abs=6e-5)
    bar = layers(scene, Line)[2]
    assert bar.y[1] - bar.y[0] == pytest.approx(promised - true, abs=2e-4)


@pytest.mark.parametrize(("z", "suffix"), [(0.5, "0.5"), (-2, "-2")])
def test_the_six_values_and_slopes_are_those_of_the_worked_numbers(z, suffix):
    for slopes, row, kind in ((False, "S12", "all_six"), (True, "S13", "all_six_derivs")):
        titles = [panel.title or panel.ylabel for panel in figures.six(z=z, slopes=slopes).panels]
        shown = [numbers(title.partition(": ")[2])[0] for title in titles]
        assert shown == pytest.approx(worked_numbers(row)[f"{row}.{kind}_at_a={suffix}"], abs=5e-5)


@given(tenths, st.booleans())
def test_every_curve_of_the_six_is_its_function_and_no_jump_is_joined(z, slopes):
    for panel, phi in zip(
        figures.six(z=z, slopes=slopes).panels, (identity, sign, sigmoid, tanh, relu, hard_tanh), strict=True
    ):
        for line in (layer for layer in panel.layers if isinstance(layer, Line)):
            np.testing.assert_array_equal(line.y, phi.df(line.x) if slopes else phi(line.x))
            assert np.abs(np.diff(line.y)).max(initial=0) <= 0.5


def test_three_slopes_are_flat_below_minus_one_and_relu_outlives_hard_tanh():
    exact = [float(phi.df(-2)) for phi in (sign, relu, hard_tanh)]
    assert exact == [0, 0, 0]
    assert (float(relu.df(2)), float(hard_tanh.df(2))) == (1, 0)


@given(tenths, tenths, tenths)
def test_the_shares_are_softmax_and_the_table_its_jacobian(cat, dog, bird):
    scene = figures.shares(cat=cat, dog=dog, bird=bird, slopes=True)
    assert len(figures.shares(cat=cat, dog=dog, bird=bird).panels) == 1
    a = softmax([cat, dog, bird])
    assert layers(scene, Bars)[0].heights == pytest.approx(a, abs=5e-4)
    table = [numbers(text.text)[0] for text in layers(scene, Text) if numbers(text.text)]
    assert np.reshape(table, (3, 3)) == pytest.approx(np.diag(a) - np.outer(a, a), abs=6e-5)
    assert layers(scene, Field)[0].values[::-1] == pytest.approx(np.diag(a) - np.outer(a, a), abs=0.0011)


def test_the_animals_have_the_shares_of_the_worked_numbers():
    (expected,) = worked_numbers("S22").values()
    assert layers(figures.shares(cat=2, dog=1, bird=0.1), Bars)[0].heights == pytest.approx(expected, abs=5e-4)


READINGS = {
    "rows receive, no sigmoid": "S18.z",
    "rows receive, sigmoid": "S18.a_sigmoid",
    "columns receive, no sigmoid": "S18.z_transpose_reading",
    "columns receive, sigmoid": "S18.a_transpose_reading",
    "two layers, no sigmoid": "S18.two_weight_layers_same_W_linear",
    "two layers, sigmoid": "S18.two_weight_layers_same_W_sigmoid",
}


@pytest.mark.parametrize("reading", READINGS)
def test_each_reading_of_the_practice_gives_its_worked_number(reading):
    assert set(figures.practice.controls["reading"].options) == READINGS.keys()
    scene = figures.practice(x1=0.7, x2=0.3, reading=reading)
    outputs = numbers(scene.sentence.partition("outputs are")[2])
    assert outputs == pytest.approx(worked_numbers("S18")[READINGS[reading]], abs=5e-5)
    weights = [float(text.text) for text in layers(scene, Text) if text.text in {"0.2", "0.4", "0.6", "0.8"}]
    assert len(weights) >= 4


def test_the_layer_that_reads_digits_is_right_nearly_always_and_not_always_sure():
    X, Y = datasets.digits()
    A = figures._reader().predict(X[:100])
    assert isinstance(figures._reader(), MLP)
    assert (datasets.labels_of(A) == datasets.labels_of(Y[:100])).mean() >= 0.95
    assert (A.max(axis=1) < 0.8).any()  # the task of section 2.9 can be done


@pytest.mark.parametrize("sample", [0, 6, 99])
def test_a_digit_is_shown_with_its_outputs_and_its_target(sample):
    X, Y = datasets.digits()
    plain, scene = figures.digit(sample=sample), figures.digit(sample=sample, target=True)
    (image,), (bars,) = layers(scene, Field), layers(scene, Bars)
    assert image.values[::-1].reshape(-1) == pytest.approx(X[sample], abs=1 / 127)
    assert bars.heights.sum() == pytest.approx(1, abs=0.05)
    (mark,) = layers(scene, Line)
    assert mark.x.mean() == pytest.approx(Y[sample].argmax())
    assert layers(plain, Line) == []
    assert "target" not in plain.sentence


@pytest.mark.parametrize(("hidden", "total"), [(30, 23860), (15, 11935)])
def test_the_architecture_counts_the_parameters_of_the_worked_numbers(hidden, total):
    assert matches(worked_numbers("S19")[f"S19.params_784_{hidden}_10"], total)
    assert f"= {total} weights and biases" in figures.architecture(inputs="784", hidden=hidden, depth=1).sentence


def test_without_a_hidden_layer_ten_outputs_read_the_pixels():
    assert figures.architecture(depth=0).sentence == "64 – 10: 650 weights and biases to learn."


def test_all_weekends_that_are_equally_unsure_are_named():
    assert "least sure are 011 with 0.2689 and 100 with 0.7311" in figures.doubt(threshold=5, smooth=True).sentence


@given(st.integers(-2, 22).map(lambda k: k / 2))
def test_an_output_that_is_neither_0_nor_1_is_never_written_as_one(threshold):
    heights = layers(figures.doubt(threshold=threshold, smooth=True), Bars)[0].heights
    assert ((heights > 0) & (heights < 1)).all()
    assert not re.search(r"from 0 to|to 1;", figures.doubt(threshold=threshold, smooth=True).sentence)


@given(tenths, tenths, tenths)
def test_no_share_is_written_as_nothing_or_all(cat, dog, bird):
    heights = layers(figures.shares(cat=cat, dog=dog, bird=bird), Bars)[0].heights
    assert ((heights > 0) & (heights < 1)).all()
